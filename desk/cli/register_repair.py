"""`lianshen register refill` and `restart-cases`: after a loss, bring up the side that is behind."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from typing import Annotated, Final

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.register_check import Finding
from desk.cli.faults import finding_line
from desk.cli.naming import number_given
from desk.cli.reaching import office
from desk.cli.running import BAD_INPUT, fail, finish
from desk.cli.words import Lang, tr
from desk.repair.adoptions import refill_calendars
from desk.repair.memory import Histories
from desk.repair.refill import CaseRefill
from desk.repair.refill import refill as refill_cases
from desk.repair.restart import CaseRestart, Restarts, Why
from models.domain.names import CaseNumber
from runtime.addresses import office_addresses
from runtime.temporal import connect

DISAGREE: Final = 1

One = Annotated[str | None, typer.Option("--case", help="只处理一个办件 / one case only")]
Check = Annotated[bool, typer.Option("--check", help="只核对，不改动 / only look, change nothing")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]

_WHY: Final[dict[Why, tuple[str, str]]] = {
    "missing": ("引擎中没有它的流程", "the engine has no workflow of it"),
    "closed": ("它的流程已终止，办件却未办结", "its workflow has ended, the case has not"),
    "behind": ("它的流程落后于登记簿", "its workflow lags behind the register"),
}


@dataclass
class _Outcome:
    """What is told at the end. ``left`` counts what is still to be done: with ``--check``, everything."""

    cases: int = 0
    messages: int = 0
    left: int = 0
    findings: list[Finding] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    refilled: dict[CaseNumber, tuple[int, int]] = field(default_factory=dict)
    restarted: dict[CaseNumber, Why] = field(default_factory=dict)


def refill(*, case: One = None, check: Check = False, lang: Lang = None, as_json: AsJson = False) -> None:
    """由流程历史补回登记簿 / refill a register that was restored from an older copy.

    退出码 1：有办件无法补回，或 --check 发现缺失。Exit code 1: some cannot be, or --check found gaps.
    """
    number = number_given(case, lang)
    told = _Outcome()

    def report(done: CaseRefill) -> None:
        told.messages += done.messages
        if done.finding is not None:
            _tell_finding(told, done.finding, lang, as_json=as_json)
        elif done.lines:
            told.refilled[done.number] = (done.first, done.last)
            told.left += check
            zh = f"第 {done.first} 至 {done.last} 条{'缺失' if check else '已写回'}"
            en = f"lines {done.first} to {done.last} {'are missing' if check else 'written back'}"
            _say(f"{done.number} {tr(zh, en, lang)}", as_json=as_json)

    async def work() -> None:
        async with _both_sides() as (engine, histories):
            if number is None:
                told.calendars = await refill_calendars(engine, histories.client, check=check)
            told.cases = await refill_cases(engine, histories, report, case=number, check=check)

    finish(work(), lang)
    told.left += check and len(told.calendars)
    if number is not None and not told.cases:
        fail(f"流程引擎不记得办件 {number}", f"the engine remembers nothing of {number}", BAD_INPUT, lang)
    for name in told.calendars:
        zh, en = ("尚缺", "is missing") if check else ("已补回", "entered again")
        _say(tr(f"日历 {name} {zh}", f"the calendar {name} {en}", lang), as_json=as_json)
    lines = sum(last - first + 1 for first, last in told.refilled.values())
    zh = f"已核对 {told.cases} 个办件：{len(told.refilled)} 个办件{'缺' if check else '补回'} {lines} 条记录"
    en = f"{told.cases} cases looked at: {lines} lines of {len(told.refilled)} cases "
    en += "are missing" if check else "written back"
    _close(told, zh, en, "lianshen register refill", lang, as_json=as_json)


def restart_cases(
    *, case: One = None, check: Check = False, lang: Lang = None, as_json: AsJson = False
) -> None:
    """由登记簿重启流程 / start the workflows again that the engine has lost or is behind with.

    退出码 1：有办件无法重启，或 --check 发现需重启的。Exit code 1: some cannot be, or --check found any.
    """
    number = number_given(case, lang)
    told = _Outcome()

    def report(done: CaseRestart) -> None:
        told.messages += done.messages
        if done.finding is not None:
            _tell_finding(told, done.finding, lang, as_json=as_json)
        elif done.why is not None:
            told.restarted[done.number] = done.why
            told.left += check
            zh, en = _WHY[done.why]
            did = tr(zh, en, lang) if check else tr(f"{zh}，已重启", f"{en}; started again", lang)
            _say(f"{done.number} {did}", as_json=as_json)

    async def work() -> None:
        async with _both_sides() as (engine, histories):
            told.cases = await Restarts(engine, histories).run(report, case=number, check=check)

    finish(work(), lang)
    if number is not None and not told.cases:
        fail(f"登记簿中没有办件 {number}", f"the register has no case {number}", BAD_INPUT, lang)
    zh = f"已核对 {told.cases} 个办件：{len(told.restarted)} 个{'需要重启' if check else '已重启'}"
    en = (
        f"{told.cases} cases looked at: {len(told.restarted)} {'to be started' if check else 'started'} again"
    )
    _close(told, zh, en, "lianshen register restart-cases", lang, as_json=as_json)


@asynccontextmanager
async def _both_sides() -> AsyncIterator[tuple[AsyncEngine, Histories]]:
    """The database and the histories. No worker is needed, nor asked."""
    async with office() as reached:
        yield reached.engine, Histories(await connect(office_addresses(reached.settings).temporal))


def _tell_finding(told: _Outcome, finding: Finding, lang: str | None, *, as_json: bool) -> None:
    told.findings.append(finding)
    if not as_json:
        typer.echo(finding_line(finding, lang), err=True)


def _say(line: str, *, as_json: bool) -> None:
    if not as_json:
        typer.echo(line)


def _close(told: _Outcome, zh: str, en: str, command: str, lang: str | None, *, as_json: bool) -> None:
    """The last line, and the exit code."""
    if as_json:
        typer.echo(json.dumps(asdict(told), ensure_ascii=False, indent=2))
    else:
        if told.messages:
            zh, en = (
                f"{zh}，补投 {told.messages} 条消息",
                f"{en}, {told.messages} messages put in their boxes",
            )
        if told.findings:
            zh, en = (
                f"{zh}；{len(told.findings)} 个办件未处理",
                f"{en}; {len(told.findings)} cases left alone",
            )
        typer.echo(tr(zh, en, lang))
        if told.left:
            typer.echo(tr(f"请输入：{command}", f"Type: {command}", lang))
    if told.findings or told.left:
        raise typer.Exit(DISAGREE)
