"""`lianshen office`: the whole office on this machine, with a sample case to begin with."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from desk.accounts.beginning import FIRST_ACCOUNT, first_account, sample_accounts
from desk.calendars import begin
from desk.cases import Cases
from desk.cli.case import file_case, rulebook_of
from desk.cli.reaching import Office as Reached
from desk.cli.reaching import office as reach
from desk.cli.reaching import office_with_cases
from desk.cli.running import finish
from desk.cli.speaking import command_line, everybody, program
from desk.cli.words import Lang, pick, tr
from desk.documents.fonts import FontUnusable, NoChineseFont, font_chain
from desk.repair.looking import look
from desk.repair.memory import Histories
from desk.telling.standing import next_step, waiting_for, who_may
from models.domain.calendar_files import name_of
from models.domain.names import CaseNumber, CommandKey, PersonId
from models.domain.people_file import PeopleFile, check_people_file
from runtime.addresses import office_addresses
from runtime.documents import DATA, load, load_case, shipped_calendar
from runtime.migrations import migrate
from runtime.office import DESK_COMMAND, Office
from runtime.settings import Settings, load_settings
from runtime.temporal import connect
from runtime.trouble import Words
from workflows.signposts import ALL

SAMPLE_CASE = DATA / "cases" / "industrial-park.yaml"
SAMPLE_PEOPLE = DATA / "people" / "lingshan.yaml"
SAMPLE_KEY = "sample-case"
"""The sample case is filed under one key, so that it is the same case at every start."""


def office(
    *,
    sample: Annotated[bool, typer.Option(help="装入示例人员和办件 / sample people and a sample case")] = True,
    port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="办事网页的端口 / the port of the desk")
    ] = None,
    lang: Lang = None,
) -> None:
    """启动整个办公室，按 Ctrl-C 停止 / start the whole office; Ctrl-C stops it."""
    finish(_office(load_settings(), lang, port, sample=sample), lang)


async def _office(settings: Settings, lang: str | None, port: int | None, *, sample: bool) -> None:
    def say(words: Words) -> None:
        typer.echo(tr(words.zh, words.en, lang))

    running = Office(
        settings,
        migrate=migrate,
        search_attributes=ALL,
        on_progress=say,
        desk=DESK_COMMAND,
        port=port,
    )
    async with running:
        await _greet(settings, running, lang, sample=sample)
        await running.serve_until_stopped()


async def _greet(settings: Settings, running: Office, lang: str | None, *, sample: bool) -> None:
    """Say where everything is, what the sample case waits for and what to type next."""
    ui = running.addresses.temporal.ui_url
    typer.echo(tr("办公室已启动。", "The office is open.", lang))
    typer.echo(tr(f"数据目录：{settings.home}", f"Data: {settings.home}", lang))
    if ui is not None:
        typer.echo(tr(f"Temporal 界面：{ui}", f"Temporal's own UI: {ui}", lang))
    await _greet_with_calendars(lang)
    agree = await _greet_with_losses(lang)
    if sample and agree:  # a sample filed into a register that has lost lines would be in their way
        await _greet_with_sample(lang)
    await _greet_with_accounts(settings, running, lang, sample=sample)
    _greet_with_fonts(settings, lang)
    typer.echo(tr("按 Ctrl-C 停止。", "Press Ctrl-C to stop.", lang))


async def _greet_with_calendars(lang: str | None) -> None:
    """Enter the shipped tables at the first start; a newer one waits for the administrator."""
    async with reach() as reached:
        waiting = await begin(reached.engine)
    for table in waiting:
        file = shipped_calendar(table)
        typer.echo(
            tr(f"有新的工作日安排待采用：{name_of(table)}", f"A newer calendar waits: {name_of(table)}", lang)
        )
        typer.echo(f"  lianshen calendar preview {file}")


async def _greet_with_losses(lang: str | None) -> bool:
    """Whether register and engine agree, whatever happened since the last start; if not, what to type."""
    async with reach() as reached:
        client = await connect(office_addresses(reached.settings).temporal)
        seen = await look(reached.engine, Histories(client))
    if seen.register_behind:
        zh = f"登记簿比流程引擎旧：{seen.register_behind} 个办件缺记录。请先输入：lianshen register refill"
        en = f"The register is older than the engine: {seen.register_behind} cases have lost lines."
        typer.echo(tr(zh, f"{en} Type first: lianshen register refill", lang))
    if seen.engine_behind:
        zh = f"{seen.engine_behind} 个办件的流程丢失或落后。请输入：lianshen register restart-cases"
        en = f"The engine has lost {seen.engine_behind} cases, or lags behind with them."
        typer.echo(tr(zh, f"{en} Type: lianshen register restart-cases", lang))
    if seen.looked_at < seen.known:
        zh = f"只看了最近的 {seen.looked_at} 个办件，共 {seen.known} 个。"
        en = f"Only the latest {seen.looked_at} of {seen.known} cases were looked at. "
        everything = "lianshen register refill --check"
        typer.echo(tr(f"{zh}全部核对：{everything}", f"{en}All of them: {everything}", lang))
    return not (seen.register_behind or seen.engine_behind)


async def _greet_with_sample(lang: str | None) -> None:
    async with office_with_cases() as (reached, cases):
        number = await _sample_case(reached, cases)
        case = await reached.register.load_case(number)
        if case is None:
            return
        book = await reached.register.load_rulebook(case.rulebook)
        people = await everybody(reached)
    typer.echo(tr(f"示例办件：{number}", f"Sample case: {number}", lang))
    for line in waiting_for(case, book):
        typer.echo(tr("  等待：", "  waits for: ", lang) + pick(line, lang))
    step = next_step(case, book)
    if step is not None:
        person = who_may(case, step, people, datetime.now(UTC), book)
        typer.echo(tr("在另一个终端输入：", "In another terminal, type:", lang))
        typer.echo(f"  {command_line(case, step, person)}")
    typer.echo(f"  {program()} case show {number}")


async def _greet_with_accounts(
    settings: Settings, running: Office, lang: str | None, *, sample: bool
) -> None:
    """Where the desk is and who can sign in; the first account's password is shown this once."""
    async with reach() as reached:
        made = await first_account(reached.engine, settings.jurisdiction)
        people = [PersonId(key) for key in _sample_people().people]
        embedded = sample and settings.database_url is None
        samples = await sample_accounts(reached.engine, settings.home, people) if embedded else None
    typer.echo(tr(f"办事网页：{running.desk_url}", f"The desk: {running.desk_url}", lang))
    if made is not None:
        typer.echo(
            tr(
                f"  管理员账号 {FIRST_ACCOUNT}，密码 {made}（只显示这一次，请记下）",
                f"  administrator: {FIRST_ACCOUNT}, password {made} (shown this once: write it down)",
                lang,
            )
        )
    if samples is not None:
        typer.echo(
            tr(
                f"  示例账号 clerk、water-handler 等（见登录页），密码都是 {samples}",
                f"  sample accounts clerk, water-handler and others (see the page), password {samples}",
                lang,
            )
        )


def _greet_with_fonts(settings: Settings, lang: str | None) -> None:
    """Say it now, not to the first clerk who prints, when documents cannot be printed here."""
    try:
        font_chain(settings.fonts)
    except (NoChineseFont, FontUnusable) as missing:
        typer.echo(tr(missing.words.zh, missing.words.en, lang))


def _sample_people() -> PeopleFile:
    return load(SAMPLE_PEOPLE, PeopleFile, check_people_file)


async def _sample_case(reached: Reached, cases: Cases) -> CaseNumber:
    """The sample people and the sample case, entered at the first start and found at every later one."""
    entries = list(_sample_people().entries().values())
    await reached.directory.begin_with(entries, at=datetime.now(UTC))
    file, catalogue = load_case(SAMPLE_CASE)
    book = await rulebook_of(reached, catalogue)
    year = book.hours.local(datetime.now(UTC)).year
    number = await reached.register.draw_number(CommandKey(SAMPLE_KEY), catalogue.jurisdiction.code, year)
    if await reached.register.load_case(number) is None:
        await file_case(reached, cases, file, book, by=None, key=SAMPLE_KEY)
    return number
