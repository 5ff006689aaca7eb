import asyncio

import pytest

from tests.desk.counter import Counter, new_filing, new_key
from tests.domain.sample import CHINESE


async def test_a_case_goes_from_filing_to_its_first_signature(counter: Counter) -> None:
    """The answers say what happened, and the case and its events say the same."""
    clerk, water = await counter.browser("clerk"), await counter.browser("water-handler")
    number = await counter.case()
    accepted = await clerk.command(number, "accept-case", "accept")
    signed = await water.command(number, "acknowledge-notice", item="flood")
    case = (await water.get(f"/api/v1/cases/{number}")).json()
    events = (await clerk.get(f"/api/v1/cases/{number}/events")).json()["events"]

    assert accepted.json()["events"][0] == "case-accepted"
    assert signed.json()["events"] == ["notice-acknowledged"]
    assert (case["state"], case["items"]["flood"]["state"]) == ("reviewing", "acknowledged")
    assert [each["event"]["kind"] for each in events][-1] == "notice-acknowledged"
    assert events[-1]["sentence"]["zh"] != events[-1]["sentence"]["en"]


async def test_the_same_key_gets_the_first_answer(counter: Counter) -> None:
    """Five clicks at once are one act; another command under the key is refused by name."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    answers = await asyncio.gather(*(clerk.command(number, "accept-case", "once") for _ in range(5)))
    other = await clerk.command(number, "withdraw-case", "once", reason="不办了")
    asked = await clerk.get(f"/api/v1/cases/{number}/commands/once")

    assert {answer.text for answer in answers} == {answers[0].text}
    assert (other.status_code, other.json()["type"]) == (422, "KeyTaken")
    assert asked.json() == answers[0].json()


async def test_a_filing_under_the_same_key_is_the_same_case(counter: Counter) -> None:
    """A second project of the same code is refused, and says which case stands in its way."""
    clerk, filing, key = await counter.browser("clerk"), new_filing(), new_key()
    first = await clerk.post("/api/v1/cases", json=filing, headers={"idempotency-key": key})
    again = await clerk.post("/api/v1/cases", json=filing, headers={"idempotency-key": key})
    other = await clerk.post("/api/v1/cases", json=filing, headers={"idempotency-key": new_key()})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (other.status_code, other.json()["type"]) == (409, "DuplicateCase")
    assert first.json()["case"] in other.json()["title"]


async def test_refusals_are_problems_in_the_callers_language(counter: Counter) -> None:
    """RFC 9457, the named fact as type; Chinese unless English is asked for."""
    water, number = await counter.browser("water-handler"), await counter.case(accepted=True)
    zh = await water.command(number, "deliver-case", method="a", recipient="b", receipt="c")
    en = await water.post(
        f"/api/v1/cases/{number}/commands",
        json={"do": "conclude-item", "item": "flood"},
        headers={"idempotency-key": new_key(), "accept-language": "en-GB, zh;q=0.5"},
    )

    assert zh.headers["content-type"] == "application/problem+json"
    assert (zh.status_code, zh.json()["type"]) == (403, "NotYourRole")
    assert "岗位" in zh.json()["title"]
    assert en.status_code == 403
    assert CHINESE.search(en.json()["title"]) is None


@pytest.mark.parametrize(
    ("do", "fields", "status", "name"),
    [
        ("accept-case", {}, 409, "CaseAlreadyAccepted"),
        ("consolidate-case", {"outcome": "granted"}, 409, "ItemsStillOpen"),
        ("drop-item", {"item": "flood"}, 422, "ReasonMissing"),
        ("add-item", {"item": "nothing"}, 422, "FieldInvalid"),
        ("no-such-command", {}, 422, "CommandUnknown"),
        ("remind", {"item": "flood", "more": 1}, 422, "FieldInvalid"),
    ],
)
async def test_a_refusal_has_the_status_of_its_kind(
    counter: Counter, do: str, fields: dict[str, object], status: int, name: str
) -> None:
    """409 is the state, 422 what was written."""
    clerk, number = await counter.browser("clerk"), await counter.case(accepted=True)
    answer = await clerk.command(number, do, **fields)

    assert (answer.status_code, answer.json()["type"]) == (status, name)


async def test_lists_are_read_page_by_page(counter: Counter) -> None:
    """Every case once, however small the pages."""
    made = {await counter.case() for _ in range(3)}
    clerk = await counter.browser("clerk")
    seen: list[str] = []
    cursor = None
    while True:
        asked = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
        page = (await clerk.get("/api/v1/cases", params=asked)).json()
        seen += [line["number"] for line in page["cases"]]
        cursor = page["cursor"]
        if cursor is None:
            break

    assert len(seen) == len(set(seen))
    assert made <= set(seen)


async def test_tasks_are_those_that_wait_and_those_of_the_department(counter: Counter) -> None:
    """What I took is mine; before that it lies in the department's pool."""
    number = await counter.case(accepted=True)
    water = await counter.browser("water-handler")

    async def tasks(mine: bool) -> list[str]:
        asked = await water.get("/api/v1/tasks", params={"mine": mine, "limit": 200})
        return [task["item"] for task in asked.json()["tasks"] if task["case"] == number]

    before = (await tasks(mine=True), await tasks(mine=False))
    await water.command(number, "acknowledge-notice", item="flood")
    await water.command(number, "take-item", item="flood")
    after = (await tasks(mine=True), await tasks(mine=False))

    assert (before, after) == (([], ["flood"]), (["flood"], []))


