"""Lines of the register: how events are written down, and how a line is read again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple, Self

import asyncpg

from activities.contracts import Append, Entry
from activities.numbers import read_number
from activities.projections import Row
from models.domain.chain import entry_hash
from models.domain.events import EVENT, Event
from models.domain.names import CaseNumber, CommandKey


class Line(NamedTuple):
    """One line as it stands in the table, nothing of it checked."""

    year: int
    case: CaseNumber
    seq: int
    jurisdiction: str
    kind: str
    item: str | None
    at: datetime
    entered_at: datetime
    by: str | None
    key: CommandKey
    digest: str
    body: str
    previous_hash: str
    hash: str

    @classmethod
    def of(cls, record: asyncpg.Record) -> Self:
        """The line in a row that was selected with `LINE_COLUMNS`."""
        return cls(*record.values())

    @property
    def row(self) -> Row:
        """The cells by column."""
        return self._asdict()

    def own_hash(self) -> str:
        """What the line's hash must be for what stands in it."""
        return entry_hash(
            previous=self.previous_hash,
            case=self.case,
            seq=self.seq,
            key=self.key,
            digest=self.digest,
            entered_at=self.entered_at,
            body=self.body,
        )

    def event(self) -> Event:
        """The event in the body. Raises pydantic's ``ValidationError`` for a body that is none."""
        return EVENT.validate_json(self.body)


LINE_COLUMNS: Final = ", ".join(f'"{name}"' for name in Line._fields)
"""The columns of a line, to be selected for `Line.of`."""


def read_entry(line: Line) -> Entry:
    """The line as workflows see it."""
    return Entry(
        seq=line.seq, key=line.key, digest=line.digest, entered_at=line.entered_at, event=line.event()
    )


def write_lines(asked: Append, previous: str, entered_at: datetime) -> list[Line]:
    """The lines that enter the asked events after the line whose hash is ``previous``."""
    parts = read_number(asked.case)
    lines: list[Line] = []
    for seq, event in enumerate(asked.events, start=asked.expected):
        body = event.model_dump_json()
        own = entry_hash(
            previous=previous,
            case=asked.case,
            seq=seq,
            key=asked.key,
            digest=asked.digest,
            entered_at=entered_at,
            body=body,
        )
        lines.append(
            Line(
                year=parts.year,
                case=asked.case,
                seq=seq,
                jurisdiction=parts.jurisdiction,
                kind=event.kind,
                item=event.item,
                at=event.at,
                entered_at=entered_at,
                by=event.by,
                key=asked.key,
                digest=asked.digest,
                body=body,
                previous_hash=previous,
                hash=own,
            )
        )
        previous = own
    return lines


def written(lines: Sequence[Line], events: Sequence[Event]) -> tuple[Entry, ...]:
    """The lines just written, beside the events that they were written from."""
    return tuple(
        Entry(seq=line.seq, key=line.key, digest=line.digest, entered_at=line.entered_at, event=event)
        for line, event in zip(lines, events, strict=True)
    )
