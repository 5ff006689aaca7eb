"""Progress by query code: one answer for all that is wrong, few guesses, and nothing internal."""

import re
from collections.abc import Iterator

import pytest

from desk.progress.codes import ALPHABET, DRAWN, grouped, make_code, read_code
from desk.progress.query_codes import MOST_WRONG
from models.domain.names import CaseNumber
from tests.desk.counter import Counter, people
from tests.desk.playing import play_until

_addresses: Iterator[str] = (f"10.9.{high}.{low}" for high in range(200) for low in range(1, 250))


async def code_of(counter: Counter, number: str) -> str:
    """The query code, as the slip has it."""
    desk = counter.app.state.desk
    return grouped(await desk.query_codes.of(CaseNumber(number), desk.now()))


async def look_up(
    counter: Counter, number: str, code: str, address: str | None = None
) -> tuple[int, str, str]:
    """What a stranger is answered: status, the page's main part, and how long to wait."""
    browser = await counter.stranger(address or next(_addresses))
    answer = await browser.post("/progress", data={"number": number, "code": code})
    main = answer.text.split('<main id="main"')[1].split("</main>")[0]
    return answer.status_code, main, answer.headers.get("retry-after", "")


async def test_number_and_code_tell_how_far_the_case_is(counter: Counter) -> None:
    """Typed as people type: small letters, spaces, full width, letters for digits."""
    number = await counter.case(accepted=True)
    code = await code_of(counter, number)
    typed = code.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    wide = number.replace("-", "－").translate({ord(str(n)): chr(0xFF10 + n) for n in range(10)})
    for written, spelled in ((number, code), (f" {number} ", typed), (wide, code.replace("-", ""))):
        status, page, _ = await look_up(counter, written, spelled)

        assert status == 200
        assert "各部门正在同时审批：共4项，已办完0项" in page
        assert "为什么是这一天" in page


async def test_what_is_asked_is_told_with_the_day(counter: Counter) -> None:
    """The material, why, and by when."""
    number = await counter.case(materials=["report"])
    clerk = await counter.browser("clerk")
    await clerk.command(
        number, "request-corrections", gaps=[{"material": "photos", "reason": "缺少东侧现状照片"}]
    )
    _, page, _ = await look_up(counter, number, await code_of(counter, number))

    asked = page[page.index('id="asked"') : page.index("</section>")]
    assert "照片" in asked
    assert "缺少东侧现状照片" in asked
    assert re.search(r"<strong>20\d\d年\d+月\d+日</strong>", asked)


async def test_wrong_number_and_wrong_code_get_one_answer(counter: Counter) -> None:
    """Nobody learns which numbers there are: not by the page, not by the status, not by a header."""
    number, other = await counter.case(), await counter.case()
    code, of_other = await code_of(counter, number), await code_of(counter, other)
    tries = [
        (number, make_code()),
        (number, of_other),
        ("450721-2026-999999", code),
        ("450999-2026-000001", make_code()),
        ("something else", make_code()),
        ("x\0y\ud800".encode("utf-8", "ignore").decode(), make_code()),
    ]
    answers = {
        (status, page.replace(f'value="{tried}"', ""), wait)
        for tried, guess in tries
        for status, page, wait in [await look_up(counter, tried, guess)]
    }
    blank = {(status, re.sub(r'value="[^"]*"', "", page), wait) for status, page, wait in answers}

    assert len(blank) == 1
    assert next(iter(blank))[0] == 404


async def test_a_case_that_nobody_has_asked_a_code_for_is_not_found(counter: Counter) -> None:
    """It looks like any other wrong try."""
    number = await counter.case()

    assert (await look_up(counter, number, make_code()))[0] == 404


async def test_guessing_is_stopped_and_right_tries_are_not(counter: Counter) -> None:
    """By address, with the time from which it is looked at again; the right code does not help then."""
    number = await counter.shared_case()
    code, hall, guesser = await code_of(counter, number), next(_addresses), next(_addresses)
    for _ in range(MOST_WRONG + 5):
        assert (await look_up(counter, number, code, hall))[0] == 200
    told = [(await look_up(counter, number, make_code(), guesser))[0] for _ in range(MOST_WRONG + 2)]
    status, page, wait = await look_up(counter, number, code, guesser)

    assert told == [404] * MOST_WRONG + [429] * 2
    assert (status, int(wait) > 0) == (429, True)
    assert "示例工业园" not in page
    assert (await look_up(counter, number, code))[0] == 200


