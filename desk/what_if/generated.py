"""Makes up courses of cases by a seed: plausible days and delays. The figures are samples, not counts.

Each thing is drawn from a source of its own, named by seed, case and thing. So the same case has the same
work in every catalogue, whatever else the catalogue changes.
"""

import math
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random
from typing import Final

from desk.what_if.course import CaseCourse, IntakeStep, ItemCourse, Special, Step
from desk.what_if.working_time import WorkingTime
from models.domain.answers import fitting_answers
from models.domain.catalogue import Catalogue, Item
from models.domain.conditions import (
    Above,
    All,
    Answers,
    AnswerValue,
    AnyOf,
    Below,
    Condition,
    Equals,
    Not,
    OneOf,
    Question,
)
from models.domain.names import ItemCode, Level, MaterialCode, OpinionWord
from models.domain.procedure import working_days_at_most
from models.domain.rulebook import Rulebook

HOUR: Final = 60

ACKNOWLEDGED_IN: Final = (3 * HOUR, 0.8)
SHARE_OF_LIMIT: Final[dict[Level, tuple[float, float]]] = {
    "handler": (0.42, 0.55),
    "reviewer": (0.08, 0.7),
    "approver": (0.06, 0.7),
}
ACCEPTED_IN: Final = (8 * HOUR, 0.7)
CORRECTED_IN: Final = (50 * HOUR, 0.8)
DECIDED_IN: Final = (8 * HOUR, 0.6)
DELIVERED_IN: Final = (6 * HOUR, 0.7)
SPECIAL_LASTS: Final = (85 * HOUR, 0.6)
CONFIRMED_IN: Final = (9 * HOUR, 0.5)
"""Median of the working time in minutes, and the spread of its logarithm."""

DEPARTMENTS_DIFFER: Final = 0.25
LACKS_MATERIAL, FORGOTTEN, DECLINED, WITHDRAWN = 0.15, 0.01, 0.01, 0.02
SENT_BACK, STOPPED, RETURNED = 0.08, 0.05, 0.2
OPINIONS: Final[dict[OpinionWord, float]] = {
    "agree": 0.87,
    "agree-with-conditions": 0.08,
    "disagree": 0.02,
    "not-involved": 0.03,
}
_REDRAWN: Final = 20
"""How often answers are drawn again that call for no item at all."""

_LEVELS: Final[tuple[Level, ...]] = ("handler", "reviewer", "approver")


