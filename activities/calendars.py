"""The office's calendars in the database, and the hand that gives a new one to every live case."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from pydantic import TypeAdapter
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession
from temporalio import activity
from temporalio.client import Client, WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.calendar_contract import CalendarKeeper
from activities.office_log import Note, write_down
from activities.register import PostgresRegister
from models.domain.calendar_files import adoption_key, name_of, require_newer, rulebook_with
from models.domain.calendar_table import CalendarFile, OfficeDays, YearTable
from models.domain.commands import AdoptCalendar, Order
from models.domain.names import CaseNumber
from models.domain.refusals import CalendarAlreadyAdopted, Refusal
from models.messages.calendar_adoption import Adoption, Behind, CasePage, PageAdoption, PageDone
from models.messages.case_workflow import Answer, workflow_id
from models.tables import CalendarRow, CaseRow
from models.tables.projections import LIVE_CASE

PAGE: Final = 50
"""Cases that one run of the activity looks after."""

AT_ONCE: Final = 8
"""Cases that are asked at the same time; clerks are at work meanwhile."""

ONE_TRY: Final = timedelta(seconds=10)
"""How long a case may take to answer; one that does not is left for the next round."""

STANDING: Final = frozenset(
    {"CalendarAlreadyAdopted", "CalendarNotNewer", "OfficialCalendarStands", "CaseNotOpen", "KeyTaken"}
)
"""Refusals after which nothing is left to do: the case has this calendar or a newer one, or has ended."""

_FILE: Final[TypeAdapter[YearTable | OfficeDays]] = TypeAdapter(CalendarFile)
_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('calendars', 0))")
_NO_ANSWER: Final = (RPCStatusCode.NOT_FOUND, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)


class OfficeCalendars:
    """The table `calendars`: every file that was ever adopted, under its name."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def files(self) -> list[YearTable | OfficeDays]:
        """All files, in the order in which they were adopted."""
        asked = select(CalendarRow.body).order_by(col(CalendarRow.adopted_at), col(CalendarRow.name))
        async with AsyncSession(self._engine) as session:
            bodies = (await session.exec(asked)).all()
        return [_FILE.validate_json(body) for body in bodies]

    async def begin_with(self, files: Sequence[YearTable | OfficeDays]) -> None:
        """The tables that came with the program, for an office that has none yet. Later ones are adopted."""
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            if (await connection.execute(select(CalendarRow.name).limit(1))).first() is None and files:
                await connection.execute(
                    insert(CalendarRow), [_row(file, None, datetime.now(UTC)) for file in files]
                )

    async def enter(self, file: YearTable | OfficeDays, by: str) -> None:
        """Keep an adopted file. Raises the ``Refusal`` of one that the office cannot take over."""
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            bodies = (await connection.execute(select(CalendarRow.body))).scalars()
            try:
                require_newer([_FILE.validate_json(body) for body in bodies], file)
            except CalendarAlreadyAdopted:
                return
            at = datetime.now(UTC)
            await connection.execute(insert(CalendarRow), [_row(file, by, at)])
            note = Note("calendar-adopted", name_of(file), None)
            await write_down(connection, [note], by=by, at=at)


class PostgresCalendarKeeper(CalendarKeeper):
    """Enters calendars in the database, and reaches the cases through Temporal."""

    def __init__(self, engine: AsyncEngine, register: PostgresRegister, client: Client) -> None:
        self._engine = engine
        self._calendars = OfficeCalendars(engine)
        self._register = register
        self._client = client

    @activity.defn(name="calendars.enter")
    async def enter(self, adoption: Adoption) -> None:
        """Keep the file among the office's calendars. A second run finds it there."""
        try:
            await self._calendars.enter(adoption.table, adoption.by.id)
        except Refusal as refusal:
            told = {"zh": refusal.text("zh"), "en": refusal.text("en")}
            raise ApplicationError(told["en"], told, type=refusal.name, non_retryable=True) from None

    @activity.defn(name="calendars.list-cases")
    async def list_cases(self, asked: Behind) -> CasePage:
        """The next few live cases that go by a law which the file would change. A second run reads again."""
        digests = await self._older_laws(asked.table)
        waiting = (LIVE_CASE, col(CaseRow.rulebook).in_(digests))
        page = select(CaseRow.number).where(*waiting, col(CaseRow.number) > (asked.after or ""))
        left = 0
        async with AsyncSession(self._engine) as session:
            numbers = (await session.exec(page.order_by(col(CaseRow.number)).limit(PAGE))).all()
            if len(numbers) == PAGE:
                behind = select(func.count()).where(*waiting, col(CaseRow.number) > numbers[-1])
                left = (await session.exec(behind)).one()
        return CasePage(numbers=tuple(CaseNumber(number) for number in numbers), left=left)

    @activity.defn(name="calendars.adopt-page")
    async def adopt_page(self, asked: PageAdoption) -> PageDone:
        """Give the cases the command.

        A second run is harmless: each case knows the file's key, and answers what it did the first time.
        """
        turn = asyncio.Semaphore(AT_ONCE)

        async def one(number: CaseNumber) -> bool | None:
            async with turn:
                activity.heartbeat(number)
                return await self._adopt(number, asked.adoption)

        came = await asyncio.gather(*(one(number) for number in asked.numbers))
        return PageDone(
            adopted=came.count(True),
            standing=came.count(False),
            unreached=tuple(number for number, done in zip(asked.numbers, came, strict=True) if done is None),
        )

    async def _older_laws(self, file: YearTable | OfficeDays) -> list[str]:
        """The laws of live cases that the file would change."""
        async with AsyncSession(self._engine) as session:
            digests = (await session.exec(select(CaseRow.rulebook).where(LIVE_CASE).distinct())).all()
        older: list[str] = []
        for digest in digests:
            try:
                rulebook_with(await self._register.load_rulebook(digest), file)
            except Refusal:
                continue
            older.append(digest)
        return older

    async def _adopt(self, number: CaseNumber, adoption: Adoption) -> bool | None:
        """Whether the case has adopted it now; None when it gave no answer.

        Raises what no other case would answer better to: a person without the role, a server that is away.
        """
        order = Order(
            key=adoption_key(adoption.table), by=adoption.by, command=AdoptCalendar(table=adoption.table)
        )
        handle = self._client.get_workflow_handle(workflow_id(number))
        try:
            await handle.execute_update(
                "perform", order, id=order.key, result_type=Answer, rpc_timeout=ONE_TRY
            )
        except WorkflowUpdateFailedError as failed:
            cause = failed.cause
            if isinstance(cause, ApplicationError) and cause.type in STANDING:
                return False
            if isinstance(cause, ApplicationError) and cause.type in {"NotYourRole", "FieldInvalid"}:
                raise ApplicationError(
                    cause.message, *cause.details, type=cause.type, non_retryable=True
                ) from None
            return None
        except WorkflowUpdateRPCTimeoutOrCancelledError:
            return None
        except RPCError as failed:
            if failed.status in _NO_ANSWER:
                return None
            raise
        return True


def _row(file: YearTable | OfficeDays, by: str | None, at: datetime) -> dict[str, object]:
    return {
        "name": name_of(file),
        "region": file.region,
        "year": file.year if isinstance(file, YearTable) else None,
        "version": file.version,
        "body": file.model_dump_json(),
        "adopted_at": at,
        "by": by,
    }
