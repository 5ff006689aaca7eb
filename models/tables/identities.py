"""Who signs in at an identity provider: identities that have come, and sign-ins on their way."""

from datetime import datetime

from sqlalchemy import CHAR, Column, DateTime, ForeignKey, Index, Text
from sqlmodel import Field, SQLModel


class IdentityRow(SQLModel, table=True):
    """Somebody of a provider who has come; ``account`` is what the identity opens, None until it is linked.

    ``said`` is the claim that names the person. ``linked_by`` is None for a link by that claim.
    """

    __tablename__ = "identities"
    __table_args__ = (Index("identities_account", "account"),)

    issuer: str = Field(sa_column=Column(Text, primary_key=True))
    subject: str = Field(sa_column=Column(Text, primary_key=True))
    said: str = Field(sa_column=Column(Text, nullable=False))
    seen_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
    account: str | None = Field(
        default=None, sa_column=Column(Text, ForeignKey("accounts.name", ondelete="CASCADE"))
    )
    linked_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    linked_by: str | None = Field(default=None, sa_column=Column(Text))


class SignInElsewhereRow(SQLModel, table=True):
    """A browser that went to the provider and has not come back, under the SHA-256 of its cookie."""

    __tablename__ = "sign_ins_elsewhere"
    __table_args__ = (Index("sign_ins_elsewhere_begun", "begun_at"),)

    mark_hash: str = Field(sa_column=Column(CHAR(64), primary_key=True))
    state: str = Field(sa_column=Column(Text, nullable=False))
    nonce: str = Field(sa_column=Column(Text, nullable=False))
    verifier: str = Field(sa_column=Column(Text, nullable=False))
    way: str = Field(sa_column=Column(Text, nullable=False))
    begun_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
