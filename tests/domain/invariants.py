"""The invariants of the design (domain.md §7) that concern the rules, asked of a case and all its events."""

from collections import Counter as Tally
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice, pairwise

from pydantic import TypeAdapter

from models.domain import events
from models.domain.attribution import attribution
from models.domain.case import Case
from models.domain.change_events import ItemAdded, ItemExtended
from models.domain.clock import due_day
from models.domain.clocks import item_clocks
from models.domain.due import rung_name
from models.domain.dues import next_due
from models.domain.event_shape import ClockHappening
from models.domain.events import EVENT, Event, NoticeIssued
from models.domain.fold import fold
from models.domain.joint_events import DepartmentReorganised
from models.domain.names import CaseState, ClockName, ItemClock, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.view import CaseView, view
from tests.domain import oracle

CASE: TypeAdapter[Case] = TypeAdapter(Case)

NEXT: dict[CaseState, set[CaseState]] = {
    "unfiled": {"received"},
    "received": {"correcting", "reviewing", "declined", "withdrawn"},
    "correcting": {"received", "declined", "withdrawn", "terminated"},
    "reviewing": {"consolidating", "withdrawn"},
    "consolidating": {"decided", "withdrawn", "reviewing"},  # an item was added
    "decided": {"delivered"},
    "delivered": {"archived"},
    "archived": set(),
    "declined": set(),
    "withdrawn": set(),
    "terminated": set(),
}
ONCE = [
    {"case-received"},
    {"case-accepted", "case-deemed-accepted"},
    {"case-decided"},
    {"case-delivered"},
    {"case-declined", "case-withdrawn", "corrections-lapsed", "case-archived"},
]
ENDS = {"item-concluded", "opinion-deemed", "result-reused", "item-dropped"}
BESIDE = {"finding-recorded"}
"""These name an item and change nothing of it."""

HANDS_OVER = {
    "case-accepted",
    "case-deemed-accepted",
    "item-concluded",
    "opinion-proposed",
    "negative-confirmed",
    "item-added",
    "item-dropped",
    "result-reused",
    "deadline-breached",
    "notice-issued",
}
LADDER = events.DeadlineApproaching | events.DeadlineBreached | events.Escalated


def check_history(case: Case, happened: Sequence[Event], book: Rulebook) -> None:
    """Everything that must hold of a case at any moment."""
    assert case.seq == len(happened)
    kinds = Tally[str](event.kind for event in happened)
    for group in ONCE:
        assert sum(kinds[kind] for kind in group) <= 1, group
    _check_times(happened)
    _check_items(case, happened)
    _check_ladders(happened, book)
    _check_records(case, happened)


def _check_times(happened: Sequence[Event]) -> None:
    """Entered in order, each after it happened; and what befell one item, in its order (5)."""
    acts = [event for event in happened if event.by is not None]
    entered = [event.entered_at or event.at for event in acts]
    assert entered == sorted(entered)
    assert all(event.at <= at for event, at in zip(acts, entered, strict=True))
    told_late = any(event.entered_at is not None for event in acts)
    assert told_late or all(earlier.at <= later.at for earlier, later in pairwise(happened))
    by_item: dict[ItemCode, list[datetime]] = {}
    for event in happened:
        if event.item is not None and event.kind not in BESIDE:
            by_item.setdefault(event.item, []).append(event.at)
    assert all(times == sorted(times) for times in by_item.values())


def check_fold(case: Case, happened: Sequence[Event], book: Rulebook) -> None:
    """State is the fold of the events, also of events and state that have been written and read again (7)."""
    read_again = [EVENT.validate_json(EVENT.dump_json(event)) for event in happened]
    assert read_again == list(happened)
    assert fold(Case(number=case.number), read_again) == case
    stored = CASE.validate_json(CASE.dump_json(case))
    assert stored == case
    assert next_due(stored, book) == next_due(case, book)


