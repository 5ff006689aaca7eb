"""The departments of a jurisdiction, as its published catalogues know them: names, days, successors."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.catalogues import PublishedCatalogues
from models.domain.catalogue import Catalogue
from models.domain.names import DepartmentCode
from models.domain.text import Words

KEPT_SECONDS: Final = 15.0

_PEOPLE: Final = text(
    """
    SELECT department, count(*) FROM people
    WHERE jurisdiction = :jurisdiction AND department IS NOT NULL AND valid
        AND (valid_from IS NULL OR valid_from <= :on) AND (valid_until IS NULL OR :on <= valid_until)
    GROUP BY department
    """
)


@dataclass(frozen=True)
class DepartmentLine:
    """A department; ``catalogues`` are the procedures in force that name it, ``people`` who act there today.

    ``name`` is None for a department that stands in the directory alone.
    """

    code: DepartmentCode
    name: Words | None
    valid_from: date | None
    valid_until: date | None
    succeeds: tuple[DepartmentCode, ...]
    successors: tuple[DepartmentCode, ...]
    catalogues: tuple[Words, ...]
    leads: bool
    own_system: str | None
    people: int

    def acts_on(self, day: date) -> bool:
        """Whether the catalogue lets the department act on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day <= self.valid_until)


class Departments:
    """Looks departments up; names are kept for some seconds, since every page of the log needs them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._published = PublishedCatalogues(engine)
        self._kept: dict[str, tuple[float, Mapping[DepartmentCode, Words]]] = {}

    async def names(self, jurisdiction: str) -> Mapping[DepartmentCode, Words]:
        """Every department that a published version names."""
        kept = self._kept.get(jurisdiction)
        if kept is None or time.monotonic() - kept[0] > KEPT_SECONDS:
            kept = (time.monotonic(), await self._published.departments(jurisdiction))
            self._kept[jurisdiction] = kept
        return kept[1]

    async def lines(self, jurisdiction: str, on: date) -> list[DepartmentLine]:
        """Every department of the catalogues in force and of the directory, by code."""
        catalogues = await self._in_force(jurisdiction, on)
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_PEOPLE, {"jurisdiction": jurisdiction, "on": on})).all()
        people = {DepartmentCode(row[0]): int(row[1]) for row in rows}
        names = await self.names(jurisdiction)
        known = {each.code for catalogue in catalogues for each in catalogue.departments}
        return [_line(code, catalogues, names, people) for code in sorted({*known, *people, *names})]

    async def _in_force(self, jurisdiction: str, on: date) -> list[Catalogue]:
        found: list[Catalogue] = []
        for line in await self._published.listed():
            if line.jurisdiction == jurisdiction and line.standing.holds_on(on):
                every = await self._published.find(line.standing.code, line.standing.version)
                found += [each for each in every if each.jurisdiction.code == jurisdiction]
        return found


def _line(
    code: DepartmentCode,
    catalogues: list[Catalogue],
    names: Mapping[DepartmentCode, Words],
    people: Mapping[DepartmentCode, int],
) -> DepartmentLine:
    naming = [catalogue for catalogue in catalogues if code in catalogue.department_by_code]
    entries = [catalogue.department(code) for catalogue in naming]
    ends = [each.valid_until for each in entries]
    heirs = [each.code for catalogue in catalogues for each in catalogue.departments if code in each.succeeds]
    return DepartmentLine(
        code=code,
        name=entries[0].name if entries else names.get(code),
        valid_from=next((each.valid_from for each in entries if each.valid_from is not None), None),
        valid_until=max((end for end in ends if end is not None), default=None) if None not in ends else None,
        succeeds=tuple(dict.fromkeys(old for each in entries for old in each.succeeds)),
        successors=tuple(dict.fromkeys(heirs)),
        catalogues=tuple(catalogue.title for catalogue in naming),
        leads=any(catalogue.lead == code for catalogue in naming),
        own_system=next((str(each.queue) for each in entries if each.queue is not None), None),
        people=people.get(code, 0),
    )
