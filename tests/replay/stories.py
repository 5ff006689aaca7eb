"""The stories whose histories are kept, one of each shape, with made-up people."""

from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from typing import Any

from temporalio import activity
from temporalio.client import WorkflowHandle
from temporalio.common import WorkflowIDConflictPolicy
from temporalio.worker import Worker

from activities.calendar_contract import CalendarKeeper
from activities.contracts import CASES_QUEUE, RECEIVE, REVIEW, ReviewAnswer, ReviewRequest, Signer
from activities.register_lines import Line, write_line
from desk.repair.restart import last_known
from desk.repair.retelling import tell_again
from models.domain.calendar_table import OfficeDays
from models.domain.chain import GENESIS
from models.domain.names import CaseNumber
from models.domain.rulebook import Rulebook
from models.messages.calendar_adoption import (
    Adoption,
    AdoptionStart,
    Behind,
    CasePage,
    PageAdoption,
    PageDone,
)
from models.messages.case_workflow import WORKFLOW, Carried, CaseStart, workflow_id
from tests.domain.sample import CATALOGUE, PEOPLE
from tests.workflows.office import TimedOffice, book_without_holidays, fire_alone
from tests.workflows.test_new_runs import WAY
from workflows.calendar_adoption import CalendarAdoptionWorkflow

QUEUE = "dept-water"

Story = Callable[[TimedOffice], Awaitable[WorkflowHandle[Any, Any]]]
"""Plays its part, and tells whose history is to be kept."""


@activity.defn(name=RECEIVE)
async def receive(_request: ReviewRequest) -> Signer:
    """The water department's system signs for the notice."""
    return Signer(id="3", name="收文员")


@activity.defn(name=REVIEW)
async def review(request: ReviewRequest) -> ReviewAnswer:
    """It agrees; the first time with one hand on both levels, which is refused."""
    hands = (Signer(id="7", name="经办员"), Signer(id="8", name="局长"))
    return ReviewAnswer(opinion="agree", signers=hands if request.refused else (hands[0], hands[0]))


class TwoPages(CalendarKeeper):
    """A hand that finds a case on each of two pages, one of which gives no answer the first time."""

    def __init__(self) -> None:
        self._asked = 0

    @activity.defn(name="calendars.enter")
    async def enter(self, adoption: Adoption) -> None:
        """Keep nothing."""

    @activity.defn(name="calendars.list-cases")
    async def list_cases(self, asked: Behind) -> CasePage:
        """The first, then the second, then none."""
        pages = {None: 1, "450721-2026-000001": 2}
        found = pages.get(asked.after) if self._asked < 3 else None
        numbers = () if found is None else (CaseNumber(f"450721-2026-{found:06d}"),)
        return CasePage(numbers=numbers, left=1 if found == 1 else 0)

    @activity.defn(name="calendars.adopt-page")
    async def adopt_page(self, asked: PageAdoption) -> PageDone:
        """The first that is asked does not answer."""
        self._asked += 1
        unreached = asked.numbers if self._asked == 1 else ()
        return PageDone(adopted=len(asked.numbers) - len(unreached), standing=0, unreached=unreached)


