"""Replays recorded histories, as a worker of the product would: ``python -m tests.replay.play FILE …``."""

import asyncio
import sys
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

from models.domain.names import CaseNumber
from models.messages.case_workflow import workflow_id
from runtime.sandbox import RUNNER
from workflows.calendar_adoption import CalendarAdoptionWorkflow
from workflows.joint_approval import JointApprovalWorkflow


async def play(name: str, text: str) -> None:
    """Raises what the replay raises, which is the first decision that differs."""
    replayer = Replayer(
        workflows=[JointApprovalWorkflow, CalendarAdoptionWorkflow],
        data_converter=pydantic_data_converter,
        workflow_runner=RUNNER,
    )
    history = WorkflowHistory.from_json(workflow_id(CaseNumber(name)), text)
    await replayer.replay_workflow(history)


async def main(files: list[str]) -> None:
    """Replay each file; the first that fails ends the process with its reason."""
    for file in files:
        path = Path(file)
        await play(path.stem, path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
