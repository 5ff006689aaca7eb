from datetime import date

import asyncpg
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.contracts import Notice, NoticeBatch
from activities.notices import OutboxNotices
from activities.people import Directory
from activities.register import PostgresRegister
from activities.rulebooks import RulebookMissing
from models.domain.names import DepartmentCode, PersonId
from models.domain.people import Delegation, Person
from models.domain.rulebook import Rulebook
from tests.activities.story import MORNING, NUMBER
from tests.domain.sample import rulebook

WU = Person(
    id=PersonId("wu"), name="吴", department=DepartmentCode("forestry"), roles=("handler", "reviewer")
)
COMPANY = Person(id=PersonId("qiao"), name="桥梁公司", roles=("applicant",), identity="91450721MA5XXXXXXX")


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


async def test_people_are_found_as_they_were_entered(engine: AsyncEngine) -> None:
    """Officials with department and roles, applicants with their number; entering again changes them."""
    directory = Directory(engine)
    await directory.enter("450721", [WU, COMPANY], sample=True)
    promoted = WU.model_copy(update={"roles": ("approver",)})
    await directory.enter("450721", [promoted])

    assert await directory.find_person(WU.id) == promoted
    assert await directory.find_person(COMPANY.id) == COMPANY
    assert await directory.find_person(PersonId("nobody")) is None
    assert await directory.people() == [promoted, COMPANY]
    assert await directory.people("450722") == []


async def test_delegations_are_found_as_they_were_entered(engine: AsyncEngine) -> None:
    """With their days, and gone when the person is entered without them."""
    delegation = Delegation(
        principal=PersonId("lei"),
        name="雷",
        department=DepartmentCode("forestry"),
        levels=("approver",),
        valid_from=date(2026, 6, 1),
        valid_until=date(2026, 6, 30),
        document="林委〔2026〕5号",
    )
    deputy = WU.model_copy(update={"delegations": (delegation,)})
    directory = Directory(engine)
    await directory.enter("450721", [deputy])

    assert await directory.find_person(WU.id) == deputy
    assert await directory.people() == [deputy]
    await directory.enter("450721", [WU])
    assert await directory.find_person(WU.id) == WU


async def test_who_has_left_is_not_found_until_entered_again(
    engine: AsyncEngine, database: asyncpg.Connection
) -> None:
    """The row stays, because events name the person."""
    directory = Directory(engine)
    await directory.enter("450721", [WU])
    await directory.retire(WU.id)

    assert await directory.find_person(WU.id) is None
    assert await directory.people() == []
    assert await database.fetchval("SELECT count(*) FROM people") == 1
    await directory.enter("450721", [WU])
    assert await directory.find_person(WU.id) == WU


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
