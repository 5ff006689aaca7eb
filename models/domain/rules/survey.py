"""Joint survey (联合勘查): proposed by itself, one visit for all, closed when all are heard."""

from collections.abc import Sequence
from typing import Final

from models.domain import joint_commands, joint_events
from models.domain.case import Case
from models.domain.change_events import ItemAdded
from models.domain.event_shape import Stamp
from models.domain.events import CaseAccepted, CaseDeemedAccepted, Event
from models.domain.fold import fold
from models.domain.joint_state import Survey
from models.domain.moment import office_moment
from models.domain.names import DepartmentCode
from models.domain.refusals import ItemNotOpen, LateEntryNotPossible, SurveyNotOpen, TwoNamesNeeded
from models.domain.rulebook import Rulebook
from models.domain.rules.notices import when_issued
from models.domain.rules.parties import invited, open_items, require_all_parties, require_coming
from models.domain.rules.scene import Scene, require_case_state
from models.domain.text import Words
from models.domain.words import ITEM_STATES

ENOUGH: Final = 2
"""So many items that need a visit make one visit for all worth while; so many names make a finding."""

_BRING_ITEMS: Final = frozenset({CaseAccepted, CaseDeemedAccepted, ItemAdded})


def survey_now_due(case: Case, happened: Sequence[Event], book: Rulebook, caused: Stamp) -> list[Event]:
    """The proposal of a joint survey, when events have just made two or more open items need a visit.

    A set of items is proposed once, a part of it not again, and no item that a survey was called for.
    """
    brought = [event for event in happened if type(event) in _BRING_ITEMS]
    if not brought:
        return []
    after = fold(case, brought)  # what else happened with it, such as the notices, ends no item
    called = {code for survey in after.surveys for code in survey.items}
    definitions = book.catalogue.item_by_code
    needing = tuple(
        item.code for item in after.open_items if item.code not in called and definitions[item.code].visit
    )
    if len(needing) < ENOUGH or set(needing) <= set(after.proposed):
        return []
    return [joint_events.SurveyProposed(**when_issued(caused), items=needing)]


def schedule_survey(scene: Scene, command: joint_commands.ScheduleSurvey) -> list[Event]:
    """Call the visit. While one is open this moves it; after it is closed this is a re-inspection."""
    case = scene.case
    require_case_state(scene, "reviewing")
    items = open_items(scene, command.items)
    scheduled = office_moment(command.scheduled, scene.book.hours)
    require_coming(scene, scheduled.date().isoformat())
    standing = open_survey(case)
    departments = invited(case, items)
    before = () if standing is None else invited(case, standing.items)
    return [
        joint_events.SurveyScheduled(
            **scene.stamp,
            round=len(case.surveys) + (standing is None),
            items=items,
            departments=departments,
            released=tuple(code for code in before if code not in departments),
            scheduled=scheduled,
            at_place=command.at_place,
            moved=standing is not None,
        )
    ]


def record_finding(scene: Scene, command: joint_commands.RecordFinding) -> list[Event]:
    """A department's finding; a further one of the same item stands beside the first."""
    item = scene.item(command.item)
    require_case_state(scene, "reviewing")
    if not item.open:
        raise ItemNotOpen(item=scene.definition(item.code).title, state=ITEM_STATES[item.state])
    survey = open_survey(scene.case)
    if survey is None or item.code not in survey.items:
        raise SurveyNotOpen
    if scene.at < survey.called_at:
        raise LateEntryNotPossible(
            happened=f"{scene.at:%Y-%m-%d %H:%M}",
            why=Words(zh="当时尚未安排勘查", en="no survey had been called by then"),
        )
    names = tuple(dict.fromkeys(command.names))
    if len(names) < ENOUGH:
        raise TwoNamesNeeded(count=len(names))
    return [
        joint_events.FindingRecorded(
            **scene.stamp, item=item.code, round=survey.round, finding=command.finding, names=names
        )
    ]


def close_survey(scene: Scene, command: joint_commands.CloseSurvey) -> list[Event]:
    """Close the visit with its minutes, once every invited department has a finding or a recorded absence."""
    require_case_state(scene, "reviewing", "consolidating")
    survey = open_survey(scene.case)
    if survey is None:
        raise SurveyNotOpen
    parties = invited(scene.case, survey.items)
    require_all_parties(scene, parties, heard_at(scene.case, survey), command.absent, survey.scheduled)
    return [
        joint_events.SurveyClosed(
            **scene.stamp,
            round=survey.round,
            departments=parties,
            absent=command.absent,
            minutes=command.minutes,
        )
    ]


def open_survey(case: Case) -> Survey | None:
    """The survey that has no minutes yet."""
    last = case.surveys[-1] if case.surveys else None
    return last if last is not None and last.closed_at is None else None


def heard_at(case: Case, survey: Survey) -> tuple[DepartmentCode, ...]:
    """The departments with a finding."""
    return tuple(dict.fromkeys(case.items[finding.item].department for finding in survey.findings))
