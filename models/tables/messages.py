"""What the desk keeps of messages: who has read which, where persons are reached, and what was sent there."""

from datetime import datetime

from sqlalchemy import CHAR, Boolean, Column, DateTime, ForeignKey, Index, Integer, Text, text
from sqlmodel import Field, SQLModel


class MessageReaderRow(SQLModel, table=True):
    """Everything that came to a person until ``read_until`` counts as read."""

    __tablename__ = "message_readers"

    person: str = Field(sa_column=Column(Text, ForeignKey("people.id"), primary_key=True))
    read_until: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class MessageMarkRow(SQLModel, table=True):
    """A later message that the person has read."""

    __tablename__ = "message_marks"

    person: str = Field(sa_column=Column(Text, ForeignKey("people.id"), primary_key=True))
    notice: str = Field(sa_column=Column(Text, ForeignKey("notices.key"), primary_key=True))
    read_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))


class MessageAddressRow(SQLModel, table=True):
    """Where a person is reached outside of the desk, and whether that is wanted.

    Nothing but a code is sent to a mail address before the person has brought that code back.
    """

    __tablename__ = "message_addresses"

    person: str = Field(sa_column=Column(Text, ForeignKey("people.id"), primary_key=True))
    mail: str | None = Field(default=None, sa_column=Column(Text))
    mail_confirmed_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    mail_wanted: bool = Field(sa_column=Column(Boolean, nullable=False))
    chat: str | None = Field(default=None, sa_column=Column(Text))
    chat_wanted: bool = Field(sa_column=Column(Boolean, nullable=False))
    code_hash: str | None = Field(default=None, sa_column=Column(CHAR(64)))
    code_sent_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    code_tries: int = Field(sa_column=Column(Integer, nullable=False))


class MessageDeliveryRow(SQLModel, table=True):
    """One message on its way to one address by one channel; ``id`` names it for the receiver, too.

    ``recipient`` is a person for mail, and for the chat the addressee of the notice.
    """

    __tablename__ = "message_deliveries"
    __table_args__ = (
        Index("message_deliveries_waiting", "next_try", postgresql_where=text("state = 'waiting'")),
        Index("message_deliveries_sending", "claimed_at", postgresql_where=text("state = 'sending'")),
        Index("message_deliveries_failed", "ended_at", postgresql_where=text("state IN ('dead', 'unknown')")),
        Index("message_deliveries_notice", "notice"),
        Index("message_deliveries_recipient", "recipient", "ended_at"),
    )

    id: str = Field(sa_column=Column(CHAR(32), primary_key=True))
    notice: str = Field(sa_column=Column(Text, ForeignKey("notices.key"), nullable=False))
    channel: str = Field(sa_column=Column(Text, nullable=False))
    recipient: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    attempts: int = Field(sa_column=Column(Integer, nullable=False))
    next_try: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    claimed_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    ended_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    reason: str | None = Field(default=None, sa_column=Column(Text))
