"""Writes lines back that the register has lost and a witness still has, as they first stood."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg
from pydantic_core import from_json

from activities.append_statement import CHANNEL
from activities.contracts import Entry, Notice
from activities.notices import put_notices
from activities.numbers import keep_number, read_number
from activities.register_fold import mend
from activities.register_lines import LINE_COLUMNS, Line, write_line
from activities.rulebooks import Rulebooks
from models.domain.chain import GENESIS
from models.domain.events import EVENT, CaseReceived
from models.domain.names import CaseNumber, CommandKey

_LIVE_INDEX: Final = "cases_live_project"
_LINES: Final = f'SELECT {LINE_COLUMNS} FROM register WHERE year = $1 AND "case" = $2 ORDER BY seq'  # noqa: S608
_LOCK: Final = "SELECT FROM cases WHERE number = $1 FOR UPDATE"
_LAST: Final = 'SELECT seq, hash FROM register WHERE year = $1 AND "case" = $2 ORDER BY seq DESC LIMIT 1'


@dataclass(frozen=True)
class Witnessed:
    """An entry as it stands outside of the register; ``body`` is the event's JSON as it was written.

    Witnesses of the first release know no ``hash``.
    """

    seq: int
    key: CommandKey
    digest: str
    entered_at: datetime
    body: str
    hash: str | None = None

    @property
    def kind(self) -> str:
        """The kind of the event, as the body says."""
        return str(from_json(self.body)["kind"])

    def entry(self) -> Entry:
        """The entry as workflows see it. Raises ``ValidationError`` for a body that is no event."""
        return Entry(
            seq=self.seq,
            key=self.key,
            digest=self.digest,
            entered_at=self.entered_at,
            event=EVENT.validate_json(self.body),
            hash=self.hash,
        )


class RegisterMoved(Exception):
    """Somebody has written into the case since its lines were read. Read again, and compare again."""


class ProjectTaken(Exception):
    """Another live case has the project of the case that is to be refilled."""


async def read_lines(connection: asyncpg.Connection, case: CaseNumber) -> list[Line]:
    """The lines of a case, in order; none for a case that the register does not know."""
    records = await connection.fetch(_LINES, read_number(case).year, case)
    return [Line.of(record) for record in records]


def restored(case: CaseNumber, standing: Sequence[Line], missing: Sequence[Witnessed]) -> list[Line]:
    """The lines that the missing entries were, after those that stand."""
    previous = standing[-1].hash if standing else GENESIS
    lines: list[Line] = []
    for each in missing:
        lines.append(write_line(case, each.entry(), each.body, previous))
        previous = lines[-1].hash
    return lines


async def write_back(
    connection: asyncpg.Connection,
    *,
    standing: Sequence[Line],
    missing: Sequence[Line],
    laws: Sequence[str],
    notices: Sequence[Notice],
) -> int:
    """Enter the missing lines behind those that stand, with all that hangs on them; tells the messages put.

    All of it is one transaction; ``laws`` are texts of rulebooks. Raises `RegisterMoved`, `ProjectTaken`,
    `FiledElsewhere`, `RulebookMissing` or `RegisterDamaged`; then nothing has changed.
    """
    case = missing[0].case
    rulebooks = Rulebooks()
    try:
        async with connection.transaction():
            await connection.execute(_LOCK, case)
            last = await connection.fetchrow(_LAST, read_number(case).year, case)
            stands = (0, GENESIS) if last is None else (last["seq"], last["hash"])
            if stands != ((standing[-1].seq, standing[-1].hash) if standing else (0, GENESIS)):
                raise RegisterMoved(case)
            await _keep_laws(connection, rulebooks, laws, [*standing, *missing])
            await connection.copy_records_to_table("register", records=missing, columns=Line._fields)
            await mend(connection, case, rulebooks)
            first = (*standing, *missing)[0]
            await keep_number(connection, case, key=first.key, at=first.entered_at)
            await connection.execute("SELECT pg_notify($1, $2)", CHANNEL, case)
            return await put_notices(connection, notices)
    except asyncpg.UniqueViolationError as clash:
        if clash.constraint_name == _LIVE_INDEX:
            raise ProjectTaken(case) from None
        raise RegisterMoved(case) from None


async def _keep_laws(
    connection: asyncpg.Connection, rulebooks: Rulebooks, laws: Sequence[str], lines: Sequence[Line]
) -> None:
    """Every rulebook that the lines name: that of the filing, and those that later calendars made of it."""
    for text in laws:
        await rulebooks.keep_text(connection, text)
    events = [line.event() for line in lines]
    filed = events[0]
    if isinstance(filed, CaseReceived):  # else the lines are not whole, which the fold tells
        book = await rulebooks.load(connection, filed.rulebook)
        await rulebooks.keep_adopted(connection, book, events)