def check_step(before: Case, after: Case, caused: Sequence[Event]) -> None:
    """What one command or one instant of the clock may change."""
    if after.state != before.state:
        states, case = [before.state], before
        for event in caused:
            case = fold(case, [event])
            states.append(case.state)
        assert all(one == other or other in NEXT[one] for one, other in pairwise(states)), states
    issued = {event.item for event in caused if event.kind == "notice-issued"}
    ready = {
        code
        for code, item in after.items.items()
        if item.notice is None and item.open and not any(after.items[each].open for each in item.after)
    }
    if after.state == "reviewing":
        assert not ready  # accepted, or freed by the end of a prerequisite, and not notified
    if issued:
        assert caused[0].kind in HANDS_OVER
    named = {event.item for event in caused if event.item is not None}
    named |= {code for event in caused if isinstance(event, DepartmentReorganised) for code in event.items}
    named |= {code for event in caused if isinstance(event, ItemAdded) for code in event.awaited_by}
    for code, item in before.items.items():
        if code not in named and after.items[code] != item:
            assert not after.items[code].open  # cancelled with its prerequisite or with the case
            assert item.state == "waiting" or after.ended


def check_nothing_lost(case: Case, happened: Sequence[Event], book: Rulebook, now: datetime) -> None:
    """For every open item: each breach, and each rung past it, whose instant has gone by has fired (6)."""
    for code, item in case.items.items():
        if not item.open or item.clocks_from is None:
            continue
        for clock in ("committed", "statutory"):
            due = walked_due(happened, code, clock, book)
            assert due == due_day(item_clocks(item, book)[clock], book.days)
            broken = due is not None and due.year == 2026 and book.hours.closes(due) <= now
            assert (f"{clock}:breach" in item.fired) is broken
            if due is None or not broken or clock == "statutory":
                continue
            for rung in book.catalogue.ladder:
                if rung.after:
                    day = nth(working_days_after(due), rung.after)
                    assert (f"{clock}:{rung_name(rung)}" in item.fired) is (book.hours.closes(day) <= now)


def working_days_after(day: date) -> Iterator[date]:
    """The working days that follow, one by one."""
    return (each for each in oracle.days_after(day) if oracle.works(each))


def nth(days: Iterator[date], number: int) -> date:
    """The day with this number; days count from 1."""
    return next(islice(days, number - 1, None))


def check_shares(case: Case, on: date, book: Rulebook) -> None:
    """The shares of the days sum to all working days after receipt (9)."""
    if case.received_at is None:
        return
    received, finished = case.received_at.date(), case.delivered_at or case.ended_at
    last = on - oracle.ONE_DAY if finished is None else finished.date()
    days = [received + number * oracle.ONE_DAY for number in range(1, (last - received).days + 1)]
    elapsed = sum(oracle.works(day) for day in days)
    assert attribution(case, on, book).total == elapsed


def check_view(case: Case, shown: CaseView) -> None:
    """What is shown can be written and read, and is about this case."""
    assert CaseView.model_validate_json(shown.model_dump_json()) == shown
    assert (shown.seq, shown.state) == (case.seq, case.state)


def check_all(case: Case, happened: Sequence[Event], book: Rulebook, now: datetime) -> None:
    """Every invariant of a case as it stands."""
    on = now.date()
    check_history(case, happened, book)
    check_nothing_lost(case, happened, book, now)
    check_shares(case, on, book)
    if case.last_at is not None:
        check_view(case, view(case, case.last_at, book))


def _check_items(case: Case, happened: Sequence[Event]) -> None:
    """One live notice an item and round, one end an item, and nothing done to it afterwards (2, 4).

    An item that was dropped and added again lives anew.
    """
    for code in case.items:
        lives: list[list[str]] = [[]]
        ended: datetime | None = None
        for event in happened:
            if event.item == code and event.kind not in BESIDE and not _found_after_all(event, ended):
                ended = event.at if event.kind in ENDS else None if event.kind == "item-added" else ended
                if event.kind == "item-added" and lives[-1]:
                    assert lives[-1][-1] == "item-dropped"
                    lives.append([])
                lives[-1].append(event.kind)
        for kinds in lives:
            _check_life(kinds)
        issued = [event for event in happened if isinstance(event, NoticeIssued) and event.item == code]
        assert len({event.notice for event in issued}) == len(issued)


def _found_after_all(event: Event, ended: datetime | None) -> bool:
    """Whether a calendar that came later shows what had been broken before the end."""
    if ended is None or not isinstance(event, LADDER | events.ResponsibilityOpened):
        return False
    return event.late and event.lawful <= ended


