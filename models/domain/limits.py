"""The figures of a catalogue: limits of time, the reasons that stop a clock, the rungs of the ladder.

Sources: 行政许可法 art. 32 (acceptance 5), 42 (20 + 10, jointly 45 + 15), 44 (delivery 10), 45 (time not
counted), 82 (working days). What a file leaves out is filled with these figures.
"""

from collections.abc import Mapping
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictInt

from models.domain.faults import Unfit
from models.domain.text import Words

LONGEST_LIMIT = 1000

Unit = Literal["working-day", "calendar-day"]
Source = Literal["published", "sample"]
Tell = Literal["handler", "department-head", "supervisor", "lead-head", "government-office"]
StopReason = Literal[
    "hearing",
    "tender",
    "auction",
    "inspection",
    "testing",
    "quarantine",
    "appraisal",
    "expert-review",
    "higher-authority",
]

STOP_REASONS: Final[Mapping[StopReason, Words]] = {
    "hearing": Words(zh="听证", en="hearing"),
    "tender": Words(zh="招标", en="tender"),
    "auction": Words(zh="拍卖", en="auction"),
    "inspection": Words(zh="检验", en="inspection"),
    "testing": Words(zh="检测", en="testing"),
    "quarantine": Words(zh="检疫", en="quarantine"),
    "appraisal": Words(zh="鉴定", en="appraisal"),
    "expert-review": Words(zh="专家评审", en="expert review"),
    "higher-authority": Words(zh="报上级机关", en="with the higher authority"),
}

Days = Annotated[StrictInt, Field(ge=1, le=LONGEST_LIMIT)]
Extension = Annotated[StrictInt, Field(ge=0, le=LONGEST_LIMIT)]


class _Figure(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Limit(_Figure):
    """A number of days; in working days unless the law of its own counts calendar days.

    `source: sample` marks a plausible figure that no published document gives.
    """

    days: Days
    unit: Unit = "working-day"
    source: Source = "published"
    note: Words | None = None


class StatutoryLimit(Limit):
    """The limit that law sets to an item, and by how many days it may be extended once.

    Only the statutory limit can be extended; the promise stays. Default: art. 42 ¶1.
    """

    extension: Extension = 10


def _plain_days(value: object) -> object:
    """A bare number means working days."""
    if isinstance(value, int) and not isinstance(value, bool):
        return {"days": value}
    if isinstance(value, Mapping | Limit):
        return value
    raise Unfit(
        "应为整数个工作日，或 {days: 30, unit: calendar-day}",
        "must be a whole number of working days, or {days: 30, unit: calendar-day}",
    )


def same_limit(data: Mapping[str, Limit]) -> Limit:
    """Without a promise of its own, the committed limit is the statutory one."""
    law = data["statutory"]
    return Limit(days=law.days, unit=law.unit, source=law.source)


LimitField = Annotated[Limit, BeforeValidator(_plain_days)]
StatutoryField = Annotated[StatutoryLimit, BeforeValidator(_plain_days)]


class DeliveryLimits(_Figure):
    """How soon after the decision the results must leave the house (art. 44)."""

    statutory: LimitField = Limit(days=10)
    committed: LimitField = Field(default_factory=same_limit)


class CaseLimits(_Figure):
    """The limits of the case as a whole. `extension` is in days of the statutory limit's unit."""

    acceptance: LimitField = Limit(days=5)
    corrections: LimitField = Limit(days=30)
    acknowledgement: LimitField = Limit(days=1)
    statutory: LimitField = Limit(days=45)
    committed: LimitField = Field(default_factory=same_limit)
    extension: Extension = 15
    delivery: DeliveryLimits = DeliveryLimits()


class StopRule(_Figure):
    """A reason that stops a clock, with the longest stop in working days where there is one."""

    reason: StopReason
    max: Days | None = None


def _plain_reason(value: object) -> object:
    if isinstance(value, str):
        return {"reason": value}
    if isinstance(value, Mapping | StopRule):
        return value
    raise Unfit(
        "应为停表事由，或 {reason: hearing, max: 20}", "must be a reason, or {reason: hearing, max: 20}"
    )


StopRules = tuple[Annotated[StopRule, BeforeValidator(_plain_reason)], ...]

ALL_REASONS: Final[StopRules] = tuple(StopRule(reason=reason) for reason in STOP_REASONS)


class Stops(_Figure):
    """Which reasons stop which clock: `hearing`, or `{reason: expert-review, max: 20}`.

    A stop longer than its `max` working days is refused, or overran from then on.
    """

    statutory: StopRules = ALL_REASONS
    committed: StopRules = ALL_REASONS


class ItemStops(_Figure):
    """The same for one item; a clock left out follows the catalogue."""

    statutory: StopRules | None = None
    committed: StopRules | None = None


class Rung(_Figure):
    """One step of the ladder: `left` days before the end, or `after` working days past it."""

    left: Annotated[StrictInt, Field(ge=1, le=LONGEST_LIMIT)] | None = None
    after: Annotated[StrictInt, Field(ge=0, le=LONGEST_LIMIT)] | None = None
    tell: tuple[Tell, ...]


DEFAULT_LADDER: Final[tuple[Rung, ...]] = (
    Rung(left=2, tell=("handler", "department-head")),
    Rung(after=0, tell=("department-head",)),
    Rung(after=1, tell=("supervisor",)),
    Rung(after=3, tell=("lead-head",)),
    Rung(after=5, tell=("government-office",)),
)
