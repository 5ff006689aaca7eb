import asyncio
import contextlib
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import httpx2 as httpx
import pytest
from typer.testing import CliRunner, Result

from activities.people import Directory
from desk.accounts.accounts import Accounts, NotSignedIn
from desk.accounts.beginning import FIRST_ACCOUNT, first_account
from desk.accounts.passwords import Passwords
from desk.accounts.sessions import Sessions
from desk.administration.office_log import OfficeLog
from desk.cli.account import app as account_commands
from models.domain.names import DepartmentCode, PersonId
from models.domain.people import DirectoryEntry, Person
from runtime.database import open_engine
from tests.desk.counter import PASSWORD, Browser, Counter, hidden, sign_in
from tests.desk.opening import QUICK

DAY = timedelta(days=1)
WATER = DepartmentCode("water")
LONG = "七棵老樟树下的水利局，二零二六"


@pytest.fixture
async def admin(counter: Counter) -> Browser:
    """The administrator's browser."""
    return await counter.browser("administrator")


async def person(counter: Counter, key: str, *roles: str, where: str = "450721") -> None:
    """Somebody of the directory without an account."""
    told = {"id": key, "name": f"示例{key}", "department": "water", "roles": roles or ("handler",)}
    entry = DirectoryEntry(jurisdiction=where, person=Person.model_validate(told))
    await Directory(counter.engine).enter([entry], by=None, at=datetime.now(UTC))


async def made(counter: Counter, admin: Browser, key: str, *roles: str) -> str:
    """Somebody new with an account, made on the desk; the password as the page showed it."""
    await person(counter, key, *roles)
    answer = await admin.post_form("/admin/new-account", person=key, account=key)
    assert answer.status_code == 200, answer.text
    return password_of(answer.text)


def password_of(page: str) -> str:
    """The generated password on a page."""
    found = re.search(r'<p class="password"><code>([a-z0-9-]+)</code>', page)
    assert found is not None, page
    return found[1]


async def act(admin: Browser, account: str, do: str, seen: str | None = None) -> httpx.Response:
    """Open the summary of an act and confirm it."""
    summary = await admin.get(f"/admin/accounts/{account}/{do}")
    mark = seen or hidden(summary.text, "seen")
    return await admin.post_form(f"/admin/accounts/{account}/{do}", seen=mark, confirmed="yes")


async def test_an_account_is_made_with_a_password_that_is_shown_once_and_must_be_changed(
    counter: Counter, admin: Browser
) -> None:
    """It stands nowhere afterwards, not in the log either; with it one can only choose another."""
    password = await made(counter, admin, "first-timer")
    page = await admin.get("/admin/accounts/first-timer")
    log = await admin.get("/admin/log", params={"about": "first-timer"})
    browser = await counter.stranger("10.0.30.1")
    await sign_in(browser, "first-timer", password)
    inbox = await browser.get("/")
    changed = await browser.post_form("/me/password", old=password, new=LONG, again=LONG)

    assert "待改密码" in page.text
    assert "建立账号" in log.text
    assert password not in page.text + log.text
    assert inbox.headers["location"] == "/me/password"
    assert changed.status_code == 303
    assert (await browser.get("/")).status_code == 200


async def test_a_person_has_one_account_and_an_account_one_person(counter: Counter, admin: Browser) -> None:
    """A second click makes no second one; names are codes."""
    await made(counter, admin, "single")
    await person(counter, "other")
    again = await admin.post_form("/admin/new-account", person="single", account="single-2")
    taken = await admin.post_form("/admin/new-account", person="other", account="single")
    unfit = await admin.post_form("/admin/new-account", person="other", account="Other One")

    assert [(each.status_code, "AccountTaken" in each.text) for each in (again, taken)] == [(409, True)] * 2
    assert (unfit.status_code, "小写字母" in unfit.text) == (422, True)


