"""Adopting a calendar from the desk: the durable operation of the command line, begun and looked at."""

from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.calendars import OfficeCalendars
from desk.calendars import begin, progress_of, require_adoptable, start_adoption
from desk.outcomes import Refused, refused
from models.domain.calendar_files import covers, name_of
from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.people import Person
from models.domain.refusals import CalendarNotForThisOffice
from models.messages.calendar_adoption import Adoption, Progress
from workflows.calendar_adoption import CalendarAdoptionWorkflow


@dataclass(frozen=True)
class AdoptionState:
    """How far it is: ``progress`` is None while nobody can tell, ``refused`` says why it was, after all."""

    progress: Progress | None
    refused: Refused | None = None


class Adoptions:
    """Begins adoptions, and tells how far they are."""

    def __init__(self, engine: AsyncEngine, client: Client) -> None:
        self._engine = engine
        self._client = client

    async def files(self) -> list[YearTable | OfficeDays]:
        """The office's calendars, in the order in which they were adopted."""
        await begin(self._engine)
        return await OfficeCalendars(self._engine).files()

    async def waiting(self) -> list[YearTable]:
        """Tables that came with the program and wait to be adopted."""
        return await begin(self._engine)

    async def require_adoptable(self, file: YearTable | OfficeDays, jurisdiction: str) -> bool:
        """Whether the file is new to the office. Raises ``Refused`` for one that it cannot take over."""
        if not covers(file, jurisdiction):
            own = {"own": jurisdiction, "jurisdiction": jurisdiction}
            raise refused(CalendarNotForThisOffice(region=file.region, **own))
        return await require_adoptable(self._engine, file)

    async def start(self, file: YearTable | OfficeDays, by: Person) -> None:
        """Begin it, or find it begun: the same file is the same operation."""
        await start_adoption(self._client, Adoption(table=file, by=by))

    async def state(self, name: str) -> AdoptionState | None:
        """How far the adoption of the file of this name is; None when there is none."""
        handle = self._client.get_workflow_handle_for(CalendarAdoptionWorkflow.run, f"calendar-{name}")
        try:
            return AdoptionState(await progress_of(handle))
        except Refused as no:
            return AdoptionState(None, no)
        except RPCError as failed:
            if failed.status is RPCStatusCode.NOT_FOUND:
                return None
            return AdoptionState(None)

    async def find(self, name: str) -> YearTable | OfficeDays | None:
        """An adopted file by its name."""
        return next((file for file in await self.files() if name_of(file) == name), None)
