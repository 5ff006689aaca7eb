"""The codes by which an applicant asks how far a case is, without signing in."""

from datetime import datetime

from sqlalchemy import CHAR, Column, DateTime, Text
from sqlmodel import Field, SQLModel


class QueryCodeRow(SQLModel, table=True):
    """The one code of a case, made when somebody first asks for it."""

    __tablename__ = "query_codes"

    case: str = Field(sa_column=Column(Text, primary_key=True))
    code: str = Field(sa_column=Column(CHAR(12), nullable=False))
    made_at: datetime = Field(sa_column=Column(DateTime(timezone=True), nullable=False))
