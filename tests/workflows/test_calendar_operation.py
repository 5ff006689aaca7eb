"""The adoption of a calendar by all live cases: on real Temporal servers, with a real register."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.testing import WorkflowEnvironment

import worker
from activities import calendars as hands
from activities.calendars import OfficeCalendars, PostgresCalendarKeeper
from activities.contracts import CASES_QUEUE, Append
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from activities.register_audit import verify
from activities.register_check import Finding
from desk.calendar_preview import Foreseen, preview
from desk.calendars import calendar_in_force, follow, require_adoptable, start_adoption
from desk.cases import Cases
from desk.outcomes import Refused
from desk.reads import Reads
from models.domain import events
from models.domain.calendar import Calendar
from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.dues import next_due
from models.domain.names import CaseNumber, CommandKey
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from models.messages.calendar_adoption import Adoption, Progress
from models.messages.case_workflow import WORKFLOW, Carried, CaseStart, workflow_id
from runtime.database import open_engine
from runtime.documents import load_calendar
from tests.domain.sample import CATALOGUE, FILING, PEOPLE, Counter, calendar, moment, rulebook
from tests.workflows.conftest import development_server

TABLE = load_calendar(Path(__file__).parents[1] / "calendars" / "sample-2027.yaml")
OLDER = TABLE.model_copy(update={"version": "2027.0"})
BEGINS = "2026-12-28 09:00"
PATIENCE = timedelta(seconds=60)

_codes = itertools.count(451000)
"""The server is shared by all tests, so each of them has a jurisdiction, and case numbers, of its own."""


class Unsteady(PostgresCalendarKeeper):
    """A hand that stops moving after so many cases, and that does not reach some cases the first time."""

    stops_after: int | None = None
    blind_to: tuple[CaseNumber, ...] = ()

    async def _adopt(self, number: CaseNumber, adoption: Adoption) -> bool | None:
        if self.stops_after is not None:
            if self.stops_after == 0:
                await asyncio.Event().wait()
            self.stops_after -= 1
        if number in self.blind_to:
            self.blind_to = tuple(each for each in self.blind_to if each != number)
            return None
        return await super()._adopt(number, adoption)


class Town:
    """An office whose clock is a shifted one; what it writes stands in a real register."""

    def __init__(self, client: Client, engine: AsyncEngine, shift: timedelta) -> None:
        self.client = client
        self.engine = engine
        self.shift = shift
        self.register = PostgresRegister(engine)
        self.cases = Cases(client, self.register, patience=PATIENCE, epoch_shift=shift)
        self.law = rulebook(jurisdiction={**CATALOGUE["jurisdiction"], "code": f"{next(_codes)}"})
        self.keys = itertools.count(1)

    def order(self, by: str, do: str, **fields: Any) -> Order:
        """An order under a new key."""
        return Order(key=CommandKey(f"k{next(self.keys)}"), by=PEOPLE[by], command=read_command(do, fields))

    def filing(self) -> dict[str, Any]:
        """What is filed for a project of its own."""
        project = {"code": f"2026-450721-48-01-{next(self.keys):06d}", "name": "示例工业园"}
        return {**FILING, "project": project}

    async def file(self, book: Rulebook | None = None) -> CaseNumber:
        """A case that is filed now, under this law."""
        filing = self.order("clerk", "file-case", **self.filing())
        return (await self.cases.file(filing, book or self.law, moment(BEGINS))).case

    async def live_on(self, at: str) -> CaseNumber:
        """A case that was filed in the old year and has lived on since, as a run that continues another."""
        code = self.law.catalogue.jurisdiction.code
        number = await self.register.draw_number(CommandKey(f"k{next(self.keys)}"), code, 2026)
        counter = Counter(self.law)
        counter.case = Case(number=number)
        counter.act(BEGINS, "clerk", "file-case", **self.filing())
        counter.until(at)
        await self.register.keep_rulebook(self.law)
        for seq, event in enumerate(counter.events, 1):
            key = CommandKey("file" if seq == 1 else f"clock:{seq}")
            await self.register.append(Append(case=number, expected=seq, key=key, digest="", events=(event,)))
        start = CaseStart(
            number=number,
            rulebook=self.law.model_dump_json(),
            epoch_shift=self.shift,
            carried=Carried(case=counter.case, answers=()),
        )
        await self.client.start_workflow(WORKFLOW, start, id=workflow_id(number), task_queue=CASES_QUEUE)
        return number

    def hand(self) -> Unsteady:
        """The hand of one worker."""
        return Unsteady(self.engine, self.register, self.client)

    async def start_worker(self, stack: AsyncExitStack, hand: PostgresCalendarKeeper) -> None:
        """Another worker process, as far as the server can tell."""
        notices = OutboxNotices(self.engine)
        stack.push_async_callback(notices.close)
        for each in worker.build(self.client, self.register, notices, hand):
            await stack.enter_async_context(each)

    async def row(self) -> tuple[str, bool]:
        """What the list says of the office's one case: when it is due, and whether that is provisional."""
        (line,) = await Reads(self.engine).cases(live_only=True)
        return f"{line.due}", line.provisional

    async def next_due(self, number: CaseNumber) -> datetime | None:
        """When time will bring something to a case."""
        case = await self.register.load_case(number)
        assert case is not None
        due = next_due(case, await self.register.load_rulebook(case.rulebook))
        return None if due is None else due.lawful

    async def happened(self, number: CaseNumber) -> list[events.Event]:
        """What stands in the register."""
        return [entry.event for entry in await self.register.entries(number)]

    async def adopt(self, table: YearTable | OfficeDays) -> Progress:
        """Adopt it as the command does, until every case was asked once."""
        adopting = await start_adoption(self.client, Adoption(table=table, by=PEOPLE["administrator"]))
        return await to_the_end(follow(adopting, patience=PATIENCE))


