"""What can go wrong around the processes, as facts with words for the person at the keyboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Words:
    """One sentence for people, in Chinese and in English."""

    zh: str
    en: str

    def __str__(self) -> str:
        return f"{self.zh}\n{self.en}"


class Trouble(Exception):
    """A fact that stops a process from doing its work; `words` says it and what to do about it."""

    def __init__(self, zh: str, en: str) -> None:
        self.words = Words(zh, en)
        super().__init__(str(self.words))


class BadSetting(Trouble):
    """A setting has a value that cannot be used. Exit code 2 on the command line."""


class ServerUnreachable(Trouble):
    """No server answered; `tried` lists every place that was looked at. Exit code 3 on the command line."""

    def __init__(self, tried: Sequence[str]) -> None:
        self.tried = tuple(tried)
        places = "\n".join(f"  - {place}" for place in self.tried)
        super().__init__(
            f"连不上服务器。已尝试：\n{places}\n办公室没有运行时，请先执行 make run。",
            f"No server could be reached. Tried:\n{places}\nIf the office is not running, start it: make run",
        )


class OfficeAlreadyRunning(Trouble):
    """Another live process serves the same home folder."""

    def __init__(self, home: Path, pid: str) -> None:
        super().__init__(
            f"{home} 已有一个办公室在运行（进程 {pid}）。请先停止它，或用 LIANSHEN_HOME 指定另一个文件夹。",
            f"An office is already running in {home} (process {pid}). Stop it first, or name another"
            " folder with LIANSHEN_HOME.",
        )


class StoppedWhileStarting(Trouble):
    """Ctrl-C or SIGTERM came before everything was up; what was up has been stopped."""

    def __init__(self) -> None:
        super().__init__(
            "启动过程中收到停止信号，已全部停止。", "Stopped while starting; nothing is left running."
        )


class HomeOfAnotherUser(Trouble):
    """The home folder belongs to somebody else, whose office this would take over or break."""

    def __init__(self, home: Path, owner: str) -> None:
        super().__init__(
            f"文件夹 {home} 属于用户 {owner}。请以该用户运行，或用 LIANSHEN_HOME 指定另一个文件夹。",
            f"The folder {home} belongs to the user {owner}. Run as that user, or name another folder"
            " with LIANSHEN_HOME.",
        )


class ServerMissing(Trouble):
    """The program of an embedded server is not on this machine."""


class DataOfAnotherVersion(Trouble):
    """The data folder was made by a PostgreSQL major version that is not on this machine."""

    def __init__(self, data: Path, made_by: str, found: Sequence[str]) -> None:
        there = "、".join(found)
        super().__init__(
            f"{data} 的数据由 PostgreSQL {made_by} 建立，本机只有 {there}。请安装 PostgreSQL {made_by}"
            "，或用它导出后在新文件夹导入。",
            f"The data in {data} was made by PostgreSQL {made_by}; this machine has {', '.join(found)}."
            f" Install PostgreSQL {made_by}, or dump with it and restore into a new folder.",
        )


class ServerFailed(Trouble):
    """An embedded server did not come up; the end of its log says why."""

    def __init__(self, name: str, log: Path, detail: str) -> None:
        super().__init__(
            f"{name} 未能启动，日志在 {log}：\n{detail}",
            f"{name} did not start, its log is {log}:\n{detail}",
        )