class Generator:
    """Courses for the present catalogue and a changed one, all by one seed."""

    def __init__(self, book: Rulebook, changed: Catalogue, seed: int) -> None:
        self._book = book
        alike = _call_alike(book.catalogue, changed)
        self._catalogues = (book.catalogue,) if alike else (book.catalogue, changed)
        self._work = WorkingTime(book)
        self._seed = seed
        self._items = {**changed.item_by_code, **book.catalogue.item_by_code}
        self._questions = {**changed.question_by_code, **book.catalogue.question_by_code}
        self._bounds = _bounds([*self._items.values()])
        required = (material.code for material in book.catalogue.materials if material.required)
        self._required = tuple(required)
        self._speed: dict[str, float] = {}

    def course(self, number: int) -> CaseCourse:
        """The case of this number, the same at every call."""
        draw = self._source(number, "case")
        filed = self._arrival(draw)
        answers = self._answers(number)
        lacks = (draw.choice(self._required),) if self._required and draw.random() < LACKS_MATERIAL else ()
        return CaseCourse(
            name=f"{self._seed}-{number}",
            filed=filed,
            answers=answers,
            lacks=lacks,
            intake=tuple(_intake(draw, lacks)),
            items={code: self._item(number, self._items[code]) for code in self._called_for(answers)},
            withdrawn=round(draw.uniform(0, 25 * self._work.day)) if draw.random() < WITHDRAWN else None,
            decides=_minutes(draw, *DECIDED_IN),
            delivers=_minutes(draw, *DELIVERED_IN),
        )

    def _called_for(self, answers: Answers) -> dict[ItemCode, None]:
        """The items that the answers call for in either catalogue, in an order that is always the same."""
        return {
            code: None
            for catalogue in self._catalogues
            for code in catalogue.applicable_items(fitting_answers(catalogue, answers))
        }

    def _source(self, number: int, thing: str) -> Random:
        return Random(f"{self._seed}/{number}/{thing}")  # noqa: S311 - samples, no secrets

    @cached_property
    def _arrivals(self) -> tuple[int, int]:
        """The first and the last minute in which a case arrives.

        The year that ends half a year before the last published table does, so that no limit runs out of it.
        """
        years = [table.year for table in self._book.calendar.tables if table.status == "official"]
        last = date(max(years, default=self._book.catalogue.valid_from.year), 6, 30)
        hours = self._book.hours
        return (
            self._work.position(hours.closes(last - timedelta(days=365))),
            self._work.position(hours.closes(last)),
        )

    def _arrival(self, draw: Random) -> datetime:
        return self._work.moment(draw.randint(*self._arrivals))

    def _answers(self, number: int) -> dict[str, AnswerValue]:
        answers: dict[str, AnswerValue] = {}
        for again in range(_REDRAWN):
            draw = self._source(number, f"answers/{again}")
            answers = {
                code: self._answer(question, draw) for code, question in sorted(self._questions.items())
            }
            if self._book.catalogue.applicable_items(answers):
                break
        return answers

    def _answer(self, question: Question, draw: Random) -> AnswerValue:
        match question.type:
            case "boolean":
                return draw.random() < 0.5  # noqa: PLR2004 - an even chance
            case "number":
                bound = draw.choice(self._bounds.get(question.code, (1000.0,)))
                return round(math.copysign(draw.lognormvariate(math.log(abs(bound) or 1), 1), bound or 1), 2)
            case "choice":
                return draw.choice(question.options).code
            case "text":
                return "示例"

    def _item(self, number: int, item: Item) -> ItemCourse:
        draw = self._source(number, item.code)
        promised = working_days_at_most(item.committed) * self._work.day * self._speed_of(item.department)
        takes = {
            level: _minutes(draw, share * promised, spread)
            for level, (share, spread) in SHARE_OF_LIMIT.items()
        }
        opinion = draw.choices([*OPINIONS], [*OPINIONS.values()])[0]
        special = self._special(item, draw)
        steps = [Step(_minutes(draw, *ACKNOWLEDGED_IN), "acknowledge")]
        begins = steps[0].minutes + round(takes["handler"] / 2)
        waits = 0 if special is None else special.minutes or 0
        steps += [
            Step(takes[level] + (waits if level == "handler" else 0), "sign", level, opinion=opinion)
            for level in _LEVELS
        ]
        if draw.random() < SENT_BACK:
            last = steps.pop()
            steps.append(Step(last.minutes, "send-back", "approver", "handler"))
            steps += [Step(takes[level] // 2, "sign", level, opinion=opinion) for level in _LEVELS]
        if opinion == "disagree":
            if draw.random() < RETURNED:
                steps.append(Step(_minutes(draw, *CONFIRMED_IN), "return"))
                steps.append(Step(takes["approver"], "sign", "approver", opinion=opinion))
            steps.append(Step(_minutes(draw, *CONFIRMED_IN), "confirm"))
        if special is None:
            return ItemCourse(tuple(steps))
        return ItemCourse(tuple(steps), (Special(begins, special.minutes, special.reason, special.expected),))

    def _special(self, item: Item, draw: Random) -> Special | None:
        rules = self._book.catalogue.stops.statutory if item.stops.statutory is None else item.stops.statutory
        if not rules or draw.random() >= STOPPED:
            return None
        rule = draw.choice(rules)
        lasts = _minutes(draw, *SPECIAL_LASTS)
        expected = round(lasts * draw.uniform(0.8, 1.3))
        if rule.max is not None:
            lasts, expected = (min(each, (rule.max - 1) * self._work.day) for each in (lasts, expected))
        return Special(0, lasts, rule.reason, expected)

    def _speed_of(self, department: str) -> float:
        speed = self._speed.get(department)
        if speed is None:
            source = Random(f"{self._seed}/department/{department}")  # noqa: S311 - as above
            speed = self._speed[department] = source.lognormvariate(0, DEPARTMENTS_DIFFER)
        return speed


def _intake(draw: Random, lacks: tuple[MaterialCode, ...]) -> Iterator[IntakeStep]:
    """The counter accepts at once, asks for what is missing first, declines, or lets the days pass."""
    chance = draw.random()
    if lacks:
        yield IntakeStep(_minutes(draw, *ACCEPTED_IN), "request-corrections", lacks)
        yield IntakeStep(_minutes(draw, *CORRECTED_IN), "submit-corrections", lacks)
    if chance < DECLINED:
        yield IntakeStep(_minutes(draw, *ACCEPTED_IN), "decline")
        yield IntakeStep(_minutes(draw, *CONFIRMED_IN), "confirm")
    elif chance >= DECLINED + FORGOTTEN:
        yield IntakeStep(_minutes(draw, *ACCEPTED_IN), "accept")


def _minutes(draw: Random, median: float, spread: float) -> int:
    return max(1, round(draw.lognormvariate(math.log(median), spread)))


def _call_alike(one: Catalogue, other: Catalogue) -> bool:
    """Whether the same answers call for the same items in both."""
    whens = [[(item.code, item.when) for item in each.items] for each in (one, other)]
    return one.questions == other.questions and whens[0] == whens[1]


def _bounds(items: Sequence[Item]) -> dict[str, tuple[float, ...]]:
    """The numbers that conditions compare each question with: there the answers are worth drawing."""
    found: dict[str, set[float]] = {}
    for item in items:
        if item.when is not None:
            for question, bound in _compared(item.when):
                found.setdefault(question, set()).add(bound)
    return {question: tuple(sorted(bounds)) for question, bounds in found.items()}


def _compared(condition: Condition) -> Iterator[tuple[str, float]]:
    match condition:
        case Not(condition=inner):
            yield from _compared(inner)
        case All(conditions=inner_ones) | AnyOf(conditions=inner_ones):
            for inner in inner_ones:
                yield from _compared(inner)
        case Above(above=(question, bound)) | Below(below=(question, bound)):
            yield question, bound
        case Equals(equals=(question, value)) if _is_number(value):
            yield question, float(value)
        case OneOf(one_of=(question, values)):
            yield from ((question, float(value)) for value in values if _is_number(value))
        case _:
            return


def _is_number(value: AnswerValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
