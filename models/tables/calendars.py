"""The calendars that the office has adopted, and those that it began with."""

from datetime import datetime

from sqlalchemy import Column, DateTime, SmallInteger, Text
from sqlmodel import Field, SQLModel


class CalendarRow(SQLModel, table=True):
    """A calendar file under its name. Never changed: another version is another row.

    ``year`` is unknown for days that an office lays over the tables, ``by`` for a table that came with the
    program. ``body`` is the file as JSON.
    """

    __tablename__ = "calendars"

    name: str = Field(sa_column=Column(Text, primary_key=True))
    region: str = Field(sa_column=Column(Text, nullable=False))
    year: int | None = Field(default=None, sa_column=Column(SmallInteger))
    version: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    adopted_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    by: str | None = Field(default=None, sa_column=Column(Text))
