import re
from pathlib import Path

import pytest

from desk.documents import press
from desk.documents.fonts import NoChineseFont
from desk.documents.package_check import check_package
from tests.desk.counter import IDENTITY, Counter
from tests.desk.playing import play_until

ACCEPTANCE = 2
"""The line of the register that accepts a new case."""
RARE = "𪚥"


@pytest.fixture(scope="module")
async def delivered(counter: Counter) -> str:
    """A case that was granted and delivered."""
    number = await counter.case(accepted=True)
    await play_until(counter, number, "delivered")
    return number


async def kinds(counter: Counter, account: str, number: str) -> set[str]:
    """The kinds of documents that a person may print."""
    answer = await (await counter.browser(account)).get(f"/api/v1/cases/{number}/documents")
    return {each["kind"] for each in answer.json()["documents"]}


async def test_a_document_leaves_as_a_sealed_download(counter: Counter) -> None:
    """Under its Chinese name, as PDF, never shown inside our pages; the board and its page link to it."""
    clerk, number = await counter.browser("clerk"), await counter.case(accepted=True)
    answer = await clerk.get(f"/cases/{number}/documents/{ACCEPTANCE}")
    board = (await clerk.get(f"/cases/{number}")).text
    listed = (await clerk.get(f"/cases/{number}/documents")).text

    assert answer.content.startswith(b"%PDF-")
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("attachment; ")
    assert "%E5%8F%97%E7%90%86%E9%80%9A%E7%9F%A5%E4%B9%A6" in answer.headers["content-disposition"]
    assert b"/Sig" in answer.content
    for page in (board, listed):
        assert f'href="/cases/{number}/documents/{ACCEPTANCE}"' in page
    again = await clerk.get(f"/api/v1/cases/{number}/documents/{ACCEPTANCE}")
    assert again.content == answer.content


async def test_what_goes_between_departments_is_not_for_the_applicant(counter: Counter) -> None:
    """Nor is any result before the one delivery: not in the list, and not by its address."""
    number = await counter.case(accepted=True)
    applicant, clerk = await counter.browser("applicant"), await counter.browser("clerk")
    events = (await clerk.get(f"/api/v1/cases/{number}/events")).json()["events"]
    notice = next(each["seq"] for each in events if each["event"]["kind"] == "notice-issued")

    assert await kinds(counter, "water-handler", number) == {"acceptance", "notice"}
    assert await kinds(counter, "applicant", number) == {"acceptance"}
    assert (await applicant.get(f"/cases/{number}/documents/{notice}")).status_code == 404
    assert (await applicant.get(f"/cases/{number}/documents/1")).status_code == 404
    assert (await applicant.get(f"/cases/{number}/documents/999999")).status_code == 404
    assert f"/documents/{notice}" not in (await applicant.get(f"/cases/{number}")).text


async def test_the_delivery_opens_the_results_to_the_applicant(counter: Counter, delivered: str) -> None:
    """And with them the package, which is whole and names its case; other departments do not take it."""
    applicant, clerk = await counter.browser("applicant"), await counter.browser("clerk")
    answers = [await each.get(f"/cases/{delivered}/package") for each in (applicant, clerk)]
    other = await (await counter.browser("water-handler")).get(f"/api/v1/cases/{delivered}/package")

    assert await kinds(counter, "applicant", delivered) == {
        "acceptance",
        "item-decision",
        "decision",
        "delivery",
    }
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert (other.status_code, other.json()["type"]) == (403, "NotYoursToTake")
    assert f'href="/cases/{delivered}/package"' in (await applicant.get(f"/cases/{delivered}")).text


async def test_the_package_is_found_whole_offline(counter: Counter, delivered: str, tmp_path: Path) -> None:
    """As `lianshen register verify --package` does it."""
    answer = await (await counter.browser("clerk")).get(f"/api/v1/cases/{delivered}/package")
    (tmp_path / "package.zip").write_bytes(answer.content)
    report = await check_package(tmp_path / "package.zip")

    assert report.findings == ()
    assert report.case == delivered


async def test_nothing_is_packed_before_the_delivery(counter: Counter) -> None:
    """The fact is named."""
    number = await counter.shared_case()
    answer = await (await counter.browser("clerk")).get(f"/api/v1/cases/{number}/package")

    assert (answer.status_code, answer.json()["type"]) == (409, "NotDelivered")


async def test_anybody_with_the_paper_can_check_it(counter: Counter) -> None:
    """The page says what stands on the paper, and nothing of the applicant or of what came later."""
    number = await counter.case(accepted=True)
    line = (await counter.app.state.desk.press._sources.lines(number))[ACCEPTANCE - 1]
    stranger = await counter.stranger("10.0.8.1")
    page = await stranger.get(f"/check/{number}/{ACCEPTANCE}/{line.hash[:16]}")

    assert page.status_code == 200
    assert re.search(r"联审受〔\d{4}〕\d+-2号", page.text)
    assert "受理通知书" in page.text
    assert IDENTITY not in page.text
    assert "示例工业园" not in page.text


@pytest.mark.parametrize("way", ["{n}/2/0000000000000000", "{n}/3/{h}", "{n}/1/{h}", "{n}/x/{h}", "no/2/{h}"])
async def test_a_made_up_paper_is_not_found(counter: Counter, way: str) -> None:
    """Whatever does not belong together tells nothing."""
    number = await counter.shared_case()
    line = (await counter.app.state.desk.press._sources.lines(number))[ACCEPTANCE - 1]
    stranger = await counter.stranger("10.0.8.2")
    page = await stranger.get("/check/" + way.format(n=number, h=line.hash[:16]))

    assert page.status_code == 404
    assert "登记簿中没有这份文书" in page.text
    assert "联审受" not in page.text


async def test_a_character_without_a_glyph_is_named_instead_of_left_out(counter: Counter) -> None:
    """The problem names the character, and what to do."""
    number = await counter.case(accepted=True, applicant={"name": f"{RARE}野公司", "id": IDENTITY})
    answer = await (await counter.browser("clerk")).get(f"/api/v1/cases/{number}/documents/{ACCEPTANCE}")

    assert (answer.status_code, answer.json()["type"]) == (409, "MissingGlyphs")
    assert RARE in answer.json()["title"]


async def test_a_machine_without_fonts_says_what_to_install(
    counter: Counter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the page, too."""

    def none(own: Path) -> None:
        raise NoChineseFont(own)

    monkeypatch.setattr(press, "font_chain", none)
    number = await counter.shared_case()
    answer = await (await counter.browser("clerk")).get(f"/cases/{number}/documents/{ACCEPTANCE}")

    assert answer.status_code == 503
    assert "fonts-noto-cjk" in answer.text
