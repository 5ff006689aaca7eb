"""The office's directory: who may act, for whom, in which roles, and what was entered of them when."""

from datetime import date, datetime

from pydantic import JsonValue
from sqlalchemy import BigInteger, Boolean, Column, Date, DateTime, Identity, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel

WITH_DELEGATIONS = text("delegations <> '[]'")
"""Whoever may act for somebody: few of many."""


class PersonRow(SQLModel, table=True):
    """A person of the office or an applicant. Never deleted, since events name them.

    ``delegations`` say for whom the person may act, as `models.domain.people.Delegation` writes it.
    ``valid_from`` and ``valid_until`` are the first and the last day; ``valid`` is false for those whom a
    release without such days has closed.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("people_department", "jurisdiction", "department"),
        Index("people_delegations", "jurisdiction", "id", postgresql_where=WITH_DELEGATIONS),
    )

    id: str = Field(sa_column=Column(Text, primary_key=True))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
    department: str | None = Field(default=None, sa_column=Column(Text))
    roles: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    identity: str | None = Field(default=None, sa_column=Column(Text))
    valid: bool = Field(sa_column=Column(Boolean, nullable=False))
    sample: bool = Field(sa_column=Column(Boolean, nullable=False))
    delegations: list[dict[str, JsonValue]] = Field(
        default_factory=list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    valid_from: date | None = Field(default=None, sa_column=Column(Date))
    valid_until: date | None = Field(default=None, sa_column=Column(Date))


class PersonEntryRow(SQLModel, table=True):
    """What was entered of a person, when and by whom. Only ever added to: it tells who might act on a day."""

    __tablename__ = "people_entries"
    __table_args__ = (Index("people_entries_person", "person", "id"),)

    id: int | None = Field(
        default=None, sa_column=Column(BigInteger, Identity(always=True), primary_key=True)
    )
    person: str = Field(sa_column=Column(Text, nullable=False))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    entered_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    by: str | None = Field(default=None, sa_column=Column(Text))
    body: str = Field(sa_column=Column(Text, nullable=False))
