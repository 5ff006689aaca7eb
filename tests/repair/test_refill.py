"""A register that was restored from an older copy gets back what the engine remembers, hash by hash."""

import asyncio
import json

import pytest

from activities.contracts import Append
from desk.outcomes import Refused, RegisterLost
from desk.repair import restart
from desk.repair.memory import Histories
from models.domain.case import Case
from models.domain.fold import fold
from models.domain.rules.decide import decide
from tests.repair.conftest import Office, ordered
from workflows.pen import digest


async def test_lost_lines_come_back_as_they_were_and_the_case_goes_on(office: Office) -> None:
    """Found, written back with the very same hashes, messages in their boxes, and the work is finished."""
    await office.file()
    await office.go(1, 1)
    copy = await office.dump()
    await office.go(2, 3)
    await office.quiet()
    before = await office.lines()
    boxes = await office.boxes()
    await office.restore(copy)

    found = await office.type("refill", "--check", code=1)
    assert f"{office.number} lines {len(before) - 1} to {len(before)} are missing" in found
    assert "Type: lianshen register refill" in found
    assert len(await office.sql("SELECT FROM register")) == len(before) - 2

    told = await office.type("refill")
    assert f"lines {len(before) - 1} to {len(before)} written back" in told
    await office.type("verify")
    await office.begin_work()
    assert await office.lines() == before
    assert await office.boxes() == boxes
    assert "0 lines of 0 cases" in await office.type("refill")
    assert "0 started again" in await office.type("restart-cases")
    (concluded,) = await office.go(4, 4)
    assert concluded.first == len(before) + 1


async def test_a_case_that_met_the_gap_waits_and_goes_on_by_itself(office: Office) -> None:
    """The command that found the register behind writes nothing, and is carried out after the refill."""
    await office.file()
    await office.go(1, 1)
    copy = await office.dump()
    await office.go(2, 2)
    before = await office.lines()
    await office.restore(copy)
    await office.begin_work()
    waiting = asyncio.create_task(office.go(3, 3))
    await asyncio.sleep(2)
    stuck = await office.lines()
    await office.type("refill")
    await waiting

    assert len(stuck) == len(before) - 1
    assert (await office.lines())[: len(before)] == before
    assert [line.event.kind for line in await office.lines()][-1] == "opinion-proposed"
    await office.type("verify")


async def test_a_case_that_is_wholly_missing_comes_back_with_its_number(office: Office) -> None:
    """Its rulebook is kept again, and the number that was drawn for it is drawn for nobody else."""
    copy = await office.dump()
    first = await office.file()
    await office.go(1, 2)
    before = await office.lines()
    await office.restore(copy)
    assert await office.sql("SELECT FROM rulebooks") == []

    told = await office.type("refill")
    assert f"{first.case} lines 1 to {len(before)} written back" in told
    await office.type("verify")
    await office.begin_work()
    assert await office.lines() == before
    assert await office.file() == first
    second = await office.file("another form", "000124")
    assert second.case != first.case
    assert second.case.endswith("-000002")


async def test_a_number_is_not_given_away_before_the_refill(office: Office) -> None:
    """A stranger's form draws the lost number, is told so, and gets one of its own afterwards."""
    copy = await office.dump()
    first = await office.file()
    await office.cases.perform(first.case, ordered("clerk", "withdraw-case", "k2", reason="调整"))
    await office.handle.result()
    await office.restore(copy)
    await office.begin_work()
    with pytest.raises(RegisterLost):
        await office.file("another form", "000124")
    await office.type("refill")
    second = await office.file("another form", "000124")

    assert second.case.endswith("-000002")
    assert [line.event.kind for line in await office.lines(first.case)] == ["case-received", "case-withdrawn"]
    await office.type("verify")


async def test_a_fork_is_named_and_nothing_is_written(office: Office) -> None:
    """Register and engine hold different entries in one place: that case is left alone, by name."""
    await office.file()
    copy = await office.dump()
    await office.go(1, 1)
    await office.restore(copy)
    await office.handle.terminate()
    await office.begin_work()
    await _go_another_way(office)
    before = await office.lines()
    told = await office.type("refill", code=1)
    listed = json.loads(await office.type("refill", "--json", code=1))
    refused = await office.type("restart-cases", code=1)

    assert f"{office.number} line 2: a fork: gap-reported stands here" in told
    assert "case-accepted" in told
    assert listed["findings"][0]["what"] == "forked"
    assert "a fork" in refused
    assert await office.lines() == before


