"""A department's own system: another process, which knows nothing of us but the contract of two activities.

It signs for every notice at once, tells on standard output what it is asked, and answers when standard input
says so: one JSON text a line, ``{"answer": …}`` or ``{"fail": …}`` for the latest question.
"""

import asyncio
import base64
import json
import sys
from datetime import timedelta

from temporalio import activity
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

from activities.contracts import RECEIVE, REVIEW, ReviewRequest, Signer

OURS = {"activities", "models", "workflows", "runtime", "desk", "worker", "starter", "tests"}


def tell(**facts: object) -> None:
    """One line to whoever started the process."""
    print(json.dumps(facts), flush=True)  # noqa: T201  # the pipe is the protocol


@activity.defn(name=RECEIVE)
async def receive(_request: ReviewRequest) -> Signer:
    """Signs for the notice."""
    return Signer(id="3", name="收文员")


@activity.defn(name=REVIEW)
async def review(request: ReviewRequest) -> None:
    """Takes the question in; the answer comes when the department has decided."""
    token = base64.b64encode(activity.info().task_token).decode()
    tell(asked=request.item, round=request.round, refused=request.refused, token=token)
    activity.raise_complete_async()


async def answer_as_told(client: Client) -> None:
    """Read what to answer, and answer, until standard input ends."""
    while line := await asyncio.to_thread(sys.stdin.readline):
        told = json.loads(line)
        handle = client.get_async_activity_handle(task_token=base64.b64decode(told["token"]))
        if "fail" in told:
            await handle.fail(ApplicationError(told["fail"], non_retryable=True))
        else:
            await handle.complete(told["answer"])


async def main(target: str, namespace: str, queue: str) -> None:
    """Serve one task queue."""
    ours = sorted(name for name in sys.modules if name.partition(".")[0] in OURS)
    client = await Client.connect(target, namespace=namespace, data_converter=pydantic_data_converter)
    worker = Worker(
        client,
        task_queue=queue,
        activities=[receive, review],
        graceful_shutdown_timeout=timedelta(0),
    )
    async with worker:
        tell(modules=ours)
        await answer_as_told(client)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
