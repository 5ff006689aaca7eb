"""Sends what waits, by whoever gets to it first, and never twice (ADR 0131)."""

import asyncio
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.live.concerns import TROUBLE
from desk.messages.chat import Chat
from desk.messages.handing_out import CHAT, MAIL, HandingOut
from desk.messages.mail import Mail
from desk.messages.outcomes import Later, Outcome, Refused, Sent, Unknown
from desk.messages.wording import Letter

Delivery = Row[tuple[object, ...]]

FIRST_PAUSE: Final = timedelta(seconds=30)
LONGEST_PAUSE: Final = timedelta(hours=2)
MOST_TRIES: Final = 24
"""A day and a half, with these pauses; then the delivery is dead, and the administrator sees it."""
ABANDONED: Final = timedelta(minutes=5)
"""A claim older than every timeout together: whoever made it died over it."""
KEPT: Final = timedelta(days=90)
"""How long it is known what was sent."""
TICK: Final = 3.0
"""Seconds between two looks at the boxes."""

_CLAIM: Final = text(
    """
    UPDATE message_deliveries SET state = 'sending', attempts = attempts + 1, claimed_at = :now
    WHERE id = (
        SELECT id FROM message_deliveries WHERE state = 'waiting' AND next_try <= :now
        ORDER BY next_try LIMIT 1 FOR UPDATE SKIP LOCKED
    )
    RETURNING id, notice, channel, recipient, attempts
    """
)
_MARK: Final = text(
    """
    UPDATE message_deliveries SET state = :state, next_try = :next_try, ended_at = :ended_at, reason = :reason
    WHERE id = :id AND state = 'sending' AND attempts = :attempts
    """
)
_ABANDON: Final = text(
    """
    UPDATE message_deliveries SET state = 'unknown', ended_at = :now, reason = 'stopped while sending'
    WHERE state = 'sending' AND claimed_at < :before
    """
)
_AGAIN: Final = text(
    """
    UPDATE message_deliveries
    SET state = 'waiting', attempts = 0, next_try = :now, ended_at = NULL, reason = NULL
    WHERE id = :id AND state IN ('dead', 'unknown')
    AND notice IN (SELECT key FROM notices WHERE jurisdiction = :jurisdiction AND key = notice)
    """
)
_TIDY: Final = text("DELETE FROM message_deliveries WHERE ended_at < :before")
_FAILED: Final = text(
    """
    SELECT d.id, d.channel, d.recipient, d.state, d.attempts, d.ended_at, d.reason, n."case", n.kind
    FROM message_deliveries AS d JOIN notices AS n ON n.key = d.notice
    WHERE d.state IN ('dead', 'unknown') AND n.jurisdiction = :jurisdiction
    ORDER BY d.ended_at DESC LIMIT 100
    """
)

log = structlog.get_logger(__name__)


class Sending:
    """Hands out and sends for ever; any number of processes may do so at once."""

    def __init__(
        self,
        engine: AsyncEngine,
        handing_out: HandingOut,
        *,
        mail: Mail | None,
        chat: Chat | None,
        desk: str,
        now: Callable[[], datetime],
        today: Callable[[], date],
    ) -> None:
        """``desk`` is where the desk is reached, for the links in letters."""
        self._engine = engine
        self._handing_out = handing_out
        self.mail = mail
        self.chat = chat
        self._desk = desk
        self._now = now
        self._today = today

    async def send_for_ever(self) -> None:
        """Look again every few seconds; a database that is away is waited for."""
        if self.mail is None and self.chat is None:
            return
        try:
            while True:
                try:
                    await self.round()
                except TROUBLE as trouble:
                    log.warning("messages.wait", reason=str(trouble))
                await asyncio.sleep(TICK)
        finally:
            if self.chat is not None:
                await self.chat.close()

    async def round(self) -> None:
        """Hand out and send everything that is due, once."""
        now = self._now()
        async with self._engine.begin() as connection:
            await connection.execute(_ABANDON, {"now": now, "before": now - ABANDONED})
            await connection.execute(_TIDY, {"before": now - KEPT})
        while await self._handing_out.some(self._now(), self._today()):
            pass
        while await self.send_one():
            pass

    async def send_one(self) -> bool:
        """Send what is due first; False when nothing is."""
        async with self._engine.begin() as connection:
            claimed = (await connection.execute(_CLAIM, {"now": self._now()})).one_or_none()
        if claimed is None:
            return False
        outcome = await self._send(claimed)
        await self._mark(claimed, outcome)
        return True

    async def failed(self, jurisdiction: str) -> list[Delivery]:
        """What has not arrived, or nobody knows whether it has, the newest first."""
        async with self._engine.connect() as connection:
            return list((await connection.execute(_FAILED, {"jurisdiction": jurisdiction})).all())

    async def again(self, delivery: str, jurisdiction: str) -> None:
        """Somebody has decided that it is to be sent again, even if it may arrive twice."""
        async with self._engine.begin() as connection:
            await connection.execute(
                _AGAIN, {"id": delivery, "now": self._now(), "jurisdiction": jurisdiction}
            )

    async def _send(self, claimed: Delivery) -> Outcome | None:
        """None when nobody is left who wants it."""
        notice = await self._handing_out.about(str(claimed.notice))
        if notice is None:
            return None
        readers = await self._handing_out.readers_of(notice, self._today())
        letter = Letter(
            id=claimed.id,
            case=notice.case,
            project=notice.project or notice.case,
            kind=notice.kind,
            link=f"{self._desk}/cases/{notice.case}",
            settings=f"{self._desk}/messages/settings",
        )
        if claimed.channel == MAIL and self.mail is not None:
            to = next((each.mail for each in readers if each.person.id == claimed.recipient), None)
            return None if to is None else await self.mail.send(letter, to, self._now())
        if claimed.channel == CHAT and self.chat is not None:
            names = sorted({each.chat for each in readers if each.chat is not None})
            return await self.chat.send(letter, names, self._now()) if names else None
        return Later("the office has no such channel now")

    async def _mark(self, claimed: Delivery, outcome: Outcome | None) -> None:
        now = self._now()
        state, reason, next_try = "dropped", None, now
        match outcome:
            case Sent():
                state = "sent"
            case Later(why):
                state, reason = "waiting" if claimed.attempts < MOST_TRIES else "dead", why
                next_try = now + pause_after(claimed.attempts)
            case Refused(why):
                state, reason = "dead", why
            case Unknown(why):
                state, reason = "unknown", why
            case None:
                pass
        row = {
            "id": claimed.id,
            "attempts": claimed.attempts,
            "state": state,
            "reason": reason,
            "next_try": next_try,
            "ended_at": None if state == "waiting" else now,
        }
        async with self._engine.begin() as connection:
            await connection.execute(_MARK, row)
        log.info("messages.tried", delivery=claimed.id, channel=claimed.channel, state=state, reason=reason)


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts that came to nothing: doubled each time, up to two hours."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doubled)
