import re
from datetime import timedelta
from typing import Any

from tests.desk.counter import Counter, new_key
from tests.desk.playing import play_until


async def opened(counter: Counter, number: str, item: str, account: str) -> str:
    """The page of an item."""
    answer = await (await counter.browser(account)).get(f"/cases/{number}/items/{item}")
    assert answer.status_code == 200, answer.text
    return str(answer.text)


async def give(counter: Counter, account: str, number: str, do: str, **fields: Any) -> None:
    """One command that must be taken."""
    answer = await (await counter.browser(account)).command(number, do, **fields)
    assert answer.status_code == 200, answer.text


async def test_the_page_has_materials_opinion_clocks_and_history(counter: Counter) -> None:
    """With the opinion form in place for whoever proposes, and everything else in reach."""
    number = await counter.case(accepted=True)
    await give(counter, "water-handler", number, "acknowledge-notice", item="flood")
    page = await opened(counter, number, "flood", "water-handler")
    acts = set(re.findall(rf'href="/cases/{number}/acts/([a-z-]+)', page))

    assert 'action="/cases/' + number + '/acts/propose-opinion"' in page
    assert 'name="item" value="flood"' in page
    assert f'href="/cases/{number}/clocks/committed?item=flood"' in page
    assert f'href="/cases/{number}/clocks/statutory?item=flood"' in page
    assert {"take-item", "transfer-item", "stop-clock"} <= acts | {"transfer-item"}
    assert "报告" in page[page.index('id="materials"') : page.index('id="opinion"')]
    assert "照片" not in page[page.index('id="materials"') : page.index('id="opinion"')]
    assert "签收" in page[page.index('id="rounds"') :]


async def test_the_opinion_goes_from_the_page_over_the_summary(counter: Counter) -> None:
    """A disagreement without a reason comes back with the fault and what was written."""
    number = await counter.case(accepted=True)
    await give(counter, "water-handler", number, "acknowledge-notice", item="flood")
    water = await counter.browser("water-handler")
    way = f"/cases/{number}/acts/propose-opinion"
    bare = await water.post_form(
        way, key=new_key(), seq="1", item="flood", opinion="disagree", basis="第三条"
    )
    good = await water.post_form(way, key=new_key(), seq="1", item="flood", opinion="agree")

    assert (bare.status_code, "ReasonMissing" in bare.text) == (422, True)
    assert 'value="第三条"' in bare.text
    assert good.status_code == 200
    assert "确认：拟定意见" in good.text


async def test_a_round_sent_back_stands_above_the_first(counter: Counter) -> None:
    """The latest round first, each with its own events; who signed is shown at the levels."""
    number = await counter.case(accepted=True)
    for account, do, fields in (
        ("water-handler", "acknowledge-notice", {}),
        ("water-handler", "propose-opinion", {"opinion": "agree"}),
        ("water-approver", "send-back", {"to": "handler", "reason": "请补充水位资料"}),
    ):
        await give(counter, account, number, do, item="flood", **fields)
    page = await opened(counter, number, "flood", "water-handler")
    second, first = page[page.index("第 2 轮") :].split("第 1 轮")

    assert "请补充水位资料" in second
    assert "请补充水位资料" not in first
    assert "签收" in first


async def test_a_clock_that_stands_says_why(counter: Counter) -> None:
    """On the item's page, on the board and in the inbox: the procedure, its notice and its expected end."""
    number = await counter.case(accepted=True)
    await give(counter, "water-handler", number, "acknowledge-notice", item="flood")
    until = (counter.app.state.desk.today + timedelta(days=9)).isoformat()
    stop = {"item": "flood", "reason": "expert-review", "notice": "水评〔2026〕7号", "until": until}
    await give(counter, "water-handler", number, "stop-clock", **stop)
    told = f"专家评审（告知书水评〔2026〕7号），预计{until}结束"
    water = await counter.browser("water-handler")

    assert told in await opened(counter, number, "flood", "water-handler")
    assert told in (await water.get(f"/cases/{number}")).text
    assert told in await water.whole_inbox()


async def test_the_inbox_leads_to_the_items_page(counter: Counter) -> None:
    """Not to the board of the case."""
    number = await counter.case(accepted=True)
    inbox = await (await counter.browser("fire-handler")).whole_inbox()

    assert f'href="/cases/{number}/items/fire-consult"' in inbox


async def test_what_was_decided_is_told_to_whoever_looks(counter: Counter) -> None:
    """Without a form; an item that the case does not have is nothing."""
    number = await counter.case(accepted=True)
    await play_until(counter, number, "consolidating")
    page = await opened(counter, number, "flood", "clerk")
    missing = await (await counter.browser("clerk")).get(f"/cases/{number}/items/none")

    assert "<strong>同意</strong>" in page
    assert 'name="opinion"' not in page
    assert missing.status_code == 404


async def test_the_board_of_a_received_case_says_what_is_missing(counter: Counter) -> None:
    """Required or tolerable, needed by which item, reported by whom; no longer once it is accepted."""
    number = await counter.case(materials=["report"])
    await give(counter, "water-handler", number, "report-gap", material="report", reason="缺页")
    clerk = await counter.browser("clerk")
    page = (await clerk.get(f"/cases/{number}")).text
    gaps = page[page.index('id="gaps"') : page.index('id="board"')]
    accepted = (await clerk.get(f"/cases/{await counter.shared_case()}")).text

    assert "缺 2 种，其中可容缺 1 种" in gaps
    assert "水利局" in gaps
    assert 'id="gaps"' not in accepted


async def test_the_joint_page_shows_what_can_be_called_and_what_was(counter: Counter) -> None:
    """Empty it says what fills it; the clerk finds the acts there, a handler the own."""
    number = await counter.case(accepted=True)
    clerk = await counter.browser("clerk")
    before = (await clerk.get(f"/cases/{number}/joint")).text
    at = f"{counter.app.state.desk.today.isoformat()}T00:00"
    call = {"items": ["flood"], "scheduled": at, "at_place": "项目现场"}
    await give(counter, "clerk", number, "schedule-survey", **call)
    after = (await clerk.get(f"/cases/{number}/joint")).text
    water = (await (await counter.browser("water-handler")).get(f"/cases/{number}/joint")).text

    assert "还没有组织联合勘查" in before
    assert f'href="/cases/{number}/acts/schedule-survey"' in before
    assert "尚无意见" in after
    assert f'href="/cases/{number}/acts/record-finding?item=flood"' in water
