import html
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from desk.narrowing import CaseFilter, ItemFilter, Span, span_of
from desk.turning import ITEMS_DUE
from desk.web.tasks import left_until
from models.domain.faults import Unfit
from models.domain.names import CaseNumber
from models.domain.visibility import sees, sight_of
from tests.desk.counter import Counter, people
from tests.domain.sample import calendar

NUMBERS = re.compile(r'<td><a href="/cases/([0-9-]+)">')


async def found(counter: Counter, account: str = "supervisor", **asked: str) -> list[str]:
    """The numbers on the page of a search."""
    page = await (await counter.browser(account)).get("/cases", params=asked)
    assert page.status_code == 200, page.text
    return NUMBERS.findall(page.text)


async def named(counter: Counter, name: str, **more: Any) -> str:
    """A new case of a project with this name."""
    count = len(await found(counter, state="any")) + 1
    code = f"2026-450721-77-{count % 100:02d}-{abs(hash(name)) % 10**6:06d}"
    return await counter.case(project={"code": code, "name": name}, **more)


async def due_in(counter: Counter, number: str, days: int | None) -> None:
    """Say of the projection alone that the case is due so many days from today, or that its clocks rest."""
    today = counter.app.state.desk.today
    on = None if days is None else today + timedelta(days=days)
    async with counter.engine.begin() as connection:
        await connection.execute(
            text("UPDATE cases SET due_on = :on WHERE number = :number"), {"on": on, "number": number}
        )


async def test_any_part_of_a_name_finds_a_case(counter: Counter) -> None:
    """Two Chinese characters, one, small letters for large ones, words apart, part of the number."""
    number = await named(counter, "临港新区Harbour集成电路三期")
    other = await named(counter, "临江医院扩建")

    for query in (
        "临港",
        "港",
        "harbour",
        "HARBOUR 三期",
        "电路  临港",
        number,
        number[-6:],
        "临港新区harbour集成电路三期",
    ):
        assert await found(counter, query=query) == [number], query
    assert await found(counter, query="临港医院") == []
    assert set(await found(counter, query="临")) >= {number, other}
    assert await found(counter, query="临江 三期") == []


async def test_signs_that_mean_something_to_a_database_mean_themselves(counter: Counter) -> None:
    """Percent, underline, slashes and quotation marks are letters like any others."""
    number = await named(counter, "百分之50%_项\\目'与/号")

    for query in ("50%_", "项\\目", "目'与", "与/号"):
        assert await found(counter, query=query) == [number], query
    assert await found(counter, query="5%_项") == []


async def test_the_applicant_is_searched_as_well(counter: Counter) -> None:
    """By any part of the name."""
    applicant = {"name": "桂滨海投资公司", "id": "91450721MA5ZZZZZZZ"}
    number = await named(counter, "码头工程", applicant=applicant)

    assert await found(counter, query="滨海投资") == [number]


async def test_a_case_is_found_by_its_state(counter: Counter) -> None:
    """Without a state only live ones are searched, and an empty page offers to search the others too."""
    number = await named(counter, "撤回示例项目")
    await (await counter.browser("clerk")).command(number, "withdraw-case", reason="不做了")
    page = await (await counter.browser("supervisor")).get("/cases", params={"query": "撤回示例"})

    assert NUMBERS.findall(page.text) == []
    assert 'href="/cases?query=%E6%92%A4%E5%9B%9E%E7%A4%BA%E4%BE%8B&amp;state=any"' in page.text
    assert await found(counter, query="撤回示例", state="any") == [number]
    assert await found(counter, query="撤回示例", state="withdrawn") == [number]
    assert await found(counter, query="撤回示例", state="received") == []


async def test_a_case_is_found_by_department_and_by_person(counter: Counter) -> None:
    """Departments that have a part in it; persons who hold an item, or took the case in."""
    number = await named(counter, "部门检索项目", answers={"uses_forest": False})
    await (await counter.browser("clerk")).command(number, "accept-case")
    water = await counter.browser("water-handler")
    await water.command(number, "acknowledge-notice", item="flood")
    await water.command(number, "take-item", item="flood")
    asked = {"query": "部门检索"}

    assert await found(counter, **asked, department="water") == [number]
    assert await found(counter, **asked, department="forestry") == []
    assert await found(counter, **asked, person="clerk") == [number]
    assert await found(counter, **asked, person="fire-handler") == []
    assert await found(counter, **asked, person="没有这个人") == []


async def test_a_case_is_found_by_its_light(counter: Counter) -> None:
    """Each case has one colour, the one that its line shows."""
    cases = {light: await named(counter, f"亮灯{light}项目") for light in ("over", "near", "fine", "stopped")}
    for light, days in (("over", -1), ("near", 0), ("fine", 30), ("stopped", None)):
        await due_in(counter, cases[light], days)

    for light, number in cases.items():
        page = await (await counter.browser("supervisor")).get(
            "/cases", params={"query": "亮灯", "light": light}
        )
        assert NUMBERS.findall(page.text) == [number], light
        assert f'class="left {light}"' in page.text


def test_the_colour_of_a_day_is_the_same_in_the_search_as_on_the_page() -> None:
    """For every due day around every kind of today: weekdays, holidays, make-up days."""
    days = calendar().days
    first = next(iter(calendar().tables[0].makeup_workdays)).replace(month=9, day=1)
    for today in (first + timedelta(days=each) for each in range(50)):
        spans = {light: span_of(light, today, days) for light in ("over", "near", "fine")}
        for due in (today + timedelta(days=each) for each in range(-12, 20)):
            light = left_until(due, today, days, provisional=False).light
            assert [name for name, span in spans.items() if inside(due, span)] == [light], (today, due)


