import html
import re
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text

from tests.desk.counter import Counter

LINES = re.compile(r'<td><a href="/cases/([0-9-]+)/items/([a-z-]+)">')
ROW = re.compile(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', re.DOTALL)
FIGURE = re.compile(r'<td class="number">(?:<a href="([^"]+)"[^>]*>)?(?:<span class="quiet">)?(\d+)')
COLOURS = ("over", "near", "fine", "stopped", "waiting", "total")


async def figures(counter: Counter, account: str) -> dict[str, list[tuple[str, int]]]:
    """By department the figures and the ways behind them."""
    page = await (await counter.browser(account)).get("/workload?anew=yes")
    assert page.status_code == 200, page.text
    table = page.text.split('id="weeks"')[0]
    return {
        name: [(html.unescape(way), int(count)) for way, count in FIGURE.findall(cells)]
        for name, cells in ROW.findall(table)
    }


async def behind(counter: Counter, account: str, way: str) -> list[tuple[str, str]]:
    """All lines of a list, page after page."""
    browser, found = await counter.browser(account), []
    while way:
        page = await browser.get(way)
        assert page.status_code == 200, page.text
        found += LINES.findall(page.text)
        following = re.search(r'<a href="([^"]+)" rel="next">', page.text)
        way = "" if following is None else html.unescape(following[1])
    return found


async def set_due(counter: Counter, number: str, item: str, days: int | None) -> None:
    """Say of the projection alone that the item is due so many days from today, or stands still."""
    on = None if days is None else counter.app.state.desk.today + timedelta(days=days)
    await put(
        counter, 'UPDATE items SET due_on = :on WHERE "case" = :c AND item = :i', on=on, c=number, i=item
    )


async def put(counter: Counter, statement: str, **values: Any) -> None:
    """Change the projection."""
    async with counter.engine.begin() as connection:
        await connection.execute(text(statement), values)


async def test_every_figure_is_the_length_of_the_list_behind_it(counter: Counter) -> None:
    """For an overseer and for the head of one department; the colours add up to the whole."""
    number = await counter.case(accepted=True)
    for item, days in (("flood", -3), ("forest-land", 40), ("fire-consult", None)):
        await set_due(counter, number, item, days)
    for account in ("supervisor", "water-department-head"):
        told = await figures(counter, account)
        assert "水利局" in told
        for row in told.values():
            assert sum(count for _, count in row[:-1]) == row[-1][1]
            for way, count in row:
                if way:
                    assert len(set(await behind(counter, account, way))) == count, way
                else:
                    assert count == 0
    everybody = await figures(counter, "supervisor")
    ways = {name: dict(zip(COLOURS, row, strict=True)) for name, row in everybody.items()}

    assert (number, "flood") in await behind(counter, "supervisor", ways["水利局"]["over"][0])
    assert (number, "forest-land") in await behind(counter, "supervisor", ways["林业局"]["fine"][0])
    assert (number, "fire-consult") in await behind(counter, "supervisor", ways["消防"]["stopped"][0])
    assert (number, "approval") in await behind(counter, "supervisor", ways["发展改革局"]["waiting"][0])


async def test_a_week_counts_what_ended_in_it_and_what_of_it_was_late(counter: Counter) -> None:
    """An opinion given in time and one after its promise; the list behind holds the same."""
    desk = counter.app.state.desk
    before = await weeks(counter)
    number = await counter.case(accepted=True, answers={"uses_forest": False})
    for account, item in (("fire-handler", "fire-consult"), ("water-handler", "flood")):
        browser = await counter.browser(account)
        await browser.command(number, "acknowledge-notice", item=item)
        given = await browser.command(number, "propose-opinion", item=item, opinion="agree")
        assert given.status_code == 200, given.text
    ended = await (await counter.browser("water-approver")).command(number, "conclude-item", item="flood")
    assert ended.status_code == 200, ended.text
    late = datetime.combine(desk.today - timedelta(days=1), datetime.min.time()).date()
    await put(
        counter,
        "UPDATE clocks SET due_on = :on, provisional = false"
        " WHERE \"case\" = :c AND item = 'flood' AND clock = 'committed'",
        on=late,
        c=number,
    )
    after = await weeks(counter)
    monday = desk.today - timedelta(days=desk.today.weekday())
    way = f"/items?ended_from={monday}&ended_to={monday + timedelta(days=6)}"

    assert [now - then for now, then in zip(after, before, strict=True)][:2] == [2, 1]
    assert (number, "flood") in await behind(counter, "supervisor", f"{way}&late=1")
    assert (number, "fire-consult") not in await behind(counter, "supervisor", f"{way}&late=1")
    assert {(number, "flood"), (number, "fire-consult")} <= set(await behind(counter, "supervisor", way))
    assert len(await behind(counter, "supervisor", way)) == after[0]


async def weeks(counter: Counter) -> list[int]:
    """The figures of this week: ended, of these late, due."""
    page = (await (await counter.browser("supervisor")).get("/workload?anew=yes")).text
    row = re.search(r'<tr class="this-week">(.*?)</tr>', page, re.DOTALL)
    assert row is not None
    return [int(count) for _, count in FIGURE.findall(row[1])]


async def test_who_is_no_manager_finds_no_workload(counter: Counter) -> None:
    """Nor do applicants find lists of items."""
    for account in ("clerk", "water-handler", "applicant"):
        answer = await (await counter.browser(account)).get("/workload")
        assert answer.status_code == 403, account
    assert (await (await counter.browser("applicant")).get("/items")).status_code == 403


async def test_figures_and_items_of_others_stay_out_of_sight(counter: Counter) -> None:
    """A department sees the cases it has a part in; another county sees nothing at all."""
    number = await counter.case(accepted=True, answers={"uses_forest": False})

    for account, sees in (
        ("clerk", True),
        ("fire-handler", True),
        ("supervisor", True),
        ("forestry-handler", False),
        ("forestry-department-head", False),
        ("service-centre-handler", False),
        ("abroad-supervisor", False),
    ):
        lines = await behind(counter, account, "/items?department=water")
        assert ((number, "flood") in lines) is sees, account
    assert await figures(counter, "abroad-supervisor") == {}
