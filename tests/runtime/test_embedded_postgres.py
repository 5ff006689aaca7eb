"""The embedded PostgreSQL after every kind of death, and where it must refuse."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncpg
import psutil
import pytest

from runtime.database_url import for_asyncpg
from runtime.embedded.folders import (
    postgres_folder,
    prepare_home,
    server_account,
    socket_folder,
    usable_programs,
)
from runtime.embedded.postgres import PostgresServer
from runtime.embedded.process import alive
from runtime.embedded.programs import PostgresPrograms, find_postgres
from runtime.embedded.provision import Passwords, provision
from runtime.trouble import DataOfAnotherVersion, HomeOfAnotherUser, ServerFailed, ServerMissing
from tests.runtime.conftest import wait_until


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    """One data folder for the module: each test leaves it in another state of disorder."""
    folder = Path(tempfile.mkdtemp(prefix="lianshen-test-"))
    folder.chmod(0o755)
    prepare_home(folder / "office")
    yield folder / "office"
    shutil.rmtree(folder)


@pytest.fixture
async def server(home: Path) -> AsyncIterator[PostgresServer]:
    """A running server on that folder."""
    server = PostgresServer(home, durable=False)
    await server.start()
    yield server
    await server.stop()


def data_of(home: Path) -> Path:
    """The data folder itself."""
    return home / "postgres" / "data"


def start_apart(home: Path) -> int:
    """A server whose parent never asks how it is, as after a killed office: its death leaves a zombie."""
    account = server_account()
    program = usable_programs(find_postgres(data_of(home)), data_of(home).parent, account) / "postgres"
    sockets = socket_folder(home, account)
    identity = f"user={account.uid}, group={account.gid}, extra_groups=[]" if account else ""
    command = [str(program), "-D", str(data_of(home)), "-c", "listen_addresses=", "-k", str(sockets)]
    script = (
        "import subprocess, time\n"
        f"child = subprocess.Popen({command!r}, cwd='/', stderr=subprocess.DEVNULL, {identity})\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.stdout.close()
    wait_until(lambda: any(sockets.iterdir()), "the server made its socket")
    PARENTS.append(parent)
    return pid


PARENTS: list[subprocess.Popen[str]] = []


@pytest.fixture(autouse=True)
def no_parent_left() -> Iterator[None]:
    """End the careless parents."""
    yield
    while PARENTS:
        parent = PARENTS.pop()
        parent.kill()
        parent.wait()


async def answer(server: PostgresServer) -> object:
    """One round trip."""
    connection = await asyncpg.connect(for_asyncpg(server.url))
    value: object = await connection.fetchval("select 'well'")
    await connection.close()
    return value


async def test_a_second_start_finds_what_the_first_wrote(home: Path) -> None:
    """A clean stop and a start keep the data."""
    first = PostgresServer(home)
    await first.start()
    connection = await asyncpg.connect(for_asyncpg(first.url))
    await connection.execute("create table written as select 7 as number")
    await connection.close()
    await first.stop()

    second = PostgresServer(home)
    await second.start()
    connection = await asyncpg.connect(for_asyncpg(second.url))
    number = await connection.fetchval("select number from written")
    await connection.close()
    await second.stop()

    assert number == 7


async def test_the_killed_server_comes_back_while_a_backend_still_works(server: PostgresServer) -> None:
    """A backend in a long query would hold the data folder; it is ended first."""
    connection = await asyncpg.connect(for_asyncpg(server.url))
    backend = await connection.fetchval("select pg_backend_pid()")
    os.kill(backend, signal.SIGSTOP)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    connection.terminate()
    wait_until(lambda: not server.running, "the death is seen")

    await server.start()

    assert await answer(server) == "well"
    assert not alive(backend)


async def test_a_killed_backend_leaves_the_server_running(server: PostgresServer) -> None:
    """PostgreSQL restarts its own backends; the office need not."""
    connection = await asyncpg.connect(for_asyncpg(server.url))
    pid = server.pid
    os.kill(await connection.fetchval("select pg_backend_pid()"), signal.SIGKILL)
    connection.terminate()

    async def answers() -> bool:
        try:
            return await answer(server) == "well"
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
            return False

    for _ in range(200):
        if await answers():
            break

    assert await answer(server) == "well"
    assert server.pid == pid


async def test_a_server_that_dies_while_it_is_made_ready_is_a_trouble(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A start that fails in words is tried again by the supervisor; any other error would end the office."""
    server = PostgresServer(home, durable=False)

    async def killed_first(socket: Path, passwords: Passwords) -> None:
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        await provision(socket, passwords)

    monkeypatch.setattr("runtime.embedded.postgres.provision", killed_first)
    with pytest.raises(ServerFailed):
        await server.start()
    monkeypatch.undo()

    await server.start()
    assert server.running
    await server.stop()


async def test_a_server_left_by_a_killed_office_is_taken_over(home: Path) -> None:
    """It is ended in order, and its data served by one of our own."""
    left = start_apart(home)

    server = PostgresServer(home)
    await server.start()

    assert not alive(left)
    assert await answer(server) == "well"
    await server.stop()


async def test_a_zombie_does_not_hold_the_data(home: Path) -> None:
    """Where nobody reaps, the killed server keeps its id; for us it is dead."""
    zombie = start_apart(home)
    os.kill(zombie, signal.SIGKILL)
    wait_until(lambda: psutil.Process(zombie).status() == psutil.STATUS_ZOMBIE, "it is a zombie")

    server = PostgresServer(home)
    await server.start()

    assert await answer(server) == "well"
    await server.stop()


