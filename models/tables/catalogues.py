"""The catalogues that the office has published, each version once."""

from datetime import date, datetime

from sqlalchemy import CHAR, Column, Date, DateTime, Text
from sqlmodel import Field, SQLModel


class CatalogueRow(SQLModel, table=True):
    """One version of a procedure. ``body`` never changes; ``valid_until`` does when a newer one closes it.

    ``by`` is unknown for the version that the first filing of its procedure brought along.
    """

    __tablename__ = "catalogues"

    jurisdiction: str = Field(sa_column=Column(Text, primary_key=True))
    code: str = Field(sa_column=Column(Text, primary_key=True))
    version: str = Field(sa_column=Column(Text, primary_key=True))
    digest: str = Field(sa_column=Column(CHAR(64), nullable=False))
    valid_from: date = Field(sa_column=Column(Date, nullable=False))
    valid_until: date | None = Field(default=None, sa_column=Column(Date))
    body: str = Field(sa_column=Column(Text, nullable=False))
    published_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    by: str | None = Field(default=None, sa_column=Column(Text))