async def test_a_run_that_was_started_from_the_register_can_refill_it(office: Office) -> None:
    """Temporal is lost first, and the register a little later: the new run has taken the lines along."""
    await office.file()
    copy = await office.dump()
    await office.go(1, 2)
    before = await office.lines()
    await office.restore_engine(None)
    await office.type("restart-cases")
    await office.restore(copy)

    assert f"lines 2 to {len(before)} written back" in await office.type("refill")
    await office.type("verify")
    await office.begin_work()
    assert await office.lines() == before
    await office.go(3, 4)


async def test_what_no_history_has_is_told_by_line(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine carries the state on, but the entries were in histories that are gone."""
    monkeypatch.setattr(restart, "MOST_KNOWN", 0)
    await office.file()
    copy = await office.dump()
    await office.go(1, 2)
    last = len(await office.lines())
    await office.restore_engine(None)
    assert "the engine has no workflow of it" in await office.type("restart-cases")
    await office.restore(copy)
    told = await office.type("refill", code=1)

    assert f"line 2: lines 2 to {last} are lost to the register" in told
    assert len(await office.sql("SELECT FROM register")) == 1


async def test_a_project_that_was_filed_again_since_is_told(office: Office) -> None:
    """Two live cases of one project cannot stand: the older waits until the newer has ended."""
    copy = await office.dump()
    lost = await office.file()
    await office.go(1, 1)
    await office.restore(copy)
    await office.begin_work()
    await office.sql(
        "INSERT INTO numbers VALUES ('450721', $1, 7, 'elsewhere', now())", int(lost.case.split("-")[1])
    )
    again = await office.file("a second form")
    told = await office.type("refill", code=1)
    assert "another live case" in told
    assert await office.lines(lost.case) == ()

    await office.cases.perform(again.case, ordered("clerk", "withdraw-case", "k2", reason="重复"))
    assert "written back" in await office.type("refill")
    await office.type("verify")
    office.number = lost.case
    await office.go(2, 2)


async def test_one_filing_that_opened_two_cases_is_told(office: Office) -> None:
    """The same form was sent again after the restore and drew another number: people compare the two."""
    copy = await office.dump()
    lost = await office.file()
    await office.restore(copy)
    await office.begin_work()
    await office.sql(
        "INSERT INTO numbers VALUES ('450721', $1, 7, 'elsewhere', now())", int(lost.case.split("-")[1])
    )
    again = await office.file()
    await office.cases.perform(again.case, ordered("clerk", "withdraw-case", "k2", reason="重复"))
    told = await office.type("refill", code=1)

    assert f"{lost.case} line 1: the same filing has opened {again.case} since the restore" in told
    assert await office.lines(lost.case) == ()
    assert await office.file() == again


async def test_a_case_that_has_gone_from_run_to_run_comes_back_whole(short_office: Office) -> None:
    """Each run has a part of the entries; together they have them all."""
    office = short_office
    copy = await office.dump()
    await office.file()
    for page in range(24):
        order = ordered("water-handler", "report-gap", f"gap-{page}", material="report", reason=f"第{page}页")
        await office.cases.perform(office.number, order)
        await asyncio.sleep(0.1)
    before = await office.lines()
    runs = len(await Histories(office.client).of_case(office.number))
    await office.restore(copy)

    assert runs >= 3
    assert f"lines 1 to {len(before)} written back" in await office.type("refill")
    await office.type("verify")
    await office.begin_work()
    assert await office.lines() == before


async def test_a_case_that_nobody_knows_is_bad_input(office: Office) -> None:
    """So is something that is no number."""
    await office.type("refill", "--case", "450721-2026-999999", code=2)
    await office.type("restart-cases", "--case", "450721-2026-999999", code=2)
    await office.type("refill", "--case", "park", code=2)


async def test_a_refused_filing_leaves_nothing_to_refill(office: Office) -> None:
    """Its workflow ended without a case."""
    await office.file()
    with pytest.raises(Refused):
        await office.file("second form")

    assert "1 cases looked at: 0 lines" in await office.type("refill", "--check")


async def _go_another_way(office: Office) -> None:
    """What a run that knows nothing of the old one would have entered after the restore."""
    lines = await office.lines()
    case = fold(Case(number=office.number), [line.event for line in lines])
    order = ordered("water-handler", "report-gap", "other", material="report", reason="缺页")
    assert case.last_at is not None
    events = decide(case, order, case.last_at, office.book)
    await office.register.append(
        Append(case=case.number, expected=2, key=order.key, digest=digest(order), events=tuple(events))
    )
