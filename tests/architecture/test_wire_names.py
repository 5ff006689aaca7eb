"""Names that stand in histories, in the register, in files and on the wire: pinned, because they are data."""

from activities.calendar_contract import CalendarKeeper
from activities.calendars import PostgresCalendarKeeper
from activities.contracts import (
    CASES_QUEUE,
    DEPARTMENTS_QUEUE,
    RECEIVE,
    REGISTER_BEHIND,
    REVIEW,
    CaseRegister,
    NoticeSender,
)
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from models.domain.commands import COMMANDS
from models.domain.events import EVENT_KINDS
from models.domain.names import CaseNumber
from models.domain.refusals import every_refusal
from models.messages import calendar_adoption
from models.messages.case_workflow import WORKFLOW, workflow_id
from workflows.calendar_adoption import CalendarAdoptionWorkflow
from workflows.joint_approval import JointApprovalWorkflow
from workflows.pen import RESERVED
from workflows.signposts import ALL

EVENTS = """
case-received gap-reported corrections-requested corrections-submitted corrections-lapsed case-accepted
case-deemed-accepted case-declined case-withdrawn notice-issued notice-acknowledged acknowledgement-missed
item-taken opinion-proposed opinion-endorsed item-sent-back negative-filed negative-confirmed
negative-returned item-concluded clock-stopped clock-resumed stop-overran deadline-approaching
deadline-breached escalated responsibility-opened calendar-missing deadlines-reprojected case-decided
case-delivered case-archived item-added item-dropped result-reused notice-returned item-transferred
gap-closed gap-overdue item-extended case-extended department-reminded opinion-deemed late-reply-kept
survey-proposed survey-scheduled finding-recorded survey-closed meeting-convened position-stated
meeting-closed action-overdue action-closed responsibility-answered responsibility-disposed
department-reorganised service-rated
"""
"""In the order in which they were added; a new one goes where it belongs in life, and stays there."""

ORDERS = """
file-case report-gap request-corrections submit-corrections accept-case decline-case withdraw-case
acknowledge-notice take-item propose-opinion endorse-opinion conclude-item send-back stop-clock resume-clock
confirm-negative return-negative consolidate-case deliver-case add-item drop-item reuse-result return-notice
reissue-notice transfer-item close-gap extend-item extend-case remind adopt-calendar schedule-survey
record-finding close-survey convene-meeting state-position close-meeting close-action answer-responsibility
dispose-responsibility reorganise-department rate-service
"""

REFUSALS = """
NotYourDepartment NotYourRole SameHandOnTwoLevels DelegationNotValid CaseNotOpen CaseAlreadyAccepted
ItemsStillOpen OutcomeNotAllowed AlreadyDelivered DuplicateCase ItemUnknown ItemNotOpen PrerequisiteOpen
NotAtThisLevel GapOpen AlreadyAcknowledged OneTimeNoticeAlreadyGiven OneTimeNoticeClosed MaterialUnknown
MaterialMissing MaterialNotTolerable PromiseTooLate OpinionUnknown ReasonMissing BasisMissing
ConditionMissing NothingToConfirm WrittenNoticeMissing StopReasonNotAllowed EndMissing EndInThePast
AlreadyStopped NotStopped AlreadyExtended ExtensionTooLong LimitAlreadyOver CalendarMissing
CalendarAlreadyAdopted CalendarNotNewer OfficialCalendarStands CalendarNotForThisOffice
CatalogueAlreadyPublished CataloguePeriodTaken CatalogueNotInForce CatalogueNotPublished
OtherCatalogueInForce PartyMissing TwoNamesNeeded SurveyNotOpen MeetingNotOpen LateEntryNotPossible
CommandUnknown FieldInvalid KeyTaken
"""


def test_the_workflow_is_called_as_it_was() -> None:
    """Its name, its update and its query are looked up by every client, and its id names the case."""
    definition = JointApprovalWorkflow.__dict__["__temporal_workflow_definition"]

    assert (WORKFLOW, definition.name) == ("joint-approval", "joint-approval")
    assert (list(definition.updates), list(definition.queries)) == (["perform"], ["case"])
    assert list(definition.signals) == []
    assert workflow_id(CaseNumber("450721-2026-000001")) == "case-450721-2026-000001"


def test_the_adoption_of_a_calendar_is_called_as_it_was() -> None:
    """A long adoption goes on under its name in the next release, and is asked how far it is."""
    definition = CalendarAdoptionWorkflow.__dict__["__temporal_workflow_definition"]

    assert (calendar_adoption.WORKFLOW, definition.name) == ("calendar-adoption", "calendar-adoption")
    assert (list(definition.updates), list(definition.queries)) == ([], ["progress"])
    assert list(definition.signals) == []


def test_the_activities_are_called_as_they_were() -> None:
    """In the contract and in each hand, since the hand's name is the one that the worker serves."""
    assert [_activity_name(kind.append) for kind in (CaseRegister, PostgresRegister)] == [
        "register.append"
    ] * 2
    assert [_activity_name(kind.deliver) for kind in (NoticeSender, OutboxNotices)] == ["notices.deliver"] * 2
    for keeper in (CalendarKeeper, PostgresCalendarKeeper):
        served = [_activity_name(each) for each in (keeper.enter, keeper.list_cases, keeper.adopt_page)]
        assert served == ["calendars.enter", "calendars.list-cases", "calendars.adopt-page"]
    assert (RECEIVE, REVIEW) == ("department.receive", "department.review")


def test_the_task_queues_are_called_as_they_were() -> None:
    """A worker on another queue would wait for ever."""
    assert (CASES_QUEUE, DEPARTMENTS_QUEUE) == ("cases", "departments")


def test_the_search_attributes_are_called_as_they_were() -> None:
    """Name and type, as the namespaces of all offices have them; few enough for their places there."""
    assert ALL == {
        "Jurisdiction": "Keyword",
        "Catalogue": "Keyword",
        "Lead": "Keyword",
        "CaseState": "Keyword",
        "Light": "Keyword",
        "NextDue": "Datetime",
        "DepartmentsOpen": "KeywordList",
    }


def test_the_events_are_called_as_they_were() -> None:
    """The register keeps these words for as long as the law does."""
    assert list(EVENT_KINDS) == EVENTS.split()


def test_the_commands_are_called_as_they_were() -> None:
    """Rehearsals, forms and programs give them by these names."""
    assert list(COMMANDS) == ORDERS.split()


def test_the_refusals_are_called_as_they_were() -> None:
    """Programs tell one from another by the name; rehearsals expect it."""
    assert list(every_refusal()) == REFUSALS.split()
    assert REGISTER_BEHIND == "RegisterBehind"


def test_the_keys_of_the_clock_and_of_systems_are_their_own() -> None:
    """They stand in the register; a person's key never begins like them."""
    assert RESERVED == ("clock:", "review:")


def _activity_name(hand: object) -> str:
    return str(hand.__temporal_activity_definition.name)  # type: ignore[attr-defined]