@pytest.fixture
async def new_town(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Callable[[Client, timedelta], Awaitable[Town]]]:
    """Makes an office with the calendar of 2026 alone, whose adoptions turn pages of four cases."""
    monkeypatch.setattr(hands, "PAGE", 4)
    engine = open_engine(database_url)
    made: list[Town] = []

    async def make(client: Client, shift: timedelta) -> Town:
        made.append(Town(client, engine, shift))
        await OfficeCalendars(engine).begin_with(calendar().tables)
        return made[-1]

    yield make
    for each in made:
        await each.register.close()
    await engine.dispose()


@pytest.fixture(scope="module")
async def forgetful() -> AsyncIterator[Client]:
    """A development server on which a run of forty history events continues as a new one."""
    async with development_server("limit.historyCount.suggestContinueAsNew=40") as environment:
        yield environment.client


@pytest.fixture
async def town(forgetful: Client, new_town: Callable[[Client, timedelta], Awaitable[Town]]) -> Town:
    """An office on 11 January 2027, on a server of its own."""
    return await new_town(forgetful, moment("2027-01-11 09:00") - datetime.now(UTC))


def _data(table: YearTable) -> dict[str, Any]:
    return table.model_dump(mode="json")


def office_day(day: str, *, version: int, working: bool) -> dict[str, Any]:
    """A file that opens or closes the offices on one day."""
    laid = {"date": day, "working": working, "reason": "停电", "document": "示例", "person": "示例管理员"}
    return {"office_days": 1, "region": "CN", "version": f"{version}", "days": [laid]}


async def to_the_end(told: AsyncIterator[Progress]) -> Progress:
    """What was told last."""
    return [progress async for progress in told][-1]


def adoptions(happened: list[events.Event]) -> list[events.DeadlinesReprojected]:
    """How often, and by what, a case was projected anew."""
    return [event for event in happened if isinstance(event, events.DeadlinesReprojected)]


async def until_quiet(town: Town, numbers: list[CaseNumber]) -> None:
    """Until every case has done what was due."""
    async with asyncio.timeout(30):
        for number in numbers:
            while (due := await town.next_due(number)) is not None and due <= datetime.now(UTC) + town.shift:
                await asyncio.sleep(0.05)


async def test_an_adoption_survives_the_death_of_its_worker_in_the_middle(town: Town) -> None:
    """Every case is projected anew once, what was held back comes late, and new cases are right at once."""
    async with AsyncExitStack() as second:
        async with AsyncExitStack() as first:
            hand = town.hand()
            hand.stops_after = 6
            await town.start_worker(first, hand)
            numbers = [await town.live_on("2027-01-11 08:00") for _ in range(12)]
            foreseen = [
                each
                async for each in preview(
                    town.register, Reads(town.engine), TABLE, moment("2027-01-11 09:00")
                )
            ]
            adopting = await start_adoption(town.client, Adoption(table=TABLE, by=PEOPLE["administrator"]))
            async with asyncio.timeout(20):
                while hand.stops_after > 0:
                    await asyncio.sleep(0.05)
        halfway = [len(adoptions(await town.happened(number))) for number in numbers]
        assert (min(halfway), max(halfway)) == (0, 1)

        await town.start_worker(second, town.hand())
        law = Rulebook(
            catalogue=town.law.catalogue,
            calendar=await calendar_in_force(town.engine, town.law.catalogue.jurisdiction.code),
        )
        late_comer = await town.file(law)
        progress = await to_the_end(follow(adopting, patience=PATIENCE))
        await until_quiet(town, numbers)

        assert (progress.adopted, progress.unreached, progress.rounds) == (12, 0, 1)
        assert law.calendar == Calendar(tables=(*calendar().tables, TABLE))
        assert adoptions(await town.happened(late_comer)) == []
        assert [each.case.number for each in foreseen] == numbers
        for each in foreseen:
            await check_as_foreseen(town, each)
        before = [len(await town.happened(number)) for number in numbers]
        assert not await require_adoptable(town.engine, TABLE)
        assert (await town.adopt(TABLE)).adopted == 12
        assert [len(await town.happened(number)) for number in numbers] == before