def _check_life(kinds: list[str]) -> None:
    assert not kinds or kinds[0] in {"notice-issued", "item-added", "item-dropped", "result-reused"}
    live = signed = missed = False
    for position, kind in enumerate(kinds):
        match kind:
            case "notice-issued":
                assert not live
                live, signed, missed = True, False, False
            case "notice-returned":
                assert live
                live = False
            case "notice-acknowledged":
                assert live
                assert not signed
                signed = True
            case "acknowledgement-missed":
                assert live
                assert not signed
                assert not missed
                missed = True
            case _:
                pass
        if kind in ENDS:
            assert set(kinds[position + 1 :]) <= ({"late-reply-kept"} if kind == "opinion-deemed" else set())
        if kind == "late-reply-kept":
            assert "opinion-deemed" in kinds[:position]


def _check_ladders(happened: Sequence[Event], book: Rulebook) -> None:
    """Each rung once, in order, none after the clock has ended, each breach on the day of the walk (6)."""
    order = [rung_name(rung) for rung in book.catalogue.ladder]
    climbed: dict[tuple[str | None, str, int], list[str]] = {}
    lives: Tally[str | None] = Tally()
    for number, event in enumerate(happened):
        lives[event.item] += event.kind == "item-added"
        if isinstance(event, ClockHappening):
            assert event.at >= event.lawful
            assert event.by is None
        if not isinstance(event, LADDER):
            continue
        rung = "breach" if isinstance(event, events.DeadlineBreached) else event.rung
        climbed.setdefault((event.item, event.clock, lives[event.item]), []).append(rung)
        if isinstance(event, events.DeadlineBreached) and event.item is not None:
            assert event.due == walked_due(happened[:number], event.item, event.clock, book)
            assert event.lawful == book.hours.closes(event.due)
            assert event.due.year == 2026  # no legal effect in a year without a table
    for (_, clock, _), rungs in climbed.items():
        assert len(set(rungs)) == len(rungs)
        known = [rung for rung in rungs if rung != "breach"]
        assert known == sorted(known, key=order.index)
        after = [rung for rung in rungs if rung.startswith("after")]
        if after:
            assert rungs.index("breach") < rungs.index(after[0])
        if "statutory" in clock and after:
            assert after == [order[-1]]
    _check_ended(happened)


def _check_ended(happened: Sequence[Event]) -> None:
    decided: datetime | None = None
    ended = False
    for event in happened:
        assert not ended, event
        if isinstance(event, LADDER) and event.item is None and not _found_after_all(event, decided):
            assert (decided is not None) is event.clock.startswith("delivery")
        decided = event.at if event.kind == "case-decided" else decided
        ended = event.kind in ONCE[-1]


def _check_records(case: Case, happened: Sequence[Event]) -> None:
    """A record for every breach and for a deemed acceptance, numbered on, with its evidence."""
    opened = [event for event in happened if isinstance(event, events.ResponsibilityOpened)]
    causes = ("deadline-breached", "case-deemed-accepted")
    assert [event.record for event in opened] == list(range(1, len(opened) + 1))
    assert len(opened) == sum(event.kind in causes for event in happened) == len(case.responsibilities)
    for event in opened:
        assert all(happened[number - 1].kind in causes for number in event.evidence)
        assert event.person != "applicant"


def walked_due(happened: Sequence[Event], item: ItemCode, clock: ClockName, book: Rulebook) -> date | None:
    """The due day of an item's clock from the events alone, walked day by day."""
    name: ItemClock = "committed" if clock == "committed" else "statutory"
    started, extension, stops = date.min, 0, dict[str, list[tuple[date, date | None]]]()
    for event in happened:
        if event.item != item:
            continue
        match event:
            case ItemAdded():
                started, extension, stops = date.min, 0, {}
            case ItemExtended() if name == "statutory":
                extension = event.days
            case events.NoticeIssued():
                assert event.replaces is None or event.clocks_from == started
                started = event.clocks_from
            case events.ClockStopped() if name in event.clocks:
                stops.setdefault(event.reason, []).append((event.at.date(), None))
            case events.ClockResumed() if event.reason in stops:
                begun, resumed = stops[event.reason][-1]
                stops[event.reason][-1] = (begun, resumed or event.at.date())
            case _:
                pass
    limit = book.catalogue.item(item).limit(name)
    flat = tuple(stop for each in stops.values() for stop in each)
    return oracle.due(oracle.Ledger(started, limit.days, limit.unit, extension, flat))
