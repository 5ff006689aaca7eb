"""The office as people run it: started, disturbed, killed, started again."""

import os
import shutil
import signal
import stat
import tempfile
from pathlib import Path

import asyncpg
import psutil
import pytest

from runtime.addresses import office_addresses
from runtime.embedded.process import alive
from runtime.settings import Settings
from runtime.temporal import connect
from tests.runtime.conftest import OfficeProcess, wait_until

PARTS = ["Database PostgreSQL", "Workflow engine Temporal", "Worker"]


async def starts(office: OfficeProcess) -> int:
    """How often the office was started, according to its database."""
    url = office.record.database_url.replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    number = await connection.fetchval("select count(*) from starts")
    await connection.close()
    return int(number)


def open_to_others(folder: Path) -> list[Path]:
    """Everything in a folder, and the folder, that anybody may touch."""
    paths = [folder, *folder.rglob("*")]
    return [path for path in paths if not path.is_symlink() and stat.S_IMODE(path.stat().st_mode) & 0o007]


async def test_the_office_is_found_through_its_folder(office: OfficeProcess) -> None:
    """Another command of the same user reaches database and engine by the name of the folder alone."""
    addresses = office_addresses(Settings(home=office.home))

    client = await connect(addresses.temporal)

    assert await client.service_client.check_health()
    assert addresses.database_url == office.record.database_url
    assert await starts(office) == 1


def test_nothing_is_open_to_other_users(office: OfficeProcess) -> None:
    """Data, passwords, logs and sockets are closed to everybody else, wherever they lie."""
    sockets = Path(office.record.database_url.partition("host=")[2])

    for folder in (office.home, (office.home / "postgres").resolve(), sockets):
        assert open_to_others(folder) == []
    assert office.record.temporal.target.startswith("127.0.0.1:")


def test_servers_listen_on_this_machine_only(office: OfficeProcess) -> None:
    """No port of ours can be reached from the network."""
    listening = {
        connection.laddr.ip
        for pid in office.record.pids.values()
        for connection in psutil.Process(pid).net_connections()
        if connection.status == psutil.CONN_LISTEN
    }

    assert listening == {"127.0.0.1"}


def test_postgres_never_runs_as_root(office: OfficeProcess) -> None:
    """Whoever starts the office."""
    assert psutil.Process(office.record.pids[PARTS[0]]).uids().effective != 0


@pytest.mark.parametrize("part", PARTS)
async def test_a_killed_part_is_started_again(office: OfficeProcess, part: str) -> None:
    """Without anybody's help, at the same address, with its data."""
    before, count = office.record, await starts(office)

    os.kill(before.pids[part], signal.SIGKILL)
    wait_until(
        lambda: office.record.pids.get(part, before.pids[part]) != before.pids[part], f"{part} is back"
    )

    assert office.record.temporal == before.temporal
    assert await starts(office) == count
    assert await (await connect(office.record.temporal)).service_client.check_health()


def test_a_second_office_in_the_same_folder_is_refused(office: OfficeProcess) -> None:
    """In words, and the first one goes on."""
    second = office.launch()

    assert second.wait(timeout=20) == 3
    assert "已有一个办公室在运行" in office.output.read_text()
    assert "An office is already running" in office.output.read_text()
    assert office.running


async def test_a_killed_office_leaves_nothing_and_loses_nothing(office: OfficeProcess) -> None:
    """Its servers go with it, and the next start goes on where it was, on the same ports."""
    before, count = office.record, await starts(office)

    office.end(signal.SIGKILL)
    wait_until(lambda: not any(alive(pid) for pid in before.pids.values()), "its servers are gone")
    office.start()

    assert office.record.temporal == before.temporal
    assert await starts(office) == count + 1


@pytest.mark.parametrize("moment", ["Starting Database", "Starting Workflow"])
def test_a_stop_in_the_middle_of_the_start_leaves_nothing_running(moment: str) -> None:
    """Whoever typed the wrong thing presses Ctrl-C at once."""
    parent = Path(tempfile.mkdtemp(prefix="lianshen-test-"))
    parent.chmod(0o755)
    hasty = OfficeProcess(parent / "office", [])
    child = hasty.launch()
    wait_until(lambda: moment in hasty.output.read_text(), moment)

    child.send_signal(signal.SIGINT)

    assert child.wait(timeout=20) == 3
    assert "nothing is left running" in hasty.output.read_text()
    everybody = psutil.process_iter(["cmdline"])
    assert [each.pid for each in everybody if str(parent) in " ".join(each.info["cmdline"] or [])] == []
    shutil.rmtree(parent)


def test_a_stopped_office_leaves_nothing_running(office: OfficeProcess, circumstance: str) -> None:
    """Ctrl-C, or SIGTERM from a service manager: no process, no note that leads nowhere, no socket."""
    before = office.record

    assert office.end(signal.SIGINT if circumstance == "own-folder" else signal.SIGTERM) == 0

    assert not any(alive(pid) for pid in before.pids.values())
    assert not (office.home / "office.json").exists()
    assert not Path(before.database_url.partition("host=")[2]).exists()
