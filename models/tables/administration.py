"""What the administrator's pages keep: what was changed by whom, and what waits for its day or its turn."""

from datetime import date, datetime

from sqlalchemy import CHAR, BigInteger, Column, Date, DateTime, Identity, Index, Integer, Text
from sqlmodel import Field, SQLModel


def _number() -> Column[int]:
    return Column(BigInteger, Identity(always=True), primary_key=True)


class DeskLogRow(SQLModel, table=True):
    """One change of people, accounts, catalogues or calendars. Only ever added to.

    ``jurisdiction`` is unknown for what holds for the whole office, ``by`` for what was done while nobody was
    administrator. ``facts`` is JSON; `desk.telling.office_log` puts it into words.
    """

    __tablename__ = "desk_log"
    __table_args__ = (Index("desk_log_about", "act", "about", "id"),)

    id: int | None = Field(default=None, sa_column=_number())
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    jurisdiction: str | None = Field(default=None, sa_column=Column(Text))
    by: str | None = Field(default=None, sa_column=Column(Text))
    act: str = Field(sa_column=Column(Text, nullable=False))
    about: str = Field(sa_column=Column(Text, nullable=False))
    facts: str = Field(sa_column=Column(Text, nullable=False))


class DraftRow(SQLModel, table=True):
    """A file that an administrator has sent to be looked at; ``kind`` says what it is meant to be."""

    __tablename__ = "desk_drafts"
    __table_args__ = (Index("desk_drafts_at", "at"),)

    id: str = Field(sa_column=Column(CHAR(32), primary_key=True))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    name: str = Field(sa_column=Column(Text, nullable=False))
    content: str = Field(sa_column=Column(Text, nullable=False))
    by: str = Field(sa_column=Column(Text, nullable=False))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class CalendarPreviewRow(SQLModel, table=True):
    """How far the preview of a calendar is; ``standing`` tells beside which calendars it was made."""

    __tablename__ = "calendar_previews"

    draft: str = Field(sa_column=Column(CHAR(32), primary_key=True))
    standing: str = Field(sa_column=Column(CHAR(64), nullable=False))
    made_on: date = Field(sa_column=Column(Date, nullable=False))
    begun_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    after: str = Field(sa_column=Column(Text, nullable=False))
    looked_at: int = Field(sa_column=Column(Integer, nullable=False))
    cases: int = Field(sa_column=Column(Integer, nullable=False))
    moved: int = Field(sa_column=Column(Integer, nullable=False))
    elsewhere: int = Field(sa_column=Column(Integer, nullable=False))
    done_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))


class CalendarMoveRow(SQLModel, table=True):
    """One line of a preview: a deadline that would move, or what would happen to a case at once."""

    __tablename__ = "calendar_moves"

    draft: str = Field(sa_column=Column(CHAR(32), primary_key=True))
    case: str = Field(sa_column=Column(Text, primary_key=True))
    position: int = Field(sa_column=Column(Integer, primary_key=True))
    project: str = Field(sa_column=Column(Text, nullable=False))
    whose_zh: str = Field(sa_column=Column(Text, nullable=False))
    whose_en: str = Field(sa_column=Column(Text, nullable=False))
    before: date | None = Field(default=None, sa_column=Column(Date))
    after: date | None = Field(default=None, sa_column=Column(Date))
    why_zh: str = Field(sa_column=Column(Text, nullable=False))
    why_en: str = Field(sa_column=Column(Text, nullable=False))


class PersonPlanRow(SQLModel, table=True):
    """What is to be entered of a person on a day to come. ``ended_at`` is when it was entered or given up."""

    __tablename__ = "people_plans"
    __table_args__ = (Index("people_plans_person", "person", "first_day"),)

    id: int | None = Field(default=None, sa_column=_number())
    person: str = Field(sa_column=Column(Text, nullable=False))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    first_day: date = Field(sa_column=Column(Date, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    by: str = Field(sa_column=Column(Text, nullable=False))
    planned_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    refused_zh: str | None = Field(default=None, sa_column=Column(Text))
    refused_en: str | None = Field(default=None, sa_column=Column(Text))


class ReorganisationRow(SQLModel, table=True):
    """A department's reorganisation, case by case: how far it is, so that it goes on where it was."""

    __tablename__ = "reorganisations"

    id: int | None = Field(default=None, sa_column=_number())
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    department: str = Field(sa_column=Column(Text, nullable=False))
    successor: str = Field(sa_column=Column(Text, nullable=False))
    command: str = Field(sa_column=Column(Text, nullable=False))
    person: str = Field(sa_column=Column(Text, nullable=False))
    begun_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    after: str = Field(sa_column=Column(Text, nullable=False))
    looked_at: int = Field(sa_column=Column(Integer, nullable=False))
    moved: int = Field(sa_column=Column(Integer, nullable=False))
    refused: str = Field(sa_column=Column(Text, nullable=False))
    done_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