async def test_an_innocent_process_with_the_old_id_is_left_alone(home: Path) -> None:
    """After a reboot the id in the stale note may be anybody's, here this very test's."""
    note = data_of(home) / "postmaster.pid"
    note.write_text(f"{os.getpid()}\n{data_of(home)}\n0\n5432\n", encoding="ascii")

    server = PostgresServer(home)
    await server.start()

    assert await answer(server) == "well"
    await server.stop()


async def test_below_a_closed_folder_roots_data_lies_outside(tmp_path: Path) -> None:
    """Nobody cannot pass through /root, and nothing is opened for it; a user's data stays at home."""
    tmp_path.chmod(0o700)
    home = tmp_path / "office"
    prepare_home(home)

    server = PostgresServer(home, durable=False)
    await server.start()
    answered = await answer(server)
    await server.stop()
    await server.start()
    await server.stop()

    folder = (home / "postgres").resolve()
    assert answered == "well"
    assert folder.is_relative_to(home) == (os.geteuid() != 0)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(tmp_path.stat().st_mode) == 0o700
    shutil.rmtree(folder)


async def test_a_half_made_data_folder_is_made_again(tmp_path: Path) -> None:
    """A machine that went down in the first minute must not be lost for ever."""
    prepare_home(tmp_path / "office")
    folder = postgres_folder(tmp_path / "office", server_account())
    (folder / "data-new").mkdir()
    (folder / "data-new" / "PG_VERSION").write_text("18")
    (folder / "password").write_text("old")
    if account := server_account():
        shutil.chown(folder / "data-new", account.uid, account.gid)

    server = PostgresServer(tmp_path / "office", durable=False)
    await server.start()

    assert await answer(server) == "well"
    assert not (folder / "password").exists()
    await server.stop()
    shutil.rmtree(folder)


def test_a_folder_for_sockets_made_by_a_stranger_is_not_used(home: Path) -> None:
    """Anybody may make a folder in /tmp; one that is open to others is left alone."""
    account = server_account()
    usual = socket_folder(home, account)
    usual.chmod(0o777)

    other = socket_folder(home, account)

    assert other != usual
    assert stat.S_IMODE(other.stat().st_mode) == 0o700
    usual.rmdir()
    other.rmdir()


def test_programs_that_the_account_cannot_read_are_copied_beside_the_data(tmp_path: Path) -> None:
    """Root's environment may be closed to nobody; a copy keeps the folders of the wheel side by side."""
    found = find_postgres(tmp_path)
    closed = tmp_path / "closed"
    for part in found.tree:
        shutil.copytree(part, closed / part.name, symlinks=True)
    closed.chmod(0o700)
    tree = tuple(closed / part.name for part in found.tree)
    programs = PostgresPrograms(closed / found.bin.relative_to(found.tree[0].parent), found.version, tree)
    account = server_account()
    prepare_home(tmp_path / "office")
    folder = postgres_folder(tmp_path / "office", account)

    usable = usable_programs(programs, folder, account)

    answered = subprocess.run(
        [usable / "initdb", "--version"],
        user=account.uid if account else None,
        capture_output=True,
        check=True,
        cwd="/",
    )
    assert found.version.encode() in answered.stdout
    assert (usable == programs.bin) == (account is None)
    shutil.rmtree(folder)


def test_without_any_postgres_both_ways_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A clerk's administrator reads what to install, or what to set."""
    monkeypatch.setattr("runtime.embedded.programs.wheel_program", lambda *_: None)

    with pytest.raises(ServerMissing, match="DATABASE_URL") as missing:
        find_postgres(tmp_path, root=tmp_path)

    assert "安装 PostgreSQL" in missing.value.words.zh
    assert "install PostgreSQL" in missing.value.words.en


def test_a_system_postgres_is_found_when_the_wheel_is_not_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest that is new enough."""
    monkeypatch.setattr("runtime.embedded.programs.wheel_program", lambda *_: None)
    for version in ("9.6.24", "15.18", "16.4"):
        folder = tmp_path / "usr/lib/postgresql" / version / "bin"
        folder.mkdir(parents=True)
        for name in ("postgres", "initdb"):
            (folder / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
            (folder / name).chmod(0o755)

    assert find_postgres(tmp_path, root=tmp_path).version == "16.4"

    (tmp_path / "PG_VERSION").write_text("15\n")
    assert find_postgres(tmp_path, root=tmp_path).version == "15.18"


def test_data_of_another_version_is_refused_before_anything_starts(tmp_path: Path) -> None:
    """PostgreSQL would only say "incompatible"; we say what to do."""
    (tmp_path / "PG_VERSION").write_text("13\n")

    with pytest.raises(DataOfAnotherVersion, match=r"made by PostgreSQL 13; this machine has .*18\.6"):
        find_postgres(tmp_path)


def test_the_folder_of_another_user_is_refused(tmp_path: Path) -> None:
    """Root would leave files behind that its owner could not touch any more; a user could do nothing."""
    foreign = tmp_path / "office"
    if os.geteuid() == 0:
        foreign.mkdir()
        (foreign / "something").touch()
        os.chown(foreign, 12345, 12345)
    else:
        foreign = Path("/")

    with pytest.raises(HomeOfAnotherUser, match="LIANSHEN_HOME"):
        prepare_home(foreign)
