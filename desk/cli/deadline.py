"""`lianshen deadline`: when a limit ends, and why, day by day."""

import json
from datetime import date
from typing import Annotated

import typer

from desk.cli.running import BAD_INPUT, fail, finish
from desk.cli.words import Lang, chosen, pick, tr
from desk.telling.deadlines import why
from models.domain.calendar import Calendar
from models.domain.clock import Clock, OfficeHours, Pause, due_day, explain, is_provisional, left
from models.domain.day import read_day
from models.domain.faults import Unfit
from models.domain.limits import LONGEST_LIMIT
from runtime.documents import load_calendars


def deadline(
    start: Annotated[str, typer.Option("--from", metavar="DATE", help="起算事件日 / the day of the event")],
    limit: Annotated[int, typer.Option(min=1, max=LONGEST_LIMIT, help="天数 / days")],
    *,
    stop: Annotated[
        list[str] | None,
        typer.Option(
            metavar="DATE:DATE", help="停止日:恢复日，恢复日可空 / stopped:resumed, the second may be empty"
        ),
    ] = None,
    extend: Annotated[int, typer.Option(min=0, max=LONGEST_LIMIT, help="延长天数 / days of extension")] = 0,
    calendar_days: Annotated[bool, typer.Option("--calendar-days", help="按自然日 / calendar days")] = False,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="截至 / as of")] = None,
    jurisdiction: Annotated[
        str | None,
        typer.Option(
            "--jurisdiction",
            metavar="CODE",
            help="按本机关对该区划采用的日历 / by the calendars that the running office has adopted for it",
        ),
    ] = None,
    lang: Lang = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")] = False,
) -> None:
    """计算到期日并逐日说明 / a deadline and its day-by-day reasons.

    不指定区划时按随程序发布的日历 / without a jurisdiction by the tables that come with the program.
    """
    clock = Clock(
        started=_day("--from", start, lang),
        limit=limit,
        unit="calendar-day" if calendar_days else "working-day",
        extension=extend,
        pauses=tuple(_pause(text, lang) for text in stop or []),
    )
    on = None if as_of is None else _day("--as-of", as_of, lang)
    finish(_tell(clock, on, jurisdiction, lang, as_json=as_json), lang)


async def _calendar(jurisdiction: str | None) -> Calendar:
    if jurisdiction is None:
        return Calendar(tables=load_calendars())
    from desk.calendars import calendar_in_force
    from desk.cli.reaching import office

    async with office() as reached:
        return await calendar_in_force(reached.engine, jurisdiction)


async def _tell(
    clock: Clock, on: date | None, jurisdiction: str | None, lang: str | None, *, as_json: bool
) -> None:
    calendar = await _calendar(jurisdiction)
    days, hours = calendar.days, OfficeHours()
    due = due_day(clock, days)
    through = due or on or max([clock.started, *(day for pause in clock.pauses for day in pause if day)])
    remaining = left(clock, days, on or clock.started)
    lines = explain(clock, days, through)
    if as_json:
        language = chosen(lang) or "zh"
        told = {
            "due": None if due is None else due.isoformat(),
            "due_at": None if due is None else hours.closes(due).isoformat(),
            "left": remaining,
            "provisional": is_provisional(clock, days, through),
            "calendar": {"of": "program" if jurisdiction is None else "office", "version": calendar.version},
            "days": [
                {"date": day.date.isoformat(), "counted": day.counted, "why": day.in_(language)}
                for day in lines
            ],
        }
        typer.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    end = tr("计时停止中，待恢复", "open, the clock stands still", lang) if due is None else due.isoformat()
    typer.echo(tr(f"到期日 {end}，剩余 {remaining}", f"due {end}, {remaining} left", lang))
    typer.echo(pick(why(clock, days, hours), lang))
    whose = tr("随程序发布的日历", "the program's own calendar", lang)
    if jurisdiction is not None:
        whose = tr("本机关采用的日历", "the office's calendar", lang)
    typer.echo(tr(f"依据{whose}：{calendar.version}", f"by {whose}: {calendar.version}", lang))
    for day in lines:
        typer.echo(f"{day.date}  {'+' if day.counted else ' '}  {day.in_(chosen(lang) or 'zh')}")


def _pause(text: str, lang: str | None) -> Pause:
    begun, colon, resumed = text.partition(":")
    if not colon:
        fail(f"--stop {text}：应写作 停止日:恢复日", f"--stop {text}: write stopped:resumed", BAD_INPUT, lang)
    first = _day("--stop", begun, lang)
    last = _day("--stop", resumed, lang) if resumed else None
    if last is not None and last < first:
        fail(f"--stop {text}：恢复早于停止", f"--stop {text}: resumed before it stopped", BAD_INPUT, lang)
    return first, last


def _day(option: str, text: str, lang: str | None) -> date:
    try:
        return read_day(text)
    except Unfit as unfit:
        fail(f"{option} {text}：{unfit.zh}", f"{option} {text}: {unfit.en}", BAD_INPUT, lang)
