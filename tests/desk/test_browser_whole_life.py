"""The whole life of a case through the browser: seven people in seven sessions click what is there."""

import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from playwright.async_api import Browser

from desk.documents.package_check import check_package
from runtime.embedded.throwaway import throwaway_temporal
from runtime.temporal import connect
from tests.desk.browsers import chromium, served
from tests.desk.counter import Counter
from tests.desk.life import PEOPLE, Life
from tests.desk.opening import open_counter, work
from tests.desk.visitor import Language, visitors
from workflows.signposts import ALL

LIVED: Final = [
    *("case-received", "corrections-requested", "corrections-submitted", "case-accepted"),
    *("notice-issued", "notice-issued"),
    *("notice-acknowledged", "item-taken", "opinion-proposed"),
    *("notice-acknowledged", "item-taken", "clock-stopped", "clock-resumed", "opinion-proposed"),
    *("item-concluded", "item-concluded", "notice-issued"),
    *("notice-acknowledged", "item-taken", "opinion-proposed", "item-concluded"),
    *("case-decided", "case-delivered", "service-rated"),
]
"""What the register holds of the case, each thing once."""


@pytest.fixture(scope="module")
async def office(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Counter]:
    """An office of its own, in whose lists stands nothing but these cases."""
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(new_database())
        client = await connect(await stack.enter_async_context(throwaway_temporal(ALL)))
        counter = await open_counter(
            stack, url, client, tmp_path_factory.mktemp("life"), timedelta(seconds=30)
        )
        await work(stack, counter, client)
        yield counter


@pytest.fixture(scope="module")
async def browser(office: Counter) -> AsyncIterator[Browser]:
    """One chromium for this file."""
    async with served(office.app) as port, chromium(port) as opened:
        yield opened


@pytest.mark.parametrize(
    ("language", "script"), [("zh", True), ("zh", False), ("en", True)], ids=["script", "plain", "english"]
)
async def test_a_case_is_lived_through(
    office: Counter, browser: Browser, language: Language, script: bool, tmp_path: Path
) -> None:
    """From the application to the rating; the register has each event once, and the package is whole."""
    people = await visitors(browser, language, PEOPLE, script=script)
    run = 1 + ["script", "plain"].index("script" if script else "plain") + 2 * (language == "en")
    life = Life(people, f"Park {run}", f"2026-450721-48-01-7000{run:02d}")
    life.until = (office.app.state.desk.today + timedelta(days=9)).isoformat()
    t = life.t
    flood, fire = t("洪水影响评价", "Flood review"), t("消防意见", "Fire opinion")
    approval = t("项目核准", "Project approval")
    await life.applies()
    await life.asks_once()
    await life.corrects()
    await life.accepts()
    water = await life.begins("water-handler", flood)
    await life.agrees(water, "W-1")
    brigade = await life.begins("fire-handler", fire)
    await life.stops_and_goes_on(brigade, fire)
    await life.agrees(brigade, "F-1")
    await life.approves("water-approver", flood)
    lead = await life.begins("dev-reform-handler", approval)
    await life.agrees(lead, "D-1")
    await life.approves("dev-reform-approver", approval)
    await life.ends()
    await life.rates(tmp_path / "package.zip")

    clerk = await office.browser("clerk")
    entries = (await clerk.get(f"/api/v1/cases/{life.number}/events")).json()["events"]
    kinds = [each["event"]["kind"] for each in entries]
    report = await check_package(tmp_path / "package.zip")
    assert kinds == LIVED
    assert [each["seq"] for each in entries] == list(range(1, len(LIVED) + 1))
    assert (report.case, report.findings) == (life.number, ())
    assert [said for each in people.values() for said in each.opened.complaints] == []
    for visitor in people.values():
        await visitor.opened.context.close()


async def test_a_refusal_is_confirmed_by_the_supervisor(office: Counter, browser: Browser) -> None:
    """The department disagrees with reason and basis; it counts once the supervisor has confirmed it."""
    number = await office.case(answers={"uses_forest": False}, accepted=True)
    fire, item = await office.browser("fire-handler"), "消防意见"
    assert (await fire.command(number, "acknowledge-notice", item="fire-consult")).status_code == 200
    people = await visitors(browser, "zh", ("fire-handler", "supervisor"), script=False)
    brigade, supervisor = people["fire-handler"], people["supervisor"]
    await brigade.sees("我的待办")
    await brigade.follow(item, item, brigade.line(number))
    await brigade.choose("不同意")
    await brigade.press("拟定意见", item)
    await brigade.reads("ReasonMissing")
    await brigade.page.get_by_label("理由").fill("消防车道净宽不足")
    await brigade.page.get_by_label("法律依据").fill("消防法 第十一条")
    await brigade.press("核对", "核对：拟定意见")
    await brigade.confirm("拟定意见")
    await brigade.follow("回到事项", item)
    await brigade.reads("否定报备中")
    await supervisor.follow("我的待办", "我的待办")
    await supervisor.follow(item, item, supervisor.line(number))
    await supervisor.reads("消防车道净宽不足")
    await supervisor.follow("确认否定报备", "确认否定报备")
    await supervisor.press("核对", "核对：确认否定报备")
    told = await supervisor.confirm("确认否定报备")
    await brigade.page.reload()
    await brigade.reads("已办结", "不同意")

    assert number in told
    for visitor in people.values():
        await visitor.opened.context.close()
