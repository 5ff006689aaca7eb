"""A scripted case in virtual time: the shape of a rehearsal file (interfaces.md §3) and of its report."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, StrictInt

from models.domain.case_file import Applicant, EarlierResult, Project
from models.domain.clock import zone
from models.domain.conditions import Answer
from models.domain.events import Event
from models.domain.faults import Fault, Unfit
from models.domain.moment import read_moment
from models.domain.names import CaseNumber, MaterialCode, PersonId
from models.domain.people_file import PersonInFile, check_people
from models.domain.refusals import Refusal
from models.domain.text import Code, Line, Words
from models.domain.view import CaseView

LOOK = "look"


def _read_moment(value: object) -> datetime:
    """A moment of local time between 1949 and 2100, written ``2026-09-18 10:00``."""
    moment = read_moment(value)
    if moment.tzinfo is not None:
        raise Unfit("应为本地时刻，如 2026-09-18 10:00", "must be a local moment such as 2026-09-18 10:00")
    return moment


def _known_zone(value: str) -> str:
    try:
        zone(value)
    except (KeyError, ValueError, OSError):
        raise Unfit(
            "没有这个时区；如 Asia/Shanghai", "there is no such time zone; one is Asia/Shanghai"
        ) from None
    return value


Moment = Annotated[datetime, BeforeValidator(_read_moment)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RehearsedCase(_Part):
    """What ``file-case`` hands in; ``catalogue`` where it differs from the file's."""

    project: Project
    applicant: Applicant
    answers: dict[Code, Answer] = {}
    materials: tuple[MaterialCode, ...] = ()
    earlier_results: tuple[EarlierResult, ...] = ()
    catalogue: Line | None = None


class Step(BaseModel):
    """Something a person does at a moment, or a look. Further fields are those of the command.

    ``happened`` makes it a late entry: what happened then is entered at the moment of the step.
    """

    model_config = ConfigDict(frozen=True, extra="allow")

    at: Moment
    do: Line
    by: PersonId | None = None
    case: str | None = None
    expect: str | None = None
    happened: Moment | None = None

    @property
    def fields(self) -> dict[str, object]:
        """The command's own fields."""
        return dict(self.model_extra or {})


class Rehearsal(_Part):
    """The whole file. Paths are relative to it; ``calendars`` names shipped regions, or files."""

    rehearsal: Annotated[StrictInt, Field(ge=1, le=1)]
    title: Words | None = None
    catalogue: Line
    calendars: tuple[Line, ...] = ("CN",)
    timezone: Annotated[Line, AfterValidator(_known_zone)] = "Asia/Shanghai"
    people: dict[Code, PersonInFile]
    cases: Annotated[dict[Code, RehearsedCase], Field(min_length=1)]
    steps: tuple[Step, ...]
    until: Moment | None = None


def check_rehearsal(rehearsal: Rehearsal) -> list[Fault]:
    """Persons and cases that no entry declares, and steps that go back in time."""
    faults: list[Fault] = []
    before: datetime | None = None
    faults += check_people(rehearsal.people)
    for number, step in enumerate(rehearsal.steps):
        path = ("steps", number)
        if before is not None and step.at < before:
            faults.append(Fault((*path, "at"), "时间早于上一步", "is earlier than the step before"))
        before = step.at
        if step.do == LOOK:
            continue
        for name, value, known in (
            ("by", step.by, rehearsal.people),
            ("case", step.case, rehearsal.cases),
        ):
            if value not in known:
                listed = ", ".join(known)
                faults.append(
                    Fault(
                        (*path, name),
                        f"没有“{value}”，可用：{listed}" if value else f"缺少，可用：{listed}",
                        f"there is no “{value}”; known: {listed}"
                        if value
                        else f"is missing; known: {listed}",
                    )
                )
    if rehearsal.until is not None and before is not None and rehearsal.until < before:
        faults.append(Fault(("until",), "早于最后一步", "is earlier than the last step"))
    return faults


class StepReport(_Part):
    """What came of one step; steps count from 1. ``expected`` says whether the file foresaw it."""

    step: int
    outcome: Literal["done", "refused"]
    refusal: str | None = None
    message: Words | None = None
    events: tuple[int, ...] = ()
    expected: StrictBool = True


class LookReport(_Part):
    """Every case as it stood at a moment."""

    at: datetime
    cases: dict[str, CaseView]


class Report(_Part):
    """What a rehearsal prints as JSON; the same from every engine but for ``engine``."""

    rehearsal: int = 1
    engine: Literal["core", "temporal"]
    cases: dict[str, CaseView]
    events: tuple[dict[str, object], ...]
    steps: tuple[StepReport, ...]
    looks: tuple[LookReport, ...]

    @property
    def failed(self) -> list[StepReport]:
        """Steps that ended otherwise than the file foresaw."""
        return [step for step in self.steps if not step.expected]


@dataclass(frozen=True)
class Entered:
    """An event and how it came into the register: when, and by which step (0: by time)."""

    at: datetime
    step: int
    event: Event


def chronicle(stories: Mapping[str, Sequence[Entered]]) -> Iterator[tuple[str, int, Event]]:
    """The events of several cases in one order: by entry, what time brings before a step, then case by case.

    The order within a case stays as it is: what follows of a late entry was entered after it.
    """
    told = dict.fromkeys(stories, 0)
    reached: dict[str, datetime] = {}
    while heads := [
        (max(entered.at, reached.get(name, entered.at)), entered.step, position, name, entered.event)
        for position, (name, story) in enumerate(stories.items())
        for entered in story[told[name] : told[name] + 1]
    ]:
        at, _, _, name, event = min(heads, key=lambda head: head[:3])
        reached[name] = at
        told[name] += 1
        yield name, told[name], event


def told(name: str, seq: int, event: Event) -> dict[str, object]:
    """An event as the report prints it: the fields of interfaces.md §3 first, then what else it says."""
    fields = event.model_dump(mode="json")
    first = {"case": name, "seq": seq, **{key: fields[key] for key in ("at", "kind", "item", "by")}}
    return {**first, **fields}


def refused(step: Step, number: int, name: str, message: Words) -> StepReport:
    """The report of a step that was refused under this name."""
    return StepReport(
        step=number, outcome="refused", refusal=name, message=message, expected=step.expect == name
    )


def said(refusal: Refusal) -> Words:
    """A refusal's two sentences."""
    return Words.model_construct(zh=refusal.text("zh"), en=refusal.text("en"))


def numbered(jurisdiction: str, year: int, count: int) -> CaseNumber:
    """The case number ``<jurisdiction>-<year>-<6 digits>``."""
    return CaseNumber(f"{jurisdiction}-{year}-{count:06d}")
