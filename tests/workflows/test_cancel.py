"""An operator cancels a workflow in Temporal's pages: the case goes on, since no rule has ended it."""

import asyncio
from datetime import UTC, datetime, timedelta

from temporalio import activity

from activities.contracts import Append, Recorded
from models.domain.names import CaseNumber
from tests.domain.sample import FILING, HOURS
from tests.fakes import InMemoryCaseRegister
from tests.workflows.conftest import Opening
from tests.workflows.office import TimedOffice, book_without_holidays, fire_alone
from tests.workflows.test_new_runs import WAY, _by_the_rules_alone, _runs
from tests.workflows.test_register_trouble import _written_elsewhere


async def test_a_cancelled_case_takes_commands_and_keeps_its_deadlines(opening: Opening) -> None:
    """Whoever replays it afterwards comes to the same."""
    async with opening(fire_alone()) as office:
        await office.opened()
        await office.handle.cancel()
        await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
        await office.sleep_until(office.at(7))
        await office.until("deadline-breached")

        assert (await office.case()).state == "reviewing"


async def test_a_cancel_in_the_middle_of_an_entry_loses_nothing(steady: Opening) -> None:
    """The clock was entering what is due, and the register was away: it is entered when that is back."""
    async with steady(fire_alone()) as office:
        await office.end_work()
        office.register = LeavesAfterTheFiling()
        office.number = CaseNumber("450721-2026-002892")  # it waits 0 s after a lawful moment
        filed = HOURS.local(datetime.now(UTC) - timedelta(days=30))
        filing = office.order("clerk", "file-case", key="filing", **FILING)
        _written_elsewhere(office, filing, filed)
        _written_elsewhere(office, office.order("clerk", "accept-case"))
        await office.begin_work()
        await office.begin(filing)
        await _tried(office, 4)
        await office.handle.cancel()
        await _tried(office, office.register.tries + 2)
        office.register.away = 0
        await office.until("deadline-breached")
        lines = office.register.lines[office.number]

        assert office.kinds().count("acknowledgement-missed") == 1
        assert [line.seq for line in lines] == list(range(1, len(lines) + 1))


async def test_a_cancelled_case_still_goes_from_run_to_run(crossing: Opening) -> None:
    """And may be cancelled in every one of them."""
    async with crossing(book_without_holidays()) as office:
        await office.file()
        await office.handle.cancel()
        for by, do, fields in WAY:
            await office.act(by, do, **fields)
        await office.handle.cancel()
        case = await office.case()

        assert await _runs(office) >= 2
        assert (case.state, office.kinds()) == ("delivered", _by_the_rules_alone().kinds())


class LeavesAfterTheFiling(InMemoryCaseRegister):
    """A register that is away as soon as it has answered once."""

    @activity.defn(name="register.append")
    async def append(self, asked: Append) -> Recorded:
        """Answer, and go away."""
        recorded = await super().append(asked)
        if self.tries == 1:
            self.away = 1_000_000
        return recorded


async def _tried(office: TimedOffice, times: int) -> None:
    while office.register.tries < times:
        await asyncio.sleep(0.02)
