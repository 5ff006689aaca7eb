"""The applicant's pages: what is asked and by when, handing it in, results, rating; nothing of the inside."""

import re

import pytest

from activities.people import Directory
from desk.accounts.sessions import form_token
from models.domain.case import Case
from models.domain.names import CaseNumber, PersonId
from models.domain.people import DirectoryEntry
from tests.attachments.files import PDF
from tests.desk.counter import IDENTITY, PASSWORD, Browser, Counter, new_key, people, sign_in
from tests.desk.playing import play_until

WORKERS = [name for name in people() if name not in {"applicant", "other-applicant"}]


async def state_of(counter: Counter, number: str) -> Case:
    """The case as the register keeps it."""
    case = await counter.app.state.desk.register.load_case(CaseNumber(number))
    assert isinstance(case, Case)
    return case


async def asked(counter: Counter) -> str:
    """A case of which the photographs are asked for again."""
    number = await counter.case(materials=["report"])
    clerk = await counter.browser("clerk")
    gaps = [{"material": "photos", "reason": "缺少东侧现状照片"}]
    answer = await clerk.command(number, "request-corrections", gaps=gaps)
    assert answer.status_code == 200, answer.text
    return number


async def upload(browser: Browser, number: str, material: str, name: str = "东侧.pdf") -> int:
    """Send one file by the form; the status."""
    answer = await browser.post(
        f"/cases/{number}/attachments",
        data={"form": form_token(browser.token), "material": material},
        files={"file": (name, PDF, "application/pdf")},
    )
    return answer.status_code


def text_of(page: str) -> str:
    """What stands on a page, without its shell."""
    return re.sub(r"<[^>]*>", " ", page.split('<main id="main"')[1].split("</main>", maxsplit=1)[0])


