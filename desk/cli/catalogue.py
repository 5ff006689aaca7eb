"""`lianshen catalogue`: check catalogue files, and look at the procedure that one describes."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from desk.cli.catalogue_versions import diff, list_versions, publish
from desk.cli.faults import fault_line
from desk.cli.procedure_picture import Procedure, as_data, draw
from desk.cli.words import Lang, chosen, in_both, tr
from desk.drawing.procedure_svg import draw_svg
from models.domain.calendar import Calendar
from models.domain.catalogue import Catalogue
from models.domain.day import read_day
from models.domain.faults import Unfit
from runtime.documents import DocumentFaults, PlacedFault, load_calendars, load_catalogue

BAD_INPUT = 2

app = typer.Typer(
    name="catalogue",
    help="目录：检查与查看 / check and show catalogues",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", help="目录文件 / catalogue files")],
    *,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """逐个检查目录文件，列出全部错误 / every fault of every file. Exit code 2 when there is one."""
    checked: dict[Path, Catalogue] = {}
    faults: list[PlacedFault] = []
    for file in files:
        try:
            checked[file] = load_catalogue(file)
        except DocumentFaults as unusable:
            faults += unusable.faults
    if as_json:
        _print_json([{**fault._asdict(), "path": list(fault.path)} for fault in faults])
    else:
        for file, catalogue in checked.items():
            typer.echo(f"{file}: {_counts(catalogue, lang)}")
        for fault in faults:
            typer.echo(fault_line(fault, lang), err=True)
    if faults:
        raise typer.Exit(BAD_INPUT)


@app.command()
def show(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="目录文件 / a catalogue file")],
    *,
    accepted: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="受理日 / day of acceptance")
    ] = None,
    svg: Annotated[
        Path | None, typer.Option("--svg", metavar="OUT.svg", help="另存为图 / draw it into this file")
    ] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """画出办理流程、时限和关键路径 / the procedure, its limits and its critical path."""
    day = None if accepted is None else _day(accepted)
    try:
        catalogue = load_catalogue(file)
        procedure = Procedure.of(catalogue, day, None if day is None else Calendar(tables=load_calendars()))
    except DocumentFaults as unusable:
        for fault in unusable.faults:
            typer.echo(fault_line(fault, lang), err=True)
        raise typer.Exit(BAD_INPUT) from None
    if svg is not None:
        _save(svg, draw_svg(procedure, chosen(lang) or "zh"), lang)
    elif as_json:
        _print_json(as_data(procedure))
    else:
        typer.echo("\n".join(draw(procedure, chosen(lang) or "zh")))


app.command()(publish)
app.command("list")(list_versions)
app.command()(diff)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except Unfit as unfit:
        raise typer.BadParameter(f"{unfit.zh} / {unfit.en}", param_hint="--from") from None


def _save(file: Path, picture: str, lang: str | None) -> None:
    try:
        file.write_text(picture, encoding="utf-8", newline="\n")
    except OSError as error:
        typer.echo(in_both(f"写不了 {file}：{error}", f"{file} cannot be written: {error}", lang), err=True)
        raise typer.Exit(BAD_INPUT) from None
    typer.echo(tr(f"已画入 {file}", f"Drawn into {file}", lang))


def _counts(catalogue: Catalogue, lang: str | None) -> str:
    items, departments = len(catalogue.items), len(catalogue.departments)
    materials, questions = len(catalogue.materials), len(catalogue.questions)
    return tr(
        f"通过：{catalogue.code} {catalogue.version}，{departments} 个部门、{items} 个事项、"
        f"{materials} 种材料、{questions} 个问题",
        f"OK: {catalogue.code} {catalogue.version}, {departments} departments, {items} items, "
        f"{materials} materials, {questions} questions",
        lang,
    )


def _print_json(data: object) -> None:
    typer.echo(json.dumps(data, ensure_ascii=False, indent=1))
