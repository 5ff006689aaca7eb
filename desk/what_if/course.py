"""The course of a case apart from any catalogue: who took how long for what, in minutes of working time.

A course says what people did and how much work it was; which steps the rules ask for, and what is late, is
decided by the catalogue under which it is played.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from models.domain.conditions import Answer
from models.domain.limits import StopReason
from models.domain.names import ItemCode, Level, MaterialCode, OpinionWord, Outcome

StepKind = Literal["acknowledge", "sign", "send-back", "confirm", "return"]
IntakeKind = Literal["request-corrections", "submit-corrections", "accept", "decline", "confirm", "return"]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done to an item, so many minutes after the one before it (or after its notice).

    ``level`` is who did it; ``to`` is where it was sent back to; the first level's signature has the opinion.
    """

    minutes: int
    do: StepKind
    level: Level | None = None
    to: Level | None = None
    opinion: OpinionWord = "agree"


@dataclass(frozen=True, slots=True)
class Special:
    """A special procedure: when it began after the notice, how long it took, and what it was."""

    begins: int
    minutes: int | None
    reason: StopReason | str
    expected: int


@dataclass(frozen=True, slots=True)
class Extension:
    """A statutory limit was extended, so many minutes after the item's notice or the case's filing."""

    minutes: int
    days: int


@dataclass(frozen=True, slots=True)
class ItemCourse:
    """An item from its notice on. ``ends`` says that its department brought it to an end."""

    steps: tuple[Step, ...]
    specials: tuple[Special, ...] = ()
    ends: bool = True
    extensions: tuple[Extension, ...] = ()


@dataclass(frozen=True, slots=True)
class IntakeStep:
    """One thing done at the counter, so many minutes after the one before it (or after the filing)."""

    minutes: int
    do: IntakeKind
    materials: tuple[MaterialCode, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """A whole case. ``withdrawn`` counts from the filing, ``decides`` from the end of the last item."""

    name: str
    filed: datetime
    answers: Mapping[str, Answer]
    lacks: tuple[MaterialCode, ...]
    intake: tuple[IntakeStep, ...]
    items: Mapping[ItemCode, ItemCourse]
    withdrawn: int | None = None
    decides: int | None = None
    delivers: int | None = None
    outcome: Outcome | None = None
    extensions: tuple[Extension, ...] = ()
