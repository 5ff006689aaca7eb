"""Commands to one case: refused by name, carried out once, and in one order."""

import asyncio
import re

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.exceptions import ApplicationError

from activities.contracts import CASES_QUEUE
from models.messages.case_workflow import CaseStart, workflow_id
from tests.workflows.office import TimedOffice, eventually
from workflows.joint_approval import JointApprovalWorkflow


async def test_a_refusal_answers_by_name_and_leaves_no_trace(office: TimedOffice) -> None:
    """The caller gets the fact and a sentence in each language; neither history nor register has grown."""
    await office.opened()
    await eventually(lambda: len(office.notices.delivered) == 4, "the notices of the acceptance")
    await asyncio.sleep(0.3)  # the server writes down that they were delivered
    before, history = office.kinds(), await _length(office)
    refused = await office.refusal("clerk", "accept-case")

    assert refused.type == "CaseAlreadyAccepted"
    assert set(refused.details[0]) == {"zh", "en"}
    assert re.search("[\u4e00-\u9fff]", refused.details[0]["zh"])
    assert refused.message == refused.details[0]["en"]
    assert (office.kinds(), await _length(office)) == (before, history)


async def test_the_second_click_gets_the_first_answer(office: TimedOffice) -> None:
    """The same order under the same key is carried out once, even when its state is long past."""
    await office.file()
    order = office.order("clerk", "accept-case")
    first = await office.give(order)
    await office.decide_flood()
    second = await office.give(order)

    assert second == first
    assert first.events == ("case-accepted", "notice-issued", "notice-issued", "notice-issued")
    assert office.kinds().count("case-accepted") == 1


async def test_a_key_stands_for_one_order_only(office: TimedOffice) -> None:
    """Another body, or another person, under a key that was used is refused and changes nothing."""
    await office.opened()
    await office.act("water-handler", "acknowledge-notice", key="mine", item="flood")
    other_body = await office.refusal("water-handler", "take-item", key="mine", item="flood")
    other_person = await office.refusal("water-approver", "acknowledge-notice", key="mine", item="flood")

    assert other_body.type == "KeyTaken"
    assert other_person.type == "KeyTaken"
    assert office.kinds().count("notice-acknowledged") == 1


@pytest.mark.parametrize("key", ["clock:fire-consult:committed:breach", "review:flood:1:received"])
async def test_nobody_can_take_a_key_of_the_clock_or_of_a_system(office: TimedOffice, key: str) -> None:
    """It would stand in the register when the clock comes to enter its own line, and stop the case."""
    await office.file()
    refused = await office.refusal("clerk", "accept-case", key=key)

    assert refused.type == "KeyTaken"
    assert office.kinds() == ["case-received"]


async def test_commands_of_one_instant_get_one_order(office: TimedOffice) -> None:
    """Of six who acknowledge one notice at once, one does, and the others hear that it is done."""
    await office.opened()
    people = ["water-handler", "water-approver", "water-clerk", "water-reviewer", "water-department-head"]
    answers = await asyncio.gather(
        *(office.act(person, "acknowledge-notice", item="flood") for person in people), return_exceptions=True
    )
    refused = [each for each in answers if isinstance(each, WorkflowUpdateFailedError)]

    assert [_name(each) for each in refused] == ["AlreadyAcknowledged"] * 4
    assert office.kinds().count("notice-acknowledged") == 1


async def test_one_order_given_ten_times_at_once_is_one(office: TimedOffice) -> None:
    """Ten impatient clicks have one effect and one answer."""
    await office.file()
    order = office.order("clerk", "accept-case")
    answers = await asyncio.gather(*(office.give(order) for _ in range(10)))

    assert {answer.first for answer in answers} == {2}
    assert office.kinds().count("case-accepted") == 1


async def test_a_command_before_the_filing_is_refused(office: TimedOffice) -> None:
    """A run that holds no case yet says so; the filing that comes after it is taken."""
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.begin(office.order("clerk", "accept-case"))
    answer = await office.file()

    assert _name(refused.value) == "CaseNotOpen"
    assert answer.first == 1
    assert office.kinds() == ["case-received"]


async def test_a_command_that_comes_before_the_run_begins_is_answered(office: TimedOffice) -> None:
    """Whatever lies in the first workflow task beside the start finds the case in full."""
    await office.end_work()
    await office.client.start_workflow(
        JointApprovalWorkflow.run,
        CaseStart(number=office.number, rulebook=office.book.model_dump_json()),
        id=workflow_id(office.number),
        task_queue=CASES_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    filing = asyncio.create_task(office.file())
    await asyncio.sleep(0.2)
    await office.begin_work()

    assert (await filing).events == ("case-received",)


async def test_a_filing_that_the_register_refuses_ends_its_run(office: TimedOffice) -> None:
    """A project with a live case gets no second one; the caller hears which case lives, and nothing stays."""
    await office.file()
    first, office.number = office.number, type(office.number)("450721-2026-888888")
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.file()
    await office.ended()
    cause = refused.value.cause

    assert isinstance(cause, ApplicationError)
    assert cause.type == "DuplicateCase"
    assert first in cause.details[0]["zh"]
    assert first in cause.details[0]["en"]
    assert office.kinds() == []


async def test_a_run_in_which_nothing_is_filed_gives_up(office: TimedOffice) -> None:
    """A filing that the rules refuse leaves a run behind that ends by itself within minutes."""
    with pytest.raises(WorkflowUpdateFailedError) as refused:
        await office.file(answers={"uses_forest": "perhaps"})
    await office.sleep_until(office.at(0, "10:30"))
    await office.ended()

    assert _name(refused.value) == "FieldInvalid"
    assert office.kinds() == []


def _name(refused: WorkflowUpdateFailedError) -> str | None:
    assert isinstance(refused.cause, ApplicationError)
    return refused.cause.type


async def _length(office: TimedOffice) -> int:
    """Events of the history but for its tasks, which this server writes down and the real one does not."""
    kinds = [EventType.Name(event.event_type) for event in (await office.handle.fetch_history()).events]
    return len([kind for kind in kinds if "WORKFLOW_TASK" not in kind])
