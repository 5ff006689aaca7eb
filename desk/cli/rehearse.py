"""`lianshen rehearse`: play a scripted case by the real rules, in virtual time."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from desk.cli.running import REFUSED, finish
from desk.cli.words import Lang, pick, tr
from desk.telling.scenes import scene
from desk.telling.story import Story
from models.domain.calendar import Calendar
from models.domain.calendar_table import YearTable
from models.domain.case import Case
from models.domain.clock import OfficeHours
from models.domain.events import EVENT
from models.domain.fold import evolve
from models.domain.rehearsal import Rehearsal, Report, check_rehearsal
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import play
from models.domain.text import Language, Words
from models.domain.view import CaseView
from runtime.documents import load, load_calendar, load_calendars, load_catalogue

LANGUAGES: Final[tuple[Language, Language]] = ("zh", "en")


class Engine(StrEnum):
    """What plays the rehearsal."""

    CORE = "core"


def rehearse(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="演练文件 / a rehearsal")],
    *,
    engine: Annotated[Engine, typer.Option(help="core：只用规则 / the rules alone")] = Engine.CORE,
    lenient: Annotated[bool, typer.Option(help="被拒的步骤不算失败 / refused steps do not fail")] = False,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """演练一个办件 / rehearse a case. 有未预料的结果时退出码为 1 / exit 1 when a step ends unforeseen."""
    finish(_rehearse(file, lang, engine, lenient=lenient, as_json=as_json), lang)


def books_of(file: Path, rehearsal: Rehearsal) -> dict[str, Rulebook]:
    """The law of each case of a rehearsal. Raises ``DocumentFaults`` for a file that is not right."""
    calendar = Calendar(tables=_tables(file, rehearsal))
    hours = OfficeHours(timezone=rehearsal.timezone)
    by_path = {
        path: Rulebook(catalogue=load_catalogue(file.parent / path), calendar=calendar, hours=hours)
        for path in {
            rehearsal.catalogue,
            *(case.catalogue or rehearsal.catalogue for case in rehearsal.cases.values()),
        }
    }
    return {name: by_path[case.catalogue or rehearsal.catalogue] for name, case in rehearsal.cases.items()}


def load_rehearsal(file: Path) -> Rehearsal:
    """A rehearsal whose persons, cases and times fit together."""
    return load(file, Rehearsal, check_rehearsal)


async def _rehearse(file: Path, lang: str | None, engine: Engine, *, lenient: bool, as_json: bool) -> None:
    del engine  # there is one
    rehearsal = load_rehearsal(file)
    books = books_of(file, rehearsal)
    report = play(rehearsal, books)
    if as_json:
        typer.echo(report.model_dump_json(indent=1))
    else:
        _tell(report, rehearsal, books, lang)
    if report.failed and not lenient:
        for step in report.failed:
            said = (
                tr("完成", "done", lang)
                if step.message is None
                else f"{step.refusal}: {pick(step.message, lang)}"
            )
            typer.echo(
                tr(f"第{step.step}步未如预期：{said}", f"step {step.step} ended unforeseen: {said}", lang),
                err=True,
            )
        raise typer.Exit(REFUSED)


def _tell(report: Report, rehearsal: Rehearsal, books: dict[str, Rulebook], lang: str | None) -> None:
    """What happened, what was refused and how the cases stood, in the order of the days."""
    hours = next(iter(books.values())).hours
    told = list(_happenings(report, books))
    for step in report.steps:
        if step.message is not None:
            at = hours.local_moment(rehearsal.steps[step.step - 1].at)
            refused = _words(f"第{step.step}步被拒", f"step {step.step} refused")
            told.append(
                (
                    at,
                    _words(
                        *(
                            f"{refused.in_(language)}  {step.refusal}: {step.message.in_(language)}"
                            for language in LANGUAGES
                        )
                    ),
                )
            )
    for look in report.looks:
        told += [
            (look.at, _words(f"查看  {line.zh}", f"look  {line.en}")) for line in _scenes(look.cases, books)
        ]
    for at, line in sorted(told, key=lambda each: each[0]):
        typer.echo(f"{at:%Y-%m-%d %H:%M}  {pick(line, lang)}")
    for line in _scenes(report.cases, books):
        typer.echo(tr("结束  ", "end  ", lang) + pick(line, lang))


def _happenings(report: Report, books: dict[str, Rulebook]) -> Iterator[tuple[datetime, Words]]:
    cases = {name: Case(number=view.number) for name, view in report.cases.items()}
    for told in report.events:
        name = str(told["case"])
        event = EVENT.validate_python(
            {key: value for key, value in told.items() if key not in {"case", "seq"}}
        )
        cases[name] = evolve(cases[name], event)
        sentence = Story(books[name]).sentence(event, cases[name])
        yield (
            event.at,
            _words(*(f"{name} {told['seq']:>3}  {sentence.in_(language)}" for language in LANGUAGES)),
        )


def _scenes(cases: Mapping[str, CaseView], books: dict[str, Rulebook]) -> Iterator[Words]:
    for name, seen in cases.items():
        yield from scene(name, seen, books[name].catalogue)


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


def _tables(file: Path, rehearsal: Rehearsal) -> tuple[YearTable, ...]:
    tables: list[YearTable] = []
    for named in rehearsal.calendars:
        if named.endswith((".yaml", ".yml", ".json")):
            tables.append(load_calendar(file.parent / named))
        else:
            tables.extend(load_calendars(named))
    return tuple(sorted(tables, key=lambda table: table.year))
