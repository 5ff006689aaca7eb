"""What a calendar would do to every live case: worked out in the background, and kept page by page."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.calendars import OfficeCalendars
from activities.register import PostgresRegister
from desk.calendar_preview import Foreseen, foresee
from desk.reads import Reads
from desk.telling.calendar_moves import why_moved
from desk.telling.story import Story
from models.domain import words as said
from models.domain.calendar_files import name_of
from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.names import CaseNumber
from models.domain.text import Words

PAGE: Final = 100
"""Cases that are worked out before what came of them is kept."""

LINES: Final = 50

log = structlog.get_logger(__name__)

_STATE: Final = text(
    """
    SELECT draft, standing, made_on, begun_at, after, looked_at, cases, moved, elsewhere, done_at
    FROM calendar_previews WHERE draft = :draft
    """
)
_FORGET: Final = (
    text("DELETE FROM calendar_moves WHERE draft = :draft"),
    text("DELETE FROM calendar_previews WHERE draft = :draft"),
)
_BEGIN: Final = text(
    """
    INSERT INTO calendar_previews
        (draft, standing, made_on, begun_at, after, looked_at, cases, moved, elsewhere)
    VALUES (:draft, :standing, :on, :at, '', 0, 0, 0, 0) ON CONFLICT (draft) DO NOTHING
    """
)
_FURTHER: Final = text(
    """
    UPDATE calendar_previews SET after = :last, looked_at = looked_at + :looked_at, cases = cases + :cases,
        moved = moved + :moved, elsewhere = elsewhere + :elsewhere
    WHERE draft = :draft AND after = :after AND begun_at = :begun_at AND done_at IS NULL
    """
)
_DONE: Final = text(
    """
    UPDATE calendar_previews SET done_at = :at
    WHERE draft = :draft AND after = :after AND begun_at = :begun_at AND done_at IS NULL
    """
)
_MOVE: Final = text(
    """
    INSERT INTO calendar_moves
        (draft, "case", position, project, whose_zh, whose_en, before, after, why_zh, why_en)
    VALUES (:draft, :case, :position, :project, :whose_zh, :whose_en, :before, :after, :why_zh, :why_en)
    ON CONFLICT DO NOTHING
    """
)
_PAGE: Final = text(
    """
    SELECT "case", position, project, whose_zh, whose_en, before, after, why_zh, why_en FROM calendar_moves
    WHERE draft = :draft AND ("case", position) > (:case, :position)
    ORDER BY "case", position LIMIT :most
    """
)


@dataclass(frozen=True)
class Preview:
    """How far a preview is. ``elsewhere`` counts the cases of other jurisdictions that the file touches."""

    draft: str
    standing: str
    made_on: date
    begun_at: datetime
    after: str
    looked_at: int
    cases: int
    moved: int
    elsewhere: int
    done_at: datetime | None


@dataclass(frozen=True)
class Move:
    """One line: whose deadline moves from when to when, or what happens at once (no days), and why."""

    case: str
    position: int
    project: str
    whose: Words
    before: date | None
    after: date | None
    why: Words


class Previews:
    """The tables `calendar_previews` and `calendar_moves`."""

    def __init__(self, engine: AsyncEngine, register: PostgresRegister, now: Callable[[], datetime]) -> None:
        self._engine = engine
        self._register = register
        self._reads = Reads(engine)
        self._now = now
        self._running: dict[str, asyncio.Task[None]] = {}

    async def standing(self) -> str:
        """The mark of the calendars that the office has: a preview beside others is stale."""
        names = sorted(name_of(file) for file in await OfficeCalendars(self._engine).files())
        return sha256("\n".join(names).encode()).hexdigest()

    async def look(self, draft: str, file: YearTable | OfficeDays, jurisdiction: str, on: date) -> Preview:
        """The preview of a file: begun, gone on with where a process has left it, or as it was made today."""
        standing = await self.standing()
        state = await self._state(draft)
        if state is not None and (state.standing != standing or state.made_on != on):
            state = None
            async with self._engine.begin() as connection:
                for statement in _FORGET:
                    await connection.execute(statement, {"draft": draft})
        if state is None:
            async with self._engine.begin() as connection:
                asked = {"draft": draft, "standing": standing, "on": on, "at": self._now()}
                await connection.execute(_BEGIN, asked)
            state = await self._state(draft)
        assert state is not None  # it was begun a moment ago
        if state.done_at is None and draft not in self._running:
            task = asyncio.create_task(self._work(state, file, jurisdiction))
            self._running[draft] = task
            task.add_done_callback(lambda _: self._running.pop(draft, None))
        return state

    async def lines(
        self, draft: str, after: tuple[str, int] = ("", 0), most: int = LINES
    ) -> tuple[list[Move], Move | None]:
        """A page of lines, and the last of them when more follow."""
        asked = {"draft": draft, "case": after[0], "position": after[1], "most": most + 1}
        async with self._engine.connect() as connection:
            rows = (await connection.execute(_PAGE, asked)).all()
        found = [
            Move(
                row.case,
                row.position,
                row.project,
                Words.model_construct(zh=row.whose_zh, en=row.whose_en),
                row.before,
                row.after,
                Words.model_construct(zh=row.why_zh, en=row.why_en),
            )
            for row in rows[:most]
        ]
        return found, found[-1] if len(rows) > most else None

    async def _state(self, draft: str) -> Preview | None:
        async with self._engine.connect() as connection:
            row = (await connection.execute(_STATE, {"draft": draft})).one_or_none()
        return None if row is None else Preview(**row._asdict())

    async def _work(self, state: Preview, file: YearTable | OfficeDays, jurisdiction: str) -> None:
        """Go through the live cases; another process that is at it, too, makes this one stop."""
        after = state.after
        try:
            while numbers := await self._reads.live_numbers(CaseNumber(after), limit=PAGE):
                if not await self._page(state, file, jurisdiction, after, numbers):
                    return
                after = numbers[-1]
            async with self._engine.begin() as connection:
                done = {"draft": state.draft, "after": after, "begun_at": state.begun_at, "at": self._now()}
                await connection.execute(_DONE, done)
        except (SQLAlchemyError, OSError) as away:
            log.warning("calendar.preview_waits", draft=state.draft, reason=str(away)[:200])

    async def _page(
        self,
        state: Preview,
        file: YearTable | OfficeDays,
        jurisdiction: str,
        after: str,
        numbers: list[CaseNumber],
    ) -> bool:
        lines: list[dict[str, object]] = []
        cases = moved = elsewhere = 0
        for number in numbers:
            case = await self._register.load_case(number)
            if case is None:
                continue
            book = await self._register.load_rulebook(case.rulebook)
            seen = foresee(case, book, file, self._now())
            if seen is None or not (seen.deadlines or seen.at_once):
                continue
            if number.partition("-")[0] != jurisdiction:
                elsewhere += 1
                continue
            cases += 1
            moved += sum(deadline.moved for deadline in seen.deadlines)
            lines += _lines(state.draft, seen)
        told = {"looked_at": len(numbers), "cases": cases, "moved": moved, "elsewhere": elsewhere}
        place = {"draft": state.draft, "after": after, "begun_at": state.begun_at, "last": numbers[-1]}
        async with self._engine.begin() as connection:
            further = await connection.execute(_FURTHER, {**place, **told})
            if further.rowcount and lines:
                await connection.execute(_MOVE, lines)
        return bool(further.rowcount)


def _lines(draft: str, seen: Foreseen) -> list[dict[str, object]]:
    """The lines of a case: its deadlines first, then what happens at once."""
    project = "" if seen.case.project is None else seen.case.project.name
    told: list[tuple[Words, date | None, date | None, Words]] = []
    for deadline in seen.deadlines:
        item = deadline.item
        whose = _CASE if item is None else seen.book.catalogue.item(item).title
        clock = said.CLOCKS[deadline.clock]
        label = Words.model_construct(zh=f"{whose.zh} · {clock.zh}", en=f"{whose.en} · {clock.en}")
        told.append((label, deadline.before, deadline.after, why_moved(deadline)))
    story = Story(seen.book)
    told += [(_AT_ONCE, None, None, story.sentence(event, seen.case)) for event in seen.at_once]
    return [
        {
            "draft": draft,
            "case": seen.case.number,
            "position": position,
            "project": project,
            "whose_zh": whose.zh,
            "whose_en": whose.en,
            "before": before,
            "after": after,
            "why_zh": why.zh,
            "why_en": why.en,
        }
        for position, (whose, before, after, why) in enumerate(told, start=1)
    ]


_CASE: Final = Words(zh="办件", en="the case")
_AT_ONCE: Final = Words(zh="采用后即办", en="at once")
