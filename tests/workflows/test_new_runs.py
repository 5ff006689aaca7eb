"""A case whose history grows too long goes on in a new run, and nobody notices."""

import asyncio
from typing import Any

from tests.domain.sample import Counter
from tests.workflows.conftest import Opening
from tests.workflows.office import Office, book_without_holidays, eventually
from workflows.joint_approval import JointApprovalWorkflow

WAY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("clerk", "accept-case", {}),
    ("forestry-handler", "acknowledge-notice", {"item": "forest-land"}),
    ("water-handler", "acknowledge-notice", {"item": "flood"}),
    ("fire-handler", "acknowledge-notice", {"item": "fire-consult"}),
    ("forestry-handler", "take-item", {"item": "forest-land"}),
    ("forestry-handler", "propose-opinion", {"item": "forest-land", "opinion": "agree"}),
    ("forestry-reviewer", "send-back", {"item": "forest-land", "to": "handler", "reason": "缺图"}),
    ("forestry-handler", "propose-opinion", {"item": "forest-land", "opinion": "agree"}),
    ("forestry-reviewer", "endorse-opinion", {"item": "forest-land"}),
    ("forestry-approver", "conclude-item", {"item": "forest-land"}),
    ("water-handler", "propose-opinion", {"item": "flood", "opinion": "agree"}),
    ("water-approver", "conclude-item", {"item": "flood"}),
    ("fire-handler", "propose-opinion", {"item": "fire-consult", "opinion": "agree"}),
    ("dev-reform-handler", "acknowledge-notice", {"item": "approval"}),
    ("dev-reform-handler", "propose-opinion", {"item": "approval", "opinion": "agree"}),
    ("dev-reform-approver", "conclude-item", {"item": "approval"}),
    ("clerk", "consolidate-case", {"outcome": "granted"}),
    ("clerk", "deliver-case", {"method": "窗口", "recipient": "applicant", "receipt": "回证1"}),
)


async def test_a_case_crosses_runs_without_a_seam(crossing: Opening) -> None:
    """The register, the state and every message are those that the rules alone would have given."""
    async with crossing(book_without_holidays()) as office:
        await office.file()
        for by, do, fields in WAY:
            await office.act(by, do, **fields)
        case = await office.case()
        ruled = _by_the_rules_alone()
        await eventually(lambda: "case-delivered" in office.notices.delivered.values(), "the last message")

        assert await _runs(office) >= 3
        assert office.kinds() == ruled.kinds()
        assert (case.state, case.seq, case.outcome) == ("delivered", len(ruled.kinds()), "granted")
        assert list(office.notices.delivered.values()).count("notice-issued") == 4


async def test_the_second_click_in_a_new_run_gets_the_first_answer(crossing: Opening) -> None:
    """Temporal forgets update ids with the run; the case does not, nor does it mix up two orders."""
    async with crossing(book_without_holidays()) as office:
        await office.file()
        order = office.order("clerk", "accept-case", key="the-click")
        first = await office.give(order)
        for by, do, fields in WAY[1:12]:
            await office.act(by, do, **fields)
        second = await office.give(order)
        other = await office.refusal("fire-handler", "take-item", key="the-click", item="fire-consult")

        assert await _runs(office) >= 2
        assert second == first
        assert other.type == "KeyTaken"
        assert office.kinds().count("case-accepted") == 1


async def test_commands_that_fall_between_two_runs_are_all_answered(crossing: Opening) -> None:
    """Thirty commands at once over several runs: each carried out once, and none left hanging."""
    async with crossing(book_without_holidays()) as office:
        await office.file()
        orders = [
            office.order("water-handler", "report-gap", material="report", reason=f"第{number}页不清")
            for number in range(30)
        ]
        answers = await asyncio.gather(*(office.give(order) for order in orders))

        assert await _runs(office) >= 2
        assert sorted(answer.first for answer in answers) == list(range(2, 32))
        assert office.kinds() == ["case-received"] + ["gap-reported"] * 30


async def test_a_refusal_in_a_new_run_is_a_refusal(crossing: Opening) -> None:
    """The carried state knows what the earlier runs did."""
    async with crossing(book_without_holidays()) as office:
        await office.file()
        for by, do, fields in WAY[:12]:
            await office.act(by, do, **fields)
        refused = await office.refusal("clerk", "accept-case")

        assert await _runs(office) >= 2
        assert refused.type == "CaseAlreadyAccepted"


def _by_the_rules_alone() -> Counter:
    counter = Counter(book_without_holidays()).opened("2026-06-15")
    for minute, (by, do, fields) in enumerate(WAY[1:]):
        counter.act(f"2026-06-15 11:{minute + 1:02d}", by, do, **fields)
    return counter


async def _runs(office: Office) -> int:
    """How many runs the case has had, counted back from the present one."""
    run, count = (await office.handle.describe()).run_id, 0
    while run:
        handle = office.client.get_workflow_handle_for(
            JointApprovalWorkflow.run, office.handle.id, run_id=run
        )
        first = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
        run, count = first.continued_execution_run_id, count + 1
    return count
