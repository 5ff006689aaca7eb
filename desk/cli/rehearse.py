"""`lianshen rehearse`: play a scripted case by the real rules, in virtual time."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from desk.cli.running import BAD_INPUT, REFUSED, fail, finish
from desk.cli.what_if import MOST, WhatIf, what_if
from desk.cli.words import Lang, pick, tr
from desk.telling.scenes import scene
from desk.telling.story import Story
from models.domain.calendar import Calendar
from models.domain.calendar_files import rulebook_with
from models.domain.calendar_table import YearTable
from models.domain.case import Case
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours
from models.domain.events import EVENT, DeadlinesReprojected
from models.domain.fold import evolve
from models.domain.rehearsal import Rehearsal, Report, Step, check_rehearsal
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import play
from models.domain.text import Language, Words
from models.domain.view import CaseView
from runtime.documents import load, load_calendar, load_calendar_file, load_calendars, load_catalogue

LANGUAGES: Final[tuple[Language, Language]] = ("zh", "en")


class Engine(StrEnum):
    """What plays the rehearsal."""

    CORE = "core"
    TEMPORAL = "temporal"


def rehearse(
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="演练文件；推演时可为现行目录 / a rehearsal, or the catalogue"),
    ] = None,
    *,
    engine: Annotated[
        Engine,
        typer.Option(
            help="core：只用规则 / the rules alone；temporal：真实流程与登记簿 / workflow and register"
        ),
    ] = Engine.CORE,
    changed: Annotated[
        Path | None,
        typer.Option(
            "--what-if", metavar="CATALOGUE", help="改后的目录会使什么超期 / what would be late under it"
        ),
    ] = None,
    generate: Annotated[
        int | None, typer.Option(min=1, max=MOST, help="推演生成的办件数 / how many made-up cases")
    ] = None,
    seed: Annotated[int, typer.Option(help="生成办件的种子 / the seed of made-up cases")] = 1,
    past: Annotated[
        bool, typer.Option("--past", help="推演登记簿中已结的办件 / the register's settled cases")
    ] = False,
    lenient: Annotated[bool, typer.Option(help="被拒的步骤不算失败 / refused steps do not fail")] = False,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """演练一个办件 / rehearse a case. 有未预料的结果时退出码为 1 / exit 1 when a step ends unforeseen."""
    if changed is not None:
        asked = WhatIf(changed=changed, file=file, generate=generate, seed=seed, past=past)
        return finish(what_if(asked, lang, as_json=as_json), lang)
    if file is None or past or generate is not None:
        fail(
            "请给出演练文件；--generate 和 --past 要与 --what-if 一起用",
            "name a rehearsal; --generate and --past go with --what-if",
            BAD_INPUT,
            lang,
        )
    return finish(_rehearse(file, lang, engine, lenient=lenient, as_json=as_json), lang)


def books_of(file: Path, rehearsal: Rehearsal) -> dict[str, Rulebook]:
    """The law of each case of a rehearsal. Raises ``DocumentFaults`` for a file that is not right."""
    calendar = Calendar(tables=_tables(file, rehearsal))
    hours = OfficeHours(timezone=rehearsal.timezone)
    by_path = {
        path: Rulebook(catalogue=_without_queues(file.parent / path), calendar=calendar, hours=hours)
        for path in {
            rehearsal.catalogue,
            *(case.catalogue or rehearsal.catalogue for case in rehearsal.cases.values()),
        }
    }
    return {name: by_path[case.catalogue or rehearsal.catalogue] for name, case in rehearsal.cases.items()}


def load_rehearsal(file: Path) -> Rehearsal:
    """A rehearsal whose persons, cases and times fit together, with the calendar files it names read in."""
    rehearsal = load(file, Rehearsal, check_rehearsal)
    return rehearsal.model_copy(update={"steps": tuple(_with_table(file, step) for step in rehearsal.steps)})


async def _rehearse(file: Path, lang: str | None, engine: Engine, *, lenient: bool, as_json: bool) -> None:
    rehearsal = load_rehearsal(file)
    books = books_of(file, rehearsal)
    report = play(rehearsal, books) if engine is Engine.CORE else await _play_on_servers(rehearsal, books)
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


async def _play_on_servers(rehearsal: Rehearsal, books: dict[str, Rulebook]) -> Report:
    from desk.rehearsing.playing import play_on_servers
    from desk.rehearsing.servers import rehearsal_servers
    from runtime.settings import load_settings

    async with rehearsal_servers(load_settings().database_url) as servers:
        (report,) = await play_on_servers([(rehearsal, books)], servers)
    return report


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
        if isinstance(event, DeadlinesReprojected):
            books[name] = rulebook_with(books[name], event.table)
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


def _without_queues(path: Path) -> Catalogue:
    """The catalogue with every department answering at the desk: its people are in the file."""
    catalogue = load_catalogue(path)
    departments = [each.model_copy(update={"queue": None}) for each in catalogue.departments]
    return catalogue.model_copy(update={"departments": tuple(departments)})


def _with_table(file: Path, step: Step) -> Step:
    """The step with the content of the calendar file whose path stands in it; the rules never read files."""
    named = step.fields.get("table")
    if step.do != "adopt-calendar" or not isinstance(named, str):
        return step
    table = load_calendar_file(file.parent / named).model_dump(mode="json")
    return Step.model_validate({**step.model_dump(), "table": table})


def _tables(file: Path, rehearsal: Rehearsal) -> tuple[YearTable, ...]:
    tables: list[YearTable] = []
    for named in rehearsal.calendars:
        if named.endswith((".yaml", ".yml", ".json")):
            tables.append(load_calendar(file.parent / named))
        else:
            tables.extend(load_calendars(named))
    return tuple(sorted(tables, key=lambda table: table.year))
