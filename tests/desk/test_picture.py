import asyncio
import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta
from typing import Any

import pytest

from desk.drawing.lettering import wide
from desk.picture.axis import Axis
from desk.picture.course import Course, course
from desk.picture.gantt_svg import draw_gantt
from desk.picture.procedure import draw_procedure
from desk.picture.shares import shares
from desk.picture.shares_svg import draw_shares
from models.domain.attribution import attribution
from models.domain.names import ItemCode
from models.domain.text import Language
from tests.desk.counter import Counter as Desk
from tests.domain.sample import FILING, Counter, calendar, moment

AT = "2026-10-20 10:00"
NOTICE = "水特〔2026〕12号<&>"


def story() -> Counter:
    """Accepted before the national holiday: one item stopped and late, two late, one after the first."""
    told = Counter()
    told.act("2026-09-14 10:00", "clerk", "file-case", **FILING)
    told.act("2026-09-16 11:00", "clerk", "accept-case")
    for department, item in (("water", "flood"), ("fire", "fire-consult"), ("forestry", "forest-land")):
        told.act("2026-09-17 09:00", f"{department}-handler", "acknowledge-notice", item=item)
    stop = {"item": "flood", "reason": "expert-review"}
    told.act("2026-09-18 10:00", "water-handler", "stop-clock", **stop, notice=NOTICE, until="2026-09-24")
    told.act("2026-09-24 10:00", "water-handler", "resume-clock", **stop)
    told.act("2026-10-09 10:00", "water-handler", "propose-opinion", item="flood", opinion="agree")
    told.act("2026-10-12 10:00", "water-approver", "conclude-item", item="flood")
    return told.until(AT)


def drawn(told: Counter, language: Language = "zh") -> tuple[Course, ET.Element]:
    """The course and its picture."""
    seen = course(told.case, moment(AT), told.book)
    picture = draw_gantt(seen, told.case.number, told.book.days, language, "table")
    return seen, ET.fromstring(picture)  # noqa: S314  # our own output


def marks(root: ET.Element, kind: str) -> list[ET.Element]:
    """The parts of a picture that have a class."""
    return [each for each in root.iter() if kind in each.get("class", "").split()]


def test_days_without_work_take_no_room() -> None:
    """Each working day is one column; the eight days of the holiday are closed up to nothing."""
    days = calendar().days
    axis = Axis(date(2026, 9, 14), date(2026, 10, 20), days, 100, 10)

    assert axis.after(date(2026, 9, 30)) == axis.before(date(2026, 10, 8)) == axis.after(date(2026, 10, 7))
    assert axis.after(date(2026, 9, 20)) - axis.before(date(2026, 9, 20)) == 10  # a Sunday that is worked
    assert axis.right - axis.left == 10 * (days.between(date(2026, 9, 13), date(2026, 10, 20)))


def test_a_bar_is_as_long_as_the_working_days_that_its_clock_counts() -> None:
    """From the end of the day of acceptance to the end of the last day, with the stop in between hatched."""
    seen, root = drawn(story())
    flood = next(bar for bar in seen.bars if bar.code == "flood")
    column = (1300 - 286 - 16) / (story().book.days.between(seen.first, seen.last) + 1)
    done = marks(root, "done")[0]
    over = next(each for each in marks(root, "over") if "leads" in each.get("class", ""))
    pause = marks(root, "pause")[0]

    assert (flood.begun, flood.ended) == (date(2026, 9, 16), date(2026, 10, 12))
    length = float(done.get("width", 0)) + float(over.get("width", 0))
    assert length == pytest.approx(14 * column, abs=0.3)
    assert float(pause.get("width", 0)) == pytest.approx(5 * column, abs=0.3)


def test_the_picture_shows_holidays_today_limits_and_notices() -> None:
    """Each of them by a sign and by words; whatever people wrote is escaped."""
    seen, root = drawn(story())
    words = [each.text or "" for each in root.iter()]

    assert [closure.first for closure in seen.closures] == [date(2026, 9, 25), date(2026, 10, 1)]
    assert "10-01–07" in words
    assert "今天 10-20" in words
    assert f"专家评审 {NOTICE}" in words
    assert f"承诺时限 {seen.bars[0].committed}" in words
    assert len(marks(root, "committed")) == len([bar for bar in seen.bars if bar.committed])
    assert len(marks(root, "statutory")) == len([bar for bar in seen.bars if bar.statutory])


@pytest.mark.parametrize("day", range(1, 32))
def test_today_covers_no_name_of_a_month(day: int) -> None:
    """Whatever day it is, a month stands beside it."""
    told = story()
    seen = course(told.case, moment(f"2026-10-{day:02} 10:00"), told.book)
    root = ET.fromstring(draw_gantt(seen, told.case.number, told.book.days, "zh", "table"))  # noqa: S314
    (plate,) = marks(root, "today-plate")
    left = float(plate.get("x", 0))
    right = left + float(plate.get("width", 0))
    for name in marks(root, "month-name"):
        begins = float(name.get("x", 0))
        assert begins > right or begins + wide(name.text or "", 13) < left, name.text


