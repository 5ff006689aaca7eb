"""Changes of people that are to hold from a day to come: kept, entered when it has begun, or given up."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import structlog
from pydantic import JsonValue
from sqlalchemy import Row, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.office_log import Note, write_down
from activities.people import Directory
from desk.administration.people import PeopleFaults, changed
from desk.outcomes import Refused
from models.domain.names import PersonId
from models.domain.people import DirectoryEntry

PAUSE_SECONDS: Final = 30.0

log = structlog.get_logger(__name__)

_PLAN: Final = text(
    """
    INSERT INTO people_plans (person, jurisdiction, first_day, body, by, planned_at)
    VALUES (:person, :jurisdiction, :first_day, :body, :by, :at)
    """
)
_OPEN: Final = text(
    """
    SELECT id, person, jurisdiction, first_day, body, by, refused_zh, refused_en FROM people_plans
    WHERE jurisdiction = :jurisdiction AND (ended_at IS NULL OR refused_zh IS NOT NULL AND ended_at > :since)
        AND (CAST(:person AS text) IS NULL OR person = :person)
    ORDER BY first_day, id LIMIT 200
    """
)
_DUE: Final = text(
    """
    SELECT id, person, jurisdiction, first_day, body, by, refused_zh, refused_en FROM people_plans
    WHERE ended_at IS NULL AND first_day <= :on ORDER BY first_day, id LIMIT 100
    """
)
_END: Final = text(
    """
    UPDATE people_plans SET ended_at = :at, refused_zh = :zh, refused_en = :en
    WHERE id = :id AND ended_at IS NULL RETURNING person, first_day, body
    """
)


@dataclass(frozen=True)
class Plan:
    """What is to be entered of a person from a day on; ``refused`` says why it could not be."""

    id: int
    person: PersonId
    jurisdiction: str
    first_day: date
    entry: DirectoryEntry
    by: PersonId
    refused: tuple[str, str] | None


class Plans:
    """The table `people_plans`."""

    def __init__(self, engine: AsyncEngine, directory: Directory) -> None:
        self._engine = engine
        self._directory = directory

    async def plan(
        self, before: DirectoryEntry, entry: DirectoryEntry, first_day: date, *, by: PersonId, at: datetime
    ) -> int:
        """Keep a change for its day; the number of its line in the log."""
        row = {
            "person": entry.person.id,
            "jurisdiction": entry.jurisdiction,
            "first_day": first_day,
            "body": entry.model_dump_json(),
            "by": by,
            "at": at,
        }
        facts: dict[str, JsonValue] = {
            "before": before.model_dump(mode="json"),
            "after": entry.model_dump(mode="json"),
            "first_day": first_day.isoformat(),
        }
        async with self._engine.begin() as connection:
            await connection.execute(_PLAN, row)
            note = Note("person-planned", entry.person.id, entry.jurisdiction, facts)
            (number,) = await write_down(connection, [note], by=by, at=at)
        return number

    async def waiting(self, jurisdiction: str, since: datetime, person: str | None = None) -> list[Plan]:
        """What waits for its day, and what was refused ``since``; of one person or of all."""
        asked = {"jurisdiction": jurisdiction, "since": since, "person": person}
        async with self._engine.connect() as connection:
            return [_plan(row) for row in await connection.execute(_OPEN, asked)]

    async def withdraw(self, jurisdiction: str, number: int, *, by: PersonId, at: datetime) -> int | None:
        """Give a planned change up; None when it has been entered or was given up already."""
        if number not in {plan.id for plan in await self.waiting(jurisdiction, at)}:
            return None
        async with self._engine.begin() as connection:
            ended = {"id": number, "at": at, "zh": None, "en": None}
            row = (await connection.execute(_END, ended)).one_or_none()
            if row is None:
                return None
            note = Note("plan-withdrawn", row.person, jurisdiction, {"first_day": row.first_day.isoformat()})
            (line,) = await write_down(connection, [note], by=by, at=at)
        return line

    async def enter_due(self, on: date, at: datetime) -> int:
        """Enter what is due, each under the name of who planned it; how many were."""
        async with self._engine.connect() as connection:
            due = [_plan(row) for row in await connection.execute(_DUE, {"on": on})]
        for plan in due:
            refused = await self._enter(plan, on, at)
            zh, en = refused or (None, None)
            async with self._engine.begin() as connection:
                await connection.execute(_END, {"id": plan.id, "at": at, "zh": zh, "en": en})
            log.info("people.plan_entered", person=plan.person, refused=en)
        return len(due)

    async def enter_for_ever(self, today: Callable[[], date], now: Callable[[], datetime]) -> None:
        """Look every half minute, also right at the start: the desk may have been away at midnight."""
        while True:
            try:
                await self.enter_due(today(), now())
            except (SQLAlchemyError, OSError) as away:
                log.warning("people.plans_wait", reason=str(away)[:200])
            await asyncio.sleep(PAUSE_SECONDS)

    async def _enter(self, plan: Plan, on: date, at: datetime) -> tuple[str, str] | None:
        def decide(standing: Mapping[str, DirectoryEntry]) -> list[DirectoryEntry]:
            entry = plan.entry
            now = standing.get(plan.person)
            if now is not None:  # what was lent to the person meanwhile, and the last day, are not the plan's
                lent = entry.person.model_copy(update={"delegations": now.person.delegations})
                entry = entry.model_copy(
                    update={"person": lent, "valid_from": now.valid_from, "valid_until": now.valid_until}
                )
            (change,) = changed(standing, [entry], on, plan.jurisdiction)
            return [change.entry, *change.followers]

        try:
            await self._directory.change(decide, by=plan.by, at=at)
        except Refused as no:
            return no.zh, no.en
        except PeopleFaults as unfit:
            return (
                "；".join(fault.zh for fault in unfit.faults),
                "; ".join(fault.en for fault in unfit.faults),
            )
        return None


def _plan(row: Row[tuple[object, ...]]) -> Plan:
    return Plan(
        id=row.id,
        person=PersonId(row.person),
        jurisdiction=row.jurisdiction,
        first_day=row.first_day,
        entry=DirectoryEntry.model_validate_json(row.body),
        by=PersonId(row.by),
        refused=None if row.refused_zh is None else (row.refused_zh, row.refused_en),
    )
