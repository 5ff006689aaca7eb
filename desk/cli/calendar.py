"""`lianshen calendar`: check a calendar file, see what it would move, and adopt it."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from desk.calendar_preview import Foreseen, preview
from desk.calendars import NoProgress, follow, require_adoptable, start_adoption
from desk.cli.faults import fault_line
from desk.cli.reaching import PATIENCE, office
from desk.cli.running import BAD_INPUT, UNREACHABLE, fail, finish
from desk.cli.speaking import administrator
from desk.cli.words import Lang, pick, tr
from desk.telling.calendar_moves import why_moved
from desk.telling.story import Story
from models.domain import words as said
from models.domain.calendar import Calendar
from models.domain.calendar_files import name_of
from models.domain.calendar_table import OfficeDays, YearTable
from models.domain.events import Event
from models.domain.reprojection import OpenDeadline
from models.messages.calendar_adoption import Adoption, Progress
from runtime.addresses import office_addresses
from runtime.documents import DocumentFaults, PlacedFault, load_calendar_file
from runtime.temporal import connect

app = typer.Typer(
    name="calendar",
    help="工作日安排：检查、预览、采用 / check, preview and adopt calendars",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
File = Annotated[
    Path, typer.Argument(metavar="FILE", help="年度安排或本机关调整日 / a year's table, or office days")
]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="日历文件 / calendar files")],
    *,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """逐个检查日历文件，列出全部错误 / every fault of every file. Exit code 2 when there is one."""
    faults: list[PlacedFault] = []
    for file in files:
        try:
            read = load_calendar_file(file)
        except DocumentFaults as unusable:
            faults += unusable.faults
            continue
        if not as_json:
            typer.echo(f"{file}: {_summary(read, lang)}")
    if as_json:
        _print([{**fault._asdict(), "path": list(fault.path)} for fault in faults])
    else:
        for fault in faults:
            typer.echo(fault_line(fault, lang), err=True)
    if faults:
        raise typer.Exit(BAD_INPUT)


@app.command("preview")
def show_preview(file: File, *, lang: Lang = None, as_json: AsJson = False) -> None:
    """采用前预览：哪些时限会变、为什么 / which open deadlines would move, and why. Writes nothing."""
    finish(_preview(file, lang, as_json=as_json), lang)


@app.command()
def adopt(
    file: File,
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="管理员 / administrator")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """采用：新办件照此计算，在办办件逐件重新推算 / adopt it for new cases, and for every live one."""
    finish(_adopt(file, by, lang, as_json=as_json), lang)


async def _preview(file: Path, lang: str | None, *, as_json: bool) -> None:
    read = load_calendar_file(file)
    async with office() as reached:
        await require_adoptable(reached.engine, read)
        seen = [each async for each in preview(reached.register, reached.reads, read, datetime.now(UTC))]
    if as_json:
        _print({"calendar": name_of(read), "cases": [_as_data(each) for each in seen]})
        return
    moved = sum(deadline.moved for each in seen for deadline in each.deadlines)
    typer.echo(
        tr(
            f"{name_of(read)}：涉及在办办件{len(seen)}件，{moved}个未了时限会变",
            f"{name_of(read)}: for {len(seen)} live cases; {moved} open deadlines would move",
            lang,
        )
    )
    for each in seen:
        if each.deadlines or each.at_once:
            _tell(each, lang)


async def _adopt(file: Path, by: str | None, lang: str | None, *, as_json: bool) -> None:
    read = load_calendar_file(file)
    async with office() as reached:
        person = await administrator(reached, by)
        new = await require_adoptable(reached.engine, read)
        client = await connect(office_addresses(reached.settings).temporal)
        adopting = await start_adoption(client, Adoption(table=read, by=person))
        progress = Progress()
        try:
            async for progress in follow(adopting, patience=PATIENCE):
                if not as_json:
                    _tell_progress(progress, lang)
        except NoProgress:
            fail(
                "服务器没有回答；采用已登记，会自行继续。请稍后再运行同一命令查看进度。",
                "No server answers; the adoption is on record and goes on. Run the same command again.",
                UNREACHABLE,
                lang,
            )
    if as_json:
        _print({"calendar": name_of(read), "new": new, **progress.model_dump(mode="json")})
    if progress.unreached:
        named = ", ".join(progress.unreached_first)
        fail(
            f"{progress.unreached}件没有回答，系统会继续重试：{named}",
            f"{progress.unreached} cases gave no answer and are asked again: {named}",
            UNREACHABLE,
            lang,
        )
    if not as_json:
        typer.echo(
            tr(
                f"已采用{name_of(read)}：{progress.adopted}件在办办件已重新推算",
                f"{name_of(read)} is adopted; {progress.adopted} live cases were projected anew",
                lang,
            )
        )


def _summary(file: YearTable | OfficeDays, lang: str | None) -> str:
    if isinstance(file, OfficeDays):
        return tr(
            f"通过：{name_of(file)}，{len(file.days)}个调整日",
            f"OK: {name_of(file)}, {len(file.days)} office days",
            lang,
        )
    calendar = Calendar(tables=(file,))
    first = datetime(file.year - 1, 12, 31, tzinfo=UTC).date()
    working = calendar.days.between(first, datetime(file.year, 12, 31, tzinfo=UTC).date())
    status = tr(*(("正式", "official") if file.status == "official" else ("暂定", "provisional")), lang)
    return tr(
        f"通过：{name_of(file)}，{status}，{working}个工作日",
        f"OK: {name_of(file)}, {status}, {working} working days",
        lang,
    )


def _tell(seen: Foreseen, lang: str | None) -> None:
    project = "" if seen.case.project is None else seen.case.project.name
    typer.echo(f"{seen.case.number}  {project}")
    for deadline in seen.deadlines:
        whose = tr("办件", "the case", lang)
        if deadline.item is not None:
            whose = pick(seen.book.catalogue.item(deadline.item).title, lang)
        clock = pick(said.CLOCKS[deadline.clock], lang)
        when = f"{deadline.before} → {deadline.after}"
        if not deadline.moved:
            when = tr(f"{deadline.after} 不变", f"stays {deadline.after}", lang)
        typer.echo(f"  {whose}  {clock}  {when}  {pick(why_moved(deadline), lang)}")
    for event in seen.at_once:
        typer.echo(tr("  采用后即办：", "  at once: ", lang) + _sentence(seen, event, lang))


def _sentence(seen: Foreseen, event: Event, lang: str | None) -> str:
    return pick(Story(seen.book).sentence(event, seen.case), lang)


def _tell_progress(progress: Progress, lang: str | None) -> None:
    typer.echo(
        tr(
            f"已重新推算{progress.adopted}件，尚余{progress.left}件",
            f"{progress.adopted} cases projected anew, {progress.left} to go",
            lang,
        ),
        err=True,
    )


def _as_data(seen: Foreseen) -> dict[str, object]:
    return {
        "case": seen.case.number,
        "project": "" if seen.case.project is None else seen.case.project.name,
        "deadlines": [_deadline_as_data(deadline) for deadline in seen.deadlines],
        "at_once": [event.model_dump(mode="json") for event in seen.at_once],
    }


def _deadline_as_data(deadline: OpenDeadline) -> dict[str, object]:
    why = why_moved(deadline)
    return {
        "item": deadline.item,
        "clock": deadline.clock,
        "from": deadline.before.isoformat(),
        "to": deadline.after.isoformat(),
        "moved": deadline.moved,
        "provisional": deadline.provisional,
        "becomes_certain": deadline.becomes_certain,
        "why": {"zh": why.zh, "en": why.en},
    }


def _print(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
