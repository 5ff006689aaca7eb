"""The embedded Temporal: its ports, its file, its search attributes."""

import json
import os
import shutil
import signal
import socket
import tempfile
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from temporalio.api.operatorservice.v1 import ListSearchAttributesRequest
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest

from runtime.addresses import TemporalAddress
from runtime.embedded.folders import prepare_home
from runtime.embedded.temporal import TemporalServer
from runtime.temporal import connect
from runtime.trouble import ServerUnreachable
from tests.runtime.conftest import wait_until


@pytest.fixture
async def home() -> AsyncIterator[Path]:
    """A home folder for one server."""
    folder = Path(tempfile.mkdtemp(prefix="lianshen-test-"))
    prepare_home(folder)
    yield folder
    shutil.rmtree(folder)


def server_in(home: Path, **search_attributes: str) -> TemporalServer:
    """A server on that folder, not yet started."""
    return TemporalServer(home, namespace="office", search_attributes=search_attributes)


async def kill(server: TemporalServer) -> None:
    """End it without the second that an orderly stop takes."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    await server.stop()


def remembered(home: Path) -> set[int]:
    """The ports in the file."""
    return set(json.loads((home / "ports.json").read_text()).values())


async def test_ports_are_kept_and_give_way_when_somebody_took_them(home: Path) -> None:
    """Bookmarks of the pages stay good; a taken port is no reason not to start."""
    server = server_in(home)
    await server.start()
    first = server.address
    await kill(server)
    await server.start()
    assert server.address == first
    await server.stop()

    with socket.create_server(("127.0.0.1", int(first.rpartition(":")[2]))):
        await server.start()
        moved = server.address
        await kill(server)

    assert moved != first
    assert int(moved.rpartition(":")[2]) in remembered(home)


async def test_a_later_release_may_add_search_attributes(home: Path) -> None:
    """The file was made without it, and the start option alone would not add it."""
    first = server_in(home, CaseState="Keyword")
    await first.start()
    await kill(first)
    second = server_in(home, CaseState="Keyword", NextDue="Datetime")
    await second.start()

    client = await connect(TemporalAddress(target=second.address, namespace="office"))
    known = await client.operator_service.list_search_attributes(
        ListSearchAttributesRequest(namespace="office")
    )
    described = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="office"))
    await kill(second)

    assert {"CaseState", "NextDue"} <= set(known.custom_attributes)
    assert described.config.workflow_execution_retention_ttl.ToTimedelta() == timedelta(days=90)


async def test_a_server_left_by_a_killed_office_is_ended_first(home: Path) -> None:
    """Two servers on one file would break it."""
    left = server_in(home)
    await left.start()

    server = server_in(home)
    await server.start()

    assert not left.running
    assert server.address == left.address
    await kill(server)


async def test_an_innocent_process_with_the_old_id_is_left_alone(home: Path) -> None:
    """The note may name anybody after a reboot, here this very test."""
    (home / "temporal.pid").write_text(str(os.getpid()))
    server = server_in(home)

    await server.start()

    assert server.running
    await kill(server)


async def test_a_killed_server_is_unreachable_within_seconds_and_then_back(home: Path) -> None:
    """A command line says so instead of hanging, and a waiting client gets through by itself."""
    server = server_in(home)
    await server.start()
    address = TemporalAddress(target=server.address, namespace="office")
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    wait_until(lambda: not server.running, "the death is seen")

    with pytest.raises(ServerUnreachable, match="connection refused") as unreachable:
        await connect(address, patience=timedelta(seconds=0.5))
    assert server.address in unreachable.value.tried[0]

    await server.start()
    client = await connect(address, patience=None)
    assert await client.service_client.check_health()
    await kill(server)
