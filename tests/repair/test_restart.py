"""Cases whose workflow was lost, ended or restored older go on from what the register holds."""

import asyncio
from datetime import timedelta

import pytest
from temporalio.client import WorkflowExecutionStatus

from desk.outcomes import EngineLost
from desk.repair import looking, restart
from desk.repair.looking import look
from desk.repair.memory import Histories
from models.domain.case import Case
from models.domain.fold import fold
from runtime.database import open_engine
from tests.repair.conftest import WAY, Office, ordered


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is under way in these tests when a lag is looked at."""
    monkeypatch.setattr(restart, "SETTLE", timedelta(seconds=0.1))
    monkeypatch.setattr(looking, "PAUSE", 0.1)


async def test_temporal_restored_older_catches_up_and_doubles_nothing(office: Office) -> None:
    """The stale run is ended and a new one goes on; second clicks get their first answers."""
    await office.file()
    await office.go(1, 1)
    copy = await office.copy_engine()
    given = await office.go(2, 3)
    await office.quiet()
    before, boxes = await office.lines(), await office.boxes()
    await office.restore_engine(copy)
    stale = (await office.handle.describe()).run_id

    assert "lags behind the register" in await office.type("restart-cases", "--check", code=1)
    assert (await office.handle.describe()).run_id == stale
    assert "lags behind the register; started again" in await office.type("restart-cases")
    assert "0 started again" in await office.type("restart-cases")
    await office.begin_work()
    assert (await office.handle.describe()).run_id != stale
    assert await office.go(2, 3) == given
    assert await office.state() == fold(Case(number=office.number), [line.event for line in before])
    (concluded,) = await office.go(4, 4)
    await office.quiet()

    lines = await office.lines()
    assert lines[: len(before)] == before
    assert concluded.first == len(before) + 1
    assert boxes.items() <= (await office.boxes()).items()
    await office.type("verify")


async def test_a_worker_that_nobody_stopped_misleads_no_one(office: Office) -> None:
    """It keeps a state that its server has forgotten; the new run is another one, and begins afresh."""
    await office.file()
    await office.go(1, 1)
    copy = await office.copy_engine()
    given = await office.go(2, 3)
    await office.quiet()
    before = await office.lines()
    await office.restore_engine(copy, workers_stay=True)

    assert "started again" in await office.type("restart-cases")
    assert await office.go(2, 3) == given
    await office.go(4, 4)
    assert (await office.lines())[: len(before)] == before
    await office.type("verify")
    assert "0 lines of 0 cases" in await office.type("refill")


async def test_a_lost_temporal_gets_every_open_case_back(office: Office) -> None:
    """With its state, its answers, its signposts and the messages that had not been delivered yet."""
    first = await office.file()
    given = await office.go(1, 2)
    ended = await office.file("another form", "000124")
    withdrawn = ordered("clerk", "withdraw-case", "k2", reason="调整")
    await office.cases.perform(ended.case, withdrawn)
    await office.handle.result()
    office.number = first.case
    await office.quiet()
    boxes = await office.boxes()
    await office.sql("DELETE FROM notices WHERE kind = 'notice-issued'")
    await office.restore_engine(None)

    told = await office.type("restart-cases")
    assert f"{first.case} the engine has no workflow of it; started again" in told
    assert "2 cases looked at: 1 started again" in told
    assert await office.boxes() == boxes
    description = await office.handle.describe()
    shown = {pair.key.name: pair.value for pair in description.typed_search_attributes}
    assert (shown["CaseState"], shown["Light"], shown["Lead"]) == ("reviewing", "green", "dev-reform")
    assert shown["DepartmentsOpen"] == ["forestry", "water", "fire"]
    assert shown["NextDue"]
    await office.begin_work()
    assert await office.file() == first
    assert await office.go(1, 2) == given
    await office.go(3, 4)
    await office.type("verify")


async def test_a_terminated_workflow_is_told_of_and_started_again(office: Office) -> None:
    """A command says who can help; after the repair the same key carries it out, once."""
    await office.file()
    await office.go(1, 1)
    await office.handle.terminate("by mistake")
    with pytest.raises(EngineLost):
        await office.go(2, 2)

    found = await office.type("restart-cases", "--check", "--case", office.number, code=1)
    assert "its workflow has ended, the case has not" in found
    assert "started again" in await office.type("restart-cases", "--case", office.number)
    await office.go(2, 4)
    assert [line.event.kind for line in await office.lines()].count("notice-acknowledged") == 1
    assert "0 lines of 0 cases" in await office.type("refill")


async def test_a_cancelled_workflow_goes_on(office: Office) -> None:
    """A case is withdrawn by its applicant, not by a click in Temporal's pages."""
    await office.file()
    await office.handle.cancel()
    await office.go(1, len(WAY))

    assert (await office.handle.describe()).status is WorkflowExecutionStatus.RUNNING
    assert "0 started again" in await office.type("restart-cases")


async def test_a_case_at_work_is_left_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While commands come in as fast as they can, nothing is restarted and nothing is found."""
    monkeypatch.setattr(restart, "SETTLE", timedelta(seconds=8))
    await office.file()
    run = (await office.handle.describe()).run_id

    async def report(page: int) -> None:
        fields = {"material": "report", "reason": f"第{page}页不清"}
        await office.cases.perform(
            office.number, ordered("water-handler", "report-gap", f"gap-{page}", **fields)
        )

    reporting = [asyncio.create_task(report(page)) for page in range(20)]
    await office.type("restart-cases", "--check")
    await office.type("refill", "--check")
    await asyncio.gather(*reporting)

    assert (await office.handle.describe()).run_id == run
    assert len(await office.lines()) == 21


async def test_an_engine_that_is_ahead_is_not_touched(office: Office) -> None:
    """The register is to be refilled first; restarting now would throw away what only the engine knows."""
    await office.file()
    copy = await office.dump()
    await office.go(1, 1)
    await office.restore(copy)
    await office.handle.terminate()

    told = await office.type("restart-cases", code=1)
    assert "type first: lianshen register refill" in told
    await office.type("refill")
    assert "started again" in await office.type("restart-cases")
    await office.begin_work()
    await office.go(2, 4)
    await office.type("verify")


async def test_an_office_that_starts_sees_on_which_side_it_lost_something(office: Office) -> None:
    """By the ends of each case alone."""
    await office.file()
    copy = await office.dump()
    await office.go(1, 1)
    await office.quiet()
    agreed = await _look(office)
    await office.restore(copy)
    register_lost = await _look(office)
    await office.type("refill")
    await office.handle.terminate()
    engine_lost = await _look(office)

    assert (agreed.register_behind, agreed.engine_behind) == (0, 0)
    assert (register_lost.register_behind, register_lost.engine_behind) == (1, 0)
    assert (engine_lost.register_behind, engine_lost.engine_behind) == (0, 1)
    assert agreed.looked_at == agreed.known == 1


async def _look(office: Office) -> looking.Disagreement:
    engine = open_engine(office.database_url, application="tests")
    try:
        return await look(engine, Histories(office.client))
    finally:
        await engine.dispose()
