"""Folds events into the case: the only way in which its state ever changes."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, get_args

from models.domain import events
from models.domain.case import Case, Corrections, Item, Negative, Responsibility
from models.domain.change_events import ItemAdded
from models.domain.clock_names import fired_name
from models.domain.events import Event
from models.domain.fold_changes import changed_case, with_item_added
from models.domain.fold_item import evolve_item
from models.domain.fold_joint import joint_case
from models.domain.frozen import replace
from models.domain.joint_events import JointEvent, JointHappening
from models.domain.names import ITEM_ENDS, CaseState, DepartmentCode, ItemCode, MaterialCode

_END_STATES: dict[str, CaseState] = {
    "case-declined": "declined",
    "case-withdrawn": "withdrawn",
    "corrections-lapsed": "terminated",
    "case-archived": "archived",
}

_PLANNED: Final = Item(code=ItemCode(""), department=DepartmentCode(""))
"""An item that nothing has happened to yet."""

_OF_THE_CASE: Final = frozenset({*get_args(JointEvent), events.ResponsibilityOpened, ItemAdded})
"""Events that may name an item, and yet change the case rather than what the item is."""


def fold(case: Case, happened: Iterable[Event]) -> Case:
    """The case after several events."""
    for event in happened:
        case = evolve(case, event)
    return case


def evolve(case: Case, event: Event) -> Case:
    """The case after the event. Never refuses: what happened, happened."""
    at, code, last_at = event.at, event.item, case.last_at
    if last_at is None or last_at < at:  # one may be told late
        last_at = at
    if code is not None and type(event) not in _OF_THE_CASE:
        return _evolve_its_item(case, event, code, last_at)
    if isinstance(event, JointHappening):
        changed = joint_case(case, event)
    elif isinstance(event, ItemAdded):
        changed = with_item_added(case, event)
    else:
        changed = _evolve_case(case, event)
    return replace(changed, seq=case.seq + 1, last_at=last_at)


def _evolve_its_item(case: Case, event: Event, code: ItemCode, last_at: datetime) -> Case:
    seq = case.seq + 1
    items = dict(case.items)
    item = items[code] = evolve_item(items[code], event)
    if item.state not in ITEM_ENDS:
        return replace(case, seq=seq, last_at=last_at, items=items)
    if isinstance(event, events.ItemConcluded) and event.opinion == "disagree":
        _cancel_dependants(items, code, event)
    if case.state == "reviewing" and not any(each.open for each in items.values()):
        state: CaseState = "consolidating"
        return replace(case, seq=seq, last_at=last_at, items=items, state=state, items_ended_at=event.at)
    return replace(case, seq=seq, last_at=last_at, items=items)


def _evolve_case(case: Case, event: Event) -> Case:
    match event:
        case events.CaseReceived():
            return _received(case, event)
        case events.GapReported():
            return replace(
                case,
                reported=(*case.reported, event.gap),
                materials=_without(case.materials, {event.gap.material}),
            )
        case events.CorrectionsRequested():
            return replace(
                case,
                state="correcting",
                asked=(*case.asked, *event.gaps),
                reported=(),
                negative=None,
                corrections=(*case.corrections, Corrections(since=event.at)),
                materials=_without(case.materials, {gap.material for gap in event.gaps}),
            )
        case events.CorrectionsSubmitted():
            return replace(
                case,
                state="received",
                receipt_on=event.at.date(),
                materials=(*case.materials, *(m for m in event.materials if m not in case.materials)),
                corrections=_closed(case.corrections, event.at),
            )
        case events.CaseAccepted():
            return replace(
                case,
                state="reviewing",
                accepted_at=event.at,
                effective=event.effective,
                clerk=event.by,
                tolerated=event.gaps,
                negative=None,
            )
        case events.CaseDeemedAccepted():
            return replace(
                case, state="reviewing", accepted_at=event.at, effective=event.effective, negative=None
            )
        case events.NegativeFiled(by=by) if by is not None:
            return replace(case, negative=Negative(reason=event.reason, basis=event.basis, by=by))
        case events.NegativeReturned():
            return replace(case, negative=None)
        case events.CaseDecided():
            return replace(case, state="decided", outcome=event.outcome, decided_at=event.at)
        case events.CaseDelivered():
            return replace(case, state="delivered", delivered_at=event.at)
        case events.ResponsibilityOpened():
            return _opened(case, event)
        case events.DeadlinesReprojected():
            return replace(case, rulebook=event.rulebook)
        case (
            events.CaseDeclined()
            | events.CaseWithdrawn()
            | events.CorrectionsLapsed()
            | events.CaseArchived()
        ):
            return _ended(case, event)
        case _:
            name = fired_name(event)
            return changed_case(case, event) or (
                case if name is None else replace(case, fired=(*case.fired, name))
            )


def _received(case: Case, event: events.CaseReceived) -> Case:
    return replace(
        case,
        state="received",
        catalogue=event.catalogue,
        catalogue_version=event.catalogue_version,
        rulebook=event.rulebook,
        lead=event.lead,
        project=event.project,
        applicant=event.applicant,
        filed_by=event.by,
        clerk=event.by if event.by_department is not None else None,  # an applicant holds no file
        answers=event.answers,
        materials=event.materials,
        received_at=event.at,
        receipt_on=event.at.date(),
        items={
            plan.item: replace(_PLANNED, code=plan.item, department=plan.department, after=plan.after)
            for plan in event.items
        },
    )


def _ended(
    case: Case,
    event: events.CaseDeclined | events.CaseWithdrawn | events.CorrectionsLapsed | events.CaseArchived,
) -> Case:
    items = {
        code: replace(item, state="cancelled", ended_at=event.at) if item.open else item
        for code, item in case.items.items()
    }
    return replace(
        case,
        state=_END_STATES[event.kind],
        items=items,
        ended_at=event.at,
        negative=None,
        corrections=_closed(case.corrections, event.at),
    )


def _opened(case: Case, event: events.ResponsibilityOpened) -> Case:
    record = Responsibility(
        record=event.record,
        rule=event.rule,
        item=event.item,
        department=event.department,
        person=event.person,
        opened_at=event.at,
    )
    return replace(case, responsibilities=(*case.responsibilities, record))


def _cancel_dependants(items: dict[ItemCode, Item], refused: ItemCode, event: Event) -> None:
    """What waits for a refused item can never begin; it is cancelled, and so is what waits for that."""
    for code, item in items.items():
        if item.state == "waiting" and refused in item.after:
            items[code] = replace(item, state="cancelled", ended_at=event.at)
            _cancel_dependants(items, code, event)


def _closed(corrections: tuple[Corrections, ...], at: datetime) -> tuple[Corrections, ...]:
    return tuple(replace(each, to=at) if each.to is None else each for each in corrections)


def _without(materials: tuple[MaterialCode, ...], gone: set[MaterialCode]) -> tuple[MaterialCode, ...]:
    return tuple(material for material in materials if material not in gone)
