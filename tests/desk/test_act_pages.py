import re
from datetime import date, timedelta
from typing import Any

import pytest

from desk.web.language import COOKIE
from tests.desk.counter import Counter, hidden, new_key
from tests.desk.playing import play_until


async def page(counter: Counter, number: str, do: str, account: str = "clerk", **query: str) -> Any:
    """The first page of an act."""
    return await (await counter.browser(account)).get(f"/cases/{number}/acts/{do}", params=query)


async def send(counter: Counter, number: str, do: str, account: str = "clerk", **fields: Any) -> Any:
    """The form of an act, as far as its summary."""
    browser = await counter.browser(account)
    return await browser.post_form(f"/cases/{number}/acts/{do}", key=new_key(), seq="1", **fields)


async def confirm(counter: Counter, number: str, do: str, account: str = "clerk", **fields: Any) -> str:
    """The whole way of an act; its receipt."""
    done = await send(counter, number, do, account, confirmed="yes", **fields)
    assert done.status_code == 303, done.text
    return str((await (await counter.browser(account)).get(done.headers["location"])).text)


async def test_the_notice_merges_what_departments_have_reported(counter: Counter) -> None:
    """With who, why and when; what the window misses is ticked, and the summary shows the printed words."""
    number = await counter.case(materials=[])
    water = await counter.browser("water-handler")
    await water.command(number, "report-gap", material="report", reason="缺防洪章节")
    form = (await page(counter, number, "request-corrections")).text
    merged = form[form.index('id="reported"') : form.index('id="own"')]
    own = form[form.index('id="own"') :]
    summary = (
        await send(
            counter, number, "request-corrections", gaps="photos", **{"gaps.photos.reason": "四至不清"}
        )
    ).text
    sheet = summary[summary.index('class="sheet"') :]

    assert all(told in merged for told in ("缺防洪章节", "水利局", "water-handler"))
    assert 'value="photos" checked' in own
    assert 'value="report" checked' not in own
    assert all(told in sheet for told in ("补正材料一次性告知书", "缺防洪章节", "四至不清", "三十二条"))


async def test_the_notice_is_issued_once(counter: Counter) -> None:
    """Asking a second time is refused by name."""
    number = await counter.case(materials=[])
    await confirm(counter, number, "request-corrections", gaps=["report", "photos"])
    again = await send(counter, number, "request-corrections", gaps=["report"])

    assert again.status_code == 409
    assert "没有办理" in again.text


async def test_acceptance_tells_whom_it_notifies_before_it_does(counter: Counter) -> None:
    """With nothing missing the button of the board leads straight to it; nothing has happened yet."""
    number = await counter.case()
    summary = (await page(counter, number, "accept-case")).text
    state = (await (await counter.browser("clerk")).get(f"/api/v1/cases/{number}")).json()["state"]
    notified = summary[summary.index('id="notified"') : summary.index('id="foreseen"')]

    assert state == "received"
    assert notified.count("立即") == 3
    assert "待前置事项办结：洪水影响评价" in notified
    assert "受理通知书" in summary
    assert hidden(summary, "confirmed") == "yes"


async def test_what_may_follow_is_promised_by_a_day(counter: Counter, today: date) -> None:
    """Up to the committed due day; the receipt tells it."""
    number = await counter.case(materials=["report"])
    form = (await page(counter, number, "accept-case")).text
    late = await send(
        counter, number, "accept-case", **{"gaps.photos": (today + timedelta(days=400)).isoformat()}
    )
    receipt = await confirm(counter, number, "accept-case", **{"gaps.photos": today.isoformat()})

    assert f'min="{today.isoformat()}"' in form
    assert re.search(r'max="20\d\d-', form)
    assert late.status_code in {409, 422}
    assert "受理" in receipt


async def test_what_may_not_follow_stands_in_the_way(counter: Counter) -> None:
    """The page names it and leads to the one-time notice; it has no button to accept."""
    number = await counter.case(materials=[])
    shown = await page(counter, number, "accept-case")

    assert shown.status_code == 200
    assert "缺少不能容缺的材料：报告" in shown.text
    assert f'href="/cases/{number}/acts/request-corrections"' in shown.text
    assert 'name="key"' not in shown.text


async def refuse_one(counter: Counter, number: str) -> None:
    """The fire service disagrees, and the supervisor lets it stand; the rest goes on."""
    fire = await counter.browser("fire-handler")
    await fire.command(number, "acknowledge-notice", item="fire-consult")
    given = {"opinion": "disagree", "reason": "消防通道不足", "basis": "消防法第十一条"}
    await fire.command(number, "propose-opinion", item="fire-consult", **given)
    await play_until(counter, number, "consolidating")


async def test_consolidation_says_what_the_rule_allows_and_why(counter: Counter) -> None:
    """A disagreement leaves a refusal alone, with an explanation; the summary shows the decision."""
    number = await counter.case(accepted=True)
    await refuse_one(counter, number)
    form = (await page(counter, number, "consolidate-case")).text
    offered = re.findall(r'name="outcome" value="([a-z-]+)"', form)
    silent = await send(counter, number, "consolidate-case", outcome="refused")
    summary = (
        await send(counter, number, "consolidate-case", outcome="refused", explanation="见消防意见")
    ).text

    assert offered == ["refused"]
    assert "有事项不同意" in form
    assert "消防通道不足" in form
    assert (silent.status_code, "ReasonMissing" in silent.text) == (422, True)
    assert "联合审批不予许可决定书" in summary
    assert "见消防意见" in summary


