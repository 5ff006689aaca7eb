"""事项: the items of the cases that an official may see, by department, colour and days; and as a file."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from desk.lists import TaskLine
from desk.narrowing import ANY, LIGHTS
from desk.web.callers import CallerHere, Requires
from desk.web.desk import Desk, DeskHere
from desk.web.language import language_of
from desk.web.listing import ITEM_STATES, LIGHT_WORDS, ItemsAskedHere, left_cell, read_items, way_of
from desk.web.navigation import OFFICE
from desk.web.pages.lines import MARKS
from desk.web.pages.shell import render
from desk.web.problems import input_problem
from desk.web.sheets import Cell, Kind, Sheet, download, every_line
from desk.web.tasks import Left, Task, tell_tasks
from models.domain import words as said
from models.domain.calendar import WorkingDays
from models.domain.faults import Fault, Unfit
from models.domain.names import ITEM_ENDS
from models.domain.text import Words

router = APIRouter(dependencies=[Depends(Requires(OFFICE))])

TITLE = Words(zh="事项", en="Items")
COLUMNS = (
    Words(zh="剩余工作日", en="Days left"),
    Words(zh="最近到期", en="Next due"),
    Words(zh="事项", en="Item"),
    Words(zh="编号", en="Number"),
    Words(zh="项目", en="Project"),
    Words(zh="部门", en="Department"),
    Words(zh="状态", en="State"),
    Words(zh="承办人", en="Held by"),
    Words(zh="承诺至", en="Promised by"),
    Words(zh="办结", en="Ended"),
    Words(zh="说明", en="Remarks"),
)
LATE = Words(zh="逾期", en="late")


@dataclass(frozen=True)
class ItemRow:
    """One line of the list."""

    task: Task
    mark: str
    left: Left | None
    promised: date | None
    ended: datetime | None
    late: bool

    @property
    def cells(self) -> tuple[Cell, ...]:
        """What its columns say."""
        task = self.task
        return (
            left_cell(self.left),
            None if self.left is None else self.left.due,
            task.title,
            task.case,
            task.project,
            task.department,
            task.state_words,
            task.held_by,
            self.promised,
            self.ended,
            LATE if self.late else None,
        )


@router.get("/items")
async def items(
    request: Request, desk: DeskHere, caller: CallerHere, asked: ItemsAskedHere, cursor: str | None = None
) -> HTMLResponse:
    """A page of items, those due first at the top; open ones unless something else is asked for."""
    sight = replace(caller.sight, applicant=None)
    days = (await desk.laws.calendar(sight.jurisdiction)).days
    wanted = read_items(asked, desk.today, days)
    try:
        page = await desk.lists.items(sight, wanted, desk.hours, cursor=cursor)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    return render(
        request,
        desk,
        "items.html",
        caller,
        columns=COLUMNS,
        lines=await _rows(desk, list(page.lines), days),
        asked=asked,
        begun=cursor is not None,
        first_way=way_of("/items", asked),
        next_way=None if page.cursor is None else way_of("/items", asked, cursor=page.cursor),
        file_ways={kind: way_of(f"/items.{kind}", asked) for kind in ("xlsx", "csv")},
        states=[(ANY, Words(zh="全部", en="all")), *((each, said.ITEM_STATES[each]) for each in ITEM_STATES)],
        lights=[(each, LIGHT_WORDS[each]) for each in LIGHTS],
        departments=await desk.laws.departments(sight.jurisdiction, desk.today),
    )


@router.get("/items.{kind}")
async def items_file(
    request: Request, desk: DeskHere, caller: CallerHere, asked: ItemsAskedHere, kind: Kind
) -> Response:
    """The same list from its first line to its last, as a file."""
    sight = replace(caller.sight, applicant=None)
    days = (await desk.laws.calendar(sight.jurisdiction)).days
    wanted = read_items(asked, desk.today, days)
    lines = await every_line(
        lambda cursor, limit: desk.lists.items(sight, wanted, desk.hours, cursor=cursor, limit=limit)
    )
    rows = [row.cells for row in await _rows(desk, lines, days)]
    return await download(Sheet(TITLE, COLUMNS, rows), kind, language_of(request), desk.local_now)


TASK_COLUMNS = (
    Words(zh="剩余", en="Left"),
    Words(zh="到期日", en="Due"),
    Words(zh="事项", en="Item"),
    Words(zh="项目", en="Project"),
    Words(zh="部门", en="Department"),
    Words(zh="状态", en="State"),
)
"""As `tasks_table` in parts.html has them."""


@router.get("/tasks.{kind}")
async def tasks_file(
    request: Request, desk: DeskHere, caller: CallerHere, kind: Kind, of: Literal["mine", "pool"] = "mine"
) -> Response:
    """The person's own items, or the others of the department, as the inbox lists them."""
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    lines = await every_line(
        lambda cursor, limit: desk.lists.tasks(
            caller.person, caller.sight, mine=of == "mine", cursor=cursor, limit=limit
        )
    )
    title = Words(zh="我承办的事项", en="My items")
    if of == "pool":
        title = Words(zh="本部门的其他事项", en="Other items of the department")
    rows = [_task_cells(task) for task in await tell_tasks(desk, lines, days)]
    return await download(Sheet(title, TASK_COLUMNS, rows), kind, language_of(request), desk.local_now)


def _task_cells(task: Task) -> tuple[Cell, ...]:
    held = () if task.held_by is None else (Words.model_construct(zh=task.held_by, en=task.held_by),)
    return (
        left_cell(task.left),
        task.left.due,
        _lines(task.title, *task.stops),
        f"{task.project}\n{task.case}",
        task.department,
        _lines(task.state_words, *held),
    )


def _lines(*parts: Words) -> Words:
    return Words.model_construct(
        zh="\n".join(part.zh for part in parts), en="\n".join(part.en for part in parts)
    )


async def _rows(desk: Desk, lines: list[TaskLine], days: WorkingDays) -> list[ItemRow]:
    told = await tell_tasks(desk, lines, days)
    return [_row(desk, line, task) for line, task in zip(lines, told, strict=True)]


def _row(desk: Desk, line: TaskLine, task: Task) -> ItemRow:
    promise = line.promise
    ended = None if promise is None or promise.ended_at is None else desk.hours.local(promise.ended_at)
    due = None if promise is None else promise.due_on
    over = due is not None and desk.hours.closes(due) <= (ended or desk.local_now)
    runs = task.state not in ITEM_ENDS and task.state != "waiting"
    return ItemRow(
        task=task,
        mark=MARKS.get(task.state, "busy"),
        left=task.left if runs else None,
        promised=due,
        ended=ended,
        late=over and promise is not None and not promise.provisional,
    )
