from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from desk.accounts.accounts import Accounts, SampleAccount
from desk.accounts.lockout import MOST_OF_AN_ACCOUNT, MOST_OF_AN_ADDRESS, WINDOW, LockedOut, network
from desk.accounts.passwords import Passwords
from desk.accounts.sessions import IDLE, LONGEST, Sessions, form_token
from models.domain.names import PersonId
from tests.desk.counter import ORIGIN, PASSWORD, Counter, hidden, sign_in
from tests.desk.opening import QUICK

NOW = datetime(2026, 6, 15, 2, tzinfo=UTC)


async def test_signing_in_leads_to_the_inbox_and_sets_a_guarded_cookie(counter: Counter) -> None:
    """HttpOnly and SameSite; the token stands nowhere in the database, only its hash."""
    browser = await counter.stranger()
    answer = await sign_in(browser, "clerk")
    cookie = next(c for c in answer.headers.get_list("set-cookie") if c.startswith("lianshen-session"))
    page = await browser.get("/")
    async with counter.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT token_hash FROM sessions"))).scalars().all()

    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "我的待办" in page.text
    assert browser.token not in kept


async def test_a_wrong_password_is_refused_without_saying_what_was_wrong(counter: Counter) -> None:
    """The same words for an account that nobody has."""
    browser = await counter.stranger("10.0.0.2")
    wrong = await sign_in(browser, "fire-handler", "not it")
    nobody = await sign_in(browser, "nobody-of-this-name", "not it")

    assert (wrong.status_code, nobody.status_code) == (401, 401)
    assert "账号或密码不对" in wrong.text
    assert "账号或密码不对" in nobody.text


async def test_guessing_locks_an_account_for_a_while(counter: Counter) -> None:
    """Also with the right password then, also for a name that nobody has; the message says until when."""
    browser = await counter.stranger("10.0.0.3")
    for name in ("water-reviewer", "nobody-at-all"):
        for _ in range(MOST_OF_AN_ACCOUNT):
            assert (await sign_in(browser, name, "not it")).status_code == 401
        locked = await sign_in(browser, name, PASSWORD)
        assert (locked.status_code, "尝试次数过多" in locked.text) == (429, True)
        assert int(locked.headers["retry-after"]) <= WINDOW.total_seconds()


async def test_guessing_over_many_accounts_locks_the_address(counter: Counter) -> None:
    """Another address may still sign in."""
    guesser = await counter.stranger("10.0.0.4")
    answers = [
        (await sign_in(guesser, f"guess-{number}", "not it")).status_code
        for number in range(MOST_OF_AN_ADDRESS + 1)
    ]
    other = await sign_in(await counter.stranger("10.0.0.5"), "fire-reviewer")

    assert answers == [401] * MOST_OF_AN_ADDRESS + [429]
    assert other.status_code == 303


async def test_the_lock_opens_after_its_window(counter: Counter) -> None:
    """And what was counted is forgotten then, so that the table does not grow."""
    accounts = Accounts(counter.engine, Passwords(QUICK), embedded=True)
    for _ in range(MOST_OF_AN_ACCOUNT + 3):
        with pytest.raises(Exception):  # noqa: B017, PT011  # wrong at first, locked later
            await accounts.sign_in("forestry-reviewer", "not it", "10.0.0.6", NOW, NOW.date())
    with pytest.raises(LockedOut):
        await accounts.sign_in("forestry-reviewer", PASSWORD, "10.0.0.6", NOW + WINDOW / 2, NOW.date())

    assert await accounts.sign_in("forestry-reviewer", PASSWORD, "10.0.0.6", NOW + WINDOW * 2, NOW.date())


def test_an_address_of_version_6_counts_as_the_line_it_comes_from() -> None:
    """Who has a whole network cannot guess from each of its addresses."""
    assert network("2001:db8::1") == network("2001:db8::ffff") != network("2001:db8:0:1::1")


async def test_a_session_ends_by_idling_by_age_and_by_signing_out(counter: Counter) -> None:
    """Whatever the browser still holds."""
    sessions = Sessions(counter.engine)
    async with counter.engine.begin() as connection:
        await connection.execute(
            text("UPDATE accounts SET changed_at = :at WHERE name = 'supervisor'"), {"at": NOW}
        )
    idle, used, left = [await sessions.begin("supervisor", "-", NOW) for _ in range(3)]
    at = NOW
    while at < NOW + LONGEST - IDLE:
        at += IDLE / 2
        assert await sessions.find(used, at) is not None
    await sessions.end(left, NOW)

    assert await sessions.find(idle, NOW + IDLE + timedelta(seconds=1)) is None
    assert await sessions.find(used, NOW + LONGEST + timedelta(seconds=1)) is None
    assert await sessions.find(left, NOW) is None


