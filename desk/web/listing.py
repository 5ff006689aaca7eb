"""What an address asks of a list: the filters of its form, read; and the addresses of its other pages."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Final, TypeVar, get_args
from urllib.parse import urlencode

from fastapi import Depends, Query

from desk.narrowing import ALWAYS, ANY, LIGHTS, CaseFilter, ItemFilter, Light, Span, span_of
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.problems import input_problem
from desk.web.tasks import Left
from models.domain.calendar import WorkingDays
from models.domain.day import read_day
from models.domain.faults import Fault, Unfit
from models.domain.names import CaseState, DepartmentCode, ItemState
from models.domain.text import Words, clean_text

CASE_STATES: Final = tuple(state for state in get_args(CaseState) if state != "unfiled")
ITEM_STATES: Final[tuple[ItemState, ...]] = get_args(ItemState)
LIGHT_WORDS: Final[dict[Light, Words]] = {
    "over": Words(zh="红：已逾期", en="red: overdue"),
    "near": Words(zh="黄：两日之内到期", en="amber: due within two days"),
    "fine": Words(zh="绿：时限之内", en="green: in time"),
    "stopped": Words(zh="停止计时", en="stopped"),
}
STOPPED: Final = Words(zh="停止计时", en="stopped")

Read = TypeVar("Read")
_Text = Annotated[str, Query(max_length=400)]


@dataclass(frozen=True)
class CasesAsked:
    """The fields of the form above the list of cases, as they stand in the address."""

    query: _Text = ""
    state: _Text = ""
    light: _Text = ""
    department: _Text = ""
    person: _Text = ""
    received_from: _Text = ""
    received_to: _Text = ""
    due_from: _Text = ""
    due_to: _Text = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return any(vars(self).values())


@dataclass(frozen=True)
class ItemsAsked:
    """The fields of the form above the list of items, as they stand in the address."""

    state: _Text = ""
    light: _Text = ""
    department: _Text = ""
    due_from: _Text = ""
    due_to: _Text = ""
    ended_from: _Text = ""
    ended_to: _Text = ""
    late: _Text = ""

    @property
    def narrows(self) -> bool:
        """Whether anything is asked for at all."""
        return any(vars(self).values())


CasesAskedHere = Annotated[CasesAsked, Depends()]
ItemsAskedHere = Annotated[ItemsAsked, Depends()]


async def read_cases(desk: Desk, caller: Caller, asked: CasesAsked, days: WorkingDays) -> CaseFilter:
    """The filter that the form asks for. Raises ``InputInvalid``."""
    reading = _Reading()
    person = reading.text("person", asked.person)
    jurisdiction = caller.sight.jurisdiction
    due, light = reading.span("due", asked.due_from, asked.due_to), _light(asked.light)
    wanted = CaseFilter(
        query=reading.text("query", asked.query),
        state=asked.state if asked.state in {*CASE_STATES, ANY} else None,
        department=_department(reading, asked.department),
        people=None if person is None else tuple(await desk.directory.called(person, jurisdiction)),
        received=reading.span("received", asked.received_from, asked.received_to),
        due=due if light is None else due.within(span_of(light, desk.today, days)),
        still=light == "stopped",
    )
    reading.require_fit()
    return wanted


def read_items(asked: ItemsAsked, today: date, days: WorkingDays) -> ItemFilter:
    """The filter that the form asks for. Raises ``InputInvalid``."""
    reading = _Reading()
    due, light = reading.span("due", asked.due_from, asked.due_to), _light(asked.light)
    wanted = ItemFilter(
        state=asked.state if asked.state in {*ITEM_STATES, ANY} else None,
        department=_department(reading, asked.department),
        due=due if light is None else due.within(span_of(light, today, days)),
        still=light == "stopped",
        ended=reading.span("ended", asked.ended_from, asked.ended_to),
        late=bool(asked.late),
    )
    reading.require_fit()
    return wanted


def way_of(path: str, asked: CasesAsked | ItemsAsked, **more: str | None) -> str:
    """The address of a list with these filters; empty ones are left out."""
    fields = {**vars(asked), **more}
    query = urlencode({name: value for name, value in fields.items() if value})
    return f"{path}?{query}" if query else path


def left_cell(left: Left | None) -> int | Words | None:
    """Working days left as a number; below zero the days over, as the page says them."""
    if left is None:
        return None
    if left.days is None:
        return STOPPED
    return left.days if left.days >= 1 else left.days - 1


class _Reading:
    """Reads fields, and gathers what is wrong with them."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def text(self, name: str, value: str) -> str | None:
        """One line of text; None for an empty one."""
        if not value.strip():
            return None
        return self._tried(name, lambda: clean_text(value, longest=200))

    def span(self, name: str, first: str, last: str) -> Span:
        """Days from the first to the last."""
        if not first and not last:
            return ALWAYS
        return Span(self._day(f"{name}_from", first), self._day(f"{name}_to", last))

    def require_fit(self) -> None:
        """Raises ``InputInvalid`` when anything was wrong."""
        if self._faults:
            raise input_problem(self._faults)

    def _day(self, name: str, value: str) -> date | None:
        return self._tried(name, lambda: read_day(value)) if value else None

    def _tried(self, name: str, read: Callable[[], Read]) -> Read | None:
        try:
            return read()
        except Unfit as unfit:
            self._faults.append(Fault((name,), unfit.zh, unfit.en))
            return None


def _department(reading: _Reading, value: str) -> DepartmentCode | None:
    text = reading.text("department", value)
    return None if text is None else DepartmentCode(text)


def _light(value: str) -> Light | None:
    return next((light for light in LIGHTS if light == value), None)
