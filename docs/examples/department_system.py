# ruff: noqa: INP001 - an example that stands alone, no part of a package
"""A department's own system, as small as it can be: it signs for every notice and agrees with every item.

python department_system.py ADDRESS NAMESPACE QUEUE, such as 127.0.0.1:7233 lianshen dept-fire
"""

import asyncio
import sys
from typing import Any

from temporalio import activity
from temporalio.client import Client
from temporalio.worker import Worker

Json = dict[str, Any]

HANDLER = {"id": "1001", "name": "示例承办"}
REVIEWER = {"id": "1002", "name": "示例审查"}
APPROVER = {"id": "1003", "name": "示例审批"}


@activity.defn(name="department.receive")
async def receive(request: Json) -> Json:
    """Signs for the notice (签收); the answer is the person who does."""
    activity.logger.info("notice of %s for case %s", request["item"], request["case"])
    return dict(HANDLER)


@activity.defn(name="department.review")
async def review(request: Json) -> Json:
    """Decides at once.

    A real system keeps ``activity.info().task_token``, ends this call by ``activity.raise_complete_async()``,
    and completes it by that token when the department has decided.
    """
    if request["refused"] is not None:
        activity.logger.warning("our last answer was refused: %s", request["refused"])
    return {
        "opinion": "agree",
        "result": f"示例消函〔2026〕{request['round']}号",
        "signers": [HANDLER, REVIEWER, APPROVER],  # as many as the item has levels; more are ignored
    }


async def main(address: str, namespace: str, queue: str) -> None:
    """Answer until the process is stopped."""
    client = await Client.connect(address, namespace=namespace)
    await Worker(client, task_queue=queue, activities=[receive, review]).run()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