async def test_a_new_password_and_a_closed_account_end_every_session(counter: Counter) -> None:
    """At once, in every browser."""
    first, second = await counter.stranger("10.0.1.1"), await counter.stranger("10.0.1.2")
    await sign_in(first, "fire-approver")
    await sign_in(second, "fire-approver")
    before = (await first.get("/")).status_code
    accounts = Accounts(counter.engine, Passwords(QUICK), embedded=True)
    await accounts.enter([("fire-approver", PersonId("fire-approver"))], PASSWORD, datetime.now(UTC))

    assert before == 200
    assert [(await each.get("/")).status_code for each in (first, second)] == [303, 303]


async def test_a_sample_account_is_refused_outside_the_embedded_office(counter: Counter) -> None:
    """Right password or not."""
    real = Accounts(counter.engine, Passwords(QUICK), embedded=False)
    now = datetime.now(UTC)
    await real.enter([("made-up", PersonId("clerk"))], PASSWORD, now, sample=True)
    with pytest.raises(SampleAccount):
        await real.sign_in("made-up", PASSWORD, "10.0.1.3", now, now.date())

    assert await Accounts(counter.engine, Passwords(QUICK), embedded=True).sign_in(
        "made-up", PASSWORD, "10.0.1.3", now, now.date()
    )


async def test_a_form_from_elsewhere_is_refused(counter: Counter) -> None:
    """Without the session's token, with another session's, from another site, or for another host."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    way, fields = f"/cases/{number}/acts/accept-case", {"key": "k", "confirmed": "yes"}
    own = form_token(clerk.token)
    without = await clerk.post(way, data=fields)
    others = await clerk.post(way, data={**fields, "form": form_token("another")})
    site = await clerk.post(
        way, data={**fields, "form": own}, headers={"origin": "https://elsewhere.example"}
    )
    null = await clerk.post(way, data={**fields, "form": own}, headers={"origin": "null"})
    host = await clerk.get("/", headers={"host": "elsewhere.example"})
    case = (await clerk.get(f"/api/v1/cases/{number}")).json()

    assert [each.status_code for each in (without, others, site, null, host)] == [403, 403, 403, 403, 421]
    assert case["state"] == "received"


async def test_a_program_signs_in_with_a_token(counter: Counter) -> None:
    """It needs no cookie and no origin; signed out, the token is worth nothing."""
    program = await counter.stranger("10.0.1.4")
    del program.headers["origin"]
    begun = await program.post("/api/v1/sessions", json={"account": "clerk", "password": PASSWORD})
    bearer = {"authorization": f"Bearer {begun.json()['token']}"}
    listed = await program.get("/api/v1/cases", headers=bearer)
    ended = await program.delete("/api/v1/sessions", headers=bearer)
    after = await program.get("/api/v1/cases", headers=bearer)

    assert (begun.status_code, listed.status_code, ended.status_code) == (201, 200, 204)
    assert (after.status_code, after.json()["type"]) == (401, "NotSignedIn")


async def test_every_answer_bears_the_headers_that_guard_a_page(counter: Counter) -> None:
    """Pages, problems, static files; and no page holds a script or a style of its own."""
    clerk, number = await counter.browser("clerk"), await counter.case()
    answers = [
        await clerk.get(way)
        for way in ("/", f"/cases/{number}", "/nothing-here", "/static/desk.css", "/api/v1/tasks", "/login")
    ]

    for answer in answers:
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "<style" not in answer.text
        assert " style=" not in answer.text
        assert answer.text.count("<script") == answer.text.count('<script src="/static/')
        assert answer.text.count("</script>") == answer.text.count(" defer></script>")


async def test_the_way_back_after_signing_in_never_leaves_the_desk(counter: Counter) -> None:
    """Whatever stands in the address."""
    for way in (
        "//elsewhere.example",
        "https://elsewhere.example",
        "/\\elsewhere.example",
        "\x00",
        "/a\r\nb: c",
    ):
        browser = await counter.stranger("10.0.1.5")
        answer = await sign_in(browser, "clerk", way=way)
        assert answer.headers["location"] == "/"
    page = await (await counter.stranger()).get("/login", params={"next": "/cases/x"})

    assert hidden(page.text, "next") == "/cases/x"
    assert ORIGIN not in page.text
