"""The attachments of cases, and the uploads that have not ended yet."""

from datetime import datetime

from sqlalchemy import CHAR, BigInteger, Column, DateTime, Index, Text
from sqlmodel import Field, SQLModel


class AttachmentRow(SQLModel, table=True):
    """A file that belongs to a material of a case. ``sha256`` is where its bytes lie.

    ``scanned`` names the scanner that found nothing, and is empty when nobody has looked. Rows are never
    deleted: a file that was put aside has ``removed_at``.
    """

    __tablename__ = "attachments"
    __table_args__ = (
        Index("attachments_case", "case", "uploaded_at"),
        Index(
            "attachments_once",
            "case",
            "material",
            "sha256",
            unique=True,
            postgresql_where="removed_at IS NULL",
        ),
    )

    id: str = Field(sa_column=Column(Text, primary_key=True))
    case: str = Field(sa_column=Column(Text, nullable=False))
    material: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    sha256: str = Field(sa_column=Column(CHAR(64), nullable=False))
    scanned: str | None = Field(default=None, sa_column=Column(Text))
    uploaded_by: str = Field(sa_column=Column(Text, nullable=False))
    uploaded_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    removed_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    removed_by: str | None = Field(default=None, sa_column=Column(Text))


class UploadRow(SQLModel, table=True):
    """An upload on its way; how far it has come is the length of its part file."""

    __tablename__ = "uploads"
    __table_args__ = (Index("uploads_person", "person"),)

    id: str = Field(sa_column=Column(Text, primary_key=True))
    case: str = Field(sa_column=Column(Text, nullable=False))
    material: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
    size: int = Field(sa_column=Column(BigInteger, nullable=False))
    person: str = Field(sa_column=Column(Text, nullable=False))
    begun_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
