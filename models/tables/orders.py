"""Commands that were taken at the desk and whose outcome nobody knows yet."""

from datetime import datetime

from sqlalchemy import CHAR, Column, DateTime, Index, Text, text
from sqlmodel import Field, SQLModel


class OrderInHandRow(SQLModel, table=True):
    """A command that is given again under its key until its outcome is known; then the line goes.

    ``rulebook`` is the law of a filing. A refusal stays a while with its name and both sentences, for whoever
    asks how it ended.
    """

    __tablename__ = "orders_in_hand"
    __table_args__ = (Index("orders_in_hand_pending", "tried_at", postgresql_where=text("refusal IS NULL")),)

    case: str = Field(sa_column=Column(Text, primary_key=True))
    key: str = Field(sa_column=Column(Text, primary_key=True))
    person: str = Field(sa_column=Column(Text, nullable=False))
    rulebook: str | None = Field(default=None, sa_column=Column(CHAR(64)))
    body: str = Field(sa_column=Column(Text, nullable=False))
    taken_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    tried_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    refusal: str | None = Field(default=None, sa_column=Column(Text))
    zh: str | None = Field(default=None, sa_column=Column(Text))
    en: str | None = Field(default=None, sa_column=Column(Text))