async def test_a_deadline_explains_itself(counter: Counter) -> None:
    """The golden day of the spring festival, with its reasons."""
    clerk = await counter.browser("clerk")
    answer = await clerk.get("/api/v1/deadline", params={"from": "2026-02-11", "limit": 5})
    told = answer.json()

    assert told["due"] == "2026-02-25"
    assert sum(day["counted"] for day in told["days"]) == 5


async def test_a_rehearsal_is_played_by_the_published_procedure(counter: Counter) -> None:
    """It tells the events and refusals, and leaves nothing in the register."""
    clerk = await counter.browser("clerk")
    asked = {
        "rehearsal": 1,
        "catalogue": "sample",
        "people": {"chen": {"name": "陈", "department": "dev-reform", "roles": ["clerk"]}},
        "cases": {"park": {key: value for key, value in new_filing().items() if key != "catalogue"}},
        "steps": [
            {"at": "2026-09-18 10:00", "by": "chen", "do": "file-case", "case": "park"},
            {
                "at": "2026-09-18 11:00",
                "by": "chen",
                "do": "deliver-case",
                "case": "park",
                "method": "a",
                "recipient": "b",
                "receipt": "c",
                "expect": "CaseNotOpen",
            },
        ],
    }
    played = await clerk.post("/api/v1/rehearsals", json=asked)
    unknown = await clerk.post("/api/v1/rehearsals", json={**asked, "catalogue": "../../etc/passwd"})

    assert played.status_code == 200, played.text
    assert [step["outcome"] for step in played.json()["steps"]] == ["done", "refused"]
    assert (unknown.status_code, unknown.json()["type"]) == (422, "InputInvalid")


async def test_the_description_is_openapi_and_names_every_refusal(counter: Counter) -> None:
    """Version 3.1; every named refusal stands in the enumeration of problem types."""
    from models.domain.refusals import every_refusal

    told = (await (await counter.stranger()).get("/api/openapi.json")).json()
    types = told["components"]["schemas"]["ProblemBody"]["properties"]["type"]["enum"]

    assert told["openapi"].startswith("3.1")
    assert set(every_refusal()) <= set(types)
    assert "AcceptCase" in told["components"]["schemas"]


async def test_every_address_says_which_methods_it_takes(counter: Counter) -> None:
    """405 names them all, whichever routes serve them; HEAD is GET without its content."""
    clerk, number = await counter.browser("clerk"), await counter.shared_case()
    way = f"/api/v1/cases/{number}/uploads/{'0' * 32}"
    wrong = await clerk.put(way, json={})
    options = await clerk.options("/api/v1/cases")
    got = await clerk.get(f"/api/v1/cases/{number}/documents")
    head = await clerk.head(f"/api/v1/cases/{number}/documents")
    nothing = await clerk.head("/api/v1/cases/450721-2026-999999")

    assert (wrong.status_code, wrong.headers["allow"]) == (405, "DELETE, GET, HEAD, PATCH")
    assert (options.status_code, options.headers["allow"]) == (405, "GET, HEAD, POST")
    assert (head.status_code, head.headers["content-length"]) == (200, got.headers["content-length"])
    assert (head.content, nothing.status_code, nothing.content) == (b"", 404, b"")


async def test_a_filing_under_a_key_that_was_used_is_refused_by_name(counter: Counter) -> None:
    """The same key with another body is no repeat."""
    clerk, key = await counter.browser("clerk"), new_key()
    headers = {"idempotency-key": key}
    first = await clerk.post("/api/v1/cases", json=new_filing(), headers=headers)
    other = await clerk.post("/api/v1/cases", json=new_filing(), headers=headers)

    assert first.status_code == 201
    assert (other.status_code, other.json()["type"]) == (422, "KeyTaken")


async def test_tasks_and_events_are_read_page_by_page(counter: Counter) -> None:
    """Every line once, in the same order as in one page."""
    water, number = await counter.browser("water-handler"), await counter.case(accepted=True)
    pages: list[str] = []
    cursor = None
    while True:
        asked = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = (await water.get("/api/v1/tasks", params=asked)).json()
        pages += [f"{task['case']}/{task['item']}" for task in page["tasks"]]
        if (cursor := page["cursor"]) is None:
            break
    events: list[int] = []
    after: int | None = 0
    while after is not None:
        told = (await water.get(f"/api/v1/cases/{number}/events", params={"after": after, "limit": 2})).json()
        events += [event["seq"] for event in told["events"]]
        after = told["after"]

    assert len(pages) == len(set(pages))
    assert f"{number}/flood" in pages
    assert events == list(range(1, len(events) + 1))
    assert len(events) > 2
