"""Another calendar for every live case: page by page, as long as it takes, and once more for stragglers."""

from datetime import timedelta
from typing import Final, Literal

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from activities.calendar_contract import CalendarKeeper
    from models.messages.calendar_adoption import WORKFLOW, AdoptionStart, Behind, PageAdoption, Progress
    from workflows.policies import FOR_EVER, UNFILED_FOR

ENTER_TIMEOUT: Final = timedelta(seconds=15)
LIST_TIMEOUT: Final = timedelta(seconds=30)
PAGE_TIMEOUT: Final = timedelta(minutes=5)
PAGE_SIGN_OF_LIFE: Final = timedelta(seconds=20)
"""A page that is silent for so long was lost with its worker, and is begun again."""

UNREACHED_PAUSE: Final = timedelta(minutes=1)
LONGEST_PAUSE: Final = timedelta(hours=1)
STRAGGLERS_AFTER: Final = UNFILED_FOR + timedelta(minutes=5)
"""A filing that was begun under the old calendars can still come for ``UNFILED_FOR``."""


@workflow.defn(name=WORKFLOW)
class CalendarAdoptionWorkflow:
    """Enters the calendar for the cases to come, then goes through those that live."""

    @workflow.init
    def __init__(self, start: AdoptionStart) -> None:
        self._start = start
        self._progress = start.carried or Progress()

    @workflow.run
    async def run(self, start: AdoptionStart) -> Progress:
        """Until every live case has the calendar; a refusal of the file itself fails it by name."""
        if self._progress.phase == "entering":
            await workflow.execute_activity_method(
                CalendarKeeper.enter,
                start.adoption,
                activity_id="enter",
                start_to_close_timeout=ENTER_TIMEOUT,
                retry_policy=FOR_EVER,
            )
            self._enter_phase("adopting")
        while self._progress.phase != "done":
            if not await self._page():
                await self._end_round()
            if workflow.info().is_continue_as_new_suggested():
                workflow.continue_as_new(self._start.model_copy(update={"carried": self._progress}))
        return self._progress

    @workflow.query
    def progress(self) -> Progress:
        """How far it is."""
        return self._progress

    async def _page(self) -> bool:
        """One page further; whether there was one."""
        where = f"{self._progress.rounds}:{self._progress.after or 'first'}"
        page = await workflow.execute_activity_method(
            CalendarKeeper.list_cases,
            Behind(table=self._start.adoption.table, after=self._progress.after),
            activity_id=f"list:{where}",
            start_to_close_timeout=LIST_TIMEOUT,
            retry_policy=FOR_EVER,
        )
        if not page.numbers:
            return False
        done = await workflow.execute_activity_method(
            CalendarKeeper.adopt_page,
            PageAdoption(adoption=self._start.adoption, numbers=page.numbers),
            activity_id=f"page:{where}",
            start_to_close_timeout=PAGE_TIMEOUT,
            heartbeat_timeout=PAGE_SIGN_OF_LIFE,
            retry_policy=FOR_EVER,
        )
        self._progress = self._progress.with_page(page, done)
        return True

    async def _end_round(self) -> None:
        """Cases that gave no answer are asked again; at the end, those that were filed meanwhile are, too."""
        self._progress = self._progress.with_round()
        if self._progress.unreached:
            pause = min(UNREACHED_PAUSE * 2 ** min(self._progress.rounds - 1, 6), LONGEST_PAUSE)
            await workflow.sleep(pause, summary="cases that gave no answer")
        elif self._progress.phase == "watching":
            self._enter_phase("done")
        else:
            self._enter_phase("watching")
            await workflow.sleep(STRAGGLERS_AFTER, summary="filings begun under the old calendar")

    def _enter_phase(self, phase: Literal["adopting", "watching", "done"]) -> None:
        self._progress = self._progress.model_copy(update={"phase": phase})
