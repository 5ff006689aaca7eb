"""One embedded Temporal: its ports, its start on the file of earlier starts, and its stop."""

import asyncio
import json
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from runtime.embedded.process import Launch, RunningProcess, clean_environment, end_leftover, log_tail
from runtime.embedded.programs import find_temporal
from runtime.trouble import ServerFailed, Words

LOOPBACK = "127.0.0.1"
RETENTION = "90d"
"""How long closed workflows stay readable; its default of 24 hours is less than a backup's age."""

_START_SECONDS = 60
_POLL_SECONDS = 0.05
_ATTEMPTS = 3
_LOWEST_PORT = 20_000
_PORT_CHOICES = 10_000


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports of the service and of its web pages."""

    service: int
    pages: int


class TemporalServer:
    """Temporal's development server with a file, on the loopback address only."""

    name = Words("流程引擎 Temporal", "Workflow engine Temporal")

    def __init__(self, home: Path, *, namespace: str, search_attributes: Mapping[str, str]) -> None:
        """`search_attributes`: name to type (Keyword, KeywordList, Datetime, Int, Bool, Double, Text)."""
        self._home = home
        self._namespace = namespace
        self._search_attributes = search_attributes
        self._log = home / "logs" / "temporal.log"
        self._note = home / "temporal.pid"
        self._ports: Ports | None = None
        self._process: RunningProcess | None = None

    @property
    def running(self) -> bool:
        """Whether the server's process runs."""
        return self._process is not None and self._process.running

    @property
    def pid(self) -> int | None:
        """The id of the server's process while it runs."""
        return self._process.pid if self._process is not None and self._process.running else None

    @property
    def address(self) -> str:
        """Host and port of the service."""
        return f"{LOOPBACK}:{self._known_ports.service}"

    @property
    def ui_url(self) -> str:
        """The address of Temporal's own web pages."""
        return f"http://{LOOPBACK}:{self._known_ports.pages}"

    async def start(self) -> None:
        """Bring it up on the ports of the last start, or on others when those are taken meanwhile."""
        program = find_temporal()
        await self._end_earlier()
        for attempt in range(1, _ATTEMPTS + 1):
            self._ports = self._free_ports()
            self._process = RunningProcess(
                Launch(command=self._command(program), log=self._log, environment=self._environment())
            )
            self._note.write_text(str(self._process.pid), encoding="ascii")
            self._note.chmod(0o600)
            try:
                await self._until_ready(program, self._process)
            except ServerFailed:
                taken = not self._process.running and "address already in use" in log_tail(self._log)
                await self.stop()
                if not taken or attempt == _ATTEMPTS:
                    raise
            except BaseException:
                await self.stop()
                raise
            else:
                return

    async def stop(self) -> None:
        """End it; everything acknowledged is in its file."""
        if self._process is not None:
            await self._process.stop()
            self._process = None
        self._note.unlink(missing_ok=True)

    @property
    def _known_ports(self) -> Ports:
        if self._ports is None:
            message = "the server has no address before its first start"
            raise RuntimeError(message)
        return self._ports

    def _environment(self) -> dict[str, str]:
        return clean_environment(HOME=str(self._home))  # the tool reads and writes settings in HOME

    def _command(self, program: Path) -> list[str]:
        return [
            str(program),
            *("server", "start-dev", "--ip", LOOPBACK),
            *("--port", str(self._known_ports.service), "--ui-port", str(self._known_ports.pages)),
            *("--db-filename", str(self._home / "temporal.db"), "--namespace", self._namespace),
            *("--log-level", "error", "--log-format", "json", "--ui-disable-news-fetch"),
            # measured: an update with an activity takes 22 ms instead of 50
            *("--dynamic-config-value", "history.transferProcessorMaxPollRPS=1000"),
            *("--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"),
            *(f"--search-attribute={name}={kind}" for name, kind in self._search_attributes.items()),
        ]

    async def _until_ready(self, program: Path, process: RunningProcess) -> None:
        """Ready means: it answers, keeps closed workflows long enough and knows every search attribute.

        The start option adds search attributes to a new file only, so later ones are added here.
        """
        ends = asyncio.get_running_loop().time() + _START_SECONDS
        attributes = [
            part
            for name, kind in self._search_attributes.items()
            for part in (f"--name={name}", f"--type={kind}")
        ]
        steps = [["namespace", "update", f"--retention={RETENTION}"]]
        steps += [["search-attribute", "create", *attributes]] if attributes else []
        while _free(self._known_ports.service):
            self._still_starting(process, ends, "")
            await asyncio.sleep(_POLL_SECONDS)
        for step in steps:
            while answer := await self._operator(program, step):
                self._still_starting(process, ends, answer)
                await asyncio.sleep(_POLL_SECONDS)

    def _still_starting(self, process: RunningProcess, ends: float, answer: str) -> None:
        if not process.running or asyncio.get_running_loop().time() > ends:
            raise ServerFailed("Temporal", self._log, "\n".join(filter(None, [answer, log_tail(self._log)])))

    async def _operator(self, program: Path, step: list[str]) -> str:
        """One operator's command; what it complains about, or nothing when it is done."""
        tool = await asyncio.create_subprocess_exec(
            program,
            "operator",
            *step,
            f"--namespace={self._namespace}",
            f"--address={self.address}",
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            env=self._environment(),
        )
        output, _ = await tool.communicate()
        return "" if tool.returncode == 0 else output.decode(errors="replace").strip() or "?"

    async def _end_earlier(self) -> None:
        """End a server that a killed office left on our file."""
        try:
            pid = int(self._note.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return
        database = str(self._home / "temporal.db")
        await end_leftover(pid, lambda process: database in process.cmdline())
        self._note.unlink(missing_ok=True)

    def _free_ports(self) -> Ports:
        """The remembered ports, or fresh ones; what is chosen is remembered for the next start."""
        file = self._home / "ports.json"
        try:
            remembered = Ports(**json.loads(file.read_text(encoding="ascii")))
        except (FileNotFoundError, ValueError, TypeError):
            remembered = None
        if remembered is not None and _free(remembered.service, remembered.pages):
            return remembered
        chosen = _choose_ports()
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
            json.dump(asdict(chosen), new)
        return chosen


def _free(*ports: int) -> bool:
    try:
        for port in ports:
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((LOOPBACK, port))
    except OSError:
        return False
    return True


def _choose_ports() -> Ports:
    """Below the range from which systems lend ports to passing connections, so that they stay free for us."""
    while True:
        service = _LOWEST_PORT + secrets.randbelow(_PORT_CHOICES)
        if _free(service, service + 1):
            return Ports(service, service + 1)
