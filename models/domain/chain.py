"""The hash chain of one case's register: every line's hash covers the line before it.

A line that is changed, moved or taken out of the middle breaks the chain; a tail that is cut off shows in
the head that the projection keeps.
"""

from datetime import UTC, datetime
from hashlib import sha256
from json import JSONEncoder
from typing import Final

from models.domain.names import CaseNumber, CommandKey

GENESIS: Final = "0" * 64
"""What stands in the place of the previous hash in the first line of a case."""

_one_line = JSONEncoder(ensure_ascii=False).encode


def entry_hash(
    *,
    previous: str,
    case: CaseNumber,
    seq: int,
    key: CommandKey,
    digest: str,
    entered_at: datetime,
    body: str,
) -> str:
    """SHA-256 (hex) over the previous hash, the line's own facts and the body as it was written.

    The facts go in as one line of JSON, so that no two different lines can look alike; ``entered_at``
    counts in UTC with microseconds, as the database keeps it.
    """
    facts = (previous, case, seq, key, digest, instant(entered_at))
    return sha256(f"{_one_line(facts)}\n{body}".encode()).hexdigest()


def instant(at: datetime) -> str:
    """The instant in UTC with microseconds, the same text for the same instant in every time zone."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")
