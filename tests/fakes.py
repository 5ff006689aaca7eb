"""Hands in memory, for tests of the workflows; the same contracts as the real ones."""

from collections import defaultdict
from datetime import UTC, datetime

from temporalio import activity

from activities.contracts import Append, CaseRegister, Entry, NoticeBatch, NoticeSender, Recorded
from activities.register_refusals import duplicate_case, key_taken, register_behind
from models.domain.events import CaseReceived, Event
from models.domain.names import CaseNumber, CommandKey

_ENDS = {"case-archived", "case-declined", "case-withdrawn", "corrections-lapsed"}


class InMemoryCaseRegister(CaseRegister):
    """A register that forgets with its process.

    ``away`` counts the appends that still fail as a lost connection does, ``unanswered`` those that are
    written and whose answer is lost. ``tries`` says how often it was asked.
    """

    def __init__(self) -> None:
        self.lines: dict[CaseNumber, list[Entry]] = defaultdict(list)
        self.away = 0
        self.unanswered = 0
        self.tries = 0

    @activity.defn(name="register.append")
    async def append(self, asked: Append) -> Recorded:
        """Enter the events, or answer with what stands there; a second run finds its own entries."""
        self.tries += 1
        if self.away > 0:
            self.away -= 1
            raise ConnectionError("the register is away")
        recorded = self._append(asked)
        if self.unanswered > 0:
            self.unanswered -= 1
            raise ConnectionError("the answer was lost")
        return recorded

    def _append(self, asked: Append) -> Recorded:
        lines = self.lines[asked.case]
        if len(lines) < asked.expected - 1:
            raise register_behind(asked.case, len(lines), asked.expected)
        own = [line for line in lines if line.key == asked.key]
        tail = [line for line in lines if line.seq >= asked.expected and line.key != asked.key]
        if any(line.digest != asked.digest for line in own):
            raise key_taken(asked.case, asked.key)
        if not own and not tail:
            self._refuse_second_case(asked)
            own = self.write(asked.case, asked.key, asked.digest, asked.events)
        return Recorded(entries=tuple(sorted([*own, *tail], key=lambda line: line.seq)))

    def write(self, case: CaseNumber, key: CommandKey, digest: str, events: tuple[Event, ...]) -> list[Entry]:
        """Enter events at the end of a case, whoever asks for it."""
        lines = self.lines[case]
        own = [
            Entry(seq=seq, key=key, digest=digest, entered_at=datetime.now(UTC), event=event)
            for seq, event in enumerate(events, start=len(lines) + 1)
        ]
        lines.extend(own)
        return own

    def kinds(self, case: CaseNumber) -> list[str]:
        """What stands there, by kind."""
        return [line.event.kind for line in self.lines[case]]

    def _refuse_second_case(self, asked: Append) -> None:
        filing = asked.events[0]
        if not isinstance(filing, CaseReceived):
            return
        for number, lines in self.lines.items():
            if not lines or lines[-1].event.kind in _ENDS:
                continue
            live = lines[0].event
            assert isinstance(live, CaseReceived)
            if (live.project.code, live.catalogue) == (filing.project.code, filing.catalogue):
                raise duplicate_case(live.project.code, number)


class InMemoryNotices(NoticeSender):
    """A box that keeps what was delivered, once for each key. ``away`` counts the tries that still fail."""

    def __init__(self) -> None:
        self.delivered: dict[str, str] = {}
        self.away = 0

    @activity.defn(name="notices.deliver")
    async def deliver(self, batch: NoticeBatch) -> None:
        """Keep each message; a second run finds the key there."""
        if self.away > 0:
            self.away -= 1
            raise ConnectionError("the boxes are away")
        for notice in batch.notices:
            self.delivered.setdefault(notice.key, notice.kind)
