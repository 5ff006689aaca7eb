"""Files that an administrator sends to be looked at: kept, and read with every fault at its line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Literal, TypeVar

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.catalogue import Catalogue
from models.domain.names import PersonId
from models.domain.text import printable
from runtime.documents import DocumentFaults, PlacedFault, load_calendar_file, load_catalogue

KEPT: Final = timedelta(days=60)
"""How long a file stays that nobody has published or adopted; what was, stands elsewhere."""

Kind = Literal["catalogue", "calendar"]
Model = TypeVar("Model")

_KEEP: Final = text(
    """
    INSERT INTO desk_drafts (id, kind, jurisdiction, name, content, by, at)
    VALUES (:id, :kind, :jurisdiction, :name, :content, :by, :at)
    ON CONFLICT (id) DO UPDATE SET at = excluded.at, by = excluded.by
    """
)
_TIDY: Final = text("DELETE FROM desk_drafts WHERE at < :long_ago")
_FIND: Final = text(
    """
    SELECT id, kind, name, content, by, at FROM desk_drafts
    WHERE id = :id AND kind = :kind AND jurisdiction = :jurisdiction
    """
)


@dataclass(frozen=True)
class Draft:
    """A file as it was sent."""

    id: str
    kind: Kind
    name: str
    content: str
    by: PersonId
    at: datetime


class Drafts:
    """The table `desk_drafts`. The same file is the same draft."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def keep(
        self, kind: Kind, jurisdiction: str, name: str, content: str, *, by: PersonId, at: datetime
    ) -> str:
        """Keep a file; its id. The text is one that has been read, so that the database can hold it."""
        name = printable(name, longest=200)
        row = {"kind": kind, "jurisdiction": jurisdiction, "name": name, "content": content}
        told = "\n".join(row.values())
        row["id"] = sha256(told.encode()).hexdigest()[:32]
        async with self._engine.begin() as connection:
            await connection.execute(_TIDY, {"long_ago": at - KEPT})
            await connection.execute(_KEEP, {**row, "by": by, "at": at})
        return row["id"]

    async def find(self, kind: Kind, jurisdiction: str, draft: str) -> Draft | None:
        """A file of this kind that an administrator of the jurisdiction has sent."""
        if not (draft.isascii() and draft.isalnum()):
            return None
        asked = {"id": draft, "kind": kind, "jurisdiction": jurisdiction}
        async with self._engine.connect() as connection:
            row = (await connection.execute(_FIND, asked)).one_or_none()
        return None if row is None else Draft(**row._asdict())


def read_catalogue(name: str, content: bytes) -> Catalogue:
    """The catalogue. Raises ``DocumentFaults`` with everything that is wrong."""
    return _read(name, content, load_catalogue)


def read_calendar(name: str, content: bytes) -> YearTable | OfficeDays:
    """The table of a year or days of an office. Raises ``DocumentFaults``."""
    return _read(name, content, load_calendar_file)


def faults_of(name: str, content: bytes, kind: Kind) -> tuple[PlacedFault, ...]:
    """Everything that is wrong with a file; empty for one that can be used."""
    try:
        (read_catalogue if kind == "catalogue" else read_calendar)(name, content)
    except DocumentFaults as unusable:
        return unusable.faults
    return ()


def text_of(content: bytes) -> str | None:
    """The text of a file that can be kept, else None: its faults say why."""
    try:
        told = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    return None if "\0" in told else told


def _read(name: str, content: bytes, load: Callable[[Path], Model]) -> Model:
    """By the very reader of the command line, which reads from a path."""
    with TemporaryDirectory(prefix="lianshen-") as folder:
        path = Path(folder) / ("sent.json" if name.lower().endswith(".json") else "sent.yaml")
        path.write_bytes(content)
        return load(path)
