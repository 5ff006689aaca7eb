"""The calendars that the engine remembers as adopted, for an office whose table has lost them."""

from typing import Final, cast

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.calendars import OfficeCalendars
from models.domain.calendar_files import name_of
from models.domain.refusals import Refusal
from models.messages.calendar_adoption import WORKFLOW, Adoption, AdoptionStart

ENTER: Final = "calendars.enter"


async def refill_calendars(engine: AsyncEngine, client: Client, *, check: bool = False) -> list[str]:
    """Enter again what was adopted since the copy was made, the oldest first; tells the names.

    A file that the office would refuse now, because a newer one stands, is left out.
    """
    calendars = OfficeCalendars(engine)
    standing = {name_of(file) for file in await calendars.files()}
    entered: list[str] = []
    for adoption in await _adopted(client):
        name = name_of(adoption.table)
        if name in standing:
            continue
        try:
            if not check:
                await calendars.enter(adoption.table, adoption.by.id)
        except Refusal:
            continue
        standing.add(name)
        entered.append(name)
    return entered


async def _adopted(client: Client) -> list[Adoption]:
    listed = [each async for each in client.list_workflows(f"WorkflowType = '{WORKFLOW}'")]
    found: list[Adoption] = []
    for each in sorted(listed, key=lambda workflow: workflow.start_time):
        handle = client.get_workflow_handle(each.id, run_id=each.run_id)
        try:
            events = [event async for event in handle.fetch_history_events()]
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                continue  # its retention has just ended
            raise
        payloads = events[0].workflow_execution_started_event_attributes.input.payloads
        (start,) = await client.data_converter.decode(payloads, [AdoptionStart])
        start = cast("AdoptionStart", start)
        if start.carried is not None or _was_entered(events):
            found.append(start.adoption)
    return found


def _was_entered(events: list[HistoryEvent]) -> bool:
    """Whether the office took the file over: a refused one is not adopted by a repair either."""
    asked = {
        event.event_id
        for event in events
        if event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_SCHEDULED
        and event.activity_task_scheduled_event_attributes.activity_type.name == ENTER
    }
    return any(
        event.event_type == EventType.EVENT_TYPE_ACTIVITY_TASK_COMPLETED
        and event.activity_task_completed_event_attributes.scheduled_event_id in asked
        for event in events
    )
