"""The office's own way to hand out messages: the box of each addressee in the database."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import asyncpg
from pydantic_core import to_json
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity

from activities.connections import KeptConnections
from activities.contracts import Notice, NoticeBatch, NoticeSender
from activities.numbers import read_number

_DELIVER: Final = """
INSERT INTO notices SELECT * FROM json_populate_recordset(NULL::notices, $1) ON CONFLICT (key) DO NOTHING
"""


class OutboxNotices(NoticeSender):
    """Puts messages into the table `notices`. Call `close` before the engine is disposed of."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._connections = KeptConnections(engine)

    async def close(self) -> None:
        """Give the connections back to the engine."""
        await self._connections.close()

    @activity.defn(name="notices.deliver")
    async def deliver(self, batch: NoticeBatch) -> None:
        """Put each message into its addressee's box, all of them or none.

        A second run is harmless: the key is there already, and the message stays as it was first put.
        """
        if not batch.notices:
            return
        async with self._connections.one() as connection:
            await put_notices(connection, batch.notices)


async def put_notices(connection: asyncpg.Connection, notices: Sequence[Notice]) -> int:
    """Put those messages into their boxes whose keys are not there yet; tells how many that were."""
    now = datetime.now(UTC)
    rows = [
        {
            **notice.model_dump(),
            "jurisdiction": read_number(notice.case).jurisdiction,
            "delivered_at": now,
        }
        for notice in notices
    ]
    put: str = await connection.execute(_DELIVER, to_json(rows).decode())
    return int(put.rpartition(" ")[2])
