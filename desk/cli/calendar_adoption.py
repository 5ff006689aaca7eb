"""What `lianshen calendar` does in the running office: tells what would move, and has it adopted."""

import json
from datetime import UTC, datetime
from pathlib import Path

import typer

from desk.calendar_preview import Foreseen, preview
from desk.calendars import NoProgress, follow, require_adoptable, start_adoption
from desk.cli.reaching import PATIENCE, office
from desk.cli.running import UNREACHABLE, fail
from desk.cli.speaking import administrator
from desk.cli.words import pick, tr
from desk.telling.calendar_moves import why_moved
from desk.telling.story import Story
from models.domain import words as said
from models.domain.calendar_files import name_of
from models.domain.events import Event
from models.domain.reprojection import OpenDeadline
from models.messages.calendar_adoption import Adoption, Progress
from runtime.addresses import office_addresses
from runtime.documents import load_calendar_file
from runtime.temporal import connect


async def preview_file(file: Path, lang: str | None, *, as_json: bool) -> None:
    """Tell every live case whose deadlines the file would touch."""
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


async def adopt_file(file: Path, by: str | None, lang: str | None, *, as_json: bool) -> None:
    """Adopt the file, and wait until every live case was asked once."""
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
