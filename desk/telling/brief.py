"""A case in a few lines: its state, whose turn it is, what is due next, and what is broken."""

from collections.abc import Iterator
from datetime import datetime

from pydantic import BaseModel, ConfigDict

from desk.telling.standing import waiting_for
from models.domain import words as said
from models.domain.case import Case
from models.domain.clocks import case_clocks, item_clocks
from models.domain.names import CaseNumber, CaseState, ClockName, ItemCode, Outcome
from models.domain.rulebook import Rulebook
from models.domain.text import Words
from models.domain.view import ClockView, clock_view


class DueClock(BaseModel):
    """A limit that runs: of an item, or of the case where ``item`` is None."""

    model_config = ConfigDict(frozen=True)

    item: ItemCode | None
    clock: ClockName
    due_at: datetime
    left: int
    provisional: bool


class Brief(BaseModel):
    """What a glance at a case wants to see.

    ``later`` are the items with open prerequisites, ``broken`` the limits that are over and still open.
    """

    model_config = ConfigDict(frozen=True)

    number: CaseNumber
    project: str
    state: CaseState
    outcome: Outcome | None
    waits_for: tuple[Words, ...]
    later: tuple[ItemCode, ...]
    next_due: DueClock | None
    broken: tuple[DueClock, ...]


def brief(case: Case, now: datetime, book: Rulebook) -> Brief:
    """The case at a moment."""
    clocks = sorted(_open_clocks(case, now, book), key=lambda each: each[1].due_at)
    waiting = [item.code for item in case.open_items if item.state == "waiting"]
    running = [due for seen, due in clocks if seen.state != "breached"]
    return Brief(
        number=case.number,
        project="" if case.project is None else case.project.name,
        state=case.state,
        outcome=case.outcome,
        waits_for=tuple(waiting_for(case, book, turns_only=True)),
        later=() if case.state != "reviewing" else tuple(waiting),
        next_due=running[0] if running else None,
        broken=tuple(due for seen, due in clocks if seen.state == "breached"),
    )


def told_brief(seen: Brief, case: Case, book: Rulebook) -> Iterator[Words]:
    """Its lines."""
    state = said.CASE_STATES[seen.state]
    outcome = None if seen.outcome is None else said.OUTCOMES[seen.outcome]
    yield _words(
        f"{seen.number}  {state.zh}{f'（{outcome.zh}）' if outcome else ''}  {seen.project}",
        f"{seen.number}  {state.en}{f' ({outcome.en})' if outcome else ''}  {seen.project}",
    )
    for line in seen.waits_for:
        yield _words(f"等待：{line.zh}", f"waits for: {line.en}")
    if seen.later:
        count = len(seen.later)
        yield _words(f"另有{count}项等待前置事项", f"{count} more wait for items before them")
    if seen.next_due is not None:
        due = _told(seen.next_due, case, book)
        yield _words(
            f"最近到期：{due.zh}，剩{seen.next_due.left}", f"next due: {due.en}, {seen.next_due.left} left"
        )
    for broken in seen.broken:
        due = _told(broken, case, book)
        yield _words(f"已逾期：{due.zh}", f"broken: {due.en}")


def _open_clocks(case: Case, now: datetime, book: Rulebook) -> Iterator[tuple[ClockView, DueClock]]:
    if case.ended:
        return
    for item, clocks in (
        (None, case_clocks(case, book)),
        *((each.code, item_clocks(each, book)) for each in case.open_items),
    ):
        for name, clock in clocks.items():
            seen = clock_view(clock, now, book)
            if clock.ended is None and seen.due_at is not None:
                yield (
                    seen,
                    DueClock(
                        item=item,
                        clock=name,
                        due_at=seen.due_at,
                        left=seen.left,
                        provisional=seen.provisional,
                    ),
                )


def _told(due: DueClock, case: Case, book: Rulebook) -> Words:
    clock = said.CLOCKS[due.clock]
    mark = "?" if due.provisional else ""
    at = f"{due.due_at:%Y-%m-%d %H:%M}{mark}"
    if due.item is None:
        return _words(f"{at}  办件{clock.zh}", f"{at}  {clock.en} of the case")
    title = book.catalogue.item(due.item).title
    department = said.department(case.items[due.item].department, case, book.catalogue)
    return _words(
        f"{at}  {department.zh}“{title.zh}”{clock.zh}", f"{at}  {department.en}, {title.en}: {clock.en}"
    )


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
