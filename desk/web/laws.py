"""The law by which the desk reads and files: published catalogues and the calendar in force."""

import time
from datetime import date, datetime
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.catalogues import PublishedCatalogues
from desk.calendars import calendar_in_force
from desk.catalogues import admit
from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours
from models.domain.names import DepartmentCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words

KEPT_SECONDS: Final = 30.0


class Laws:
    """Looks laws up. What is kept is for showing; a filing always asks the database."""

    def __init__(self, engine: AsyncEngine, hours: OfficeHours) -> None:
        self._engine = engine
        self._hours = hours
        self._published = PublishedCatalogues(engine)
        self._calendars: dict[str, tuple[float, Calendar]] = {}
        self._departments: dict[str, tuple[float, dict[DepartmentCode, Words]]] = {}

    async def calendar(self, jurisdiction: str) -> Calendar:
        """The calendar by which days left are shown in lists."""
        kept = self._calendars.get(jurisdiction)
        if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
            kept = (time.monotonic(), await calendar_in_force(self._engine, jurisdiction))
            self._calendars[jurisdiction] = kept
        return kept[1]

    async def catalogues(self, jurisdiction: str, on: date) -> list[Catalogue]:
        """The procedures of a jurisdiction that are in force on a day."""
        found: list[Catalogue] = []
        for line in await self._published.listed():
            version = line.standing
            begun = version.valid_from <= on
            over = version.valid_until is not None and version.valid_until < on
            if line.jurisdiction == jurisdiction and begun and not over:
                found += [
                    catalogue
                    for catalogue in await self._published.find(version.code, version.version)
                    if catalogue.jurisdiction.code == jurisdiction
                ]
        return found

    async def departments(self, jurisdiction: str, on: date) -> dict[DepartmentCode, Words]:
        """The departments of the procedures in force, by their names; to be chosen from."""
        kept = self._departments.get(jurisdiction)
        if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
            names = {
                department.code: department.name
                for catalogue in await self.catalogues(jurisdiction, on)
                for department in catalogue.departments
            }
            kept = (time.monotonic(), names)
            self._departments[jurisdiction] = kept
        return kept[1]

    async def rulebook(self, catalogue: Catalogue) -> Rulebook:
        """The law of a case by this catalogue, under the calendar in force."""
        calendar = await calendar_in_force(self._engine, catalogue.jurisdiction.code)
        return Rulebook(catalogue=catalogue, calendar=calendar, hours=self._hours)

    async def admitted(self, catalogue: Catalogue, at: datetime) -> Rulebook:
        """The law of a new case. Raises ``Refused`` when another version is in force, or none."""
        book = await self.rulebook(catalogue)
        await admit(self._engine, book, at)
        return book
