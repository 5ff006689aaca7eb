"""`lianshen calendar`: check a calendar file, see what it would move, and adopt it."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.faults import fault_line
from desk.cli.running import BAD_INPUT, finish
from desk.cli.words import Lang, tr
from models.domain.calendar import Calendar
from models.domain.calendar_files import name_of
from models.domain.calendar_table import OfficeDays, YearTable
from runtime.documents import DocumentFaults, PlacedFault, load_calendar_file

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
        typer.echo(
            json.dumps(
                [{**fault._asdict(), "path": list(fault.path)} for fault in faults],
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        for fault in faults:
            typer.echo(fault_line(fault, lang), err=True)
    if faults:
        raise typer.Exit(BAD_INPUT)


@app.command("preview")
def show_preview(file: File, *, lang: Lang = None, as_json: AsJson = False) -> None:
    """采用前预览：哪些时限会变、为什么 / which open deadlines would move, and why. Writes nothing."""
    from desk.cli.calendar_adoption import preview_file

    finish(preview_file(file, lang, as_json=as_json), lang)


@app.command()
def adopt(
    file: File,
    *,
    by: Annotated[str | None, typer.Option("--by", metavar="PERSON", help="管理员 / administrator")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """采用：新办件照此计算，在办办件逐件重新推算 / adopt it for new cases, and for every live one."""
    from desk.cli.calendar_adoption import adopt_file

    finish(adopt_file(file, by, lang, as_json=as_json), lang)


def _summary(file: YearTable | OfficeDays, lang: str | None) -> str:
    if isinstance(file, OfficeDays):
        return tr(
            f"通过：{name_of(file)}，{len(file.days)}个调整日",
            f"OK: {name_of(file)}, {len(file.days)} office days",
            lang,
        )
    calendar = Calendar(tables=(file,))
    working = calendar.days.between(date(file.year - 1, 12, 31), date(file.year, 12, 31))
    status = tr(*(("正式", "official") if file.status == "official" else ("暂定", "provisional")), lang)
    return tr(
        f"通过：{name_of(file)}，{status}，{working}个工作日",
        f"OK: {name_of(file)}, {status}, {working} working days",
        lang,
    )