def inside(day: Any, span: Span) -> bool:
    """Whether a day lies in a span."""
    return (span.first is None or span.first <= day) and (span.last is None or day <= span.last)


async def test_a_case_is_found_by_its_days(counter: Counter) -> None:
    """Both ends of a span are in it; a day that is none is refused by name."""
    number = await named(counter, "日期检索项目")
    await due_in(counter, number, 9)
    today = counter.app.state.desk.today
    on, due = today.isoformat(), today + timedelta(days=9)
    asked = {"query": "日期检索"}

    assert await found(counter, **asked, received_from=on, received_to=on) == [number]
    assert await found(counter, **asked, received_to=str(today - timedelta(days=1))) == []
    assert await found(counter, **asked, due_from=str(due), due_to=str(due)) == [number]
    assert await found(counter, **asked, due_from=str(due + timedelta(days=1))) == []
    refused = await (await counter.browser("clerk")).get("/cases", params={"due_from": "2026-02-30"})
    assert refused.status_code == 422
    assert "没有这一天" in refused.text


async def test_the_filters_stay_in_the_address_from_page_to_page(counter: Counter) -> None:
    """Sixty cases of one name: each once, in the order of their due days, on two pages."""
    for place in range(60):
        await named(counter, f"翻页项目{place}号")
    browser = await counter.browser("supervisor")
    way, numbers = "/cases?query=%E7%BF%BB%E9%A1%B5&due_from=2020-01-01", []
    for _ in range(3):
        page = await browser.get(way)
        numbers += NUMBERS.findall(page.text)
        following = re.search(r'<a href="([^"]+)" rel="next">', page.text)
        if following is None:
            break
        way = html.unescape(following[1])
        assert "query=%E7%BF%BB%E9%A1%B5&due_from=2020-01-01" in way

    assert len(numbers) == len(set(numbers)) == 60


async def test_strangers_find_nothing(counter: Counter) -> None:
    """Not by the number itself, and not by asking for a department that is not theirs."""
    number = await named(counter, "他人项目查询", answers={"uses_forest": False})

    for account in ("forestry-handler", "service-centre-handler", "other-applicant", "abroad-supervisor"):
        assert await found(counter, account, query=number) == [], account
        assert await found(counter, account, query="他人项目", department="water", state="any") == []
    for account in ("clerk", "water-handler", "applicant", "supervisor"):
        assert await found(counter, account, query=number) == [number], account


@pytest.mark.parametrize("record", [False, True])
async def test_a_list_holds_what_the_rule_of_sight_says(counter: Counter, record: bool) -> None:
    """Also for a department that only has an action of a meeting to do, without any item."""
    number = await counter.case(accepted=True, answers={"uses_forest": False})
    desk = counter.app.state.desk
    if record:
        await let_the_meeting_want_something(counter, number)
    case = await desk.register.load_case(CaseNumber(number))
    for account, person in people().items():
        expected = [number] if sees(sight_of(person, "450721", desk.today), case) else []
        assert await found(counter, account, query=number) == expected, account
    assert (await found(counter, "service-centre-handler", query=number) == [number]) is record


async def let_the_meeting_want_something(counter: Counter, number: str) -> None:
    """A meeting on the flood review, after which the service centre has something to do."""
    clerk, water = await counter.browser("clerk"), await counter.browser("water-handler")
    soon = counter.app.state.desk.local_now + timedelta(days=2)
    action = {"text": "腾出会议室", "department": "service-centre", "due": soon.date().isoformat()}
    answers = [
        await clerk.command(number, "convene-meeting", items=["flood"], scheduled=soon.isoformat()),
        await water.command(number, "state-position", position="可行"),
        await clerk.command(number, "close-meeting", minutes="纪要", actions=[action]),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 200], [each.text for each in answers]


async def test_narrowed_lists_stand_as_they_are_read_from_page_to_page(counter: Counter) -> None:
    """Ended items with the last one first, cases by their reception; no line twice and none missed."""
    desk, far = counter.app.state.desk, date(2019, 3, 4)
    numbers = [await counter.case(accepted=True) for _ in range(3)]
    async with counter.engine.begin() as connection:
        for number, days in zip(numbers, (1, 0, 2), strict=True):
            await connection.execute(
                text("UPDATE cases SET received_on = :on WHERE number = :number"),
                {"on": far + timedelta(days=days), "number": number},
            )
            await connection.execute(
                text(
                    "UPDATE clocks SET ended_at = :at"
                    " WHERE \"case\" = :number AND item = 'flood' AND clock = 'committed'"
                ),
                {"at": datetime(2019, 3, 4 + days, 10, tzinfo=UTC), "number": number},
            )
    sight = sight_of(people()["supervisor"], "450721", desk.today)
    week = Span(far, far + timedelta(days=6))
    ended, received, cursor = [], [], None
    for _ in numbers:
        items = await desk.lists.items(sight, ItemFilter(ended=week), desk.hours, cursor=cursor, limit=1)
        ended += [line.item.case for line in items.lines]
        cursor = items.cursor
    assert cursor is None
    for _ in numbers:
        cases = await desk.lists.cases(sight, CaseFilter(received=week), cursor=cursor, limit=1)
        received += [row.number for row, _ in cases.lines]
        cursor = cases.cursor

    assert ended == [numbers[2], numbers[0], numbers[1]]
    assert received == [numbers[1], numbers[0], numbers[2]]
    with pytest.raises(Unfit):
        await desk.lists.items(
            sight, ItemFilter(ended=week), desk.hours, cursor=ITEMS_DUE.cursor(far, "4", "flood")
        )
