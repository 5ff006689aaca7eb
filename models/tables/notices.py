"""The boxes of messages: each under the one key that it has for ever."""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, Integer, Text, text
from sqlmodel import Field, SQLModel


class NoticeRow(SQLModel, table=True):
    """A message that an event gave rise to, in the box of its addressee since ``delivered_at``.

    ``handed_out_at`` is when the desk looked whom it is to be sent to outside of the desk.
    """

    __tablename__ = "notices"
    __table_args__ = (
        Index("notices_case", "case", "seq"),
        Index("notices_box", "jurisdiction", "to", "delivered_at", "key"),
        Index("notices_to_hand_out", "delivered_at", postgresql_where=text("handed_out_at IS NULL")),
    )

    key: str = Field(sa_column=Column(Text, primary_key=True))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    case: str = Field(sa_column=Column(Text, nullable=False))
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    to: str = Field(sa_column=Column(Text, nullable=False))
    item: str | None = Field(default=None, sa_column=Column(Text))
    at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    delivered_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    handed_out_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
