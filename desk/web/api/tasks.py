"""Tasks over HTTP: what waits for the caller and for the caller's department, by working time left."""

from fastapi import APIRouter

from desk.web.api.cases import Limit
from desk.web.api.refusals import refusals
from desk.web.api.schemas import TaskBody, TasksBody
from desk.web.callers import CallerHere
from desk.web.desk import DeskHere
from desk.web.problems import input_problem
from desk.web.tasks import tell_tasks
from models.domain.faults import Fault, Unfit
from models.domain.names import CaseNumber

router = APIRouter(tags=["tasks"])


@router.get("/tasks", responses=refusals(401, 422, 429, 503))
async def list_tasks(
    desk: DeskHere,
    caller: CallerHere,
    mine: bool | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> TasksBody:
    """``mine`` true: what waits for the caller; false: the department's others; without it: both."""
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    try:
        page = await desk.lists.tasks(caller.person, caller.sight, mine=mine, cursor=cursor, limit=limit)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    tasks = [
        TaskBody(
            case=CaseNumber(task.case),
            item=task.item,
            title=task.title,
            project=task.project,
            department=task.department,
            state=task.state,
            holder=task.holder,
            due=task.left.due,
            left=task.left.days,
            provisional=task.left.provisional,
            mine=task.mine,
        )
        for task in await tell_tasks(desk, list(page.lines), days)
    ]
    return TasksBody(tasks=tasks, cursor=page.cursor)
