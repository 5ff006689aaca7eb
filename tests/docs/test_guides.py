"""What the documents tell people to type exists, what they point at is there, both languages say the same."""

import re
import shlex
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

import starter
from desk.cli.act import read_fields
from models.domain.commands import COMMANDS
from models.domain.refusals import every_refusal
from models.domain.rules.decide import read_command
from runtime.documents import load_case

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
GUIDES = sorted((ROOT / "docs" / "guide" / "zh").glob("*.md"))

_FENCE = re.compile(r"^ *```(\w*)\n(.*?)^ *```", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_FACT = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`")
_SAMPLE_PEOPLE = "".join(
    (ROOT / file).read_text(encoding="utf-8")
    for file in ("data/people/lingshan.yaml", "docs/examples/people.yaml")
)
_BY_ANOTHER_WAY = {
    "file-case": "lianshen case open",
    "adopt-calendar": "lianshen calendar adopt",
    "reorganise-department": "lianshen case reorganise",
}
"""Commands that people give with a file, or to many cases at once."""


def typed(page: Path) -> list[str]:
    """The lines of a page that call lianshen, with the variable filled in."""
    return [
        line.strip().replace("$CASE", "450721-2026-000001")
        for language, block in _FENCE.findall(page.read_text(encoding="utf-8"))
        if language == "sh"
        for line in block.splitlines()
        if line.strip().startswith("lianshen ")
    ]


LINES = [(page, line) for page in PAGES for line in typed(page)]


@cache
def command_line() -> TyperGroup:
    """The command line as it is installed."""
    app = get_command(starter.build())
    assert isinstance(app, TyperGroup)
    return app


def parsed(line: str) -> dict[str, object]:
    """What the command line understands of a typed line, without doing it; raises for what does not exist."""
    group = command_line()
    words = shlex.split(line, comments=True)[1:]
    while True:
        name, *words = words
        found = group.get_command(typer.Context(group), name)
        if isinstance(found, TyperCommand):
            return found.make_context(found.name, list(words)).params
        assert isinstance(found, TyperGroup), name
        group = found


@pytest.mark.parametrize(("page", "line"), LINES, ids=[f"{page.stem}: {line[:70]}" for page, line in LINES])
def test_what_a_page_tells_people_to_type_is_understood(page: Path, line: str) -> None:
    """Commands, options and fields exist, and the files that are named are there."""
    params = parsed(line)

    if line.startswith("lianshen act"):
        fields, item = params["fields"] or [], params["item"]
        assert isinstance(fields, list | tuple)
        do = str(params["command"])
        command = read_command(do, read_fields(do, list(fields)) | ({} if item is None else {"item": item}))
        assert command.do in COMMANDS
        assert params["by"] is None or f"\n  {params['by']}:" in _SAMPLE_PEOPLE
    named = params.get("file") or params.get("files") or ()
    for file in named if isinstance(named, list | tuple) else (named,):
        assert isinstance(file, Path)
        assert (ROOT / file).is_file(), f"{page.name}: {file}"


def test_the_guides_show_every_command_that_people_give() -> None:
    """A command nobody is told about is a command nobody uses."""
    for folder in ("zh", "en"):
        lines = [line for page, line in LINES if page.parent.name == folder]
        shown = {shlex.split(line)[2] for line in lines if line.startswith("lianshen act")}
        shown |= {
            do for do, typed_as in _BY_ANOTHER_WAY.items() if any(line.startswith(typed_as) for line in lines)
        }
        assert shown == set(COMMANDS), folder


def test_every_command_of_the_command_line_is_written_about() -> None:
    """In the guides of each language, or where operators read."""
    for language in ("zh", "en"):
        told = "".join(
            page.read_text(encoding="utf-8") for page in PAGES if page.parent.name in {language, "docs"}
        )
        missing = [
            words for words in every_part(command_line()) if " ".join(("lianshen", *words)) not in told
        ]
        assert missing == [], language


def every_part(group: TyperGroup) -> Iterator[tuple[str, ...]]:
    """The names of all commands, each with the names of the groups around it."""
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from ((name, *inner) for inner in every_part(command))
        else:
            yield (name,)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_to_something(page: Path) -> None:
    """Relative links only: other people's pages may move."""
    links = [link.partition("#")[0] for link in _LINK.findall(page.read_text(encoding="utf-8"))]
    broken = [link for link in links if "://" not in link and not (page.parent / link).exists()]

    assert broken == []


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_both_languages_tell_the_same(guide: Path) -> None:
    """The same headings in number and depth, the same commands in the same order, the same refusals."""
    other = ROOT / "docs" / "guide" / "en" / guide.name
    zh, en = guide.read_text(encoding="utf-8"), other.read_text(encoding="utf-8")

    assert re.findall(r"^#+", zh, re.MULTILINE) == re.findall(r"^#+", en, re.MULTILINE)
    assert [shape(line) for line in typed(guide)] == [shape(line) for line in typed(other)]
    assert _FACT.findall(zh) == _FACT.findall(en)


def shape(line: str) -> list[str]:
    """A typed line without the texts in it."""
    return [word.partition("=")[0] for word in shlex.split(line)]


def test_every_guide_is_there_in_both_languages() -> None:
    """Clerk, worker and manager at the command line; and the desk, for all and for each."""
    for folder in ("zh", "en"):
        names = {page.stem for page in (ROOT / "docs" / "guide" / folder).glob("*.md")}
        typed_by = {"clerk", "worker", "manager"}
        assert names == typed_by | {"desk", "desk-office", "desk-applicant", "desk-administrator"}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_refusals_that_a_page_explains_exist(page: Path) -> None:
    """Their names are what people meet on the screen."""
    if page.parent.parent.name != "guide" or page.stem.startswith(
        "desk"
    ):  # those of the desk: test_desk_guides
        return
    named = set(_FACT.findall(page.read_text(encoding="utf-8")))

    assert named <= set(every_refusal())


def test_the_example_case_can_be_filed() -> None:
    """The case that the guides open: four items, one material missing."""
    case, catalogue = load_case(ROOT / "docs" / "examples" / "workshop.yaml")

    assert catalogue.applicable_items(case.answers) == (
        "seismic",
        "fire-layout",
        "industrial-policy",
        "project-filing",
    )
    assert case.materials == ("project-report",)


def test_the_list_of_decisions_names_each_with_its_title() -> None:
    """A decision that is not in the list is not found when it is needed."""
    folder = ROOT / "docs" / "decisions"
    listed = re.findall(
        r"^\| \[(\d{4})\]\(([^)]+)\) \| (.+) \|$", (folder / "README.md").read_text("utf-8"), re.MULTILINE
    )
    titles = [
        (page.name[:4], page.name, re.sub(r"^# \d{4}\.? ", "", page.read_text("utf-8").partition("\n")[0]))
        for page in sorted(folder.glob("0*.md"))
    ]

    assert listed == titles


@pytest.mark.parametrize("test", sorted({
    held
    for page in (ROOT / "docs" / "decisions").glob("*.md")
    for held in re.findall(r"`(tests/[\w/]+\.py(?:::\w+)?)`", page.read_text(encoding="utf-8"))
}))  # fmt: skip
def test_what_holds_a_decision_is_there(test: str) -> None:
    """A decision whose test is gone is only an opinion."""
    path, _, name = test.partition("::")
    text = (ROOT / path).read_text(encoding="utf-8")

    assert not name or f"def {name}(" in text
