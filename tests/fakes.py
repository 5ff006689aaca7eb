"""Hands in memory that keep the contracts of ``activities.contracts``: for tests of the workflow alone."""

from collections import defaultdict
from datetime import UTC, datetime

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.contracts import (
    REGISTER_BEHIND,
    Append,
    CaseRegister,
    Entry,
    NoticeBatch,
    NoticeSender,
    Recorded,
)


class InMemoryCaseRegister(CaseRegister):
    """A register that forgets with its process. ``away`` makes it fail as a lost connection does."""

    def __init__(self) -> None:
        self.lines: dict[str, list[Entry]] = defaultdict(list)
        self.away = 0

    @activity.defn(name="register.append")
    async def append(self, asked: Append) -> Recorded:
        """Enter the events, or answer with what stands there; a second run finds its own entries."""
        if self.away > 0:
            self.away -= 1
            raise ConnectionError("the register is away")
        lines = self.lines[asked.case]
        own = [line for line in lines if line.key == asked.key]
        tail = [line for line in lines if line.seq >= asked.expected and line.key != asked.key]
        if len(lines) < asked.expected - 1:
            raise ApplicationError("behind", type=REGISTER_BEHIND, non_retryable=True)
        if not own and not tail:
            own = [
                Entry(
                    seq=asked.expected + position,
                    key=asked.key,
                    digest=asked.digest,
                    entered_at=datetime.now(UTC),
                    event=event,
                )
                for position, event in enumerate(asked.events)
            ]
            lines.extend(own)
        return Recorded(entries=tuple(sorted([*own, *tail], key=lambda line: line.seq)))

    def kinds(self, case: str) -> list[str]:
        """What stands there, by kind."""
        return [line.event.kind for line in self.lines[case]]


class InMemoryNotices(NoticeSender):
    """A box that keeps what was delivered, once for each key."""

    def __init__(self) -> None:
        self.delivered: dict[str, str] = {}

    @activity.defn(name="notices.deliver")
    async def deliver(self, batch: NoticeBatch) -> None:
        """Keep each message; a second run finds the key there."""
        for notice in batch.notices:
            self.delivered.setdefault(notice.key, notice.kind)
