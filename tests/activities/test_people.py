from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.people import Directory
from models.domain.names import DepartmentCode, PersonId
from models.domain.people import Delegation, DirectoryEntry, Person

WU = Person(
    id=PersonId("wu"), name="吴", department=DepartmentCode("forestry"), roles=("handler", "reviewer")
)
COMPANY = Person(id=PersonId("qiao"), name="桥梁公司", roles=("applicant",), identity="91450721MA5XXXXXXX")
ADMIN = PersonId("admin")
AT = datetime(2026, 6, 15, 2, tzinfo=UTC)
TODAY = date(2026, 6, 15)
DAY = timedelta(days=1)


def entry(
    person: Person, begins: date | None = None, leaves: date | None = None, *, sample: bool = False
) -> DirectoryEntry:
    """The person in the directory of the county."""
    return DirectoryEntry(
        jurisdiction="450721", person=person, valid_from=begins, valid_until=leaves, sample=sample
    )


async def test_people_are_found_as_they_were_entered(engine: AsyncEngine) -> None:
    """Officials with department and roles, applicants with their number; entering again changes them."""
    directory = Directory(engine)
    await directory.enter([entry(WU, sample=True), entry(COMPANY)], by=ADMIN, at=AT)
    promoted = WU.model_copy(update={"roles": ("approver",)})
    await directory.enter([entry(promoted)], by=ADMIN, at=AT)

    assert await directory.people(TODAY) == [promoted, COMPANY]
    assert await directory.entries() == [entry(promoted), entry(COMPANY)]
    assert await directory.people(TODAY, "450722") == []


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
    await directory.enter([entry(deputy)], by=ADMIN, at=AT)

    assert await directory.people(TODAY) == [deputy]
    await directory.enter([entry(WU)], by=ADMIN, at=AT)
    assert await directory.people(TODAY) == [WU]


async def test_a_person_acts_from_the_first_day_to_the_last(engine: AsyncEngine) -> None:
    """Both included. Who has left is not found, and stays, because events name the person."""
    directory = Directory(engine)
    await directory.enter([entry(WU, TODAY, TODAY + DAY)], by=ADMIN, at=AT)
    found = [bool(await directory.people(TODAY + days * DAY)) for days in (-1, 0, 1, 2)]

    assert found == [False, True, True, False]
    assert await directory.entries() == [entry(WU, TODAY, TODAY + DAY)]


async def test_who_was_closed_without_a_day_is_not_found_until_entered_again(
    engine: AsyncEngine, database: asyncpg.Connection
) -> None:
    """A release that knew no days has closed some people; their rows are still there."""
    directory = Directory(engine)
    await directory.enter([entry(WU)], by=ADMIN, at=AT)
    await database.execute("UPDATE people SET valid = false")

    assert await directory.entries() == []
    entering = await directory.enter([entry(WU)], by=ADMIN, at=AT)
    assert (entering.new, await directory.people(TODAY)) == ((WU.id,), [WU])


async def test_the_same_again_is_nothing_new(engine: AsyncEngine) -> None:
    """Only what has changed is written, and written down with who entered it."""
    directory = Directory(engine)
    first = await directory.enter([entry(WU), entry(COMPANY)], by=None, at=AT)
    again = await directory.enter([entry(WU), entry(COMPANY)], by=ADMIN, at=AT + DAY)
    leaves = await directory.enter([entry(WU, leaves=TODAY), entry(COMPANY)], by=ADMIN, at=AT + 2 * DAY)

    assert (first.new, first.changed) == ((WU.id, COMPANY.id), ())
    assert (again.new, again.changed) == ((), ())
    assert (leaves.new, leaves.changed) == ((), (WU.id,))
    assert [(each.at, each.by, each.entry) for each in await directory.history(WU.id)] == [
        (AT, None, entry(WU)),
        (AT + 2 * DAY, ADMIN, entry(WU, leaves=TODAY)),
    ]


async def test_what_the_program_brings_never_overwrites_an_office(engine: AsyncEngine) -> None:
    """The sample people are offered at every start; who has left in the meantime has left."""
    directory = Directory(engine)
    await directory.begin_with([entry(WU, sample=True)], at=AT)
    await directory.enter([entry(WU, leaves=TODAY)], by=ADMIN, at=AT)
    await directory.begin_with([entry(WU, sample=True), entry(COMPANY, sample=True)], at=AT)

    assert await directory.entries() == [entry(WU, leaves=TODAY), entry(COMPANY, sample=True)]


async def test_a_directory_of_an_older_release_keeps_its_people(engine: AsyncEngine) -> None:
    """What stands there is written down as it stands; going back closes those who have left."""
    scripts = Path(__file__).parents[2] / "deploy" / "migrations"

    def move(connection: Connection, to: str) -> None:
        config = Config()
        config.set_main_option("script_location", str(scripts))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        (command.upgrade if to == "0005" else command.downgrade)(config, to)

    directory = Directory(engine)
    left = WU.model_copy(update={"id": PersonId("left")})
    await directory.enter([entry(WU), entry(COMPANY), entry(left, leaves=date(2020, 1, 31))], by=ADMIN, at=AT)
    for to in ("0004", "0005"):
        async with engine.begin() as connection:
            await connection.run_sync(move, to)

    assert await directory.entries() == [entry(WU), entry(COMPANY)]
    assert [(each.by, each.entry) for each in await directory.history(WU.id)] == [(None, entry(WU))]
    assert await directory.history(left.id) == []
