import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.contracts import Notice, NoticeBatch
from activities.notices import OutboxNotices
from activities.register import PostgresRegister
from activities.rulebooks import RulebookMissing
from models.domain.rulebook import Rulebook
from tests.activities.story import MORNING, NUMBER
from tests.domain.sample import rulebook


def notice(to: str, seq: int = 2) -> Notice:
    """One message about one event."""
    return Notice(key=f"{NUMBER}:{seq}:{to}", case=NUMBER, seq=seq, kind="notice-issued", to=to, at=MORNING)


async def test_a_message_delivered_twice_lies_in_its_box_once(
    engine: AsyncEngine, database: asyncpg.Connection
) -> None:
    """The second run finds the key, and the message stays as it was first put."""
    sender = OutboxNotices(engine)
    await sender.deliver(NoticeBatch(notices=(notice("forestry"), notice("water"))))
    first = await database.fetch("SELECT * FROM notices ORDER BY key")
    await sender.deliver(NoticeBatch(notices=(notice("forestry"), notice("water"), notice("fire"))))
    await sender.deliver(NoticeBatch(notices=()))
    found = await database.fetch("SELECT * FROM notices ORDER BY key")
    await sender.close()

    assert [row["to"] for row in found] == ["fire", "forestry", "water"]
    assert found[1:] == first
    assert {(row["jurisdiction"], row["case"], row["at"]) for row in found} == {("450721", NUMBER, MORNING)}


async def test_a_rulebook_comes_back_under_its_digest(
    register: PostgresRegister, database: asyncpg.Connection
) -> None:
    """Kept twice it is there once; another version is another rulebook."""
    one, other = rulebook(), rulebook(version="2")
    digests = [await register.keep_rulebook(book) for book in (one, other, one)]

    assert digests == [one.digest, other.digest, one.digest]
    assert await register.load_rulebook(other.digest) == other
    assert await database.fetchval("SELECT count(*) FROM rulebooks") == 2


async def test_a_rulebook_that_was_changed_is_not_read(
    register: PostgresRegister, database: asyncpg.Connection, book: Rulebook
) -> None:
    """Law that no longer fits its digest decides nothing, and neither does law that is not there."""
    await database.execute("UPDATE rulebooks SET body = replace(body, '示例', '事例')")

    for digest in (book.digest, "0" * 64):
        with pytest.raises(RulebookMissing):
            await register.load_rulebook(digest)
