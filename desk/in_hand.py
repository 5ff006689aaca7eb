"""Commands that are in hand: kept until their outcome is known, and given again under the same key."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.register import PostgresRegister
from desk.cases import Cases
from desk.outcomes import InHand, NoSuchCase, Refused
from models.domain.commands import FileCase, Order
from models.domain.names import CaseNumber, CommandKey, PersonId

PAUSE_SECONDS: Final = 2.0
"""Between two looks at what is in hand."""

AT_ONCE: Final = 20
REFUSALS_KEPT: Final = timedelta(days=1)

_KEEP: Final = text(
    """
    INSERT INTO orders_in_hand ("case", key, person, rulebook, body, taken_at, tried_at)
    VALUES (:case, :key, :person, :rulebook, :body, :now, :now) ON CONFLICT DO NOTHING
    """
)
_FIND: Final = text('SELECT person, refusal, zh, en FROM orders_in_hand WHERE "case" = :case AND key = :key')
_NEXT: Final = text(
    """
    UPDATE orders_in_hand SET tried_at = :now WHERE ("case", key) IN (
        SELECT "case", key FROM orders_in_hand WHERE refusal IS NULL AND tried_at < :rested
        ORDER BY tried_at LIMIT :most FOR UPDATE SKIP LOCKED
    ) RETURNING "case", key, rulebook, body
    """
)
_DONE: Final = text('DELETE FROM orders_in_hand WHERE "case" = :case AND key = :key')
_REFUSED: Final = text(
    'UPDATE orders_in_hand SET refusal = :name, zh = :zh, en = :en WHERE "case" = :case AND key = :key'
)
_TIDY: Final = text("DELETE FROM orders_in_hand WHERE refusal IS NOT NULL AND taken_at < :old")

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Standing:
    """What is known of a command in hand: whose it is, and its refusal where it was refused since."""

    person: PersonId
    refused: Refused | None


class OrdersInHand:
    """The table `orders_in_hand`."""

    def __init__(
        self, engine: AsyncEngine, register: PostgresRegister, cases: Cases, now: Callable[[], datetime]
    ) -> None:
        self._engine = engine
        self._register = register
        self._cases = cases
        self._now = now

    async def keep(self, number: CaseNumber, order: Order, rulebook: str | None = None) -> None:
        """Keep a command; ``rulebook`` is the digest of the law of a filing."""
        row = {
            "case": number,
            "key": order.key,
            "person": order.by.id,
            "rulebook": rulebook,
            "body": order.model_dump_json(),
            "now": self._now(),
        }
        async with self._engine.begin() as connection:
            await connection.execute(_KEEP, row)

    async def find(self, number: CaseNumber, key: CommandKey) -> Standing | None:
        """What is known of the command; None when it is not in hand."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_FIND, {"case": number, "key": key})).one_or_none()
        if row is None:
            return None
        refused = None if row.refusal is None else Refused(row.refusal, row.zh, row.en)
        return Standing(PersonId(row.person), refused)

    async def redeem_for_ever(self) -> None:
        """Give what is in hand again and again until it is known; whatever fails, the next round tries."""
        while True:
            try:
                await self._round()
            except (SQLAlchemyError, OSError) as away:
                log.warning("in_hand.server_away", reason=str(away)[:200])
            await asyncio.sleep(PAUSE_SECONDS)

    async def _round(self) -> None:
        now = self._now()
        asked = {"now": now, "rested": now - timedelta(seconds=PAUSE_SECONDS), "most": AT_ONCE}
        async with self._engine.begin() as connection:
            rows = (await connection.execute(_NEXT, asked)).all()
            await connection.execute(_TIDY, {"old": now - REFUSALS_KEPT})
        await asyncio.gather(*(self._give(row.case, row.rulebook, row.body) for row in rows))

    async def _give(self, number: CaseNumber, rulebook: str | None, body: str) -> None:
        order = Order.model_validate_json(body)
        named = {"case": number, "key": order.key}
        try:
            if isinstance(order.command, FileCase) and rulebook is not None:
                book = await self._register.load_rulebook(rulebook)
                await self._cases.file(order, book, self._now())
            else:
                await self._cases.perform(number, order)
        except InHand:
            return
        except NoSuchCase:
            refused = Refused("NothingHere", "没有这个办件。", "There is no such case.")
            ended, told = _REFUSED, named | {"name": refused.name, "zh": refused.zh, "en": refused.en}
        except Refused as refused:
            ended, told = _REFUSED, named | {"name": refused.name, "zh": refused.zh, "en": refused.en}
        else:
            ended, told = _DONE, named
        async with self._engine.begin() as connection:
            await connection.execute(ended, told)
