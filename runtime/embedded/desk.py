"""The desk as a part of the office: a program on a port of this machine, up when the port answers."""

import asyncio
import socket
from collections.abc import Mapping, Sequence
from pathlib import Path

from runtime.embedded.own import OwnProcess
from runtime.trouble import ServerFailed, Trouble, Words

USUAL_PORT = 8460
HOST = "127.0.0.1"
_STARTS_WITHIN_SECONDS = 60.0
_LOG_TAIL = 2000


class PortTaken(Trouble):
    """Another program listens on the port that was asked for."""

    def __init__(self, port: int) -> None:
        super().__init__(
            f"端口 {port} 已被占用，请用 --port 换一个。",
            f"The port {port} is taken: name another with --port.",
        )


class DeskProcess(OwnProcess):
    """The desk's program; the port is told to it behind the command."""

    def __init__(self, home: Path, command: Sequence[str], environment: Mapping[str, str], port: int) -> None:
        name = Words("办事网页 desk", "Desk")
        super().__init__(name, "desk", home, (*command, "--port", str(port)), environment)
        self.url = f"http://{HOST}:{port}"
        self._port = port

    async def start(self) -> None:
        """Start it and wait for its port. Raises `ServerFailed`."""
        await super().start()
        loop = asyncio.get_running_loop()
        ends = loop.time() + _STARTS_WITHIN_SECONDS
        while not await self._answers():
            if not self.running or loop.time() > ends:
                raise ServerFailed(self.name.en, self._log, self._said())
            await asyncio.sleep(0.1)

    async def _answers(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(HOST, self._port)
        except OSError:
            return False
        writer.close()
        await writer.wait_closed()
        return True

    def _said(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")[-_LOG_TAIL:]


def free_port(asked: int | None) -> int:
    """The port that was asked for, or raises `PortTaken`; else the usual one, or any that is free."""
    if asked is not None:
        if not _is_free(asked):
            raise PortTaken(asked)
        return asked
    if _is_free(USUAL_PORT):
        return USUAL_PORT
    with socket.socket() as any_port:
        any_port.bind((HOST, 0))
        port: int = any_port.getsockname()[1]
    return port


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True