async def straight_path(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """From the filing to the archive."""
    await office.file()
    for by, do, fields in WAY:
        await office.act(by, do, **fields)
    await office.sleep_until(office.at(11))
    return await _ended(office)


async def corrections_and_silence(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """Corrections are asked for and come; then nobody accepts, until time does."""
    await office.file(materials=["report"])
    await office.act("clerk", "request-corrections", gaps=[{"material": "photos", "reason": "未提交"}])
    await office.sleep_until(office.at(2, "10:00"))
    await office.act("applicant", "submit-corrections", materials=["photos"])
    await office.sleep_until(office.at(8))
    return await _withdrawn(office)


async def ladder(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """A promise is broken, and its ladder climbed to the end."""
    await office.opened()
    await office.sleep_until(office.at(11))
    return await _withdrawn(office)


async def withdrawal(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """Withdrawn while the departments are at work, after a command during which the register was away."""
    await office.opened()
    office.register.away = 2
    await office.decide_flood()
    return await _withdrawn(office)


async def own_system(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """The water department answers by its own system, at the second asking."""
    system = Worker(office.client, task_queue=QUEUE, activities=[receive, review])
    async with system:
        await office.opened()
        await office.environment.sleep(10)
        await office.until("item-concluded")
    return await _withdrawn(office)


async def several_runs(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """A case over more than one run; its last one is kept."""
    await office.file()
    for by, do, fields in WAY[:-1]:
        await office.act(by, do, **fields)
    return office.handle


async def joint_acts(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """One visit with somebody missing, a meeting whose action is left undone, and a change of plan."""
    await office.opened()
    both = ["flood", "fire-consult"]
    for by, item in (("water-handler", "flood"), ("fire-handler", "fire-consult")):
        await office.act(by, "acknowledge-notice", item=item)
    place: dict[str, Any] = {"items": both, "at_place": "项目现场"}
    await office.act("clerk", "schedule-survey", scheduled=office.at(1, "09:30").isoformat(), **place)
    await office.sleep_until(office.at(1, "11:00"))
    names = ["甲", "乙"]
    await office.act("water-handler", "record-finding", item="flood", finding="堤防完好", names=names)
    await office.act("clerk", "close-survey", minutes="消防未到场", absent=["fire"])
    await office.act("clerk", "convene-meeting", scheduled=office.at(1, "14:00").isoformat(), **place)
    await office.sleep_until(office.at(1, "15:00"))
    for by in ("water-handler", "fire-handler"):
        await office.act(by, "state-position", position="原则同意")
    action = {"department": "fire", "text": "补充消防车道图", "due": office.day(2).isoformat()}
    await office.act("clerk", "close-meeting", minutes="一致同意", actions=[action])
    await office.act("clerk", "drop-item", item="fire-consult", reason="不再需要")
    await office.sleep_until(office.at(3))
    return await _withdrawn(office)


async def shifted_clock(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """An office of another year, as a rehearsal and a training have it: a promise is broken there."""
    office.shift = timedelta(weeks=52)
    await office.opened()
    await office.sleep_until(office.at(11))
    return await _withdrawn(office)


async def other_calendars(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """The calendar changes again and again; the last run has been told the law of the one before."""
    await office.file()
    for version in range(1, 10):
        table = _closed_on(date(2027, 5, 20), version)
        await office.act("administrator", "adopt-calendar", table=table.model_dump(mode="json"))
    return office.handle


async def restarted(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """An operator has ended the workflow; it begins again from the register, and goes on."""
    await office.opened()
    await office.act("water-handler", "acknowledge-notice", item="flood")
    await office.handle.terminate()
    lines: list[Line] = []
    for entry in office.register.lines[office.number]:
        previous = lines[-1].hash if lines else GENESIS
        lines.append(write_line(office.number, entry, entry.event.model_dump_json(), previous))
    told = tell_again(office.number, lines)
    carried = Carried(case=told.case, answers=told.answers, known=last_known(lines))
    await office.client.start_workflow(
        WORKFLOW,
        CaseStart(number=office.number, rulebook=office.book.model_dump_json(), carried=carried),
        id=workflow_id(office.number),
        task_queue=CASES_QUEUE,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
    )
    await office.act("water-handler", "propose-opinion", item="flood", opinion="agree")
    return await _withdrawn(office)


async def cancelled(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """An operator cancels the workflow, which does not end the case."""
    await office.opened()
    await office.handle.cancel()
    await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
    await office.sleep_until(office.at(7))
    return await _withdrawn(office)


async def calendar_adoption(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    """A calendar goes to every case, page by page, and once more to the one that gave no answer."""
    hand = TwoPages()
    adoption = Adoption(table=_closed_on(date(2027, 5, 20), 1), by=PEOPLE["administrator"])
    async with Worker(
        office.client,
        task_queue="calendars",
        workflows=[CalendarAdoptionWorkflow],
        activities=[hand.enter, hand.list_cases, hand.adopt_page],
    ):
        handle = await office.client.start_workflow(
            CalendarAdoptionWorkflow.run,
            AdoptionStart(adoption=adoption),
            id="calendar-sample",
            task_queue="calendars",
        )
        await handle.result()
    return handle


async def _ended(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    await office.ended()
    return office.handle


async def _withdrawn(office: TimedOffice) -> WorkflowHandle[Any, Any]:
    await office.act("clerk", "withdraw-case", reason="企业调整计划")
    return await _ended(office)


def _closed_on(day: date, version: int) -> OfficeDays:
    laid = {"date": day, "working": False, "reason": "停电", "document": "示例", "person": "示例管理员"}
    return OfficeDays.model_validate(
        {"office_days": 1, "region": "CN", "version": f"{version}", "days": [laid]}
    )


def _water_has_a_system() -> Rulebook:
    """The sample law, with the water department on a queue of its own."""
    departments = [
        {**department, "queue": QUEUE} if department["code"] == "water" else department
        for department in CATALOGUE["departments"]
    ]
    return book_without_holidays(departments=departments)


STORIES: dict[str, tuple[Story, Callable[[], Rulebook]]] = {
    "straight-path": (straight_path, book_without_holidays),
    "corrections-and-silence": (corrections_and_silence, book_without_holidays),
    "ladder": (ladder, fire_alone),
    "withdrawal": (withdrawal, book_without_holidays),
    "own-system": (own_system, _water_has_a_system),
    "several-runs": (several_runs, book_without_holidays),
    "joint-acts": (joint_acts, book_without_holidays),
    "shifted-clock": (shifted_clock, fire_alone),
    "other-calendars": (other_calendars, book_without_holidays),
    "restarted": (restarted, book_without_holidays),
    "cancelled": (cancelled, fire_alone),
    "calendar-adoption": (calendar_adoption, fire_alone),
}

IN_SHORT_RUNS = frozenset({"several-runs", "other-calendars"})
"""Stories on a server where a run of forty events continues as a new one; real time passes there."""
