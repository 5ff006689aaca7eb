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
    return _entry(line, line.event())


def write_lines(asked: Append, previous: str, entered_at: datetime) -> list[Line]:
    """The lines that enter the asked events after the line whose hash is ``previous``."""
    lines: list[Line] = []
    for seq, event in enumerate(asked.events, start=asked.expected):
        entry = Entry(seq=seq, key=asked.key, digest=asked.digest, entered_at=entered_at, event=event)
        lines.append(write_line(asked.case, entry, event.model_dump_json(), previous))
        previous = lines[-1].hash
    return lines


def write_line(case: CaseNumber, entry: Entry, body: str, previous: str) -> Line:
    """The line of an entry whose event is written as ``body``, after the line whose hash is ``previous``."""
    parts = read_number(case)
    event = entry.event
    own = entry_hash(
        previous=previous,
        case=case,
        seq=entry.seq,
        key=entry.key,
        digest=entry.digest,
        entered_at=entry.entered_at,
        body=body,
    )
    return Line(
        year=parts.year,
        case=case,
        seq=entry.seq,
        jurisdiction=parts.jurisdiction,
        kind=event.kind,
        item=event.item,
        at=event.at,
        entered_at=entry.entered_at,
        by=event.by,
        key=entry.key,
        digest=entry.digest,
        body=body,
        previous_hash=previous,
        hash=own,
    )


def written(lines: Sequence[Line], events: Sequence[Event]) -> tuple[Entry, ...]:
    """The lines just written, beside the events that they were written from."""
    return tuple(_entry(line, event) for line, event in zip(lines, events, strict=True))


def _entry(line: Line, event: Event) -> Entry:
    return Entry(
        seq=line.seq,
        key=line.key,
        digest=line.digest,
        entered_at=line.entered_at,
        event=event,
        hash=line.hash,
    )
