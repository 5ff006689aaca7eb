"""Who signs in at the desk: accounts, their sessions, and attempts to sign in that failed."""

from datetime import datetime

from sqlalchemy import CHAR, Boolean, Column, DateTime, ForeignKey, Index, Integer, Text
from sqlmodel import Field, SQLModel


class AccountRow(SQLModel, table=True):
    """A local account; ``person`` is whom the directory attests (ADR 0010).

    ``sample`` marks a made-up account, of use in the embedded office alone. ``changed_at`` is when the
    password was set; sessions that are older than it have ended. ``must_change`` is set while the password is
    one that somebody else has seen: whoever signs in with it can only choose another.
    """

    __tablename__ = "accounts"
    __table_args__ = (Index("accounts_person", "person"),)

    name: str = Field(sa_column=Column(Text, primary_key=True))
    person: str = Field(sa_column=Column(Text, ForeignKey("people.id"), nullable=False))
    password_hash: str | None = Field(default=None, sa_column=Column(Text))
    sample: bool = Field(sa_column=Column(Boolean, nullable=False))
    changed_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    disabled_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    must_change: bool = Field(
        default=False, sa_column=Column(Boolean, nullable=False, server_default="false")
    )


class SessionRow(SQLModel, table=True):
    """A session under the SHA-256 of its token; the token itself is known to the browser alone."""

    __tablename__ = "sessions"
    __table_args__ = (Index("sessions_account", "account"), Index("sessions_expiry", "expires_at"))

    token_hash: str = Field(sa_column=Column(CHAR(64), primary_key=True))
    account: str = Field(
        sa_column=Column(Text, ForeignKey("accounts.name", ondelete="CASCADE"), nullable=False)
    )
    begun_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    seen_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    expires_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    ended_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    address: str = Field(sa_column=Column(Text, nullable=False))
    id_token: str | None = Field(default=None, sa_column=Column(Text))


class LoginFailureRow(SQLModel, table=True):
    """Attempts since ``since`` that have not led to a session: by account (hashed name) and by address."""

    __tablename__ = "login_failures"
    __table_args__ = (Index("login_failures_since", "since"),)

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, primary_key=True))
    failures: int = Field(sa_column=Column(Integer, nullable=False))
    since: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