def test_what_decides_the_length_is_drawn_stronger() -> None:
    """The bars, their names with a sign, and the line from one to the next."""
    seen, root = drawn(story())
    names = [each.text or "" for each in marks(root, "name") if "leads" in each.get("class", "")]

    assert seen.chain == ("flood", "approval")
    assert names == ["▶ 洪水影响评价", "▶ 项目核准"]
    assert len(marks(root, "chain")) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_pictures_obey_the_policy_of_the_pages(language: Language) -> None:
    """No style in them and no script; with links they are a group, and each leads to its item."""
    told = story()
    seen, root = drawn(told, language)
    looks = dict.fromkeys(told.case.items, "busy")
    graph = ET.fromstring(draw_procedure(told.case, seen, looks, told.book, language))  # noqa: S314
    bar = ET.fromstring(draw_shares(shares(told.case, seen.today, told.book), language))  # noqa: S314

    for picture in (root, graph, bar):
        assert not [
            each for each in picture.iter() if "style" in each.attrib or each.tag in {"style", "script"}
        ]
    assert (root.get("role"), graph.get("role"), bar.get("role")) == ("group", "group", "img")
    board = f"/cases/{told.case.number}"
    ways = [each.get("href") for each in graph.iter() if each.tag.endswith("a")]
    assert ways == [f"{board}/items/{code}" for code in told.case.items]
    assert {each.get("href") for each in root.iter() if each.tag.endswith("a")} == {board, *ways}


def test_the_graph_has_the_items_of_the_case_and_their_states() -> None:
    """An item that the case does not have is not drawn, and nothing waits for it."""
    told = Counter()
    told.opened("2026-09-16", answers={"uses_forest": False})
    seen = course(told.case, moment("2026-09-17 10:00"), told.book)
    looks = dict.fromkeys(told.case.items, "new") | {ItemCode("approval"): "open"}
    picture = draw_procedure(told.case, seen, looks, told.book, "zh")

    assert "使用林地审核" not in picture
    assert "○ 待前置事项" in picture
    assert picture.count('class="box') == 3


def test_the_shares_add_up_to_the_whole() -> None:
    """Days and hundredths, over every day of the case."""
    told = story()
    for day in (date(2026, 9, 15) + timedelta(days=each) for each in range(36)):
        held = shares(told.case, day, told.book)
        assert (
            sum(part.days for part in held.parts)
            == held.total
            == attribution(told.case, day, told.book).total
        )
        assert sum(party.days for party in held.parties) == held.total
        assert sum(party.percent for party in held.parties) == (100 if held.total else 0)


async def test_the_page_shows_pictures_and_tables(desk_case: tuple[Desk, str]) -> None:
    """And the history beside it, with a way between both."""
    counter, number = desk_case
    page = (await (await counter.browser("water-handler")).get(f"/cases/{number}/picture")).text
    history = (await (await counter.browser("water-handler")).get(f"/cases/{number}/history")).text

    assert page.count("<svg class=") == 2 + ('svg class="shares' in page)
    assert f'href="/cases/{number}/items/flood"' in page
    assert "收件之后还没有过去一个工作日" in page
    assert f'href="/cases/{number}/picture"' in history
    assert re.findall(r"<h1>(.*?)</h1>", page) == ["办件图景"]


async def test_a_stranger_sees_no_picture(desk_case: tuple[Desk, str]) -> None:
    """Nor does the applicant, to whom nothing of what goes between departments is told."""
    counter, number = desk_case
    for account, status in (
        ("forestry-handler", 404),
        ("abroad-supervisor", 404),
        ("other-applicant", 404),
        ("applicant", 403),
        ("fire-handler", 200),
    ):
        for name in ("picture", "picture.csv", "holders.xlsx", "history", "history.csv"):
            answer: Any = await (await counter.browser(account)).get(f"/cases/{number}/{name}")
            assert answer.status_code == status, (account, name)


async def test_a_late_entry_is_marked_in_the_history(counter: Desk) -> None:
    """Told with the time at which it happened, and with a mark that it was entered later."""
    number = await counter.case(accepted=True)
    desk = counter.app.state.desk
    happened = desk.local_now.isoformat()
    await asyncio.sleep(1.1)
    fire = await counter.browser("fire-handler")
    answer = await fire.command(number, "acknowledge-notice", item="fire-consult", happened=happened)
    page = (await fire.get(f"/cases/{number}/history")).text

    assert answer.status_code == 200, answer.text
    assert page.count("补录</span>") == 1


@pytest.fixture(scope="module")
async def desk_case(counter: Desk) -> tuple[Desk, str]:
    """A case of today without the forestry department."""
    return counter, await counter.case(accepted=True, answers={"uses_forest": False})
