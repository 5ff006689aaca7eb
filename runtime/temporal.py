"""The way to Temporal: one client for every process, with the pydantic data converter."""

import asyncio
from datetime import timedelta

from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError

from runtime.addresses import TemporalAddress
from runtime.trouble import ServerUnreachable

_LONGEST_PAUSE_SECONDS = 5.0


async def connect(address: TemporalAddress, *, patience: timedelta | None = timedelta(seconds=5)) -> Client:
    """A client of the service at `address`.

    It is tried again until `patience` is over, then `ServerUnreachable` says what was tried. `None` waits for
    ever: a worker that starts while its servers are away must wait for them, not die.
    """
    ends = None if patience is None else asyncio.get_running_loop().time() + patience.total_seconds()
    pause = 0.1
    while True:
        left = None if ends is None else max(0.1, ends - asyncio.get_running_loop().time())
        try:
            async with asyncio.timeout(left):
                return await _connect_once(address)
        except (RuntimeError, RPCError, OSError) as reason:
            failed = reason
        if ends is not None and asyncio.get_running_loop().time() + pause >= ends:
            raise ServerUnreachable([_tried(address, failed)]) from None
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)


async def _connect_once(address: TemporalAddress) -> Client:
    if not address.from_environment:
        return await Client.connect(
            address.target, namespace=address.namespace, data_converter=pydantic_data_converter
        )
    config = ClientConfig.load_client_connect_config()
    config.setdefault("target_host", address.target)
    return await Client.connect(**config, data_converter=pydantic_data_converter)


def _tried(address: TemporalAddress, reason: BaseException) -> str:
    source = "TEMPORAL_ADDRESS" if address.from_environment else "office.json"
    detail = str(reason)
    if isinstance(reason, TimeoutError):
        said = "没有回答 no answer"
    elif "ConnectionRefused" in detail:
        said = "拒绝连接 connection refused"
    else:
        said = detail.strip().partition("\n")[0] or type(reason).__name__
    return f"Temporal {address.target} ({source}): {said}"
