import asyncio

import pytest

from activities.numbers import NumberParts, read_number
from activities.register import PostgresRegister
from models.domain.names import CaseNumber, CommandKey


async def test_a_filing_draws_the_same_number_each_time(register: PostgresRegister) -> None:
    """Also when the year has turned between two tries."""
    first = await register.draw_number(CommandKey("filing"), "450721", 2026)

    assert first == "450721-2026-000001"
    assert await register.draw_number(CommandKey("filing"), "450721", 2026) == first
    assert await register.draw_number(CommandKey("filing"), "450721", 2027) == first


async def test_numbers_drawn_at_once_have_no_gap_and_no_double(register: PostgresRegister) -> None:
    """Thirty filings, each sent twice at the same time."""
    keys = [CommandKey(f"filing-{place}") for place in range(30)] * 2
    drawn = await asyncio.gather(*(register.draw_number(key, "450721", 2026) for key in keys))

    assert sorted(set(drawn)) == [f"450721-2026-{serial:06}" for serial in range(1, 31)]
    assert drawn[:30] == drawn[30:]


async def test_each_jurisdiction_and_year_counts_for_itself(register: PostgresRegister) -> None:
    """The first number of another year, or of another place, is the first."""
    drawn = [
        await register.draw_number(CommandKey(f"{place}-{year}"), place, year)
        for place, year in (("450721", 2026), ("450721", 2027), ("450722", 2026))
    ]

    assert drawn == ["450721-2026-000001", "450721-2027-000001", "450722-2026-000001"]


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("450721-2026-000001", NumberParts("450721", 2026)),
        ("450721000000-2026-1000000", NumberParts("450721000000", 2026)),
    ],
)
def test_a_number_tells_its_jurisdiction_and_year(number: str, parts: NumberParts) -> None:
    """Longer codes and more than a million cases a year included."""
    assert read_number(CaseNumber(number)) == parts


@pytest.mark.parametrize(
    "number", ["", "450721-2026-1", "450721-26-000001", "450721-2026-000001 ", "４５０７２１-2026-000001"]
)
def test_anything_else_is_no_number(number: str) -> None:
    """A number that cannot be read has no place in the register."""
    with pytest.raises(ValueError, match="no case number"):
        read_number(CaseNumber(number))
