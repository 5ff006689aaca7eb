"""The tables of attachments and uploads: what stands in them, and the statements that read and write them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Self

from sqlalchemy import RowMapping, text

from models.domain.names import CaseNumber, MaterialCode, PersonId


@dataclass(frozen=True)
class Upload:
    """An upload on its way: so many of its bytes have come."""

    id: str
    case: CaseNumber
    material: MaterialCode
    name: str
    size: int
    person: PersonId
    offset: int

    @classmethod
    def of(cls, row: RowMapping, offset: int) -> Self:
        """The upload in a row."""
        return cls(row["id"], row["case"], row["material"], row["name"], row["size"], row["person"], offset)


@dataclass(frozen=True)
class Attachment:
    """A file that belongs to a material of a case. ``scanned`` is None when nobody has looked for viruses."""

    id: str
    case: CaseNumber
    material: MaterialCode
    name: str
    kind: str
    size: int
    sha256: str
    scanned: str | None
    uploaded_by: PersonId
    uploaded_at: datetime

    @classmethod
    def of(cls, row: RowMapping) -> Self:
        """The attachment in a row that was selected with `COLUMNS`."""
        return cls(**row)

    @property
    def reference(self) -> str:
        """What the register and a workflow may hold of it: which row, and what its bytes must be."""
        return f"attachment:{self.id}:sha256:{self.sha256}"


COLUMNS: Final = 'id, "case", material, name, kind, size, sha256, scanned, uploaded_by, uploaded_at'
BEGIN: Final = text(
    """
    INSERT INTO uploads (id, "case", material, name, size, person, begun_at)
    VALUES (:id, :case, :material, :name, :size, :person, :now)
    """
)
UPLOAD: Final = text("SELECT * FROM uploads WHERE id = :id AND person = :person")
UPLOADS_OF: Final = text("SELECT count(*) FROM uploads WHERE person = :person")
FORGET: Final = text("DELETE FROM uploads WHERE id = :id")
LATE: Final = text("DELETE FROM uploads WHERE begun_at < :before RETURNING id")
EVERY: Final = text("SELECT id FROM uploads")
ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('attachments ' || :case, 0))")
TOTAL: Final = text(
    """
    SELECT count(*) AS files, coalesce(sum(size), 0)::bigint AS bytes FROM attachments
    WHERE "case" = :case AND removed_at IS NULL
    """
)
KEEP: Final = text(
    f"""
    INSERT INTO attachments ({COLUMNS})
    VALUES (:id, :case, :material, :name, :kind, :size, :sha256, :scanned, :uploaded_by, :uploaded_at)
    ON CONFLICT ("case", material, sha256) WHERE removed_at IS NULL DO NOTHING
    """  # noqa: S608 - our own column names
)
ONE: Final = text(f"SELECT {COLUMNS} FROM attachments WHERE id = :id AND removed_at IS NULL")  # noqa: S608
OF_CASE: Final = text(
    f"""
    SELECT {COLUMNS} FROM attachments WHERE "case" = :case AND removed_at IS NULL
    ORDER BY uploaded_at, id
    """  # noqa: S608
)
REMOVE: Final = text(
    """
    UPDATE attachments SET removed_at = :now, removed_by = :person
    WHERE id = :id AND removed_at IS NULL
    """
)
