"""`lianshen register`: prove the register's chain and its projections, and make the projections anew."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict
from typing import Annotated, TypeVar

import asyncpg
import typer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.numbers import read_number
from activities.register_audit import Audit
from activities.register_audit import verify as audit
from activities.register_check import Finding, RegisterDamaged
from activities.register_rebuild import Rebuilt
from activities.register_rebuild import rebuild as make_anew
from desk.cli.words import Lang, chosen, tr
from models.domain.names import CaseNumber
from runtime.addresses import office_addresses
from runtime.database import check_database, open_engine
from runtime.database_url import place
from runtime.settings import load_settings
from runtime.trouble import BadSetting, ServerUnreachable, Trouble

NOT_WHOLE = 1
BAD_INPUT = 2
UNREACHABLE = 3

app = typer.Typer(
    name="register",
    help="登记簿：核对与重建 / prove and rebuild the register",
    no_args_is_help=True,
    add_completion=False,
)

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]
Result = TypeVar("Result")


@app.command()
def verify(
    *,
    case: Annotated[str | None, typer.Option("--case", help="只核对一个办件 / one case only")] = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """核对哈希链和投影 / the chain and the projections. Exit code 1 when something is not as it must be."""
    number = None if case is None else _number(case, lang)
    findings: list[Finding] = []

    def tell(finding: Finding) -> None:
        if as_json:
            findings.append(finding)
        else:
            typer.echo(_line(finding, lang), err=True)

    looked_at = _with_engine(lambda engine: audit(engine, tell, number), lang)
    if number is not None and not looked_at.cases and not looked_at.findings:
        typer.echo(tr(f"登记簿中没有办件 {number}", f"the register has no case {number}", lang), err=True)
        raise typer.Exit(BAD_INPUT)
    if as_json:
        told = {**asdict(looked_at), "findings": [asdict(finding) for finding in findings]}
        typer.echo(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        typer.echo(_verdict(looked_at, lang))
    if looked_at.findings:
        raise typer.Exit(NOT_WHOLE)


@app.command()
def rebuild(*, lang: Lang = None, as_json: AsJson = False) -> None:
    """由事件重建投影 / the projections from the events. Exit code 1: the register is not whole."""
    try:
        made = _with_engine(make_anew, lang)
    except RegisterDamaged as damaged:
        for finding in damaged.findings:
            typer.echo(_line(finding, lang), err=True)
        zh = "登记簿不完整，投影未作改动"
        typer.echo(tr(zh, "the register is not whole; no projection was changed", lang), err=True)
        raise typer.Exit(NOT_WHOLE) from None
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        typer.echo(_made(made, lang))


def _with_engine(work: Callable[[AsyncEngine], Awaitable[Result]], lang: str | None) -> Result:
    """Do the work on the office's database; a server that is not there ends the command with its exit code."""
    try:
        settings = load_settings()
        url = settings.database_url or office_addresses(settings).database_url
        return asyncio.run(_reach(url, work))
    except BadSetting as bad:
        raise _stopped(bad, BAD_INPUT, lang) from None
    except ServerUnreachable as unreachable:
        raise _stopped(unreachable, UNREACHABLE, lang) from None
    except asyncpg.UndefinedTableError:
        zh, en = "这个数据库里没有登记簿", "there is no register in this database"
        typer.echo(f"{place(url)}: {tr(zh, en, lang)}", err=True)
        raise typer.Exit(BAD_INPUT) from None


async def _reach(url: str, work: Callable[[AsyncEngine], Awaitable[Result]]) -> Result:
    await check_database(url)
    engine = open_engine(url, application="lianshen-register", connections=1)
    try:
        return await work(engine)
    except (OSError, DBAPIError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError) as lost:
        raise ServerUnreachable([f"{place(url)} ({lost})"]) from None
    finally:
        await engine.dispose()


def _stopped(trouble: Trouble, code: int, lang: str | None) -> typer.Exit:
    typer.echo(tr(trouble.words.zh, trouble.words.en, lang), err=True)
    return typer.Exit(code)


def _number(text: str, lang: str | None) -> CaseNumber:
    number = CaseNumber(text)
    try:
        read_number(number)
    except ValueError:
        typer.echo(tr(f"“{text}”不是办件编号", f"“{text}” is no case number", lang), err=True)
        raise typer.Exit(BAD_INPUT) from None
    return number


def _line(finding: Finding, lang: str | None) -> str:
    """`case line: what`, in the chosen language."""
    zh, en = finding.zh, finding.en
    if finding.seq is not None:
        zh, en = f"第 {finding.seq} 条：{zh}", f"line {finding.seq}: {en}"
    return f"{finding.case} {tr(zh, en, lang)}"


def _verdict(looked_at: Audit, lang: str | None) -> str:
    cases, lines, findings = looked_at.cases, looked_at.lines, looked_at.findings
    zh, en = f"已核对 {cases} 个办件、{lines} 条记录", f"{cases} cases, {lines} lines looked at"
    if findings:
        return tr(f"{zh}：{findings} 处不符", f"{en}: {findings} findings", lang)
    return tr(f"{zh}：链条完整，投影一致", f"{en}: the chain is whole, the projections agree", lang)


def _made(made: Rebuilt, lang: str | None) -> str:
    changed = {name: count for name, count in made.changed.items() if count}
    zh, en = f"已由事件重建 {made.cases} 个办件", f"{made.cases} cases made anew from their events"
    if not changed:
        return tr(f"{zh}：逐字节一致，无改动", f"{en}: equal byte for byte, nothing changed", lang)
    rows = _listed(changed, "、" if chosen(lang) == "zh" else ", ")
    return tr(f"{zh}；已更正的行：{rows}", f"{en}; rows put right: {rows}", lang)


def _listed(changed: dict[str, int], between: str) -> str:
    parts: Sequence[str] = [f"{name} {count}" for name, count in changed.items()]
    return between.join(parts)
