"""`lianshen case`: open a case from a file, list cases, show how one stands, tell its history."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from pydantic import TypeAdapter

from desk.calendars import calendar_in_force
from desk.cases import Cases
from desk.catalogues import admit
from desk.cli.naming import case_named, key_given
from desk.cli.reaching import Office, office, office_with_cases
from desk.cli.reorganise import reorganise
from desk.cli.running import finish
from desk.cli.speaking import next_command_line, person_for
from desk.cli.words import Lang, pick, tr
from desk.outcomes import NoSuchCase, Refused
from desk.reads import CaseLine
from desk.telling.brief import brief, told_brief
from desk.telling.page import page
from desk.telling.standing import waiting_for
from desk.telling.story import Story
from models.domain import words as said
from models.domain.case import Case
from models.domain.case_file import CaseFile
from models.domain.catalogue import Catalogue
from models.domain.clock import OfficeHours
from models.domain.commands import Order
from models.domain.events import CaseReceived, DeadlinesReprojected, Event
from models.domain.fold import evolve
from models.domain.identity import identity_remark
from models.domain.names import CaseNumber
from models.domain.refusals import DuplicateCase
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import read_command
from models.domain.view import view
from models.messages.case_workflow import Answer
from runtime.documents import load_case

app = typer.Typer(name="case", help="办件 / cases", no_args_is_help=True, add_completion=False)

app.command("reorganise")(reorganise)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
By = Annotated[str | None, typer.Option("--by", metavar="PERSON", help="办理人 / who acts")]
Key = Annotated[
    str | None, typer.Option("--key", help="操作编号，重试时用同一个 / the same key is the same command")
]
Number = Annotated[str, typer.Argument(metavar="ID", help="办件编号 / case number")]


@app.command("open")
def open_case(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="办件文件 / a case file")],
    *,
    by: By = None,
    key: Key = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """按文件收件 / file a case from a file."""
    finish(_open(file, by, key, lang, as_json=as_json), lang)


@app.command("list")
def list_cases(
    *,
    everything: Annotated[bool, typer.Option("--all", help="含已结束的 / ended ones, too")] = False,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """在办办件，先到期的在前 / live cases, due first."""
    finish(_list(everything=everything, lang=lang, as_json=as_json), lang)


@app.command()
def show(
    number: Number,
    *,
    short: Annotated[
        bool, typer.Option("--brief", help="只看状态、等谁、最近到期 / state, whose turn, next due")
    ] = False,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """办件现状、时限及其由来、下一步 / how a case stands, its deadlines and why, and what comes next."""
    finish(_show(number, lang, short=short, as_json=as_json), lang)


@app.command()
def history(number: Number, *, lang: Lang = None, as_json: AsJson = False) -> None:
    """办件经过 / what has happened to a case."""
    finish(_history(number, lang, as_json=as_json), lang)


async def rulebook_of(reached: Office, catalogue: Catalogue) -> Rulebook:
    """The law of a new case: its catalogue, the office's calendars and its hours."""
    return Rulebook(
        catalogue=catalogue,
        calendar=await calendar_in_force(reached.engine, catalogue.jurisdiction.code),
        hours=OfficeHours(timezone=reached.settings.timezone),
    )


async def file_case(
    reached: Office,
    cases: Cases,
    file: CaseFile,
    book: Rulebook,
    *,
    by: str | None,
    key: str | None,
    lang: str | None = None,
) -> Answer:
    """File the case; a second live case of the project is refused before a number is drawn for it."""
    fields = file.model_dump(exclude={"case", "catalogue"})
    command = read_command("file-case", fields)
    empty = Case(number=CaseNumber("-"))
    person = await person_for(reached, empty, command, by, datetime.now(UTC), book)
    order = Order(key=key_given(key), by=person, command=command)
    if key is None:
        await _require_no_live_case(reached, file, book)
    if key is None or await reached.reads.filed_under(book.catalogue.jurisdiction.code, order.key) is None:
        # A repeated filing goes by the law of the first.
        published = await admit(reached.engine, book, order.happened or datetime.now(UTC))
        if published.new:
            named = f"{book.catalogue.code}@{book.catalogue.version}"
            first = tr(
                f"目录首次使用，已发布：{named}", f"First use of the catalogue, now published: {named}", lang
            )
            typer.echo(first, err=True)
    return await cases.file(order, book, datetime.now(UTC))


