"""The legal truth: the register's lines, the numbers of its cases and the rulebooks behind them."""

from datetime import datetime

from sqlalchemy import (
    CHAR,
    BigInteger,
    Column,
    DateTime,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
)
from sqlmodel import Field, SQLModel


class RegisterRow(SQLModel, table=True):
    """One event of one case. Insert only: a trigger refuses everything else.

    ``year`` is the one in the case number, so that a case lies whole in one partition. ``body`` is the
    event's JSON as it was written; the other columns repeat what a query needs of it, and `register verify`
    compares them.
    """

    __tablename__ = "register"
    __table_args__ = (
        Index("register_key", "case", "key"),
        {"postgresql_partition_by": "LIST (year)"},
    )

    year: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    case: str = Field(sa_column=Column(Text, primary_key=True))
    seq: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    item: str | None = Field(default=None, sa_column=Column(Text))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    entered_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    by: str | None = Field(default=None, sa_column=Column(Text))
    key: str = Field(sa_column=Column(Text, nullable=False))
    digest: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
    previous_hash: str = Field(sa_column=Column(CHAR(64), nullable=False))
    hash: str = Field(sa_column=Column(CHAR(64), nullable=False))


class NumberRow(SQLModel, table=True):
    """A case number that was drawn, and the filing's key that it was drawn for."""

    __tablename__ = "numbers"
    __table_args__ = (UniqueConstraint("jurisdiction", "key", name="numbers_key"),)

    jurisdiction: str = Field(sa_column=Column(Text, primary_key=True))
    year: int = Field(sa_column=Column(SmallInteger, primary_key=True, autoincrement=False))
    serial: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    key: str = Field(sa_column=Column(Text, nullable=False))
    drawn_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class RulebookRow(SQLModel, table=True):
    """A rulebook under the SHA-256 of its text: never changed, kept as long as a case refers to it."""

    __tablename__ = "rulebooks"

    digest: str = Field(sa_column=Column(CHAR(64), primary_key=True))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    code: str = Field(sa_column=Column(Text, nullable=False))
    version: str = Field(sa_column=Column(Text, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))