async def test_delivery_lists_what_to_hand_over_and_to_print(counter: Counter) -> None:
    """And asks for method, recipient and receipt, once."""
    number = await counter.case(accepted=True)
    await play_until(counter, number, "decided")
    form = (await page(counter, number, "deliver-case")).text
    given = {"method": "窗口领取", "recipient": "示例签收人", "receipt": "回证1号"}
    receipt = await confirm(counter, number, "deliver-case", **given)

    assert "联合审批决定书" in form
    assert form.count("/documents/") > 3
    assert "窗口领取" in form
    assert "示例签收人" in receipt or "送达" in receipt


@pytest.fixture
async def surveyed(counter: Counter, today: date) -> str:
    """A case whose forestry and water departments are called to the site, already begun."""
    number = await counter.case(accepted=True)
    at = f"{today.isoformat()}T00:00"
    await confirm(
        counter, number, "schedule-survey", items=["forest-land", "flood"], scheduled=at, at_place="项目现场"
    )
    return number


async def test_a_finding_needs_two_names_each_in_a_field_of_its_own(counter: Counter, surveyed: str) -> None:
    """With one it comes back with what was written."""
    given = {"item": "flood", "finding": "现场与申报一致"}
    one = await send(counter, surveyed, "record-finding", "water-handler", names=["甲", ""], **given)
    two = await send(counter, surveyed, "record-finding", "water-handler", names=["甲", "乙"], **given)

    assert (one.status_code, "TwoNamesNeeded" in one.text) == (422, True)
    assert "现场与申报一致</textarea>" in one.text
    assert two.status_code == 200
    assert "乙" in two.text


async def test_a_survey_is_closed_with_every_party_heard_or_absent(counter: Counter, surveyed: str) -> None:
    """The page shows who is missing and offers no absence for whoever was heard."""
    names = ["甲", "乙"]
    await confirm(
        counter, surveyed, "record-finding", "water-handler", item="flood", finding="同意选址", names=names
    )
    form = (await page(counter, surveyed, "close-survey")).text
    early = await send(counter, surveyed, "close-survey", minutes="已踏勘")
    receipt = await confirm(counter, surveyed, "close-survey", minutes="已踏勘", absent="forestry")

    assert "同意选址" in form
    assert 'id="absent-forestry"' in form
    assert 'id="absent-water"' not in form
    assert "PartyMissing" in early.text
    assert "勘查" in receipt


async def test_a_meeting_takes_as_many_actions_as_it_agrees_on(counter: Counter, today: date) -> None:
    """Three rows more at a time, with what was written; all of them are registered."""
    number = await counter.case(accepted=True)
    at = f"{today.isoformat()}T00:00"
    await confirm(counter, number, "convene-meeting", items=["flood"], scheduled=at)
    await confirm(counter, number, "state-position", "water-handler", position="原则同意")
    rows = {
        f"actions.{n}.{part}": value
        for n in range(4)
        for part, value in (("text", f"补充第{n}项"), ("department", "water"), ("due", today.isoformat()))
    }
    more = (await send(counter, number, "close-meeting", minutes="议定", more="yes", **rows)).text
    await confirm(counter, number, "close-meeting", minutes="议定", **rows)
    case = (await (await counter.browser("clerk")).get(f"/api/v1/cases/{number}")).json()

    assert 'name="actions.6.text"' in more
    assert 'value="补充第3项"' in more
    assert [action["text"] for action in case["actions"]] == [f"补充第{n}项" for n in range(4)]


@pytest.mark.parametrize(
    ("do", "account", "item", "shown"),
    [
        ("schedule-survey", "clerk", None, 'id="items-flood" name="items" value="flood" checked'),
        ("convene-meeting", "clerk", None, 'id="items-approval"'),
        ("record-finding", "water-handler", "flood", 'id="names-1" name="names"'),
        ("close-survey", "clerk", None, 'name="minutes"'),
        ("state-position", "water-handler", None, 'name="position"'),
        ("close-meeting", "clerk", None, 'name="actions.2.due"'),
    ],
)
async def test_each_joint_act_has_a_form_that_fits(
    counter: Counter, surveyed: str, today: date, do: str, account: str, item: str | None, shown: str
) -> None:
    """In both languages, beside how the survey or the meeting stands."""
    at = f"{today.isoformat()}T00:00"
    await confirm(counter, surveyed, "convene-meeting", items=["flood"], scheduled=at)
    chinese = await page(counter, surveyed, do, account, **({} if item is None else {"item": item}))
    browser = await counter.browser(account)
    await browser.get("/language/en")
    english = await page(counter, surveyed, do, account, **({} if item is None else {"item": item}))
    browser.cookies.delete(COOKIE)  # others use this browser, too

    assert shown in chinese.text
    assert shown in english.text
    assert "水利局" in chinese.text
