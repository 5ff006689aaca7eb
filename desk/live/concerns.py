"""Whom a changed case concerns: what of it decides who may hear of the change."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import asyncpg
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from models.domain.visibility import Sight

TROUBLE: Final = (OSError, SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError)
"""What a database does that is away."""

_READ: Final = text(
    """
    SELECT number, seq, jurisdiction, applicant_id, concerned FROM cases WHERE number = ANY(:numbers)
    """
)


@dataclass(frozen=True)
class Concern:
    """Where a case stands, and with whom."""

    seq: int
    jurisdiction: str
    applicant: str
    departments: frozenset[str]


async def read_concerns(engine: AsyncEngine, numbers: Sequence[str]) -> dict[str, Concern]:
    """Those of these cases that there are, in one question."""
    async with engine.connect() as connection:
        rows = (await connection.execute(_READ, {"numbers": list(numbers)})).all()
    return {
        row.number: Concern(row.seq, row.jurisdiction, row.applicant_id, frozenset(row.concerned))
        for row in rows
    }


def hears(sight: Sight, concern: Concern) -> bool:
    """Whether the change may be told: the person sees the case (`models.domain.visibility.sees`)."""
    if concern.jurisdiction != sight.jurisdiction:
        return False
    if sight.everything or not concern.departments.isdisjoint(sight.departments):
        return True
    return sight.applicant is not None and concern.applicant == sight.applicant
