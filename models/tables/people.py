"""The office's directory: who may act, for whom, in which roles."""

from pydantic import JsonValue
from sqlalchemy import Boolean, Column, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, SQLModel


class PersonRow(SQLModel, table=True):
    """A person of the office or an applicant. Never deleted, since events name them.

    ``delegations`` say for whom the person may act, as `models.domain.people.Delegation` writes it.
    """

    __tablename__ = "people"
    __table_args__ = (Index("people_department", "jurisdiction", "department"),)

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
