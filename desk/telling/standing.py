"""How a case stands: its clocks and items, what it waits for, and who can do what next."""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from pydantic import BaseModel

from desk.telling.deadlines import why
from models.domain import words as said
from models.domain.authority import require_authority
from models.domain.case import Case, Item
from models.domain.clocks import ItemClocks
from models.domain.commands import COMMANDS, Command
from models.domain.names import LEVEL_STATE, ItemCode, ItemState, MaterialCode, PersonId
from models.domain.people import Person
from models.domain.refusals import DelegationNotValid, NotYourDepartment, NotYourRole, SameHandOnTwoLevels
from models.domain.rulebook import Rulebook
from models.domain.rules.closing import allowed_outcomes
from models.domain.rules.gaps import owed_for
from models.domain.rules.intake import missing_materials
from models.domain.rules.scene import Scene
from models.domain.text import Words
from models.domain.view import ClockStanding, ClockView, clock_view

Step = tuple[str, ItemCode | None, dict[str, str]]
"""A command, the item it is about, and example values for what else it needs."""


def waiting_for(case: Case, book: Rulebook, *, turns_only: bool = False) -> list[Words]:
    """What the case waits for now, one line each; ``turns_only`` leaves items out whose turn comes later."""
    match case.state:
        case "received":
            lines = [
                _words(
                    "牵头部门受理并抄告，或一次性告知补正",
                    "the lead: accept and notify, or ask once for corrections",
                )
            ]
        case "correcting":
            lines = [_words("申请人补正", "corrections by the applicant")]
        case "reviewing":
            items = [item for item in case.open_items if item.state != "waiting" or not turns_only]
            lines = [_item_waits(case, item, book) for item in items]
        case "consolidating":
            lines = [_words("牵头部门汇总决定", "the lead's joint decision")]
        case "decided":
            lines = [_words("统一送达", "the single delivery")]
        case "delivered":
            assert case.delivered_at is not None  # the state says so
            on = book.days.nth_after(case.delivered_at.date(), book.catalogue.archive_after)
            lines = [_words(f"{on} 归档", f"its archive on {on}")]
        case _:
            lines = []
    if case.negative is not None:
        lines.append(
            _words("督查确认不予受理的否定报备", "the supervisor's word on the filed refusal to accept")
        )
    return lines


def next_step(case: Case, book: Rulebook) -> Step | None:
    """A command that moves the case on; None when only time does."""
    match case.state:
        case "received":
            lacking = missing(case, book)
            if not lacking:
                return "accept-case", None, {}
            if {gap.material for gap in case.asked} & set(lacking):  # asked once, never again
                if all(book.catalogue.material(material).tolerable for material in lacking):
                    return "accept-case", None, {"gaps": _promises(lacking)}
                return "submit-corrections", None, {"materials": ",".join(lacking)}
            reported = {gap.material for gap in case.reported}  # these the notice asks for by itself
            own = ",".join(material for material in lacking if material not in reported)
            return "request-corrections", None, {"gaps": own} if own else {}
        case "correcting":
            return "submit-corrections", None, {"materials": ",".join(gap.material for gap in case.asked)}
        case "reviewing":
            return next(
                (_next_of_item(case, item, book) for item in case.open_items if item.state != "waiting"), None
            )
        case "consolidating":
            outcome, _ = allowed_outcomes(case, book)
            return (
                "consolidate-case",
                None,
                {"outcome": outcome} | ({"explanation": "…"} if outcome == "refused" else {}),
            )
        case "decided":
            return "deliver-case", None, {"method": "窗口领取", "recipient": "申请人", "receipt": "回证1"}
        case _:
            return None


def next_steps(case: Case, book: Rulebook) -> list[Step]:
    """Every command that moves the case on now, whoever it belongs to: one for each item in turn."""
    steps: list[Step] = [] if case.negative is None else [("confirm-negative", None, {})]
    if case.state == "reviewing":
        of_items = [_next_of_item(case, item, book) for item in case.open_items if item.state != "waiting"]
        return steps + [step for step in of_items if step is not None]
    step = next_step(case, book)
    return steps if step is None else [*steps, step]


def missing(case: Case, book: Rulebook) -> list[MaterialCode]:
    """Required and reported materials that are not there."""
    at = case.received_at
    return [] if at is None else missing_materials(Scene(case=case, by=_NOBODY, at=at, book=book))


