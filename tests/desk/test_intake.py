import re
from html import unescape
from typing import Any

import pytest

from desk.telling.applicability import applicabilities
from models.domain.catalogue import Catalogue
from tests.desk.counter import Counter, hidden, new_filing, new_key
from tests.domain.sample import CATALOGUE

FOREST = "使用林地审核"


def filled(**changes: Any) -> dict[str, Any]:
    """The form as a clerk fills it in, for a project of its own."""
    filing = new_filing()
    return {
        "key": new_key(),
        "procedure": "sample",
        "project.code": filing["project"]["code"],
        "project.name": "北部物流园",
        "applicant.name": "示例公司",
        "applicant.id": "91450721MA5XXXXXXX",
        "answer.uses_forest": "yes",
        "material": ["report", "photos"],
        **changes,
    }


def applying(page: str) -> dict[str, str]:
    """What the page says of each item: title to state and reason."""
    part = page[page.index('id="applying-items"') : page.index('class="without-script"')]
    rows = re.findall(
        r'<tr class="standing-(\w+)"><th scope="row">([^<]+)<.*?<br><span class="quiet">([^<]*)</span></td>',
        part,
        re.DOTALL,
    )
    return {unescape(title): f"{standing} {unescape(why)}" for standing, title, why in rows}


async def send(counter: Counter, step: str, account: str = "clerk", **fields: Any) -> Any:
    """Press one of the buttons."""
    return await (await counter.browser(account)).post_form("/intake", step=step, **fields)


async def test_the_form_asks_what_the_catalogue_asks(counter: Counter) -> None:
    """Every question and the materials of what applies already; the only procedure needs no choice."""
    page = (await (await counter.browser("clerk")).get("/intake")).text

    assert 'name="answer.uses_forest" id="answer-uses_forest" value="yes"' in page
    assert 'id="material-report"' in page
    assert applying(page)[FOREST] == "open 待回答：占用林地"


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ("yes", "applies “占用林地”：是"),
        ("no", "out “占用林地”：否"),
        ("", "open 待回答：占用林地"),
    ],
)
async def test_the_answers_decide_what_applies_and_the_page_says_why(
    counter: Counter, answer: str, told: str
) -> None:
    """By the button that needs no JavaScript; what was written stays, and nothing is filed."""
    fields = filled(**{"answer.uses_forest": answer})
    page = (await send(counter, "show", **fields)).text

    assert applying(page)[FOREST] == told
    assert f'value="{fields["project.code"]}"' in page
    assert 'value="photos" checked' in page
    assert hidden(page, "key") == fields["key"]


async def test_what_is_missing_is_told_with_what_may_follow(counter: Counter) -> None:
    """Only for the items that apply."""
    page = (await send(counter, "show", **filled(material=[]))).text

    assert "还缺材料 2 种，其中可容缺 1 种" in page
    assert "缺，须补正" in page
    assert "缺，可容缺" in page


async def test_faults_stand_at_the_field_and_in_a_list(counter: Counter) -> None:
    """Everything at once; each line of the list leads to its field."""
    fields = filled(**{"project.code": "2026-1", "project.name": "", "applicant.id": ""})
    answer = await send(counter, "check", **fields)
    summary = re.findall(r'<li><a href="#([a-z-]+)">', answer.text)

    assert answer.status_code == 422
    assert summary == ["project-code", "project-name", "applicant-id"]
    for name in summary:
        assert f'id="{name}"' in answer.text
        assert re.search(rf'id="fault-{name}" data-part><span', answer.text)


async def test_what_is_empty_is_no_fault_while_the_form_is_filled_in(counter: Counter) -> None:
    """Only what was written wrongly is."""
    answer = await send(counter, "show", **filled(**{"project.code": "", "project.name": ""}))

    assert answer.status_code == 200
    assert 'id="refusal"' not in answer.text


async def test_a_filing_goes_over_the_summary_to_its_receipt(counter: Counter) -> None:
    """The summary files nothing; the receipt has the number of the case."""
    fields = filled(material=["report"])
    summary = await send(counter, "check", **fields)
    before = await (await counter.browser("clerk")).get("/cases", params={"query": fields["project.code"]})
    filed = await send(counter, "file", **fields)
    receipt = await (await counter.browser("clerk")).get(filed.headers["location"])
    number = filed.headers["location"].split("/")[2]

    assert summary.status_code == 200
    assert "缺 1 种" in summary.text
    assert 'href="/cases/4' not in before.text
    assert filed.status_code == 303
    assert number in receipt.text
    assert "北部物流园" in receipt.text


async def test_a_second_click_files_once(counter: Counter) -> None:
    """The same form under the same key: one case, one receipt."""
    fields = filled()
    first, second = await send(counter, "file", **fields), await send(counter, "file", **fields)
    found = await (await counter.browser("clerk")).get(
        "/api/v1/cases", params={"query": fields["project.code"]}
    )

    assert first.headers["location"] == second.headers["location"]
    assert len(found.json()["cases"]) == 1


