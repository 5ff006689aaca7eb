from datetime import UTC, date, datetime

import asyncpg
import pytest

from activities.register import PostgresRegister
from models.domain.case import Case
from models.domain.fold import fold
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from tests.activities.conftest import Tell
from tests.activities.story import NUMBER, accepted, asked, course, filed, number, project

# Counted by hand from 2026-06-15 (a Monday); the Dragon Boat days 06-19..21 take one working day.


async def test_the_case_that_is_loaded_is_the_case_that_was_folded(
    register: PostgresRegister, tell: Tell, book: Rulebook
) -> None:
    """Answers of every type, several stops and rounds, signatures: all come back from the rows."""
    await tell()
    happened = [event for events in course(book) for event in events]

    assert await register.load_case(NUMBER) == fold(Case(number=NUMBER), happened)


async def test_a_number_without_a_filing_has_no_case(register: PostgresRegister) -> None:
    """Nothing is made up for a number that was only drawn."""
    assert await register.load_case(NUMBER) is None


async def test_of_several_cases_each_is_loaded_as_it_is_alone(
    register: PostgresRegister, tell: Tell, book: Rulebook
) -> None:
    """Numbers without a filing are left out, and what is no number at all is an error."""
    await tell()
    second, unfiled = number(2), number(3)
    await register.append(asked(1, "second", filed(book, second, code=project(2)), case=second))
    loaded = await register.load_cases([second, unfiled, NUMBER])

    assert loaded == {each: await register.load_case(each) for each in (NUMBER, second)}
    with pytest.raises(ValueError, match="no case number"):
        await register.load_cases([NUMBER, CaseNumber("450721-2026")])


async def test_a_filed_case_is_due_when_its_acceptance_is(
    register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
) -> None:
    """Five working days over the Dragon Boat festival, until closing time."""
    await register.append(asked(1, "file", filed(book)))
    row = await database.fetchrow(
        "SELECT state, received_on, effective_on, due_on, due_at, provisional, seq FROM cases"
    )

    assert tuple(row) == (
        "received",
        date(2026, 6, 15),
        None,
        date(2026, 6, 23),
        datetime(2026, 6, 23, 9, 30, tzinfo=UTC),
        False,
        1,
    )


async def test_an_accepted_case_has_a_row_for_every_clock(
    register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
) -> None:
    """The acceptance has ended; the case's two clocks and each item's three run."""
    await register.append(asked(1, "file", filed(book)))
    await register.append(asked(2, "accept", *accepted()))
    rows = await database.fetch(
        "SELECT item, clock, days, due_on, ended_at IS NOT NULL FROM clocks ORDER BY item, clock"
    )

    assert [tuple(row) for row in rows] == [
        ("", "acceptance", 5, date(2026, 6, 23), True),
        ("", "committed", 30, date(2026, 7, 28), False),
        ("", "statutory", 45, date(2026, 8, 18), False),
        ("flood", "acknowledgement", 1, date(2026, 6, 16), False),
        ("flood", "committed", 8, date(2026, 6, 26), False),
        ("flood", "statutory", 20, date(2026, 7, 14), False),
        ("forest-land", "acknowledgement", 1, date(2026, 6, 16), False),
        ("forest-land", "committed", 10, date(2026, 6, 30), False),
        ("forest-land", "statutory", 20, date(2026, 7, 14), False),
    ]


async def test_a_stopped_clock_is_due_on_no_day(
    register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
) -> None:
    """While the only open clocks of an item stand still, its row names no day; resumed, a later one."""
    steps = course(book)
    expected = 1
    due: list[date | None] = []
    for place, events in enumerate(steps[:8]):
        await register.append(asked(expected, f"key-{place}", *events))
        expected += len(events)
        due.append(await database.fetchval("SELECT due_on FROM items WHERE item = 'forest-land'"))

    # filed, gap: none; accepted: acknowledgement; acknowledged: committed; stopped; resumed on 06-19
    assert due[:4] == [None, None, date(2026, 6, 16), date(2026, 6, 30)]
    assert due[4:7] == [None, None, None]
    assert due[7] == date(2026, 7, 3)


async def test_items_show_who_holds_them_and_what_was_proposed(
    database: asyncpg.Connection, tell: Tell
) -> None:
    """After a second round, concluded."""
    await tell()
    rows = await database.fetch(
        "SELECT item, department, state, round, holder, opinion, due_on FROM items ORDER BY position"
    )

    assert [tuple(row) for row in rows] == [
        ("forest-land", "forestry", "concluded", 2, "han", "agree", None),
        ("flood", "water", "notified", 1, None, None, date(2026, 6, 16)),
    ]
