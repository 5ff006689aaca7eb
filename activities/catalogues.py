"""The office's published catalogues in the database."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from pydantic import JsonValue
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine
from sqlmodel import col, select, update
from sqlmodel.ext.asyncio.session import AsyncSession

from activities.office_log import Note, write_down
from models.domain.catalogue import Catalogue
from models.domain.catalogue_versions import Version, publishing, require_in_force, version_of
from models.domain.names import DepartmentCode
from models.domain.text import Words
from models.tables import CatalogueRow

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('catalogues', 0))")
"""Publishing is rare, and two at once could close each other's days."""


@dataclass(frozen=True)
class Published:
    """What came of publishing: whether anything was new, and which versions end earlier now.

    ``note`` is the number of its line in the log.
    """

    new: bool
    closed: tuple[Version, ...] = ()
    note: int | None = None


@dataclass(frozen=True)
class ListedVersion:
    """A line of the list."""

    jurisdiction: str
    standing: Version
    published_at: datetime
    by: str | None


class PublishedCatalogues:
    """The table `catalogues`."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def publish(self, catalogue: Catalogue, *, by: str, at: datetime) -> Published:
        """Enter a version once; again it changes nothing. Raises the ``Refusal`` of `publishing`."""
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            return await _publish(connection, catalogue, by, at)

    async def admit(self, catalogue: Catalogue, on: date, *, at: datetime) -> Published:
        """Let a case be filed by this catalogue on a day, or raise the ``Refusal`` of `require_in_force`.

        The first filing of a procedure publishes its version (ADR 0110).
        """
        async with self._engine.begin() as connection:
            await connection.execute(_LOCK)
            published = await _versions(connection, catalogue)
            require_in_force(published, catalogue, on)
            return Published(new=False) if published else await _publish(connection, catalogue, None, at)

    async def listed(self) -> list[ListedVersion]:
        """Every version, by procedure and first day."""
        asked = select(CatalogueRow).order_by(
            col(CatalogueRow.jurisdiction), col(CatalogueRow.code), col(CatalogueRow.valid_from)
        )
        async with AsyncSession(self._engine) as session:
            rows = (await session.exec(asked)).all()
        return [ListedVersion(row.jurisdiction, _version(row), row.published_at, row.by) for row in rows]

    async def departments(self, jurisdiction: str) -> dict[DepartmentCode, Words]:
        """Every department that a published version names, by the name of the newest."""
        asked = select(CatalogueRow.body).where(CatalogueRow.jurisdiction == jurisdiction)
        async with AsyncSession(self._engine) as session:
            bodies = (await session.exec(asked.order_by(col(CatalogueRow.valid_from)))).all()
        read = [Catalogue.model_validate_json(body) for body in bodies]
        return {each.code: each.name for catalogue in read for each in catalogue.departments}

    async def find(self, code: str, version: str) -> list[Catalogue]:
        """The catalogues published under a code and a version: at most one in each jurisdiction."""
        asked = select(CatalogueRow.body).where(CatalogueRow.code == code, CatalogueRow.version == version)
        async with AsyncSession(self._engine) as session:
            bodies = (await session.exec(asked.order_by(col(CatalogueRow.jurisdiction)))).all()
        return [Catalogue.model_validate_json(body) for body in bodies]


async def _publish(
    connection: AsyncConnection, catalogue: Catalogue, by: str | None, at: datetime
) -> Published:
    new, closed = publishing(await _versions(connection, catalogue), catalogue)
    if not new:
        return Published(new=False)
    for version in closed:
        await connection.execute(
            update(CatalogueRow)
            .where(
                col(CatalogueRow.jurisdiction) == catalogue.jurisdiction.code,
                col(CatalogueRow.code) == version.code,
                col(CatalogueRow.version) == version.version,
            )
            .values(valid_until=version.valid_until)
        )
    row = {
        **version_of(catalogue).model_dump(),
        "jurisdiction": catalogue.jurisdiction.code,
        "body": catalogue.model_dump_json(),
        "published_at": at,
        "by": by,
    }
    await connection.execute(insert(CatalogueRow), [row])
    facts: dict[str, JsonValue] = {
        "valid_from": catalogue.valid_from.isoformat(),
        "closed": [version.model_dump(mode="json") for version in closed],
    }
    about = f"{catalogue.code}@{catalogue.version}"
    note = Note("catalogue-published", about, catalogue.jurisdiction.code, facts)
    (number,) = await write_down(connection, [note], by=by, at=at)
    return Published(new=True, closed=tuple(closed), note=number)


async def _versions(connection: AsyncConnection, catalogue: Catalogue) -> list[Version]:
    asked = select(CatalogueRow).where(
        CatalogueRow.jurisdiction == catalogue.jurisdiction.code, CatalogueRow.code == catalogue.code
    )
    rows = await connection.execute(asked.order_by(col(CatalogueRow.valid_from)))
    said = Version.model_fields
    return [Version.model_validate({name: row[name] for name in said}) for row in rows.mappings()]


def _version(row: CatalogueRow) -> Version:
    return Version(
        code=row.code,
        version=row.version,
        digest=row.digest,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
    )
