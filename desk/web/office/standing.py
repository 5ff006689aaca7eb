"""What an administrator must see first: what is missing or about to end, and what stands where."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from activities.calendars import OfficeCalendars
from activities.catalogues import PublishedCatalogues
from desk.calendars import begin
from desk.web.desk import Desk
from desk.web.office.words import w
from models.domain.calendar_files import name_of
from models.domain.calendar_table import YearTable
from models.domain.people_changes import first_day_without_administrator
from models.domain.text import Words

SOON: Final = timedelta(days=30)
NEXT_YEAR_FROM: Final = 11
"""The month in which the table of the next year is published (domain.md §4)."""


@dataclass(frozen=True)
class Line:
    """A sentence with the page where something can be done about it."""

    words: Words
    way: str


@dataclass(frozen=True)
class Figure:
    """A number and what it counts."""

    words: Words
    value: int
    way: str


async def attention(desk: Desk, jurisdiction: str) -> list[Line]:
    """What waits for an administrator; empty when nothing does."""
    administration, today = desk.administration, desk.today
    found = await _of_calendars(desk, today)
    keepers = await administration.roster.keepers(jurisdiction)
    day = first_day_without_administrator(keepers, today + SOON)
    if day is not None:
        found.append(
            Line(
                w(f"自{day}起没有在任的系统管理员", f"From {day} on nobody is administrator"),
                "/admin/people?role=administrator&who=all",
            )
        )
    elif len(keepers) == 1:
        found.append(
            Line(
                w(
                    "只有一位系统管理员；休假、离任时无人可办",
                    "There is one administrator only; nobody stands in",
                ),
                "/admin/people?role=administrator&who=all",
            )
        )
    for plan in await administration.plans.waiting(jurisdiction, desk.now() - SOON):
        if plan.refused is not None:
            told = w(
                f"预定的变更没有生效：{plan.person}，{plan.refused[0]}",
                f"A planned change was refused: {plan.person}, {plan.refused[1]}",
            )
            found.append(Line(told, f"/admin/people/{plan.person}"))
    listed = await PublishedCatalogues(desk.engine).listed()
    own = [line for line in listed if line.jurisdiction == jurisdiction]
    if not any(line.standing.holds_on(today) for line in own):
        told = w("没有生效的目录，不能收件", "No catalogue is in force; nothing can be filed")
        found.append(Line(told, "/admin/catalogues"))
    return found


async def figures(desk: Desk, jurisdiction: str) -> Sequence[Figure]:
    """What stands, by area."""
    administration, today = desk.administration, desk.today
    officials, applicants = await administration.roster.counts(jurisdiction, today)
    lent = await administration.roster.delegations(jurisdiction)
    accounts, closed = await administration.accounts.counts(jurisdiction)
    listed = await PublishedCatalogues(desk.engine).listed()
    in_force = [each for each in listed if each.jurisdiction == jurisdiction]
    files = await OfficeCalendars(desk.engine).files()
    return (
        Figure(w("在任人员", "Officials in office"), officials, "/admin/people"),
        Figure(w("申请人", "Applicants"), applicants, "/admin/people?role=applicant"),
        Figure(
            w("生效中的代理", "Delegations in force"),
            sum(each.is_valid_on(today) for each in lent),
            "/admin/delegations",
        ),
        Figure(w("可登录的账号", "Open accounts"), accounts, "/admin/accounts"),
        Figure(w("已停用的账号", "Closed accounts"), closed, "/admin/accounts?closed=yes"),
        Figure(
            w("生效中的目录", "Catalogues in force"),
            sum(each.standing.holds_on(today) for each in in_force),
            "/admin/catalogues",
        ),
        Figure(
            w("已有工作日安排的年份", "Years with a calendar"),
            len({file.year for file in files if isinstance(file, YearTable)}),
            "/admin/calendars",
        ),
    )


async def _of_calendars(desk: Desk, today: date) -> list[Line]:
    waiting = await begin(desk.engine)
    files = await OfficeCalendars(desk.engine).files()
    official = {file.year for file in files if isinstance(file, YearTable) and file.status == "official"}
    found = [
        Line(
            w(f"有新的工作日安排待采用：{name_of(table)}", f"A newer calendar waits: {name_of(table)}"),
            "/admin/calendars",
        )
        for table in waiting
    ]
    needed = [today.year] + ([today.year + 1] if today.month >= NEXT_YEAR_FROM else [])
    for year in needed:
        if year not in official and not any(table.year == year for table in waiting):
            told = w(
                f"{year}年还没有正式的工作日安排：涉及该年的期限只是暂计，到期不产生法律后果",
                f"{year} has no official calendar: limits that reach it are provisional and have no effect",
            )
            found.append(Line(told, "/admin/calendars"))
    return found
