"""The form of a delegation, as its principal fills it in, or the administrator for any principal."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse
from pydantic import ValidationError

from activities.people import Entering
from desk.administration.delegating import Lending, take_back
from desk.administration.people import PeopleFaults
from desk.administration.roster import Given
from desk.outcomes import Refused
from desk.telling.office_log import told_delegation
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.office.forms import Choice, Form, OfficeField, OfficeForm, Told, first, form_page
from desk.web.office.words import LABELS, w
from desk.web.ordering import problem_of
from models.domain import words as said
from models.domain.delegation import LEVELS
from models.domain.names import DepartmentCode, Level, PersonId
from models.domain.people import Delegation, DirectoryEntry, Person
from models.domain.plain_words import say
from models.domain.text import Words

_ONE_DAY: Final = timedelta(days=1)


def levels_of(person: Person) -> list[Level]:
    """The levels that a person has of his own, and so may lend."""
    return [level for level in LEVELS if level in person.roles]


async def form_of_delegation(
    desk: Desk,
    jurisdiction: str,
    principal: Person,
    colleagues: Sequence[DirectoryEntry],
    *,
    action: str,
    back: str,
    back_words: Words,
) -> OfficeForm:
    """The form for somebody who lends; ``colleagues`` are proposed as deputies."""
    items = await _items(desk, jurisdiction, principal.department)
    fields = (
        OfficeField(
            "deputy",
            LABELS["deputy"],
            "listed",
            choices=tuple(
                Choice(each.person.id, w(each.person.name, each.person.name))
                for each in colleagues
                if each.person.id != principal.id
            ),
            hint=w("填人员代码，可按姓名选择", "the person's id; type a name to choose"),
        ),
        OfficeField(
            "levels",
            LABELS["levels"],
            "checks",
            choices=tuple(Choice(level, said.LEVELS[level]) for level in levels_of(principal)),
        ),
        OfficeField("valid_from", LABELS["valid_from"], "day"),
        OfficeField("valid_until", LABELS["valid_until"], "day", hint=w("当日仍有效", "included")),
        OfficeField(
            "document",
            LABELS["document"],
            hint=w("如：灵水函〔2026〕1号，或AB角制度文号", "the document that allows it, with its number"),
        ),
        OfficeField(
            "items",
            LABELS["items"],
            "checks",
            required=False,
            choices=tuple(items),
            hint=w("不选即本部门全部事项", "none chosen: all of the department's"),
        ),
    )
    return OfficeForm(
        title=w(f"委托代理：{principal.name}", f"Name a deputy for {principal.name}"),
        effect=w(
            f"代理人在这些天可以代{principal.name}办理所选环节；登记簿写明谁办理、代谁办理。"
            "同一事项同一轮的两个环节仍须不同的人。委托人自己照常可以办理。",
            f"On these days the deputy may act for {principal.name} on the chosen levels; the register says "
            "who acted and for whom. Two levels of one item and round still need two persons.",
        ),
        action=action,
        button=w("委托代理", "Name the deputy"),
        back=back,
        back_words=back_words,
        fields=fields,
        hidden={"principal": principal.id},
    )


def read_lending(principal: Person, form: Form) -> Lending:
    """What was written. Raises ``PeopleFaults``."""
    written: dict[str, object] = {
        "principal": principal.id,
        "name": principal.name,
        "department": principal.department,
        "levels": list(form.get("levels", ())),
        "items": list(form.get("items", ())),
        **{name: first(form, name) for name in ("valid_from", "valid_until", "document")},
    }
    try:
        given = Delegation.model_validate(written)
    except ValidationError as error:
        raise PeopleFaults(list(say(error, Delegation, written))) from None  # type: ignore[arg-type]
    return Lending(PersonId(first(form, "deputy")[:64]), given)


def told_lending(principal: Person, deputy: DirectoryEntry, given: Delegation) -> list[Told]:
    """The summary of a delegation."""
    return [
        Told(LABELS["principal"], (w(principal.name, principal.name),)),
        Told(LABELS["deputy"], (w(deputy.person.name, deputy.person.name),)),
        Told(w("范围", "What for"), (told_delegation(given),)),
    ]


def form_of_end(action: str, back: str, back_words: Words, told: Words, hidden: dict[str, str]) -> OfficeForm:
    """The form that ends a delegation early."""
    return OfficeForm(
        title=w("提前结束代理", "End a delegation early"),
        effect=w(
            f"{told.zh}。末日当天仍可代理；已经办理的不受影响。",
            f"{told.en}. It still holds on its last day; what was done stays done.",
        ),
        action=action,
        button=w("提前结束", "End it"),
        back=back,
        back_words=back_words,
        fields=(
            OfficeField(
                "last",
                LABELS["valid_until"],
                "day",
                hint=w("填昨天即立即失效", "yesterday ends it at once"),
            ),
        ),
        legal=False,
        hidden=hidden,
    )


async def end_by_form(
    request: Request, desk: Desk, caller: Caller, given: Given, form: OfficeForm, fields: Form
) -> Entering | HTMLResponse:
    """What was entered with the day that was written, or the form with what is wrong with it."""
    last = _read_last(fields, desk.today - _ONE_DAY)
    if last is None or last >= given.over:
        fault = w(
            "末日不早于昨天，且早于原末日。", "The last day is yesterday or later, and before the old one."
        )
        return form_page(request, desk, caller, form, fields, faults=[fault])
    try:
        return await take_back(
            desk.directory, given.deputy, given.position, last, by=caller.person.id, at=desk.now()
        )
    except Refused as no:
        return form_page(request, desk, caller, form, fields, problem=problem_of(no))


async def _items(desk: Desk, jurisdiction: str, department: DepartmentCode | None) -> list[Choice]:
    found: dict[str, Choice] = {}
    for catalogue in await desk.laws.catalogues(jurisdiction, desk.today):
        for item in catalogue.items:
            if item.department == department:
                found.setdefault(item.code, Choice(item.code, item.title))
    return list(found.values())


def _read_last(form: Form, earliest: date) -> date | None:
    """The day written as the last one; None for what is no day, or earlier than that."""
    try:
        day = date.fromisoformat(first(form, "last"))
    except ValueError:
        return None
    return day if day >= earliest else None
