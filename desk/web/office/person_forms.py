"""The forms of a person: entering, changing from a day on, leaving, coming back; and what they say."""

from collections.abc import Sequence
from datetime import date
from typing import get_args

from desk.administration.people import Change
from desk.telling.office_log import Departments, told_change, told_delegation
from desk.web.desk import Desk
from desk.web.office.forms import Choice, Form, OfficeField, OfficeForm, Told, first
from desk.web.office.words import LABELS, w
from models.domain import words as said
from models.domain.faults import Value
from models.domain.names import Role
from models.domain.people import DirectoryEntry
from models.domain.text import Words

PEOPLE = "/admin/people"
_PEOPLE_WORDS = w("人员", "People")


async def entering_form(desk: Desk, jurisdiction: str) -> OfficeForm:
    """Somebody whom the directory does not know yet."""
    code = OfficeField(
        "id",
        LABELS["id"],
        hint=w(
            "小写字母、数字和连字符，如 li-ming；录入后不变，也不给别人再用",
            "small letters, digits, hyphens, as li-ming; it stays, and nobody else ever gets it",
        ),
    )
    begins = OfficeField(
        "valid_from", LABELS["valid_from"], "day", required=False, hint=w("不填即今天起", "none: from today")
    )
    return OfficeForm(
        title=w("录入人员", "Enter a person"),
        effect=w(
            "此人自首日起可以按岗位办理；登录另须建立账号。人员只会离任，不会删除。",
            "From the first day on the person may act by these roles; to sign in takes an account. "
            "People leave, nobody is deleted.",
        ),
        action="/admin/new-person",
        button=w("录入", "Enter"),
        back=PEOPLE,
        back_words=_PEOPLE_WORDS,
        fields=(code, *await _fields(desk, jurisdiction), begins),
        hidden={"seen": ""},
    )


async def changing_form(desk: Desk, jurisdiction: str, entry: DirectoryEntry, mark: str) -> OfficeForm:
    """Another name, department or roles, from a day on."""
    person = entry.person
    from_day = OfficeField(
        "from",
        w("自何日起", "From"),
        "day",
        hint=w("今天即刻生效；以后的日子到当日零时生效", "today: at once; a later day: when it begins"),
    )
    return OfficeForm(
        title=w(f"变更：{person.name}", f"Change {person.name}"),
        effect=w(
            "已经办理的不受影响；手上的事项仍在其名下，可由部门负责人转交。",
            "What was done stays done; items in hand stay with the person until the head transfers them.",
        ),
        action=f"{PEOPLE}/{person.id}/change",
        button=w("变更", "Change"),
        back=f"{PEOPLE}/{person.id}",
        back_words=w(person.name, person.name),
        fields=(*await _fields(desk, jurisdiction), from_day),
        hidden={"seen": mark},
    )


def leaving_form(entry: DirectoryEntry, mark: str) -> OfficeForm:
    """The last day of a person."""
    person = entry.person
    return OfficeForm(
        title=w(f"离任：{person.name}", f"{person.name} leaves"),
        effect=w(
            "末日当天仍可办理，次日起不能登录、不能办理；由其委托的代理同日截止。记录和历史都保留。",
            "The person may act on the last day, and neither signs in nor acts from the next one on; "
            "what was lent ends the same day. Everything recorded stays.",
        ),
        action=f"{PEOPLE}/{person.id}/leave",
        button=w("离任", "Leave"),
        back=f"{PEOPLE}/{person.id}",
        back_words=w(person.name, person.name),
        fields=(
            OfficeField(
                "last",
                LABELS["valid_until"],
                "day",
                hint=w("填昨天即立即离任", "yesterday: at once"),
            ),
        ),
        hidden={"seen": mark},
    )


def returning_form(entry: DirectoryEntry, mark: str) -> OfficeForm:
    """The person stays after all, or comes back."""
    person = entry.person
    return OfficeForm(
        title=w(f"留任或复任：{person.name}", f"{person.name} stays or comes back"),
        effect=w(
            "取消末日。末日已过的，自所填首日起重新任职。",
            "The last day is taken back; who has left already is in office again from the first day written.",
        ),
        action=f"{PEOPLE}/{person.id}/return",
        button=w("留任或复任", "Stay or come back"),
        back=f"{PEOPLE}/{person.id}",
        back_words=w(person.name, person.name),
        fields=(OfficeField("valid_from", LABELS["valid_from"], "day", required=False),),
        hidden={"seen": mark},
    )


def written_person(form: Form) -> dict[str, Value]:
    """What the form says of a person, as a people file would; what was left empty is left out."""
    written: dict[str, Value] = {"roles": list(form.get("roles", ()))}
    for name in ("name", "department", "identity", "valid_from"):
        if first(form, name):
            written[name] = first(form, name)
    return written


def given_of(entry: DirectoryEntry, today: date) -> dict[str, list[str]]:
    """The form filled in with how the person stands."""
    person = entry.person
    return {
        "name": [person.name],
        "department": [person.department or ""],
        "roles": list(person.roles),
        "identity": [person.identity or ""],
        "from": [today.isoformat()],
    }


def told_person(change: Change, departments: Departments, from_day: date | None = None) -> list[Told]:
    """The summary: what will be different."""
    told = told_change(change.before, change.entry, departments)
    lines = [Told(w("人员", "Person"), (told[0],)), Told(w("内容", "Content"), tuple(told[1:]))]
    if from_day is not None:
        lines.append(Told(w("自何日起", "From"), (w(f"{from_day}", f"{from_day}"),)))
    return lines


def told_followers(change: Change) -> list[Words]:
    """Whose delegations end or are changed with it."""
    found: list[Words] = []
    principal = change.entry.person.id
    for entry in change.followers:
        left = [each for each in entry.person.delegations if each.principal == principal]
        name = entry.person.name
        if not left:
            found.append(w(f"{name}的代理取消", f"{name} no longer acts for the person"))
        for each in left:
            told = told_delegation(each)
            found.append(w(f"{name}的代理改为：{told.zh}", f"{name} acts for the person as: {told.en}"))
    return found


async def _fields(desk: Desk, jurisdiction: str) -> Sequence[OfficeField]:
    names = await desk.administration.departments.names(jurisdiction)
    return (
        OfficeField("name", LABELS["name"]),
        OfficeField(
            "department",
            LABELS["department"],
            "listed",
            required=False,
            choices=tuple(Choice(code, name) for code, name in sorted(names.items())),
            hint=w(
                "填部门代码；申请人不填，督查和管理员可不填",
                "the department's code; none for an applicant",
            ),
        ),
        OfficeField(
            "roles",
            LABELS["roles"],
            "checks",
            choices=tuple(Choice(role, said.ROLES[role]) for role in get_args(Role)),
        ),
        OfficeField("identity", LABELS["identity"], required=False),
    )