async def _require_no_live_case(reached: Office, file: CaseFile, book: Rulebook) -> None:
    catalogue = book.catalogue
    live = await reached.reads.live_case(catalogue.jurisdiction.code, file.project.code, catalogue.code)
    if live is not None:
        duplicate = DuplicateCase(project=file.project.code, number=live)
        raise Refused(duplicate.name, duplicate.text("zh"), duplicate.text("en"))


async def _open(file: Path, by: str | None, key: str | None, lang: str | None, *, as_json: bool) -> None:
    read, catalogue = load_case(file)
    async with office_with_cases() as (reached, cases):
        book = await rulebook_of(reached, catalogue)
        answer = await file_case(reached, cases, read, book, by=by, key=key, lang=lang)
        case = await reached.register.load_case(answer.case)
        if as_json:
            _print(answer.model_dump(mode="json"))
            return
        remark = identity_remark(read.applicant.id)
        if remark is not None:
            typer.echo(
                tr(f"提示：申请人{remark.zh}", f"Note: the applicant's id {remark.en}", lang), err=True
            )
        typer.echo(tr(f"已收件，办件编号 {answer.case}", f"Received as case {answer.case}", lang))
        if case is not None:
            await next_command_line(reached, case, book, lang)


async def _list(*, everything: bool, lang: str | None, as_json: bool) -> None:
    async with office() as reached:
        lines = await reached.reads.cases(live_only=not everything)
    if as_json:
        _print(TypeAdapter(list[CaseLine]).dump_python(lines, mode="json"))
        return
    if not lines:
        typer.echo(tr("没有在办办件。", "There is no live case.", lang))
    for line in lines:
        state = pick(said.CASE_STATES[line.state], lang)  # type: ignore[index]
        due = "-" if line.due is None else f"{line.due}{'?' if line.provisional else ''}"
        due_words = tr(f"最近到期 {due}", f"due {due}", lang)
        items = tr(f"{line.open_items} 项未结", f"{line.open_items} items open", lang)
        typer.echo(f"{line.number}  {state}  {due_words}  {items}  {line.project}")


async def _load(reached: Office, number: CaseNumber) -> tuple[Case, Rulebook]:
    case = await reached.register.load_case(number)
    if case is None:
        raise NoSuchCase(number)
    return case, await reached.register.load_rulebook(case.rulebook)


async def _show(named: str, lang: str | None, *, short: bool, as_json: bool) -> None:
    number = case_named(named)
    async with office() as reached:
        case, book = await _load(reached, number)
        now = book.hours.local(datetime.now(UTC))
        if short:
            _show_brief(case, now, book, lang, as_json=as_json)
            return
        if as_json:
            typer.echo(view(case, now, book).model_dump_json(indent=1))
            return
        for line in page(case, now, book):
            typer.echo(pick(line, lang))
        waits = waiting_for(case, book)
        if waits:
            typer.echo(tr("等待：", "Waits for:", lang))
            for line in waits:
                typer.echo(f"  {pick(line, lang)}")
        await next_command_line(reached, case, book, lang)


def _show_brief(case: Case, now: datetime, book: Rulebook, lang: str | None, *, as_json: bool) -> None:
    seen = brief(case, now, book)
    if as_json:
        typer.echo(seen.model_dump_json(indent=1))
        return
    for line in told_brief(seen, case, book):
        typer.echo(pick(line, lang))


async def _history(named: str, lang: str | None, *, as_json: bool) -> None:
    number = case_named(named)
    async with office() as reached:
        case, book = await _load(reached, number)
        entries = await reached.register.entries(case.number)
        laws = {
            entry.seq: await reached.register.load_rulebook(entry.event.rulebook)
            for entry in entries
            if isinstance(entry.event, CaseReceived | DeadlinesReprojected)
        }
    story, after = Story(book), Case(number=number)
    lines: list[dict[str, object]] = []
    for entry in entries:
        event: Event = entry.event
        after = evolve(after, event)
        if entry.seq in laws:
            story = Story(laws[entry.seq])  # what happened is told by the law of its day
        sentence = story.sentence(event, after)
        if as_json:
            told = event.model_dump(mode="json") | {"entered_at": entry.entered_at.isoformat()}
            lines.append({"seq": entry.seq, **told, "zh": sentence.zh, "en": sentence.en})
        else:
            typer.echo(f"{entry.seq:>4}  {event.at:%Y-%m-%d %H:%M}  {pick(sentence, lang)}")
    if as_json:
        _print(lines)


def _print(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
