"""The office's own way to hand out messages: the box of each addressee in the database."""

from datetime import UTC, datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity

from activities.contracts import NoticeBatch, NoticeSender
from activities.numbers import read_number
from models.tables import NoticeRow


class OutboxNotices(NoticeSender):
    """Puts messages into the table `notices`, where the desk reads them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @activity.defn(name="notices.deliver")
    async def deliver(self, batch: NoticeBatch) -> None:
        """Put each message into its addressee's box.

        A second run is harmless: the key is there already, and the message stays as it was first put.
        """
        if not batch.notices:
            return
        now = datetime.now(UTC)
        rows = [
            {
                **notice.model_dump(),
                "jurisdiction": read_number(notice.case).jurisdiction,
                "delivered_at": now,
            }
            for notice in batch.notices
        ]
        async with self._engine.begin() as connection:
            await connection.execute(insert(NoticeRow).on_conflict_do_nothing(), rows)