async def test_a_closed_account_is_out_at_once_and_can_be_opened_again(
    counter: Counter, admin: Browser
) -> None:
    """The receipt says who did it."""
    password = await made(counter, admin, "closing")
    browser = await counter.stranger("10.0.30.2")
    await sign_in(browser, "closing", password)
    closed = await act(admin, "closing", "disable")
    receipt = await admin.get(closed.headers["location"])
    out = await browser.get("/me/password")
    refused = await sign_in(await counter.stranger("10.0.30.3"), "closing", password)
    await act(admin, "closing", "enable")
    opened = await sign_in(await counter.stranger("10.0.30.3"), "closing", password)

    assert "停用账号" in receipt.text
    assert "administrator" in receipt.text
    assert out.headers["location"].startswith("/login")
    assert (refused.status_code, opened.status_code) == (401, 303)


async def test_a_new_password_signs_out_and_unlocks(counter: Counter, admin: Browser) -> None:
    """The old one opens nothing; a second click of the same summary makes no third password."""
    old = await made(counter, admin, "forgetful")
    browser = await counter.stranger("10.0.30.4")
    await sign_in(browser, "forgetful", old)
    for _ in range(6):
        locked = await sign_in(await counter.stranger("10.0.30.5"), "forgetful", "a guess")
    told = await admin.get("/admin/accounts/forgetful")
    mark = hidden((await admin.get("/admin/accounts/forgetful/reset")).text, "seen")
    done = await act(admin, "forgetful", "reset", mark)
    twice = await act(admin, "forgetful", "reset", mark)
    answers = [
        (await sign_in(await counter.stranger("10.0.30.6"), "forgetful", each)).status_code
        for each in (old, password_of(done.text))
    ]

    assert (locked.status_code, "锁定至" in told.text) == (429, True)
    assert (twice.status_code, "AccountChangedMeanwhile" in twice.text) == (409, True)
    assert answers == [401, 303]
    assert (await browser.get("/")).headers["location"].startswith("/login")


async def test_an_account_is_unlocked_and_signed_out_everywhere(counter: Counter, admin: Browser) -> None:
    """Its password stays."""
    password = await made(counter, admin, "locked-out")
    browser = await counter.stranger("10.0.30.7")
    await sign_in(browser, "locked-out", password)
    for _ in range(6):
        await sign_in(await counter.stranger("10.0.30.8"), "locked-out", "a guess")
    await act(admin, "locked-out", "unlock")
    opened = await sign_in(await counter.stranger("10.0.30.8"), "locked-out", password)
    ended = await act(admin, "locked-out", "sign-out")
    receipt = await admin.get(ended.headers["location"])

    assert opened.status_code == 303
    assert "结束2个登录" in receipt.text
    assert (await browser.get("/me")).headers["location"].startswith("/login")


async def test_the_last_administrator_s_account_is_not_closed(counter: Counter, admin: Browser) -> None:
    """Not while no other administrator can sign in; one without an account does not count."""
    abroad = await counter.browser("abroad-administrator")
    await person(counter, "no-account", "administrator", where="450999")
    alone = await act(abroad, "abroad-administrator", "disable")
    other = await abroad.post_form("/admin/new-account", person="no-account", account="no-account")
    closed = await act(abroad, "no-account", "disable")
    foreign = await admin.get("/admin/accounts/abroad-administrator")

    assert (alone.status_code, "LastAdministrator" in alone.text) == (409, True)
    assert (await abroad.get("/admin")).status_code == 200
    assert (other.status_code, closed.status_code) == (200, 303)
    assert foreign.status_code == 404


async def test_an_administrator_lends_for_others_and_takes_back(admin: Browser, today: date) -> None:
    """Also across departments, and for longer than people may themselves; the list tells for whom."""
    fields = {
        "principal": "fire-approver",
        "deputy": "water-handler",
        "levels": ["approver"],
        "valid_from": (today + DAY).isoformat(),
        "valid_until": (today + 700 * DAY).isoformat(),
        "document": "示例府办〔2026〕7号",
        "confirmed": "yes",
    }
    done = await admin.post_form("/admin/new-delegation", **fields)
    receipt = await admin.get(done.headers["location"])
    listed = await admin.get("/admin/delegations")
    ended = await admin.post_form(
        "/admin/end-delegation", deputy="water-handler", position="0", last=today.isoformat()
    )
    gone = await admin.get("/admin/delegations")
    clerk = await admin.get("/admin/new-delegation", params={"principal": "clerk"})

    assert "新增代理：fire-approver" in receipt.text
    assert "示例府办〔2026〕7号" in listed.text
    assert ended.status_code == 303
    assert "示例府办〔2026〕7号" not in gone.text
    assert clerk.status_code == 403


