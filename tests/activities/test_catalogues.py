import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.ext.asyncio import AsyncEngine
from typer.testing import CliRunner, Result

from activities.catalogues import PublishedCatalogues
from activities.people import Directory
from activities.register import PostgresRegister
from desk.catalogues import admit
from desk.cli.catalogue import app
from desk.outcomes import Refused
from desk.reads import Reads
from models.domain.catalogue import Catalogue
from models.domain.names import CommandKey, DepartmentCode, PersonId
from models.domain.people import DirectoryEntry, Person
from models.domain.rulebook import Rulebook
from models.domain.view import view
from tests.activities.conftest import Tell
from tests.activities.story import NUMBER, appends, course, number, project
from tests.domain.sample import CATALOGUE, calendar, moment

AT = datetime(2026, 6, 1, tzinfo=UTC)
Run = Callable[..., Awaitable[Result]]


def changed(version: str = "2", begins: date = date(2026, 7, 1), **changes: Any) -> Catalogue:
    """A later version of the sample procedure."""
    return Catalogue.model_validate({**CATALOGUE, "version": version, "valid_from": begins, **changes})


def law(catalogue: Catalogue) -> Rulebook:
    """The sample calendar with a catalogue."""
    return Rulebook(catalogue=catalogue, calendar=calendar())


async def test_a_running_case_keeps_its_version(
    engine: AsyncEngine, register: PostgresRegister, tell: Tell, book: Rulebook
) -> None:
    """A new version with shorter limits moves no deadline of an old case, and all those of a new one."""
    await tell()
    now = moment("2026-06-16 10:00")
    old = await register.load_case(NUMBER)
    assert old is not None
    before = view(old, now, await register.load_rulebook(old.rulebook))
    shorter = law(changed(limits={"committed": 29, "statutory": 40}))
    await PublishedCatalogues(engine).publish(book.catalogue, by="admin", at=AT)
    await PublishedCatalogues(engine).publish(shorter.catalogue, by="admin", at=AT)

    await admit(engine, shorter, moment("2026-07-01 09:00"))
    await register.keep_rulebook(shorter)
    for each in appends(course(shorter, number(2), code=project(2)), number(2)):
        await register.append(each)
    kept, new = await register.load_case(NUMBER), await register.load_case(number(2))
    assert kept is not None
    assert new is not None

    assert view(kept, now, await register.load_rulebook(kept.rulebook)) == before
    told = view(new, now, await register.load_rulebook(new.rulebook)).clocks["statutory"]
    first = before.clocks["statutory"]
    assert first is not None
    assert told is not None
    assert (first.limit, told.limit) == (45, 40)


async def test_the_first_filing_publishes_and_later_ones_must_fit(
    engine: AsyncEngine, book: Rulebook
) -> None:
    """Published without a person; another content, or another version, cannot be filed by."""
    first = await admit(engine, book, moment("2026-06-15 10:00"))
    again = await admit(engine, book, moment("2026-06-16 10:00"))
    (listed,) = await PublishedCatalogues(engine).listed()

    assert (first.new, again.new) == (True, False)
    assert (listed.standing.version, listed.by) == ("1", None)
    for other, name in (
        (changed("1", date(2024, 1, 1), archive_after=3), "CatalogueAlreadyPublished"),
        (changed("2"), "CatalogueNotPublished"),
    ):
        with pytest.raises(Refused) as refused:
            await admit(engine, law(other), moment("2026-07-02 10:00"))
        assert refused.value.name == name


async def test_a_catalogue_is_read_back_as_it_was_published(engine: AsyncEngine, book: Rulebook) -> None:
    """By code and version; nothing for a version that nobody published."""
    published = PublishedCatalogues(engine)
    await published.publish(book.catalogue, by="admin", at=AT)

    assert await published.find("sample", "1") == [book.catalogue]
    assert await published.find("sample", "2") == []


async def test_two_who_publish_at_once_do_not_both_win(engine: AsyncEngine) -> None:
    """The same version with two contents: one is entered, the other refused."""
    published = PublishedCatalogues(engine)
    met = await asyncio.gather(
        *(published.publish(changed(archive_after=days), by="admin", at=AT) for days in (5, 6, 7)),
        return_exceptions=True,
    )

    assert sorted(type(each).__name__ for each in met) == [
        "CatalogueAlreadyPublished",
        "CatalogueAlreadyPublished",
        "Published",
    ]
    assert len(await published.listed()) == 1


