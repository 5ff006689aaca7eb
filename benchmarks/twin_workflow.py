"""The bare twin of a case: as many updates, each writing rows of the same size, and nothing else."""

from datetime import timedelta

from pydantic import BaseModel
from temporalio import workflow
from temporalio.common import RetryPolicy

QUEUE = "bare-twin"
WRITE = "twin.write"


class TwinOrder(BaseModel):
    """The step of the case, and the text of the order that the product is given there."""

    step: int
    body: str


class TwinWrite(BaseModel):
    """Which rows are to be written for which case."""

    case: str
    step: int


@workflow.defn(name="bare-twin")
class TwinWorkflow:
    """Waits for so many updates and ends."""

    @workflow.init
    def __init__(self, steps: int) -> None:
        self._left = steps

    @workflow.run
    async def run(self, steps: int) -> None:
        """Until every step is done."""
        del steps
        await workflow.wait_condition(lambda: self._left == 0 and workflow.all_handlers_finished())

    @workflow.update
    async def perform(self, order: TwinOrder) -> int:
        """One step: one write."""
        asked = TwinWrite(case=workflow.info().workflow_id, step=order.step)
        await workflow.execute_local_activity(
            WRITE,
            asked,
            start_to_close_timeout=timedelta(seconds=3),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )
        self._left -= 1
        return self._left