async def test_the_first_administrator_must_change_the_password_that_was_shown(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
) -> None:
    """In an office without a real account; sample accounts do not count, and need no change."""
    async with new_database() as url:
        engine, now = open_engine(url, application="tests", connections=2), datetime.now(UTC)
        person = Person(id=PersonId("sample-clerk"), name="示例窗口", department=WATER, roles=("clerk",))
        entry = DirectoryEntry(jurisdiction="450721", person=person, sample=True)
        await Directory(engine).enter([entry], by=None, at=now)
        accounts, sessions = Accounts(engine, Passwords(QUICK), embedded=True), Sessions(engine)
        await accounts.enter([("sample-clerk", person.id)], PASSWORD, now, sample=True)
        password = await first_account(engine, "450721")
        assert password is not None
        name = await accounts.sign_in(FIRST_ACCOUNT, password, "-", now, now.date())
        first = await sessions.find(await sessions.begin(name, "-", datetime.now(UTC)), datetime.now(UTC))
        sample = await sessions.find(
            await sessions.begin("sample-clerk", "-", datetime.now(UTC)), datetime.now(UTC)
        )
        again = await first_account(engine, "450721")
        await engine.dispose()

    assert first is not None
    assert sample is not None
    assert (first.must_change, sample.must_change, again) == (True, False, None)


async def test_a_lost_password_of_the_only_administrator_is_set_anew_at_the_server(
    new_database: Callable[[], contextlib.AbstractAsyncContextManager[str]],
) -> None:
    """The old one opens nothing any more, the new one has to be changed, and the log tells of it."""
    async with new_database() as url:
        engine, now = open_engine(url, application="tests", connections=2), datetime.now(UTC)
        lost = await first_account(engine, "450721")
        assert lost is not None
        environment = {"DATABASE_URL": url, "LIANSHEN_LANG": "en", "LIANSHEN_JURISDICTION": "450721"}

        async def typed(name: str) -> Result:
            words = ["reset-password", name]
            return await asyncio.to_thread(CliRunner().invoke, account_commands, words, env=environment)

        unknown, known = await typed("nobody"), await typed(FIRST_ACCOUNT)
        shown = re.search(r"new password (\S+) ", known.stdout)
        assert shown is not None, known.output
        accounts, sessions = Accounts(engine, Passwords(), embedded=False), Sessions(engine)
        with pytest.raises(NotSignedIn):
            await accounts.sign_in(FIRST_ACCOUNT, lost, "-", now, now.date())
        name = await accounts.sign_in(FIRST_ACCOUNT, shown[1], "-", now, now.date())
        session = await sessions.find(await sessions.begin(name, "-", datetime.now(UTC)), datetime.now(UTC))
        (line, *_), _ = await OfficeLog(engine).page("450721")
        await engine.dispose()

    assert (unknown.exit_code, known.exit_code) == (2, 0)
    assert session is not None
    assert session.must_change
    assert (line.act, line.about, line.by) == ("password-reset", FIRST_ACCOUNT, None)


@pytest.mark.parametrize("account", ["supervisor", "clerk", "applicant"])
async def test_accounts_are_the_administrator_s_alone(counter: Counter, account: str) -> None:
    """403 for pages and acts."""
    browser = await counter.browser(account)
    ways = ("/admin/accounts", "/admin/accounts/clerk", "/admin/accounts/clerk/reset", "/admin/delegations")
    answers = [(await browser.get(way)).status_code for way in ways]
    made = await browser.post_form("/admin/accounts/clerk/reset", seen="-", confirmed="yes")

    assert [*answers, made.status_code] == [403] * 5
    assert (await sign_in(await counter.stranger("10.0.30.9"), "clerk", PASSWORD)).status_code == 303
