import asyncio
import re
from datetime import date, timedelta
from pathlib import Path

import httpx2 as httpx
import pytest

from tests.desk.counter import Browser, Counter, hidden
from tests.desk.test_admin_catalogues import send

CALENDARS = Path(__file__).parents[1] / "calendars"
DAY = timedelta(days=1)
WAY = "/admin/calendars"


@pytest.fixture
async def admin(counter: Counter) -> Browser:
    """The administrator's browser."""
    return await counter.browser("administrator")


def closure(region: str, version: str, first: date, days: int) -> bytes:
    """A file of days on which the offices of a region are closed."""
    lines = [
        f"- {{date: {first + DAY * n}, working: false, reason: 防汛停工, document: 示例防指〔2026〕1号, "
        "person: 示例管理员}"
        for n in range(days)
    ]
    head = ["office_days: 1", f"region: {region}", f'version: "{version}"', "days:"]
    return "\n".join([*head, *lines]).encode()


async def finished(browser: Browser, way: str) -> httpx.Response:
    """The page of a preview when every live case was looked at."""
    for _ in range(300):
        page = await browser.get(way)
        if "已看完" in page.text:
            return page
        await asyncio.sleep(0.1)
    raise AssertionError(page.text)


async def test_the_years_stand_with_source_and_version(admin: Browser) -> None:
    """Of the shipped table."""
    page = (await admin.get(WAY)).text

    assert "国办发明电" in page
    assert ">2026<" in page
    assert "现行" in page


async def test_a_closure_shows_every_deadline_that_moves_and_why_before_it_counts(
    counter: Counter, admin: Browser, today: date
) -> None:
    """From, to and the days; the case itself stays as it is."""
    number = await counter.case(accepted=True)
    before = (await admin.get(f"/cases/{number}")).text
    fields = {
        "working": "no",
        "from": (today + DAY).isoformat(),
        "until": (today + 14 * DAY).isoformat(),
        "reason": "防汛停工",
        "document": "示例防指〔2026〕9号",
    }
    sent = await admin.post_form("/admin/new-office-days", **fields)
    page = await finished(admin, sent.headers["location"])
    told = page.text
    while number not in told:
        further = re.search(r'href="(/admin/calendars/drafts/[^"]*case=[^"]*)"', told)
        assert further is not None, told
        told = (await admin.get(further[1].replace("&amp;", "&"))).text
    row = told.split(number)[2].split("</tr>")[0]

    assert "确认：采用" in page.text
    assert "<strong>" in row
    assert "防汛停工（示例防指〔2026〕9号），不再计入" in row
    assert (await admin.get(f"/cases/{number}")).text.count("<time") == before.count("<time")


async def test_a_bad_calendar_is_refused_with_all_faults_at_their_lines(admin: Browser) -> None:
    """Dates of another year, a date twice, a make-up day in the week."""
    bad = b"""calendar: 1
region: CN
year: 2031
status: official
source: sample
version: "1"
holidays: {2030-01-01: A, 2031-01-04: B}
makeup_workdays:
  - 2031-01-04
  - 2031-01-06
  - 2031-13-01
"""
    page = await admin.get((await send(admin, bad, "2031.yaml", WAY)).headers["location"])
    rows = page.text.split("<tbody>")[1].split("</tbody>")[0]

    assert "文件不能使用" in page.text
    assert rows.count("<tr>") >= 1
    assert "确认：采用" not in page.text


async def test_a_form_of_office_days_tells_everything_that_is_missing(admin: Browser, today: date) -> None:
    """Days, reason, document."""
    empty = await admin.post_form("/admin/new-office-days", **{"from": "", "until": "x"})
    turned = await admin.post_form(
        "/admin/new-office-days",
        **{"from": today.isoformat(), "until": (today - DAY).isoformat()},
        working="no",
        reason="x",
        document="y",
    )

    assert (empty.status_code, turned.status_code) == (422, 422)
    assert empty.text.split('id="refusal"')[1].split("</div>")[0].count("<li>") == 5
    assert "早于首日" in turned.text


async def test_a_calendar_of_another_place_or_an_older_one_is_refused_by_name(admin: Browser) -> None:
    """Before anything is worked out."""
    elsewhere = await send(admin, closure("CN-1101", "1", date(2027, 3, 1), 1), "a.yaml", WAY)
    page = await admin.get(elsewhere.headers["location"])

    assert "CalendarNotForThisOffice" in page.text
    assert "确认：采用" not in page.text


async def test_adopting_goes_by_summary_and_receipt_and_makes_other_previews_stale(
    counter: Counter, admin: Browser
) -> None:
    """The durable operation runs on; the log names who adopted; the same file again changes nothing."""
    stale = await send(admin, closure("CN-450721", "s1", date(2027, 8, 2), 2), "a.yaml", WAY)
    seen = hidden((await finished(admin, stale.headers["location"])).text, "seen")
    abroad = await counter.browser("abroad-administrator")
    sent = await send(abroad, closure("CN-450999", "1", date(2027, 6, 1), 2), "b.yaml", WAY)
    early = await abroad.post_form(sent.headers["location"], seen="")
    summary = await finished(abroad, sent.headers["location"])
    adopted = await abroad.post_form(sent.headers["location"], seen=hidden(summary.text, "seen"))
    for _ in range(200):
        receipt = await abroad.get(adopted.headers["location"])
        if "已完成" in receipt.text and "管理记录" in receipt.text:
            break
        await asyncio.sleep(0.1)
    again = await abroad.get(sent.headers["location"])
    refused = await admin.post_form(stale.headers["location"], seen=seen)

    assert (early.status_code, "PreviewStale" in early.text) == (409, True)
    assert adopted.status_code == 303
    assert "abroad-administrator" in receipt.text or "administrator" in receipt.text
    assert "CN-450999-office:1" in receipt.text
    assert "已经采用过" in again.text
    assert (refused.status_code, "PreviewStale" in refused.text) == (409, True)
    assert "CN-450999" not in (await admin.get(WAY)).text


async def test_nobody_else_looks_at_calendars_or_adopts_them(counter: Counter, admin: Browser) -> None:
    """403; another jurisdiction's administrator does not find the file."""
    sent = await send(admin, closure("CN-450721", "n1", date(2027, 9, 1), 1), "a.yaml", WAY)
    supervisor = await counter.browser("supervisor")
    abroad = await counter.browser("abroad-administrator")

    assert (await supervisor.get(WAY)).status_code == 403
    assert (await supervisor.post_form(sent.headers["location"], seen="-")).status_code == 403
    assert (await abroad.get(sent.headers["location"])).status_code == 404
    assert (await admin.get("/admin/adoption", params={"name": "CN-450721-office:n1"})).status_code == 404
