"""Another calendar for a running case: its open deadlines are projected anew, once for each calendar file."""

from typing import Final, get_args

from models.domain import commands, events
from models.domain.calendar_files import rulebook_with
from models.domain.calendar_table import YearTable, check_calendar_file
from models.domain.events import Event
from models.domain.names import ENDED_STATES, CaseState
from models.domain.refusals import FieldInvalid
from models.domain.reprojection import reprojected
from models.domain.rules.scene import Scene, require_case_state
from models.domain.text import Words

_OPEN: Final[tuple[CaseState, ...]] = tuple(
    state for state in get_args(CaseState) if state not in {*ENDED_STATES, "unfiled"}
)


def adopt_calendar(scene: Scene, command: commands.AdoptCalendar) -> list[Event]:
    """The case goes on under the law with this calendar file, from now on.

    What the new calendar makes due is not decided here: time brings it next, in order and marked late.
    """
    require_case_state(scene, *_OPEN)
    table = command.table
    for fault in check_calendar_file(table):
        raise FieldInvalid(field="table", problem=Words.model_construct(zh=fault.zh, en=fault.en))
    old, new = scene.book, rulebook_with(scene.book, table)
    return [
        events.DeadlinesReprojected(
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
    ]
