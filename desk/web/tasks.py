"""Tasks as the desk shows them: an open item with its names and the working days left."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from activities.projections import load_item
from desk.lists import TaskLine
from desk.telling.stops import live_stops
from desk.web.desk import Desk
from models.domain import words as said
from models.domain.calendar import WorkingDays
from models.domain.catalogue import Catalogue
from models.domain.clock import ONE_DAY
from models.domain.names import DepartmentCode, ItemCode, ItemState
from models.domain.text import Words

_STANDS: Final = '"stops":[{'
"""Only an item that had a special procedure is worth reading whole."""


@dataclass(frozen=True)
class Left:
    """How much working time is left: ``days`` is 1 on the last day, less after it, None while stopped."""

    due: date | None
    days: int | None
    provisional: bool

    @property
    def light(self) -> str:
        """Stopped, over, near or in time, as the style sheet calls them."""
        if self.days is None:
            return "stopped"
        if self.days < 1:
            return "over"
        return "near" if self.days <= 2 else "fine"  # noqa: PLR2004  # domain.md §5: yellow from two days on


@dataclass(frozen=True)
class Task:
    """One line of an inbox."""

    case: str
    item: str
    title: Words
    project: str
    department: Words
    state: ItemState
    state_words: Words
    holder: str | None
    held_by: str | None
    left: Left
    mine: bool
    stops: tuple[Words, ...] = ()


def left_until(due: date | None, today: date, days: WorkingDays, *, provisional: bool) -> Left:
    """The working days from today to the due day, both counted; none and less when it has passed."""
    if due is None:
        return Left(None, None, provisional)
    if due >= today:
        count = days.between(today, due) + (1 if days.is_working(today) else 0)
        return Left(due, max(count, 1), provisional)
    return Left(due, -days.between(due, today - ONE_DAY), provisional)


async def tell_tasks(desk: Desk, lines: list[TaskLine], days: WorkingDays) -> list[Task]:
    """The lines with their names, each by the law of its own case."""
    names = await desk.directory.names(sorted({line.item.holder for line in lines if line.item.holder}))
    books = {line.case.rulebook for line in lines}
    laws = {digest: (await desk.register.load_rulebook(digest)).catalogue for digest in books}
    return [_tell(line, laws[line.case.rulebook], desk.today, days, names) for line in lines]


def _tell(
    line: TaskLine, catalogue: Catalogue, today: date, days: WorkingDays, names: Mapping[str, str]
) -> Task:
    item, case = line.item, line.case
    department = catalogue.department_by_code.get(DepartmentCode(item.department))
    as_is = Words.model_construct(zh=item.department, en=item.department)
    state: ItemState = item.state  # type: ignore[assignment]  # the projection writes the domain's words
    return Task(
        case=case.number,
        item=item.item,
        title=catalogue.item(ItemCode(item.item)).title,
        project=case.project_name,
        department=as_is if department is None else department.name,
        state=state,
        state_words=said.ITEM_STATES[state],
        holder=item.holder,
        held_by=None if item.holder is None else names.get(item.holder, item.holder),
        left=left_until(item.due_on, today, days, provisional=item.provisional),
        mine=line.mine,
        stops=live_stops(load_item(item.body), today) if _STANDS in item.body else (),
    )
