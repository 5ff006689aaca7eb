"""What lists and searches read: made from the register's events alone, and in the same transaction.

Nothing here depends on today. ``body`` is the folded state as JSON, from which a case is loaded again.
"""

from datetime import date, datetime

from sqlalchemy import CHAR, Boolean, Column, Date, DateTime, Index, Integer, SmallInteger, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from models.domain.names import ITEM_ENDS, SETTLED_STATES


def _none_of(states: frozenset[str]) -> str:
    return f"state NOT IN ({', '.join(repr(state) for state in sorted(states))})"


LIVE_CASE = text(_none_of(frozenset(SETTLED_STATES)))
OPEN_ITEM = text(_none_of(frozenset(ITEM_ENDS)))
NEGATIVE = text("state = 'negative-filing'")
DUE_OR_NEVER = text("coalesce(due_on, 'infinity'::date)")
"""The order of every list: what stands still comes last."""
RUNNING_CLOCK = text("ended_at IS NULL")
STILL_ITEM = text(f"{OPEN_ITEM.text} AND due_on IS NULL AND state <> 'waiting'")
"""Its clocks stand still, and not because it waits for other items."""
ENDED_ITEM = text("ended_at IS NOT NULL AND item <> '' AND clock = 'committed'")
LATE_ITEM = text(
    f"{ENDED_ITEM.text} AND NOT provisional AND timezone('Asia/Shanghai', due_on + time '17:30') <= ended_at"
)
"""After closing time by the usual hours; an office that closes at another hour finds its late ones slower."""


class CaseRow(SQLModel, table=True):
    """A case as it stands after its ``seq`` events; ``head`` is the hash of the last of them.

    ``due_on`` is the earliest day on which a running clock of the case or of an open item ends, ``due_at``
    closing time of that day, ``provisional`` that it rests on a year without an official table. ``concerned``
    are the departments that see the case (`models.domain.visibility.concerned`), in order.
    """

    __tablename__ = "cases"
    __table_args__ = (
        Index(
            "cases_live_project",
            "jurisdiction",
            "project_code",
            "catalogue",
            unique=True,
            postgresql_where=LIVE_CASE,
        ),
        Index("cases_live_due", "jurisdiction", DUE_OR_NEVER, "number", postgresql_where=LIVE_CASE),
        Index("cases_due", "jurisdiction", DUE_OR_NEVER, "number"),
        Index("cases_state", "jurisdiction", "state", DUE_OR_NEVER, "number"),
        Index("cases_concerned", "concerned", postgresql_using="gin"),
        Index(
            "cases_search",
            text("search_pairs(search_text(number, project_code, project_name, applicant_name))"),
            postgresql_using="gin",
        ),
        Index("cases_received", "jurisdiction", "received_on", "number"),
        Index("cases_applicant", "applicant_id", "number"),
        Index("cases_clerk", "clerk", "number", postgresql_where=text("clerk IS NOT NULL")),
        {"postgresql_with": {"fillfactor": 80}},
    )

    number: str = Field(sa_column=Column(Text, primary_key=True))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    catalogue: str = Field(sa_column=Column(Text, nullable=False))
    version: str = Field(sa_column=Column(Text, nullable=False))
    rulebook: str = Field(sa_column=Column(CHAR(64), nullable=False))
    project_code: str = Field(sa_column=Column(Text, nullable=False))
    project_name: str = Field(sa_column=Column(Text, nullable=False))
    applicant_id: str = Field(sa_column=Column(Text, nullable=False))
    applicant_name: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    outcome: str | None = Field(default=None, sa_column=Column(Text))
    lead: str = Field(sa_column=Column(Text, nullable=False))
    clerk: str | None = Field(default=None, sa_column=Column(Text))
    concerned: list[str] = Field(sa_column=Column(ARRAY(Text), nullable=False))
    received_on: date = Field(sa_column=Column(Date, nullable=False))
    effective_on: date | None = Field(default=None, sa_column=Column(Date))
    due_on: date | None = Field(default=None, sa_column=Column(Date))
    due_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    provisional: bool = Field(sa_column=Column(Boolean, nullable=False))
    seq: int = Field(sa_column=Column(Integer, nullable=False))
    head: str = Field(sa_column=Column(CHAR(64), nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))


class ItemRow(SQLModel, table=True):
    """One item of a case at its ``position``; ``due_on`` is where the first of its running clocks ends."""

    __tablename__ = "items"
    __table_args__ = (
        Index(
            "items_open",
            "jurisdiction",
            "department",
            DUE_OR_NEVER,
            "case",
            "item",
            postgresql_where=OPEN_ITEM,
        ),
        Index("items_due", "jurisdiction", DUE_OR_NEVER, "case", "item", postgresql_where=OPEN_ITEM),
        Index(
            "items_level",
            "jurisdiction",
            "department",
            "state",
            DUE_OR_NEVER,
            "case",
            "item",
            postgresql_where=OPEN_ITEM,
        ),
        Index("items_negative", "jurisdiction", DUE_OR_NEVER, "case", "item", postgresql_where=NEGATIVE),
        Index("items_still", "jurisdiction", DUE_OR_NEVER, "case", "item", postgresql_where=STILL_ITEM),
        Index("items_held", "holder", "case"),
        Index("items_holder", "holder", DUE_OR_NEVER, "case", "item", postgresql_where=OPEN_ITEM),
        {"postgresql_with": {"fillfactor": 80}},
    )

    case: str = Field(sa_column=Column(Text, primary_key=True))
    item: str = Field(sa_column=Column(Text, primary_key=True))
    position: int = Field(sa_column=Column(SmallInteger, nullable=False))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    department: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    round: int = Field(sa_column=Column(Integer, nullable=False))
    holder: str | None = Field(default=None, sa_column=Column(Text))
    opinion: str | None = Field(default=None, sa_column=Column(Text))
    due_on: date | None = Field(default=None, sa_column=Column(Date))
    provisional: bool = Field(sa_column=Column(Boolean, nullable=False))
    body: str = Field(sa_column=Column(Text, nullable=False))


class ClockRow(SQLModel, table=True):
    """One clock that runs or ran; ``item`` is empty for a clock of the whole case, ``days`` its limit.

    ``due_on`` is unknown while the clock stands still.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        Index("clocks_running", "jurisdiction", "due_on", "case", postgresql_where=RUNNING_CLOCK),
        Index("clocks_ended", "jurisdiction", "ended_at", "case", "item", postgresql_where=ENDED_ITEM),
        Index("clocks_late", "jurisdiction", "ended_at", "case", "item", postgresql_where=LATE_ITEM),
    )

    case: str = Field(sa_column=Column(Text, primary_key=True))
    item: str = Field(sa_column=Column(Text, primary_key=True))
    clock: str = Field(sa_column=Column(Text, primary_key=True))
    jurisdiction: str = Field(sa_column=Column(Text, nullable=False))
    started: date = Field(sa_column=Column(Date, nullable=False))
    days: int = Field(sa_column=Column(Integer, nullable=False))
    extension: int = Field(sa_column=Column(Integer, nullable=False))
    unit: str = Field(sa_column=Column(Text, nullable=False))
    due_on: date | None = Field(default=None, sa_column=Column(Date))
    ended_at: datetime | None = Field(default=None, sa_column=Column(DateTime(timezone=True)))
    provisional: bool = Field(sa_column=Column(Boolean, nullable=False))