@pytest.mark.parametrize("code", ["", "ABCD", "ABCD-EFGH-JKM!", "U" * 12, "甲" * 12])
async def test_a_slip_of_the_pen_is_told_before_anything_is_looked_up(counter: Counter, code: str) -> None:
    """And is no guess."""
    address = next(_addresses)
    for _ in range(3):
        status, page, _ = await look_up(counter, "450721-2026-000001", code, address)

        assert status == 422
        assert "抄写有误" in page


@pytest.mark.parametrize("state", ["received", "reviewing", "consolidating", "decided", "delivered"])
async def test_nothing_internal_is_told(counter: Counter, state: str) -> None:
    """No person, no opinion and no outcome before the delivery, no record, no notice between departments."""
    number = await counter.case(accepted=state != "received")
    if state == "reviewing":
        water = await counter.browser("water-handler")
        await water.command(number, "acknowledge-notice", item="flood")
        refused = {"opinion": "disagree", "reason": "堤防不足", "basis": "防洪法 第三十三条"}
        assert (await water.command(number, "propose-opinion", item="flood", **refused)).status_code == 200
        approver = await counter.browser("water-approver")
        assert (await approver.command(number, "conclude-item", item="flood")).status_code == 200
    elif state != "received":
        await play_until(counter, number, state)  # type: ignore[arg-type]
    status, page, _ = await look_up(counter, number, await code_of(counter, number))
    english = await english_of(counter, number)
    case = await counter.app.state.desk.register.load_case(CaseNumber(number))
    words = re.sub(r"<[^>]*>", " ", page)
    names = [name for name in people() if name not in {"applicant", "clerk"}]
    notices = [item.notice for item in case.items.values() if item.notice]

    assert status == 200
    assert [name for name in names if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", words)] == []
    assert not re.search(r"\bclerk\b", words)
    assert [notice for notice in notices if notice in words] == []
    assert "堤防不足" not in words
    for word in ("不同意", "同意", "否定报备", "责任", "不涉及", "附条件"):
        assert word not in words.replace("签收", ""), word
    assert ("准予" in words) == (state == "delivered")
    assert not re.search(r"disagree|negative|record|granted", english) or state == "delivered"


async def english_of(counter: Counter, number: str) -> str:
    """The same page in English, as text."""
    browser = await counter.stranger(next(_addresses))
    browser.cookies.set("lianshen-lang", "en")
    code = await code_of(counter, number)
    answer = await browser.post("/progress", data={"number": number, "code": code})
    return re.sub(r"<[^>]*>", " ", answer.text.split('<main id="main"')[1].split("</main>")[0])


async def test_the_code_never_stands_in_an_address(counter: Counter) -> None:
    """Addresses stay in histories and in the notes of servers; the number alone says nothing."""
    number = await counter.shared_case()
    browser = await counter.stranger(next(_addresses))
    page = await browser.get("/progress", params={"number": number, "code": await code_of(counter, number)})

    assert f'value="{number}"' in page.text
    assert "示例工业园" not in page.text


async def test_the_window_and_the_applicant_print_the_slip_and_nobody_else(counter: Counter) -> None:
    """The same code each time."""
    number = await counter.shared_case()
    code = await code_of(counter, number)
    told = {}
    for account in ("clerk", "applicant", "water-handler", "supervisor", "other-applicant", "abroad-clerk"):
        answer = await (await counter.browser(account)).get(f"/cases/{number}/query-code")
        told[account] = (answer.status_code, code in answer.text)

    assert told == {
        "clerk": (200, True),
        "applicant": (200, True),
        "water-handler": (403, False),
        "supervisor": (403, False),
        "other-applicant": (404, False),
        "abroad-clerk": (404, False),
    }


def test_every_single_slip_and_every_swap_is_noticed() -> None:
    """By the check character alone."""
    drawn = iter([3, 9, 27, 14, 0, 31, 8, 22, 5, 17, 11])
    varied = make_code(lambda _: next(drawn))
    for known in (make_code(lambda _: 7), varied):
        assert read_code(grouped(known)) == known
        for at in range(DRAWN + 1):
            slips = [known[:at] + letter + known[at + 1 :] for letter in ALPHABET if letter != known[at]]
            assert [slip for slip in slips if read_code(slip) is not None] == []
    swaps = [swapped(varied, a, b) for a in range(DRAWN + 1) for b in range(a) if varied[a] != varied[b]]
    assert len(swaps) > 50
    assert [swap for swap in swaps if read_code(swap) is not None] == []


def swapped(code: str, one: int, other: int) -> str:
    """The code with two characters in each other's place."""
    found = list(code)
    found[one], found[other] = found[other], found[one]
    return "".join(found)
