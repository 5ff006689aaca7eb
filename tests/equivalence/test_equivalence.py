import json
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import Any, Final

import pytest
from temporalio.worker import UnsandboxedWorkflowRunner

from desk.cli.rehearse import books_of, load_rehearsal
from desk.rehearsing.playing import play_on_servers
from desk.rehearsing.servers import Servers, rehearsal_servers
from models.domain.rehearsal import Rehearsal, Report
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import play
from tests.equivalence.catalogues import generated_book
from tests.equivalence.rehearsals import generated_rehearsal

FOLDER: Final = Path(__file__).resolve().parents[2] / "data" / "rehearsals"
FILES: Final = sorted(FOLDER.glob("*.yaml"))

SEED: Final = os.environ.get("LIANSHEN_EQUIVALENCE_SEED", "1")
COUNT: Final = int(os.environ.get("LIANSHEN_EQUIVALENCE", "150"))
"""How many made-up rehearsals; a longer run asks for thousands."""

AT_ONCE: Final = 50
"""Rehearsals on one server; the minutes could not be kept with many more."""

Part = tuple[Rehearsal, Mapping[str, Rulebook]]


@pytest.fixture(scope="module")
async def servers() -> AsyncIterator[Servers]:
    """Real servers, and a worker in this process, without the sandbox, which takes half of the time."""
    async with rehearsal_servers(None, runner=UnsandboxedWorkflowRunner()) as started:
        yield started


async def test_every_rehearsal_of_the_repository_happens_alike_on_both_engines(servers: Servers) -> None:
    """The rules alone, and the workflow with the register on a server, tell the same story."""
    parts = [_in_a_county_of_its_own(_read(file), 100 + place) for place, file in enumerate(FILES)]
    played = await play_on_servers(parts, servers)

    for file, part, report in zip(FILES, parts, played, strict=True):
        _require_alike(file.stem, part, report)
        assert report.failed == [], file.stem
    assert FILES


@pytest.mark.parametrize("first", range(0, COUNT, AT_ONCE))
async def test_made_up_rehearsals_happen_alike_on_both_engines(servers: Servers, first: int) -> None:
    """Random people under random procedures: sensible, hasty, late, or beside the point."""
    numbers = range(first, min(first + AT_ONCE, COUNT))
    parts = [_made_up(number) for number in numbers]
    played = await play_on_servers(parts, servers)

    for number, part, report in zip(numbers, parts, played, strict=True):
        _require_alike(f"made up, seed {SEED}/{number}", part, report)


def _made_up(number: int) -> Part:
    draw = Random(f"{SEED}/{number}")  # noqa: S311  # repeatable, not secret
    book = generated_book(draw, number)
    rehearsal = generated_rehearsal(draw, book)
    return rehearsal, dict.fromkeys(rehearsal.cases, book)


def _read(file: Path) -> Part:
    rehearsal = load_rehearsal(file)
    return rehearsal, books_of(file, rehearsal)


def _in_a_county_of_its_own(part: Part, number: int) -> Part:
    """The same with another jurisdiction, because rehearsals on one server would share case numbers."""
    rehearsal, books = part
    moved = {}
    for name, book in books.items():
        jurisdiction = book.catalogue.jurisdiction.model_copy(update={"code": f"{460000 + number:06}"})
        catalogue = book.catalogue.model_copy(update={"jurisdiction": jurisdiction})
        moved[name] = book.model_copy(update={"catalogue": catalogue})
    return rehearsal, moved


def _require_alike(name: str, part: Part, on_servers: Report) -> None:
    """Fail at the first event, step, look or state in which the two reports differ, and show both."""
    pure, real = _said(play(*part)), _said(on_servers)
    for what in ("events", "steps", "looks", "cases"):
        for place, (left, right) in enumerate(zip_longest(_rows(pure[what]), _rows(real[what]))):
            if left != right:
                file = _line(part[0].model_dump(mode="json"))
                pytest.fail(
                    f"{name}: {what} differ at {place}\ncore:     {_line(left)}\n"
                    f"temporal: {_line(right)}\n{file}"
                )


def _said(report: Report) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(report.model_dump_json())
    return read


def _rows(told: Sequence[Any] | Mapping[str, Any]) -> Sequence[Any]:
    return list(told.items()) if isinstance(told, Mapping) else told


def _line(told: object) -> str:
    return json.dumps(told, ensure_ascii=False)