async def check_as_foreseen(town: Town, seen: Foreseen) -> None:
    """What the preview told is what the adoption did: the same days, and the same effects, marked late."""
    happened = await town.happened(seen.case.number)
    (adoption,) = adoptions(happened)
    assert [(each.clock, each.before, each.after) for each in adoption.moved] == [
        (each.clock, each.before, each.after) for each in seen.deadlines if each.moved
    ]
    at_once = happened[happened.index(adoption) + 1 :]
    assert [(event.kind, event.item) for event in at_once] == [
        (event.kind, event.item) for event in seen.at_once
    ]
    deemed = at_once[0]
    assert isinstance(deemed, events.CaseDeemedAccepted)
    assert (deemed.lawful, deemed.late) == (moment("2027-01-05 17:30"), True)


async def test_a_case_goes_on_under_the_new_law_after_its_run_has_been_continued(town: Town) -> None:
    """What a new run begins with is the law of the last one, not that of the first."""
    async with AsyncExitStack() as stack:
        await town.start_worker(stack, town.hand())
        number = await town.file()
        handle = town.client.get_workflow_handle(workflow_id(number))
        begun = (await handle.describe()).run_id
        for version in range(1, 10):
            table = office_day("2027-01-13", version=version, working=version % 2 == 0)
            await town.cases.perform(number, town.order("administrator", "adopt-calendar", table=table))
        async with asyncio.timeout(20):
            while (await handle.describe()).run_id == begun:
                await asyncio.sleep(0.1)
        table = _data(TABLE)
        await town.cases.perform(number, town.order("administrator", "adopt-calendar", table=table))

        told = adoptions(await town.happened(number))
        assert [each.rulebook_before for each in told[1:]] == [each.rulebook for each in told[:-1]]
        assert [each.calendar_before for each in told[1:]] == [each.calendar_after for each in told[:-1]]
        assert await town.row() == ("2027-01-19", False)


async def test_nobody_is_forgotten(
    prepared: WorkflowEnvironment, new_town: Callable[[Client, timedelta], Awaitable[Town]]
) -> None:
    """A case that gave no answer is asked again, and one that was filed under the old law is caught up."""
    async with AsyncExitStack() as stack:
        town = await new_town(prepared.client, moment(BEGINS) - await prepared.get_current_time())
        hand = town.hand()
        await town.start_worker(stack, hand)
        numbers = [await town.file() for _ in range(6)]
        hand.blind_to = (numbers[1],)
        table = TABLE.model_copy(update={"version": "2027.8"})

        progress = await town.adopt(table)
        assert (progress.adopted, progress.unreached, progress.unreached_first) == (5, 1, (numbers[1],))
        await prepared.sleep(timedelta(minutes=2))
        assert [len(adoptions(await town.happened(number))) for number in numbers] == [1] * 6

        straggler = await town.file()
        await prepared.sleep(timedelta(minutes=20))
        assert len(adoptions(await town.happened(straggler))) == 1
        assert (await town.adopt(table)).phase == "done"


async def test_an_older_table_is_refused_before_and_by_the_operation(town: Town) -> None:
    """By the same name, whoever comes first; nothing is entered and no case is asked."""
    async with AsyncExitStack() as stack:
        await town.start_worker(stack, town.hand())
        number = await town.file()
        await OfficeCalendars(town.engine).enter(TABLE, "administrator")

        with pytest.raises(Refused) as early:
            await require_adoptable(town.engine, OLDER)
        with pytest.raises(Refused) as late:
            await town.adopt(OLDER)

        assert (early.value.name, late.value.name) == ("CalendarNotNewer", "CalendarNotNewer")
        assert adoptions(await town.happened(number)) == []


async def test_the_new_law_of_a_case_is_kept_and_its_rows_follow(town: Town) -> None:
    """Another process loads the case with its law, and the lists show what has become of its day."""
    async with AsyncExitStack() as stack:
        await town.start_worker(stack, town.hand())
        number = await town.file()
        days = office_day("2027-01-13", version=1, working=False)
        rows = [await town.row()]
        for table in (_data(TABLE), days):
            order = town.order("administrator", "adopt-calendar", table=table)
            await town.cases.perform(number, order)
            rows.append(await town.row())

        assert rows == [("2027-01-18", True), ("2027-01-18", False), ("2027-01-19", False)]
        case = await town.register.load_case(number)
        assert case is not None
        other = PostgresRegister(town.engine)
        law = await other.load_rulebook(case.rulebook)
        await other.close()
        assert law.calendar.tables == (*calendar().tables, TABLE)
        assert [day.date for day in law.calendar.office_days] == [date(2027, 1, 13)]
        found: list[Finding] = []
        await verify(town.engine, found.append)
        assert found == []
