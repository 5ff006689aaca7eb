"""One embedded PostgreSQL: its data folder, its start after any kind of death, and its stop."""

import asyncio
import contextlib
import json
import os
import secrets
import shutil
import signal
import subprocess
from pathlib import Path

import asyncpg
import psutil

from runtime.embedded.folders import postgres_folder, server_account, socket_folder, usable_programs
from runtime.embedded.process import (
    Launch,
    RunningProcess,
    clean_environment,
    end_leftover,
    identity,
    log_tail,
)
from runtime.embedded.programs import find_postgres
from runtime.embedded.provision import APPLICATION, SUPERUSER, Passwords, provision
from runtime.trouble import ServerFailed, Words

_BUILTIN_LOCALE_SINCE = 17
_POLL_SECONDS = 0.02
_RECOVERY_SECONDS = 120
_FAST = signal.SIGINT
_IMMEDIATE = signal.SIGQUIT
_STOP = (_FAST, _IMMEDIATE, signal.SIGKILL)
_NOT_THERE = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
)
"""A server that does not answer yet, or that has died in the middle of its answer."""


class PostgresServer:
    """A PostgreSQL that listens on a private socket only and asks for a password.

    `durable=False` leaves out every wait for the disk: for tests.
    """

    name = Words("数据库 PostgreSQL", "Database PostgreSQL")

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self._home = home
        self._durable = durable
        self._account = server_account()
        self._log = home / "logs" / "postgres.log"
        self._process: RunningProcess | None = None
        self._socket: Path | None = None
        self._passwords: Passwords | None = None

    @property
    def running(self) -> bool:
        """Whether the server's main process runs."""
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int | None:
        """The id of the server's main process while it runs."""
        return self._process.pid if self._process is not None and self._process.running else None

    @property
    def url(self) -> str:
        """The application's database, for SQLAlchemy with asyncpg."""
        return self._url(APPLICATION, self._known_passwords.application, APPLICATION)

    @property
    def superuser_url(self) -> str:
        """The server's own database as its superuser, for tests and repairs."""
        return self._url(SUPERUSER, self._known_passwords.superuser, "postgres")

    async def start(self) -> None:
        """Bring it up, with the data of earlier starts; `ServerFailed` shows the end of its log."""
        folder = postgres_folder(self._home, self._account)
        data = folder / "data"
        programs = find_postgres(data)
        program_folder = usable_programs(programs, folder, self._account)
        self._passwords = _remembered_passwords(self._home)
        if not data.exists():
            await asyncio.to_thread(self._initialise, program_folder / "initdb", data, programs.major)
        self._socket = socket_folder(self._home, self._account)
        await _end_earlier(data)
        _clear(self._socket)
        self._process = RunningProcess(
            Launch(
                command=[str(program_folder / "postgres"), "-D", str(data), *self._options(self._socket)],
                log=self._log,
                environment=clean_environment(),
                account=self._account,
                stop_signals=_STOP,
                patience=15,
            )
        )
        try:
            await self._until_ready(self._process)
            await provision(self._socket, self._passwords)
        except _NOT_THERE as died:
            await self.stop()
            raise ServerFailed("PostgreSQL", self._log, log_tail(self._log)) from died
        except BaseException:
            await self.stop()
            raise

    async def stop(self) -> None:
        """End it after a checkpoint, so that the next start has nothing to recover."""
        if self._process is not None:
            await self._process.stop()
            self._process = None
        if self._socket is not None:
            with contextlib.suppress(OSError):  # gone already, or a backend has not taken its leave yet
                self._socket.rmdir()

    @property
    def _known_passwords(self) -> Passwords:
        if self._passwords is None:
            self._passwords = _remembered_passwords(self._home)
        return self._passwords

    def _url(self, user: str, password: str, database: str) -> str:
        if self._socket is None:
            message = "the server has no address before its first start"
            raise RuntimeError(message)
        return f"postgresql+asyncpg://{user}:{password}@/{database}?host={self._socket}"

    def _initialise(self, initdb: Path, data: Path, major: int) -> None:
        """Make a data folder under another name first: a half-made one must never look finished."""
        fresh = data.with_name("data-new")
        shutil.rmtree(fresh, ignore_errors=True)
        password_file = data.with_name("password")
        password_file.unlink(missing_ok=True)
        descriptor = os.open(password_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(self._known_passwords.superuser)
        if self._account is not None:
            os.chown(password_file, self._account.uid, self._account.gid)
        locale = ["--locale=C", "--lc-ctype=C.UTF-8"]  # C alone would leave Chinese out of pg_trgm
        if major >= _BUILTIN_LOCALE_SINCE:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        try:
            made = subprocess.run(
                [
                    initdb,
                    f"--pgdata={fresh}",
                    f"--username={SUPERUSER}",
                    f"--pwfile={password_file}",
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--data-checksums",
                    *locale,
                    *([] if self._durable else ["--no-sync"]),
                ],
                cwd="/",
                env=clean_environment(),
                capture_output=True,
                text=True,
                check=False,
                **identity(self._account),
            )
        finally:
            password_file.unlink()
        if made.returncode != 0:
            raise ServerFailed("PostgreSQL (initdb)", self._log, (made.stdout + made.stderr).strip())
        fresh.rename(data)

    def _options(self, socket: Path) -> list[str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket),
            "unix_socket_permissions": "0700",
            "max_connections": "100",
        }
        if not self._durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    async def _until_ready(self, process: RunningProcess) -> None:
        ends = asyncio.get_running_loop().time() + _RECOVERY_SECONDS
        while True:
            try:
                connection = await asyncpg.connect(
                    host=str(self._socket),
                    user=SUPERUSER,
                    password=self._known_passwords.superuser,
                    database="postgres",
                    timeout=5,
                )
            except _NOT_THERE:
                if not process.running or asyncio.get_running_loop().time() > ends:
                    raise ServerFailed("PostgreSQL", self._log, log_tail(self._log)) from None
                await asyncio.sleep(_POLL_SECONDS)
            else:
                await connection.close()
                return


async def _end_earlier(data: Path) -> None:
    """End what a killed office left on this data folder: a server, or backends whose server was killed.

    The system may have given the id in `postmaster.pid` to another program since, so a process counts only
    when its working folder is this data folder. After that the file is stale, whatever it says, and goes.
    """

    def works_here(process: psutil.Process) -> bool:
        return process.name().startswith("postgres") and Path(process.cwd()) == data

    note = data / "postmaster.pid"
    try:
        first_line = note.read_text(encoding="utf-8", errors="replace").partition("\n")[0]
    except FileNotFoundError:
        return
    if first_line.strip().isdigit():
        await end_leftover(int(first_line), works_here, _STOP)
    for process in psutil.process_iter():
        await end_leftover(process.pid, works_here, (signal.SIGKILL,))  # recovery follows anyway
    note.unlink(missing_ok=True)


def _clear(sockets: Path) -> None:
    """Take away the socket and its lock file, whose id is as stale as the one in `postmaster.pid`."""
    for file in sockets.glob(".s.PGSQL.*"):
        file.unlink()


def _remembered_passwords(home: Path) -> Passwords:
    """Random passwords, drawn once and kept in a file that only its owner can read."""
    file = home / "postgres-passwords.json"
    try:
        return Passwords(**json.loads(file.read_text(encoding="ascii")))
    except FileNotFoundError:
        passwords = Passwords(secrets.token_urlsafe(24), secrets.token_urlsafe(24))
        with os.fdopen(
            os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
        ) as new:
            json.dump({"superuser": passwords.superuser, "application": passwords.application}, new)
        return passwords
