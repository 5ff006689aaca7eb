"""The office's calendars as the desk uses them: in force for new cases, and adopted for all that live."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowExecutionStatus, WorkflowFailureError, WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ActivityError, ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError

from activities.calendars import OfficeCalendars
from activities.contracts import CASES_QUEUE
from desk.cases import UNKNOWN
from desk.outcomes import Refused, refused
from models.domain.calendar import Calendar
from models.domain.calendar_files import calendar_from, require_newer
from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.refusals import CalendarAlreadyAdopted, Refusal
from models.messages.calendar_adoption import Adoption, AdoptionStart, Progress, adoption_id
from runtime.documents import load_calendars
from workflows.calendar_adoption import CalendarAdoptionWorkflow

PAUSE: Final = 0.5
"""Seconds between two looks at the progress."""

ONE_LOOK: Final = timedelta(seconds=5)

Adopting = WorkflowHandle[CalendarAdoptionWorkflow, Progress]


class NoProgress(Exception):
    """Nobody could tell the progress for a while. The adoption goes on by itself when its servers do."""


async def begin(engine: AsyncEngine) -> list[YearTable]:
    """Enter the shipped tables in an office that has none; tells those that wait to be adopted."""
    calendars, shipped = OfficeCalendars(engine), load_calendars()
    await calendars.begin_with(shipped)
    files = await calendars.files()
    return [table for table in shipped if _may_be_adopted(files, table)]


async def calendar_in_force(engine: AsyncEngine, jurisdiction: str) -> Calendar:
    """The calendar by which a new case of this jurisdiction goes."""
    await begin(engine)
    return calendar_from(await OfficeCalendars(engine).files(), jurisdiction)


async def require_adoptable(engine: AsyncEngine, file: YearTable | OfficeDays) -> bool:
    """Whether the file is new to the office. Raises ``Refused`` for one that it cannot take over."""
    await begin(engine)
    try:
        require_newer(await OfficeCalendars(engine).files(), file)
    except CalendarAlreadyAdopted:
        return False
    except Refusal as refusal:
        raise refused(refusal) from None
    return True


async def start_adoption(client: Client, adoption: Adoption) -> Adopting:
    """Start the operation, or find it: the same file is the same operation, also when it is over."""
    try:
        return await client.start_workflow(
            CalendarAdoptionWorkflow.run,
            AdoptionStart(adoption=adoption),
            id=adoption_id(adoption.table),
            task_queue=CASES_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY,
            static_summary=adoption_id(adoption.table),
        )
    except WorkflowAlreadyStartedError:
        return client.get_workflow_handle_for(CalendarAdoptionWorkflow.run, adoption_id(adoption.table))


async def follow(adopting: Adopting, *, patience: timedelta) -> AsyncIterator[Progress]:
    """The progress, whenever it has changed, until every case was asked once.

    Raises ``Refused`` when the file was refused after all, and ``NoProgress`` when nobody answers for longer
    than ``patience``.
    """
    clock = asyncio.get_running_loop().time
    heard, told = clock(), None
    while True:
        try:
            progress = await progress_of(adopting)
        except RPCError as failed:
            if failed.status not in UNKNOWN:
                raise
            if clock() - heard > patience.total_seconds():
                raise NoProgress from None
        else:
            heard = clock()
            if progress != told:
                told = progress
                yield progress
            if progress.rounds > 0:
                return
        await asyncio.sleep(PAUSE)


async def progress_of(adopting: Adopting) -> Progress:
    """How far it is now. Raises ``Refused`` when the file was refused after all, and `RPCError`."""
    status = (await adopting.describe(rpc_timeout=ONE_LOOK)).status
    if status is WorkflowExecutionStatus.RUNNING:
        return await adopting.query(CalendarAdoptionWorkflow.progress, rpc_timeout=ONE_LOOK)
    try:
        return await adopting.result(rpc_timeout=ONE_LOOK)
    except WorkflowFailureError as failed:
        cause = failed.cause.cause if isinstance(failed.cause, ActivityError) else failed.cause
        if not isinstance(cause, ApplicationError) or cause.type is None or not cause.details:
            raise
        raise Refused(cause.type, cause.details[0]["zh"], cause.details[0]["en"]) from None


def _may_be_adopted(files: list[YearTable | OfficeDays], table: YearTable) -> bool:
    try:
        require_newer(files, table)
    except Refusal:
        return False
    return True
