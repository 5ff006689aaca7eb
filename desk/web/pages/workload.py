"""工作量: what lies with which department, and how it went by week; every figure leads to its list."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from desk.kept_figures import Counted
from desk.web.callers import Caller, CallerHere, Requires
from desk.web.desk import Desk, DeskHere
from desk.web.language import language_of
from desk.web.listing import ItemsAsked, way_of
from desk.web.navigation import MANAGERS
from desk.web.pages.shell import render
from desk.web.sheets import Cell, Kind, Sheet, download
from desk.workload import WEEK, Asked, Figures, Load
from models.domain.names import DepartmentCode
from models.domain.text import Words

router = APIRouter(dependencies=[Depends(Requires(MANAGERS))])

BEFORE, AHEAD = 8, 4
"""Weeks that are told, before this one and from it on."""

LOAD_COLUMNS = (
    Words(zh="部门", en="Department"),
    Words(zh="已逾期", en="Overdue"),
    Words(zh="两日之内到期", en="Due in two days"),
    Words(zh="时限之内", en="In time"),
    Words(zh="停止计时", en="Stopped"),
    Words(zh="待前置事项", en="Waiting"),
    Words(zh="未办结合计", en="Open altogether"),
)
WEEK_COLUMNS = (
    Words(zh="周（周一起）", en="Week from Monday"),
    Words(zh="办结", en="Ended"),
    Words(zh="其中逾期", en="Of these late"),
    Words(zh="未办结、本周到期", en="Open and due in it"),
)
WHOLE = Words(zh="合计", en="Altogether")


@router.get("/workload")
async def workload(
    request: Request, desk: DeskHere, caller: CallerHere, department: str = "", anew: str = ""
) -> HTMLResponse:
    """Both tables; the weeks of one department or of all. ``anew`` counts them now."""
    counted = await _counted(desk, caller, anew=bool(anew))
    loads, weeks = counted.figures.loads, counted.figures.weeks(_one(department))
    names = await desk.laws.departments(caller.sight.jurisdiction, desk.today)
    return render(
        request,
        desk,
        "workload.html",
        caller,
        load_columns=LOAD_COLUMNS,
        week_columns=WEEK_COLUMNS,
        loads=[(load, _name(load.department, names), _load_ways(load.department)) for load in loads],
        whole=_whole(loads),
        whole_ways=_load_ways(""),
        most=max((load.total for load in loads), default=0),
        weeks=[(week, _week_ways(week.monday, department)) for week in weeks],
        department=department,
        departments=names,
        this_week=_monday(desk.today),
        counted_at=counted.at,
        file_query=f"?department={department}" if department in names else "",
    )


@router.get("/workload.{kind}")
async def load_file(request: Request, desk: DeskHere, caller: CallerHere, kind: Kind) -> Response:
    """Departments and colours, as a file."""
    names = await desk.laws.departments(caller.sight.jurisdiction, desk.today)
    counted = await _counted(desk, caller)
    loads = counted.figures.loads
    rows: list[tuple[Cell, ...]] = [
        (_name(each.department, names) if each.department else WHOLE, *_figures(each))
        for each in (*loads, _whole(loads))
    ]
    title = Words(zh="各部门工作量", en="Workload by department")
    return await download(
        Sheet(title, LOAD_COLUMNS, rows), kind, language_of(request), desk.hours.local(counted.at)
    )


@router.get("/workload/weeks.{kind}")
async def weeks_file(
    request: Request, desk: DeskHere, caller: CallerHere, kind: Kind, department: str = ""
) -> Response:
    """The weeks, as a file."""
    counted = await _counted(desk, caller)
    weeks = counted.figures.weeks(_one(department))
    rows = [(week.monday, week.ended, week.late, week.due) for week in weeks]
    title = Words(zh="每周办结", en="Ended by week")
    return await download(
        Sheet(title, WEEK_COLUMNS, rows), kind, language_of(request), desk.hours.local(counted.at)
    )


async def _counted(desk: Desk, caller: Caller, *, anew: bool = False) -> Counted[Figures]:
    """What is counted; its moment on the office's wall clock."""
    sight = replace(caller.sight, applicant=None)
    days = (await desk.laws.calendar(sight.jurisdiction)).days
    first = _monday(desk.today) - BEFORE * WEEK
    mondays = [first + each * WEEK for each in range(BEFORE + AHEAD)]
    counted = await desk.workload.figures(Asked.on(desk.today, days, sight, mondays), anew=anew)
    return replace(counted, at=desk.hours.local(counted.at))


def _one(department: str) -> DepartmentCode | None:
    return DepartmentCode(department) if department.strip() else None


def _whole(loads: Sequence[Load]) -> Load:
    sums = [sum(figures) for figures in zip(*(_figures(load) for load in loads), strict=True)][:-1]
    return Load(DepartmentCode(""), *(sums or [0] * 5))


def _figures(load: Load) -> tuple[int, ...]:
    return (load.over, load.near, load.fine, load.stopped, load.waiting, load.total)


def _load_ways(department: str) -> list[str]:
    """The lists behind the figures, in the order of the columns."""
    of_light = [ItemsAsked(department=department, light=each) for each in ("over", "near", "fine", "stopped")]
    waiting, every = ItemsAsked(department=department, state="waiting"), ItemsAsked(department=department)
    return [way_of("/items", asked) for asked in (*of_light, waiting, every)]


def _week_ways(monday: date, department: str) -> list[str]:
    first, last = monday.isoformat(), (monday + timedelta(days=6)).isoformat()
    ended = ItemsAsked(department=department, ended_from=first, ended_to=last)
    due = ItemsAsked(department=department, due_from=first, due_to=last)
    return [way_of("/items", asked) for asked in (ended, replace(ended, late="1"), due)]


def _name(code: DepartmentCode, names: dict[DepartmentCode, Words]) -> Words:
    return names.get(code) or Words.model_construct(zh=code, en=code)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