async def test_a_live_case_of_the_project_is_shown_before_filing(counter: Counter) -> None:
    """With the way to it; filing all the same is refused by name and keeps the form."""
    fields = filled()
    first = await send(counter, "file", **fields)
    number = first.headers["location"].split("/")[2]
    again = fields | {"key": new_key(), "project.name": "再报一次"}
    shown = (await send(counter, "show", **again)).text
    refused = await send(counter, "check", **again)

    assert f'<a href="/cases/{number}">' in shown
    assert refused.status_code == 409
    assert "DuplicateCase" in refused.text
    assert 'value="再报一次"' in refused.text


async def test_going_back_from_the_summary_keeps_everything(counter: Counter) -> None:
    """Also the ticks."""
    page = (await send(counter, "edit", **filled(material=["photos"]))).text

    assert 'value="北部物流园"' in page
    assert 'value="photos" checked' in page
    assert 'value="report">' in page


async def test_only_whoever_may_file_finds_the_form(counter: Counter) -> None:
    """The clerk of another department has no procedure; a handler has no page."""
    other = await (await counter.browser("water-clerk")).get("/intake")
    handler = await (await counter.browser("water-handler")).get("/intake")
    foreign = await send(counter, "file", account="water-clerk", **filled())

    assert "没有您可以收件的现行目录" in other.text
    assert handler.status_code == 403
    assert foreign.status_code == 404


async def test_an_applicant_files_online_under_the_own_identity(counter: Counter) -> None:
    """The own name and number stand in the form; for somebody else it is refused."""
    page = (await (await counter.browser("applicant")).get("/intake")).text
    own = await send(counter, "file", account="applicant", **filled(**{"applicant.name": "applicant"}))
    strange = await send(
        counter, "check", account="applicant", **filled(**{"applicant.id": "91450721MA5ZZZZZZZ"})
    )

    assert 'value="91450721MA5XXXXXXX"' in page
    assert own.status_code == 303
    assert strange.status_code == 403


async def test_a_filing_that_nobody_knows_has_no_receipt(counter: Counter) -> None:
    """The page says so, and what to do."""
    answer = await (await counter.browser("clerk")).get("/intake/receipts/none", params={"number": "none"})

    assert answer.status_code == 404
    assert "没有这次收件的记录" in answer.text


@pytest.mark.parametrize(
    ("when", "answers", "standing", "why"),
    [
        ({"above": ["area", 5]}, {"area": 8}, "applies", "“面积”：8 公顷，大于 5"),
        ({"above": ["area", 5]}, {"area": 3.5}, "out", "“面积”：3.5 公顷，不大于 5"),
        ({"below": ["area", 5]}, {"area": 5}, "out", "“面积”：5 公顷，不小于 5"),
        ({"equals": ["kind", "a"]}, {"kind": "a"}, "applies", "“类别”：甲类"),
        ({"equals": ["kind", "a"]}, {"kind": "b"}, "out", "“类别”：乙类，不是甲类"),
        ({"one_of": ["kind", ["a"]]}, {"kind": "b"}, "out", "“类别”：乙类，不属于甲类"),
        ({"not": {"is": "wood"}}, {"wood": False}, "applies", "“林地”：否"),
        ({"not": {"is": "wood"}}, {}, "applies", "目前列入；待回答：林地"),
        ({"all": [{"is": "wood"}, {"above": ["area", 5]}]}, {"wood": False}, "out", "“林地”：否"),
        ({"all": [{"is": "wood"}, {"above": ["area", 5]}]}, {"wood": True}, "open", "待回答：面积"),
        ({"any": [{"above": ["area", 5]}, {"is": "wood"}]}, {"wood": True}, "applies", "“林地”：是"),
        (
            {"any": [{"above": ["area", 5]}, {"is": "wood"}]},
            {"wood": False, "area": 1},
            "out",
            "“面积”：1 公顷，不大于 5，且“林地”：否",
        ),
    ],
)
def test_the_reason_names_the_answers_that_decide(
    when: dict[str, Any], answers: dict[str, Any], standing: str, why: str
) -> None:
    """And no others; what is open is told as open, however the rule would take silence."""
    questions = [
        {"code": "wood", "type": "boolean", "title": {"zh": "林地", "en": "Forest"}},
        {"code": "area", "type": "number", "unit": "hm2", "title": {"zh": "面积", "en": "Area"}},
        {
            "code": "kind",
            "type": "choice",
            "title": {"zh": "类别", "en": "Class"},
            "options": [
                {"code": "a", "title": {"zh": "甲类", "en": "first"}},
                {"code": "b", "title": {"zh": "乙类", "en": "second"}},
            ],
        },
    ]
    items = [{**CATALOGUE["items"][0], "when": when}]
    catalogue = Catalogue.model_validate({**CATALOGUE, "questions": questions, "items": items})
    (found,) = applicabilities(catalogue, answers)

    assert (found.standing, found.because.zh) == (standing, why)
