"""`lianshen register`: prove the register's chain and its projections, and make the projections anew.

What brings register and engine together after a loss stands in `desk.cli.register_repair`.
"""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import asyncpg
import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.register_audit import Audit
from activities.register_audit import verify as audit
from activities.register_check import Finding, RegisterDamaged
from activities.register_rebuild import Rebuilt
from activities.register_rebuild import rebuild as make_anew
from desk.cli.faults import finding_line
from desk.cli.naming import number_given
from desk.cli.register_repair import refill, restart_cases
from desk.cli.running import BAD_INPUT, fail, finish
from desk.cli.words import Lang, chosen, tr
from runtime.addresses import office_addresses
from runtime.database import check_database, open_engine
from runtime.settings import load_settings
from runtime.trouble import BadSetting

NOT_WHOLE = 1

app = typer.Typer(
    name="register",
    help="登记簿：核对与重建 / prove and rebuild the register",
    no_args_is_help=True,
    add_completion=False,
)

app.command("refill")(refill)
app.command("restart-cases")(restart_cases)

Package = Annotated[
    Path | None,
    typer.Option("--package", help="离线核验一个送达包 / a delivery package, without any server"),
]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON / print JSON")]


@app.command()
def verify(
    *,
    case: Annotated[str | None, typer.Option("--case", help="只核对一个办件 / one case only")] = None,
    package: Package = None,
    lang: Lang = None,
    as_json: AsJson = False,
) -> None:
    """核对哈希链和投影 / the chain and the projections. Exit code 1 when something does not fit."""
    if package is not None:
        from desk.cli.package import verify_package

        if not verify_package(package, lang, as_json=as_json):
            raise typer.Exit(NOT_WHOLE)
        return
    number = number_given(case, lang)
    findings: list[Finding] = []

    def tell(finding: Finding) -> None:
        if as_json:
            findings.append(finding)
        else:
            typer.echo(finding_line(finding, lang), err=True)

    async def look() -> Audit:
        async with _database() as engine:
            return await audit(engine, tell, number)

    looked_at = finish(look(), lang)
    if number is not None and not looked_at.cases and not looked_at.findings:
        fail(f"登记簿中没有办件 {number}", f"the register has no case {number}", BAD_INPUT, lang)
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

    async def make() -> Rebuilt:
        async with _database() as engine:
            return await make_anew(engine)

    try:
        made = finish(make(), lang)
    except RegisterDamaged as damaged:
        for finding in damaged.findings:
            typer.echo(finding_line(finding, lang), err=True)
        fail(
            "登记簿不完整，投影未作改动",
            "the register is not whole; no projection was changed",
            NOT_WHOLE,
            lang,
        )
    if as_json:
        typer.echo(json.dumps(asdict(made), ensure_ascii=False, indent=2))
    else:
        typer.echo(_made(made, lang))


@asynccontextmanager
async def _database() -> AsyncIterator[AsyncEngine]:
    """The office's database alone: the register can be proved while Temporal is away."""
    settings = load_settings()
    url = settings.database_url or office_addresses(settings).database_url
    await check_database(url)
    engine = open_engine(url, application="lianshen-register", connections=1)
    try:
        yield engine
    except asyncpg.UndefinedTableError:
        zh, en = "这个数据库里没有登记簿。", "There is no register in this database."
        raise BadSetting(zh, en) from None
    finally:
        await engine.dispose()


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