def who_may(case: Case, step: Step, people: Sequence[Person], at: datetime, book: Rulebook) -> Person | None:
    """The first person with an authority of their own for this step, else the first who acts for another.

    The step's example values do not matter to that.
    """
    do, item, _ = step
    kind: type[BaseModel] = COMMANDS[do]
    command = cast("Command", kind.model_construct(None, **({} if item is None else {"item": item})))
    deputy: Person | None = None
    for person in people:
        try:
            delegation = require_authority(Scene(case=case, by=person, at=at, book=book), command)
        except (NotYourRole, NotYourDepartment, SameHandOnTwoLevels, DelegationNotValid):
            continue
        if delegation is None:
            return person
        deputy = deputy or person
    return deputy


def standing(clocks: ItemClocks, at: datetime, book: Rulebook) -> list[tuple[Words, Words]]:
    """Each running clock with where it stands, and why it ends on that day."""
    lines = []
    for name, clock in clocks.items():
        if clock.ended is not None:
            continue
        seen, title = clock_view(clock, at, book), said.CLOCKS[name]
        stands = _stands(seen)
        lines.append(
            (
                _words(f"{title.zh}：{stands.zh}", f"{title.en}: {stands.en}"),
                why(clock, book.days, book.hours),
            )
        )
    return lines


def _stands(seen: ClockView) -> Words:
    """The day first: it is what people look for."""
    state = _STATES[seen.state]
    if seen.due_at is None:
        return _words(
            f"{state.zh}，已用{seen.used}，剩{seen.left}", f"{state.en}, {seen.used} used, {seen.left} left"
        )
    until = f"{seen.due_at:%Y-%m-%d %H:%M}"
    if seen.state == "breached":
        return _words(f"{state.zh}，应于{until}前", f"{state.en}, was due by {until}")
    mark = ("暂定", "provisionally ") if seen.provisional else ("", "")
    return _words(
        f"{mark[0]}{until}前，剩{seen.left}，已用{seen.used}（{state.zh}）",
        f"{mark[1]}by {until}, {seen.left} left, {seen.used} used ({state.en})",
    )


def _item_waits(case: Case, item: Item, book: Rulebook) -> Words:
    definition = book.catalogue.item(item.code)
    department = said.department(item.department, case, book.catalogue)
    if item.state == "waiting":
        before = said.listed(
            [book.catalogue.item(code).title for code in item.after if case.items[code].open]
        )
        return _words(
            f"{department.zh}“{definition.title.zh}”：等待前置事项{before.zh}",
            f"{department.en}, {definition.title.en}: waits for {before.en}",
        )
    if item.returned is not None:
        return _words(
            f"牵头部门“{definition.title.zh}”：{said.NOTICE_RETURNED.zh}，或取消该事项",
            f"the lead, {definition.title.en}: {said.NOTICE_RETURNED.en}, or drop the item",
        )
    state = said.ITEM_STATES[item.state]
    return _words(
        f"{department.zh}“{definition.title.zh}”：{state.zh}，下一步{_ACTS[item.state].zh}",
        f"{department.en}, {definition.title.en}: {state.en}, next: {_ACTS[item.state].en}",
    )


def _next_of_item(case: Case, item: Item, book: Rulebook) -> Step | None:
    levels = book.catalogue.item(item.code).levels
    if item.returned is not None:
        return "reissue-notice", item.code, {}
    concludes_next = item.state == LEVEL_STATE[levels[-1]] or (len(levels) == 1 and item.state != "notified")
    if concludes_next and (owed := owed_for(case, item.code, book)):
        return "close-gap", None, {"material": owed[0].material}
    match item.state:
        case "notified":
            return "acknowledge-notice", item.code, {}
        case "acknowledged" | "handling":
            return "propose-opinion", item.code, {"opinion": "agree"}
        case "reviewing" | "approving":
            last = item.state == LEVEL_STATE[levels[-1]]
            return ("conclude-item" if last else "endorse-opinion"), item.code, {}
        case "negative-filing":
            return "confirm-negative", item.code, {}
        case _:
            return None


def _promises(lacking: list[MaterialCode]) -> str:
    promised = ", ".join(f"{{material: {material}, by: …}}" for material in lacking)
    return f"'[{promised}]'"


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


_NOBODY = Person(id=PersonId("-"), name="-")
"""Asks what is missing, which depends on nobody."""
_STATES: dict[ClockStanding, Words] = {
    "running": _words("计时中", "running"),
    "stopped": _words("停止中", "stopped"),
    "met": _words("已办结", "met"),
    "breached": _words("已逾期", "broken"),
}
_ACTS: dict[ItemState, Words] = {
    "notified": _words("签收", "sign for the notice"),
    "acknowledged": _words("承办并拟意见", "take it and propose an opinion"),
    "handling": _words("拟意见", "propose an opinion"),
    "reviewing": _words("审查", "review"),
    "approving": _words("审批", "approve"),
    "negative-filing": _words("督查确认", "the supervisor's confirmation"),
}