async def test_a_filing_is_found_again_by_its_key(
    engine: AsyncEngine, register: PostgresRegister, tell: Tell
) -> None:
    """Only once there is a case: a number that was drawn for nothing is no filing."""
    reads, key = Reads(engine), CommandKey("once")
    drawn = await register.draw_number(key, "450721", 2026)
    before = await reads.filed_under("450721", key)
    await tell(drawn)

    assert before is None
    assert await reads.filed_under("450721", key) == drawn
    assert await reads.filed_under("450721", CommandKey("never")) is None


@pytest.fixture
async def run(database_url: str, engine: AsyncEngine) -> Run:
    """Runs a command as a process of its own would, in an office with an administrator."""
    service = DepartmentCode("service-centre")
    people = [
        Person(id=PersonId("admin"), name="管理员", department=service, roles=("administrator",)),
        Person(id=PersonId("clerk"), name="窗口", department=service, roles=("clerk",)),
    ]
    entries = [DirectoryEntry(jurisdiction="450721", person=each) for each in people]
    await Directory(engine).begin_with(entries, at=AT)
    variables = {"DATABASE_URL": database_url, "LIANSHEN_LANG": None}

    async def invoke(*arguments: str) -> Result:
        return await asyncio.to_thread(
            lambda: CliRunner().invoke(app, [str(each) for each in arguments], env=variables)
        )

    return invoke


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """The sample procedure in two versions, and the second with other content."""
    for name, catalogue in (
        ("first", Catalogue.model_validate(CATALOGUE)),
        ("second", changed(limits={"committed": 29, "statutory": 40})),
        ("other", changed(archive_after=3)),
    ):
        said = catalogue.model_dump(mode="json", exclude_none=True)
        (tmp_path / f"{name}.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")
    return tmp_path


async def test_versions_are_published_and_listed_at_the_command_line(run: Run, files: Path) -> None:
    """What was closed is said; the same file again is nothing new; other content is one clear refusal."""
    first = await run("publish", f"{files}/first.yaml", "--lang", "en")
    second = await run("publish", f"{files}/second.yaml")
    again = await run("publish", f"{files}/second.yaml", "--json")
    other = await run("publish", f"{files}/other.yaml")
    listed = await run("list", "--json")

    assert (first.exit_code, second.exit_code, again.exit_code, other.exit_code) == (0, 0, 0, 1)
    assert "Published sample@1" in first.stdout
    assert "版本 1 的有效期至 2026-06-30 止。" in second.stdout
    assert json.loads(again.stdout) == {"published": "sample@2", "new": False, "closed": []}
    assert other.stderr.startswith("CatalogueAlreadyPublished: ")
    assert [(each["version"], each["valid_until"], each["by"]) for each in json.loads(listed.stdout)] == [
        ("1", "2026-06-30", "admin"),
        ("2", None, "admin"),
    ]


async def test_only_an_administrator_publishes(run: Run, files: Path) -> None:
    """A clerk is refused by name, a stranger is not known; nothing is published."""
    clerk = await run("publish", f"{files}/first.yaml", "--by", "clerk")
    stranger = await run("publish", f"{files}/first.yaml", "--by", "nobody")
    listed = await run("list")

    assert (clerk.exit_code, stranger.exit_code) == (1, 1)
    assert clerk.stderr.startswith("NotYourRole: ")
    assert listed.stdout == "还没有发布目录。\n"


async def test_a_published_version_is_compared_with_a_file(run: Run, files: Path) -> None:
    """`CODE@VERSION` on either side; one that nobody published is bad input."""
    await run("publish", f"{files}/first.yaml")
    told = await run("diff", "sample@1", f"{files}/second.yaml", "--lang", "en")
    unknown = await run("diff", "sample@9", f"{files}/second.yaml")

    assert told.exit_code == 0
    assert "- limits of the case statutory limit: 45 working days → 40 working days" in told.stdout
    assert unknown.exit_code == 2
    assert "sample@9" in unknown.stderr
