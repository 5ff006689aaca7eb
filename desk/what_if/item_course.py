"""Which step of an item's course comes next under the levels of the catalogue that it is played by."""

from typing import Final

from desk.what_if.course import ItemCourse, Step
from models.domain.names import ItemState, Level

_RANK: Final[dict[Level, int]] = {"handler": 0, "reviewer": 1, "approver": 2}
_MOST_ADDED: Final = 6
"""Steps that a course lacks: two levels more, and a refusal that has to be filed now, with some to spare."""

FILING_MINUTES: Final = 510
"""The supervisor's time for a refusal that the course did not have to file: one working day."""


class ItemPlay:
    """One item while it is played.

    A level that the catalogue does not have is skipped with its time. A level that the course does not know
    takes as long as the step that follows it there, or as the last one.
    """

    def __init__(self, course: ItemCourse, levels: tuple[Level, ...]) -> None:
        self._course = course
        self._levels = levels
        self._position = 0
        self._added = 0
        self._last = Step(0, "sign")

    def next(self, state: ItemState) -> Step | None:
        """The next step that fits the state of the item; None when its department does no more."""
        steps = self._course.steps
        while self._position < len(steps):
            step = steps[self._position]
            missing = self._missing_before(step, state)
            if missing is not None:
                return self._add(missing)
            self._position += 1
            if self._fits(step, state):
                self._last = step if step.do == "sign" else self._last
                return step
        needed = self._needed(state)
        if not self._course.ends:
            return None
        if state == "negative-filing":
            return self._add(Step(FILING_MINUTES, "confirm"))
        if needed is None:
            return None
        return self._add(Step(self._last.minutes, "sign", needed, opinion=self._last.opinion))

    def _add(self, step: Step) -> Step | None:
        self._added += 1
        return step if self._added <= _MOST_ADDED else None

    def _needed(self, state: ItemState) -> Level | None:
        """The level whose signature the item waits for."""
        match state:
            case "acknowledged" | "handling":
                return self._levels[0]
            case "reviewing":
                return "reviewer"
            case "approving":
                return "approver"
            case _:
                return None

    def _fits(self, step: Step, state: ItemState) -> bool:
        match step.do:
            case "acknowledge":
                return state == "notified"
            case "sign":
                return self._needed(state) == step.level
            case "send-back":
                return self._needed(state) == step.level and step.to in self._levels
            case "confirm" | "return":
                return state == "negative-filing"

    def _missing_before(self, step: Step, state: ItemState) -> Step | None:
        """The signature of a level that the catalogue asks for and the course passes over."""
        if state == "negative-filing" and step.do not in {"confirm", "return"}:
            return Step(FILING_MINUTES, "confirm")
        needed = self._needed(state)
        if step.do != "sign" or step.level is None or needed is None or step.level not in self._levels:
            return None
        if _RANK[step.level] <= _RANK[needed]:
            return None
        return Step(step.minutes, "sign", needed, opinion=step.opinion)
