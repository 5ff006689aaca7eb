"""Another calendar for a running case: its open deadlines are projected anew, once for each calendar file."""

from datetime import datetime
from typing import Final, get_args

from models.domain import commands, events
from models.domain.calendar_files import rulebook_with
from models.domain.calendar_table import YearTable, check_calendar_file
from models.domain.case import Case
from models.domain.events import Event
from models.domain.fold import evolve, fold
from models.domain.names import ENDED_STATES, CaseState
from models.domain.refusals import FieldInvalid
from models.domain.reprojection import reprojected
from models.domain.rulebook import Rulebook
from models.domain.rules.held_back import held_back
from models.domain.rules.passing import fire
from models.domain.rules.scene import Scene, require_case_state
from models.domain.text import Words

_OPEN: Final[tuple[CaseState, ...]] = tuple(
    state for state in get_args(CaseState) if state not in {*ENDED_STATES, "unfiled"}
)


def adopt_calendar(scene: Scene, command: commands.AdoptCalendar) -> list[Event]:
    """The case goes on under the law with this calendar file, from now on.

    What it makes due for clocks that run is not decided here: time brings it next, in order and marked late.
    What it shows to have been due for clocks that have ended since is entered with it.
    """
    require_case_state(scene, *_OPEN)
    table = command.table
    for fault in check_calendar_file(table):
        raise FieldInvalid(field="table", problem=Words.model_construct(zh=fault.zh, en=fault.en))
    old, new = scene.book, rulebook_with(scene.book, table)
    adopted = events.DeadlinesReprojected(
        **scene.stamp,
        year=table.year if isinstance(table, YearTable) else None,
        table=table,
        calendar_before=old.calendar.version,
        calendar_after=new.calendar.version,
        rulebook_before=scene.case.rulebook,
        rulebook=new.digest,
        moved=tuple(
            events.MovedDeadline(
                item=deadline.item, clock=deadline.clock, before=deadline.before, after=deadline.after
            )
            for deadline in reprojected(scene.case, old, new)
            if deadline.moved
        ),
    )
    return [adopted, *found_after_all(evolve(scene.case, adopted), scene.at, old, new)]


def found_after_all(case: Case, at: datetime, old: Rulebook, new: Rulebook) -> list[Event]:
    """The breaches that the old calendar held back until their clocks had ended, marked late."""
    found: list[Event] = []
    for due in held_back(case, old, new):
        caused = fire(case, due, at, new)
        case = fold(case, caused)
        found += caused
    return found
