"""Cases told by hand: events as the rules would make them, and the appends that enter them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict
from zoneinfo import ZoneInfo

from activities.contracts import Append
from models.domain.case_file import Applicant, Project
from models.domain.events import (
    AskedGap,
    CaseAccepted,
    CaseReceived,
    CaseWithdrawn,
    ClockResumed,
    ClockStopped,
    Event,
    GapReported,
    ItemConcluded,
    ItemSentBack,
    NoticeAcknowledged,
    NoticeIssued,
    OpinionEndorsed,
    OpinionProposed,
    PlannedItem,
    ResponsibilityOpened,
)
from models.domain.names import (
    CaseNumber,
    CommandKey,
    DepartmentCode,
    ItemCode,
    MaterialCode,
    PersonId,
)
from models.domain.rulebook import Rulebook

NUMBER = CaseNumber("450721-2026-000001")
PROJECT = "2026-450721-48-01-000123"
MORNING = datetime(2026, 6, 15, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

FORESTRY, WATER, LEAD = DepartmentCode("forestry"), DepartmentCode("water"), DepartmentCode("dev-reform")
FOREST, FLOOD = ItemCode("forest-land"), ItemCode("flood")
PHOTOS = MaterialCode("photos")


class _Stamp(TypedDict):
    at: datetime
    by: PersonId
    by_name: str
    by_department: DepartmentCode


def by(person: str, hours: float = 0, department: DepartmentCode = LEAD) -> _Stamp:
    """Who did it, so many hours after the filing."""
    return {
        "at": MORNING + timedelta(hours=hours),
        "by": PersonId(person),
        "by_name": f"王{person}",
        "by_department": department,
    }


def number(serial: int) -> CaseNumber:
    """The case number with this serial number."""
    return CaseNumber(f"450721-2026-{serial:06}")


def project(serial: int) -> str:
    """A project code of its own for each serial number."""
    return f"2026-450721-48-01-{serial:06}"


def filed(book: Rulebook, case: CaseNumber = NUMBER, *, code: str = PROJECT) -> CaseReceived:
    """A filing with two items of two departments."""
    return CaseReceived(
        **by("clerk"),
        number=case,
        catalogue=book.catalogue.code,
        catalogue_version=book.catalogue.version,
        calendar_version=book.calendar.version,
        rulebook=book.digest,
        project=Project(code=code, name="十里工业园"),
        applicant=Applicant(name="桥梁公司", id="91450721MA5XXXXXXX", contact="0777-0000000"),
        answers={"uses_forest": True, "floor_area": 42000.5, "storeys": 3, "remark": '“引号”\\与 "quotes"'},
        materials=(MaterialCode("report"), PHOTOS),
        items=(
            PlannedItem(item=FOREST, department=FORESTRY),
            PlannedItem(item=FLOOD, department=WATER, after=()),
        ),
        lead=LEAD,
    )


def accepted() -> tuple[Event, ...]:
    """The acceptance with its two notices: one command, three events."""
    notices = tuple(
        NoticeIssued(
            **by("clerk", 1),
            item=item,
            notice=f"抄告〔2026〕{place}号",
            department=department,
            clocks_from=date(2026, 6, 15),
        )
        for place, (item, department) in enumerate(((FOREST, FORESTRY), (FLOOD, WATER)), start=1)
    )
    return (CaseAccepted(**by("clerk", 1), effective=date(2026, 6, 15)), *notices)


def acknowledged(item: ItemCode = FOREST) -> NoticeAcknowledged:
    """The department signs for its notice."""
    return NoticeAcknowledged(**by("wu", 2, FORESTRY), item=item)


def withdrawn() -> CaseWithdrawn:
    """The applicant takes the case back."""
    return CaseWithdrawn(**by("applicant", 3), reason="项目调整")


def course(book: Rulebook, case: CaseNumber = NUMBER, *, code: str = PROJECT) -> list[tuple[Event, ...]]:
    """A case with a bit of everything: a gap, a stop, a round sent back, a breach, a conclusion."""
    return [
        (filed(book, case, code=code),),
        (
            GapReported(
                **by("wu", 0.5, FORESTRY),
                gap=AskedGap(material=PHOTOS, reason="看不清", department=FORESTRY),
            ),
        ),
        accepted(),
        (acknowledged(),),
        (
            ClockStopped(
                **by("wu", 3, FORESTRY),
                item=FOREST,
                reason="expert-review",
                notice="林评〔2026〕3号",
                until=date(2026, 6, 30),
                clocks=("committed", "statutory"),
            ),
        ),
        (
            OpinionProposed(
                **by("wu", 4, FORESTRY),
                item=FOREST,
                level="handler",
                moves_to="reviewing",
                opinion="agree-with-conditions",
                reason="占用面积\n在定额内",
                conditions=("恢复植被",),
            ),
        ),
        (
            ItemSentBack(
                **by("lei", 5, FORESTRY),
                item=FOREST,
                to="handler",
                keeps=(),
                moves_to="handling",
                reason="补图",
            ),
        ),
        (ClockResumed(**by("wu", 100, FORESTRY), item=FOREST, reason="expert-review"),),
        (
            OpinionProposed(
                **by("wu", 101, FORESTRY), item=FOREST, level="handler", moves_to="reviewing", opinion="agree"
            ),
        ),
        (OpinionEndorsed(**by("lei", 102, FORESTRY), item=FOREST, level="reviewer", moves_to="approving"),),
        (
            ResponsibilityOpened(
                at=MORNING + timedelta(days=20),
                lawful=MORNING + timedelta(days=20),
                item=FLOOD,
                record=1,
                rule="committed",
                department=WATER,
                evidence=(3, 5),
            ),
        ),
        (
            ItemConcluded(
                **by("han", 500, FORESTRY),
                item=FOREST,
                level="approver",
                opinion="agree",
                result="桂林审〔2026〕88号",
            ),
        ),
    ]


def asked(expected: int, key: str, *events: Event, case: CaseNumber = NUMBER, digest: str = "one") -> Append:
    """Ask for these events under this key."""
    return Append(case=case, expected=expected, key=CommandKey(key), digest=digest, events=events)


def appends(batches: Sequence[tuple[Event, ...]], case: CaseNumber = NUMBER) -> list[Append]:
    """One append for each command, each where the one before ended."""
    found: list[Append] = []
    expected = 1
    for place, events in enumerate(batches, start=1):
        found.append(asked(expected, f"key-{place}", *events, case=case))
        expected += len(events)
    return found
