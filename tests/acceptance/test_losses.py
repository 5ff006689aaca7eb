"""Servers put back to older copies of their data, as an operator meets it: told at the start, repaired."""

import shutil
from pathlib import Path

from tests.acceptance.conftest import Terminal
from tests.acceptance.test_office import SMALL_CASE, _do, _number


def test_an_office_put_back_to_older_copies_says_so_and_is_repaired(
    terminal: Terminal, tmp_path: Path
) -> None:
    """First Temporal's file, then the database: each time one command, and the case goes on seamlessly."""
    terminal.start_office()
    number = _number(terminal.type("case", "open", SMALL_CASE))
    _do(terminal, number, "accept-case")
    terminal.stop_office()
    data = (terminal.home / "postgres").resolve() / "data"
    copied_data, copied_engine = tmp_path / "data", tmp_path / "engine"
    _copy_owned(data, copied_data)
    copied_engine.mkdir()
    for file in terminal.home.glob("temporal.db*"):
        shutil.copy2(file, copied_engine)

    assert "lianshen register" not in terminal.start_office()
    _do(terminal, number, "acknowledge-notice", item="forest-land")
    terminal.stop_office()
    for file in terminal.home.glob("temporal.db*"):
        file.unlink()
    for file in copied_engine.iterdir():
        shutil.copy2(file, terminal.home)

    assert "请输入：lianshen register restart-cases" in terminal.start_office()
    assert "已重启" in terminal.type("register", "restart-cases")
    _do(terminal, number, "acknowledge-notice", item="seismic")
    terminal.stop_office()
    shutil.rmtree(data)
    _copy_owned(copied_data, data)

    assert "请先输入：lianshen register refill" in terminal.start_office()
    assert "已写回" in terminal.type("register", "refill")
    terminal.type("register", "verify")
    _do(terminal, number, "propose-opinion", "opinion=agree", "result=林审1号", item="forest-land")
    terminal.stop_office()


def _copy_owned(source: Path, target: Path) -> None:
    """A copy with its owner: the database runs as another account when root starts the office."""
    shutil.copytree(source, target)
    for path in [source, *source.rglob("*")]:
        status = path.stat()
        copied = target / path.relative_to(source)
        shutil.chown(copied, status.st_uid, status.st_gid)
        copied.chmod(status.st_mode & 0o7777)
