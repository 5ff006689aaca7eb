from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from models.domain.chain import GENESIS, entry_hash
from models.domain.names import CaseNumber, CommandKey

LINE: dict[str, Any] = {
    "previous": GENESIS,
    "case": CaseNumber("450721-2026-000001"),
    "seq": 1,
    "key": CommandKey("k"),
    "digest": "d",
    "entered_at": datetime(2026, 6, 15, 2, 0, 0, 5, tzinfo=UTC),
    "body": '{"kind":"示例"}',
}


def test_the_hash_of_a_line_is_what_it_was_in_the_first_release() -> None:
    """Made by hand with sha256sum over the one line of facts, a line feed and the body."""
    assert entry_hash(**LINE) == "e69a1c213755b1b60a7a6b93bbe8a1b20a028ee92bb0a07de94ad73084a18838"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("previous", "1" * 64),
        ("case", "450721-2026-000002"),
        ("seq", 2),
        ("key", "l"),
        ("digest", "e"),
        ("entered_at", datetime(2026, 6, 15, 2, 0, 0, 6, tzinfo=UTC)),
        ("body", '{"kind":"示例"} '),
        # a field may not borrow letters from its neighbour
        ("key", 'k", "d'),
    ],
)
def test_every_part_of_a_line_is_covered(field: str, value: object) -> None:
    """Whatever changes, the hash does."""
    assert entry_hash(**{**LINE, field: value}) != entry_hash(**LINE)


def test_the_same_instant_in_another_time_zone_has_the_same_hash() -> None:
    """The database tells its instants in UTC, whatever zone they were written in."""
    elsewhere = LINE["entered_at"].astimezone(timezone(timedelta(hours=8)))

    assert entry_hash(**{**LINE, "entered_at": elsewhere}) == entry_hash(**LINE)