def form_fields(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes there."""
    form = page[page.index(f'action="{action}"') :].split("</form>", maxsplit=1)[0]
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


async def test_the_first_page_of_an_applicant_is_the_own_cases(counter: Counter) -> None:
    """Those that want something come first, with the day; people of the office are not sent there."""
    number = await asked(counter)
    applicant = await counter.browser("applicant")
    led = await applicant.get("/")
    page = (await applicant.get("/mine")).text
    wanting = page[page.index('id="wanting"') : page.index('id="going"')]

    assert (led.status_code, led.headers["location"]) == (303, "/mine")
    assert f'href="/cases/{number}/supplement"' in wanting
    assert re.search(r"<strong>20\d\d年\d+月\d+日</strong>", wanting)
    assert (await (await counter.browser("clerk")).get("/")).status_code == 200
    assert (await (await counter.browser("clerk")).get("/mine")).status_code == 403


async def test_corrections_go_from_the_upload_to_the_register(counter: Counter) -> None:
    """Upload, check, confirm, receipt; the clerk finds the file and the material."""
    number = await asked(counter)
    applicant, way = await counter.browser("applicant"), f"/cases/{number}/acts/submit-corrections"
    before = (await applicant.get(f"/cases/{number}/supplement")).text
    status = await upload(applicant, number, "photos")
    page = (await applicant.get(f"/cases/{number}/supplement")).text
    fields = form_fields(page, way) | {"materials": "photos"}
    summary = await applicant.post(way, data=fields)
    done = await applicant.post(way, data=form_fields(summary.text, way) | {"confirmed": "yes"})
    receipt = await applicant.get(done.headers["location"])
    again = (await applicant.get(f"/cases/{number}/supplement")).text

    assert "缺少东侧现状照片" in before
    assert way not in before
    assert status == 303
    assert summary.status_code == 200
    assert done.status_code == 303
    assert "照片" in receipt.text
    assert (await state_of(counter, number)).materials == ("report", "photos")
    assert "东侧.pdf" in (await (await counter.browser("clerk")).get(f"/cases/{number}")).text
    assert "现在没有要您补交的材料" in again


async def test_a_file_that_is_not_taken_is_named_on_the_same_page(counter: Counter) -> None:
    """With its name for programs, above what was asked."""
    number = await asked(counter)
    applicant = await counter.browser("applicant")
    answer = await applicant.post(
        f"/cases/{number}/attachments",
        data={"form": form_token(applicant.token), "material": "photos"},
        files={"file": ("照片.pdf", b"MZ\x90\x00 this is a program", "application/pdf")},
    )

    assert answer.status_code == 422
    assert "没有上传" in answer.text
    assert "缺少东侧现状照片" in answer.text


async def test_a_promised_material_is_asked_for_with_its_day(counter: Counter) -> None:
    """Until the window has taken it in."""
    number = await counter.case(materials=["report"])
    clerk, day = await counter.browser("clerk"), counter.app.state.desk.today
    accepted = await clerk.command(
        number, "accept-case", gaps=[{"material": "photos", "by": day.isoformat()}]
    )
    applicant = await counter.browser("applicant")
    before = text_of((await applicant.get(f"/cases/{number}")).text)
    status = await upload(applicant, number, "photos")
    closed = await clerk.command(number, "close-gap", material="photos")
    after = text_of((await applicant.get(f"/cases/{number}")).text)

    assert accepted.status_code == 200, accepted.text
    assert f"{day.year}年{day.month}月{day.day}日" in before[before.index("需要您做的") :]
    assert (status, closed.status_code) == (303, 200)
    assert "现在不需要您做什么" in after


@pytest.mark.parametrize("language", ["zh", "en"])
async def test_the_applicant_is_told_nothing_of_the_inside(counter: Counter, language: str) -> None:
    """No worker, no opinion before the delivery, no refusal that is being looked at: on no page or API."""
    number = await counter.case(accepted=True)
    water, approver = await counter.browser("water-handler"), await counter.browser("water-approver")
    await water.command(number, "acknowledge-notice", item="flood")
    disagree = {"opinion": "disagree", "reason": "堤防不足", "basis": "防洪法 第三十三条"}
    assert (await water.command(number, "propose-opinion", item="flood", **disagree)).status_code == 200
    assert (await approver.command(number, "conclude-item", item="flood")).status_code == 200
    assert (await state_of(counter, number)).items["flood"].state == "negative-filing"  # type: ignore[index]
    applicant = await counter.stranger("10.0.12.1")
    assert (await sign_in(applicant, "applicant")).status_code == 303
    applicant.cookies.set("lianshen-lang", language)
    ways = (
        f"/cases/{number}",
        f"/cases/{number}/supplement",
        f"/cases/{number}/query-code",
        f"/cases/{number}/history",
        f"/cases/{number}/clocks/committed",
        f"/cases/{number}/clocks/statutory?item=flood",
        f"/cases/{number}/acts/withdraw-case",
        f"/cases/{number}/acts/transfer-item?item=flood",
        f"/cases/{number}/acts/dispose-responsibility",
        f"/cases/{number}/documents",
        "/mine",
        "/cases",
        f"/api/v1/cases/{number}",
        f"/api/v1/cases/{number}/events",
        f"/api/v1/cases/{number}/attachments",
        f"/api/v1/cases?query={number}",
    )
    for way in ways:
        answer = await applicant.get(way)
        page = answer.text if way.startswith("/api/") else text_of(answer.text)
        found = [name for name in WORKERS if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", page)]
        assert answer.status_code in {200, 403}, way
        assert found in ([], ["clerk"] if "clerks" in page else []), way
        for word in ("堤防不足", "不同意", "否定报备", "negative-filing", "disagree", "negative filing"):
            assert word not in page, (way, word)


async def test_what_is_inside_is_refused_by_name(counter: Counter) -> None:
    """To the applicant of the case; the departments have it."""
    number = await counter.shared_case()
    applicant, water = await counter.browser("applicant"), await counter.browser("water-handler")
    for way in (f"/cases/{number}/history", f"/api/v1/cases/{number}/events"):
        refused = await applicant.get(way)
        assert refused.status_code == 403
        assert "OfficeOnly" in refused.text
        assert (await water.get(way)).status_code == 200


async def test_results_come_with_the_delivery_and_the_outcome_not_before(counter: Counter) -> None:
    """Documents, receipt and the package; before it neither the page nor the API tells the outcome."""
    number = await counter.case(accepted=True)
    await play_until(counter, number, "decided")
    applicant = await counter.browser("applicant")
    before = text_of((await applicant.get(f"/cases/{number}")).text)
    api = (await applicant.get(f"/api/v1/cases/{number}")).json()
    listed = (await applicant.get("/api/v1/cases", params={"query": number, "state": "decided"})).json()
    await play_until(counter, number, "delivered")
    page = (await applicant.get(f"/cases/{number}")).text
    results = page[page.index('id="results"') :].split("</section>")[0]
    package = await applicant.get(f"/cases/{number}/package")

    assert "准予" not in before
    assert (api["outcome"], listed["cases"][0]["outcome"]) == (None, None)
    assert {item["opinion"] for item in api["items"].values()} == {None}
    assert "准予" in text_of(page)
    assert ("联合审批决定书" in results, "送达回证" in results) == (True, True)
    assert package.content[:2] == b"PK"
    assert (await applicant.get(f"/api/v1/cases/{number}")).json()["outcome"] == "granted"


async def test_the_applicant_rates_once_with_stars_and_words(counter: Counter) -> None:
    """And sees it; the second time is refused by name, on the own page."""
    number = await counter.case(accepted=True)
    await play_until(counter, number, "delivered")
    applicant, way = await counter.browser("applicant"), f"/cases/{number}/acts/rate-service"
    offered = (await applicant.get(f"/cases/{number}")).text
    rated = await applicant.post_form(way, key=new_key(), stars="4", comment="很快")
    page = text_of((await applicant.get(f"/cases/{number}")).text)
    again = await applicant.post_form(way, key=new_key(), stars="1")

    assert f'<a class="go" href="{way}">' in offered
    assert rated.status_code == 303
    assert "★★★★☆ 很快" in re.sub(r"\s+", " ", page)
    assert again.status_code == 422


async def test_the_applicant_withdraws_with_a_reason(counter: Counter) -> None:
    """After a summary; what follows between departments is not told on the receipt."""
    number = await counter.case(accepted=True)
    applicant, way = await counter.browser("applicant"), f"/cases/{number}/acts/withdraw-case"
    without = await applicant.post_form(way, key=new_key(), reason="")
    summary = await applicant.post_form(way, key=new_key(), reason="项目暂缓")
    done = await applicant.post(way, data=form_fields(summary.text, way))
    receipt = await applicant.get(done.headers["location"])
    page = text_of((await applicant.get(f"/cases/{number}")).text)

    assert without.status_code == 422
    assert done.status_code == 303
    assert "项目暂缓" in receipt.text
    assert "随之发生" not in receipt.text
    assert (await state_of(counter, number)).state == "withdrawn"
    assert "本次申请已经撤回" in page


async def test_another_applicant_has_neither_page_nor_file(counter: Counter) -> None:
    """Found nowhere, and nothing can be sent to it."""
    number = await asked(counter)
    other = await counter.browser("other-applicant")

    assert (await other.get(f"/cases/{number}/supplement")).status_code == 404
    assert await upload(other, number, "photos") == 404
    assert number not in (await other.get("/mine")).text


async def test_an_applicant_applies_online_under_the_own_identity(counter: Counter) -> None:
    """Under the name on record, too; the receipt has the query code and leads to the upload."""
    applicant = await counter.browser("applicant")
    form = (await applicant.get("/intake")).text
    fields = {
        "procedure": "sample",
        "project.code": "2026-450721-48-01-990777",
        "project.name": "网上申请的项目",
        "applicant.name": "somebody else",
        "applicant.id": IDENTITY,
        "answer.uses_forest": "no",
        "material": "report",
    }
    key = new_key()
    summary = await applicant.post_form("/intake", key=key, step="check", **fields)
    filed = await applicant.post_form("/intake", key=key, step="file", **fields)
    assert filed.status_code == 303, filed.text
    receipt = await applicant.get(filed.headers["location"])
    number = filed.headers["location"].split("/")[2]
    case = await state_of(counter, number)
    assert case.applicant is not None

    assert form.count(" readonly") == 2
    assert "somebody else" not in summary.text
    assert receipt.status_code == 200
    assert (case.applicant.name, case.applicant.id) == ("applicant", IDENTITY)
    assert re.search(r"<strong>[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}</strong>", receipt.text)
    assert f'href="/cases/{number}/supplement"' in receipt.text
    assert number in (await applicant.get("/mine/all")).text
    assert await upload(applicant, number, "report") == 303


async def test_an_account_without_identity_is_told_so_before_it_applies(counter: Counter) -> None:
    """It would not see its own application."""
    person = people()["applicant"].model_copy(
        update={"id": PersonId("nameless"), "name": "无证申请人", "identity": None}
    )
    entry = DirectoryEntry(jurisdiction="450721", person=person)
    now = counter.app.state.desk.now()
    await Directory(counter.engine).enter([entry], by=None, at=now)
    await counter.app.state.desk.accounts.enter([("nameless", person.id)], PASSWORD, now)
    browser = await counter.browser("nameless")
    told = await browser.get("/intake")

    assert told.status_code == 403
    assert "NoIdentity" in told.text
    assert "账号没有登记证件号码" in (await browser.get("/mine")).text
