"""What no honest form sends never gives a 500."""

import json

import pytest

from desk.web.language import COOKIE
from tests.desk.counter import Counter, new_filing, new_key

HOSTILE: list[object] = [
    "\x00",
    "\ud800",
    "a\x00b",
    "\u202eabc",
    "x" * 100_000,
    2**40,
    2**70,
    -1,
    1e308,
    "9999-12-31",
    "0001-01-01",
    "2026-02-30",
    None,
    True,
    [],
    {},
    [[]],
    {"zh": 1},
    [{"material": "report", "by": "9999-12-31"}],
]
COMMANDS: list[tuple[str, dict[str, object]]] = [
    ("stop-clock", {"item": "flood", "reason": "hearing", "notice": "1", "until": "2030-01-01"}),
    ("accept-case", {"gaps": []}),
    ("extend-case", {"days": 1, "reason": "r"}),
    ("propose-opinion", {"item": "flood", "opinion": "agree", "conditions": ["c"]}),
    ("rate-service", {"stars": 5, "comment": "c"}),
    ("close-meeting", {"minutes": "m", "actions": [], "absent": []}),
    ("adopt-calendar", {"table": {}}),
    ("reorganise-department", {"department": "water", "successor": "fire", "document": "d", "name": None}),
]


def body(value: object) -> bytes:
    """JSON in ASCII, lone surrogates and all."""
    return json.dumps(value).encode()


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda value: ascii(value)[:20])
async def test_no_field_of_a_command_can_break_the_desk(counter: Counter, hostile: object) -> None:
    """Every field in turn holds the value; each answer is a named refusal of the 400s."""
    clerk, number = await counter.browser("clerk"), await counter.shared_case()
    for do, fields in COMMANDS:
        for name in (*fields, "happened", "do", "\x00", "item"):
            answer = await clerk.post(
                f"/api/v1/cases/{number}/commands",
                content=body({"do": do, **fields, name: hostile}),
                headers={"idempotency-key": new_key(), "content-type": "application/json"},
            )
            assert answer.status_code < 500, (do, name, answer.text)
            if answer.status_code != 200:
                assert answer.json()["title"], answer.text


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda value: ascii(value)[:20])
async def test_no_field_of_a_filing_can_break_the_desk(counter: Counter, hostile: object) -> None:
    """The same for the form of the one door; what is odd and yet possible may be filed."""
    clerk = await counter.browser("clerk")
    for name in ("project", "applicant", "answers", "materials", "earlier_results", "catalogue"):
        for filing in (
            new_filing(**{name: hostile}),
            new_filing(answers={"uses_forest": hostile}),
            new_filing(applicant={"name": "a", "id": hostile}),
        ):
            answer = await clerk.post(
                "/api/v1/cases",
                content=body(filing),
                headers={"idempotency-key": new_key(), "content-type": "application/json"},
            )
            assert answer.status_code in {201, 403, 409, 422}, (name, answer.text)


@pytest.mark.parametrize(
    "way",
    [
        "/api/v1/cases?query=%00",
        "/api/v1/cases?query=%ed%a0%80",
        "/api/v1/cases?cursor=AAAA",
        "/api/v1/cases?cursor=W10",
        "/api/v1/cases?cursor=WyIyMDI2LTAxLTAxIiwiXHUwMDAwIl0",
        "/api/v1/cases?limit=1099511627776",
        "/api/v1/cases?due_before=9999-12-31",
        "/api/v1/cases?due_before=2026-99-99",
        "/api/v1/cases?department=%00",
        "/api/v1/cases?state=nonsense",
        "/api/v1/tasks?cursor=%00",
        "/api/v1/tasks?mine=perhaps",
        "/api/v1/cases/%00",
        "/api/v1/cases/450721-2026-%00",
        "/api/v1/cases/450721-2026-999999999999999999",
        "/api/v1/cases/450721-9999-000001",
        "/api/v1/cases/..%2f..%2fetc",
        "/api/v1/cases/450721-2026-000001/events?after=1099511627776",
        "/api/v1/cases/450721-2026-000001/commands/%00",
        "/api/v1/deadline?from=9999-12-31&limit=5",
        "/api/v1/deadline?from=2100-12-31&limit=1000",
        "/api/v1/deadline?from=1949-01-01&limit=1000",
        "/api/v1/deadline?from=2026-01-01&limit=1099511627776",
        "/api/v1/deadline?from=2026-01-01&limit=5&stop=%00",
        "/api/v1/deadline?from=2026-01-01&limit=5&stop=2100-12-31:",
        "/cases/%00",
        "/cases/450721-2026-000001/acts/%00",
        "/cases/450721-2026-000001/clocks/%00?item=%00",
        "/cases/450721-2026-000001/receipts/%00",
        "/?mine=%00",
        "/?pool=AAAA",
        "/login?next=//elsewhere.example&account=%00",
        "/language/%00?back=https://elsewhere.example",
    ],
)
async def test_no_address_can_break_the_desk(counter: Counter, way: str) -> None:
    """Nor does any lead to another site."""
    clerk = await counter.browser("clerk")
    answer = await clerk.get(way)
    clerk.cookies.delete(COOKIE)  # others use this browser, too

    assert answer.status_code < 500, answer.text
    assert "elsewhere" not in answer.headers.get("location", "")


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 422),
        (b"[" * 100_000, "application/json", 422),
        (b'{"do": ' + b'{"a":' * 500 + b"1" + b"}" * 501, "application/json", 422),
        (b'{"do": NaN}', "application/json", 422),
        (b"[1]", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"do=accept-case", "application/x-www-form-urlencoded", 415),
        (b"{" + b" " * 1_100_000 + b"}", "application/json", 413),
    ],
)
async def test_a_body_that_is_no_command_is_refused(
    counter: Counter, content: bytes, kind: str, status: int
) -> None:
    """Broken, endless, too deep, of another kind, too large."""
    clerk, number = await counter.browser("clerk"), await counter.shared_case()
    answer = await clerk.post(
        f"/api/v1/cases/{number}/commands",
        content=content,
        headers={"idempotency-key": new_key(), "content-type": kind},
    )

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


@pytest.mark.parametrize("key", ["", "clock:1", "review:1", "钥匙", "x" * 101, "a b"])
async def test_a_key_that_cannot_be_one_is_refused(counter: Counter, key: str) -> None:
    """Keys of the clock and of departments' systems are nobody's to use."""
    clerk, number = await counter.browser("clerk"), await counter.shared_case()
    answer = await clerk.post(
        f"/api/v1/cases/{number}/commands",
        json={"do": "accept-case"},
        headers={b"idempotency-key": key.encode()},
    )

    assert (answer.status_code, answer.json()["type"]) == (422, "KeyMissing")
