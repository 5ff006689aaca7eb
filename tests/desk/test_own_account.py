from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import text

from activities.people import Directory
from desk.accounts.accounts import Accounts
from desk.accounts.lockout import MOST_OF_AN_ACCOUNT
from desk.accounts.passwords import Passwords, generated
from desk.accounts.policy import weakness
from models.domain.names import PersonId
from models.domain.people import DirectoryEntry, Person
from tests.desk.counter import PASSWORD, Browser, Counter, sign_in
from tests.desk.opening import QUICK

DAY = timedelta(days=1)
NEW = "七棵老樟树下的水利局"
LONG = f"{NEW}，二零二六"


async def enter(counter: Counter, name: str, *, must_change: bool = False, **person: object) -> None:
    """A handler of the water department, or whom the fields say, with an account."""
    told = {"id": name, "name": f"示例{name}", "department": "water", "roles": ("handler",), **person}
    entry = DirectoryEntry(jurisdiction="450721", person=Person.model_validate(told))
    await Directory(counter.engine).enter([entry], by=None, at=datetime.now(UTC))
    accounts = Accounts(counter.engine, Passwords(QUICK), embedded=True)
    await accounts.enter([(name, PersonId(name))], PASSWORD, datetime.now(UTC), must_change=must_change)


@pytest.fixture
async def own(counter: Counter, request: pytest.FixtureRequest) -> Browser:
    """Somebody new, signed in."""
    name = request.node.name[:40].replace("_", "-")
    await enter(counter, name)
    browser = await counter.stranger("10.0.20.1")
    await sign_in(browser, name)
    return browser


async def test_the_own_page_tells_who_one_is_and_where_one_is_signed_in(own: Browser) -> None:
    """Department and roles in words, and the session that shows the page."""
    page = (await own.get("/me")).text

    assert "承办人" in page
    assert "本次登录" in page
    assert "委托代理人" in page


async def test_a_password_is_changed_with_the_old_one_and_signs_out_elsewhere(
    counter: Counter, own: Browser
) -> None:
    """This browser goes on in a new session; the old password opens nothing any more."""
    name = (await own.get("/me")).text.split("<dt>账号</dt><dd>")[1].split("<")[0].strip()
    other = await counter.stranger("10.0.20.2")
    await sign_in(other, name)
    changed = await own.post_form("/me/password", old=PASSWORD, new=LONG, again=LONG)
    receipt = await own.get(changed.headers["location"])
    elsewhere = await other.get("/me")
    old = await sign_in(await counter.stranger("10.0.20.3"), name)
    new = await sign_in(await counter.stranger("10.0.20.3"), name, LONG)

    assert changed.status_code == 303
    assert "修改密码" in receipt.text
    assert (elsewhere.status_code, old.status_code, new.status_code) == (303, 401, 303)


@pytest.mark.parametrize(
    ("old", "new", "again", "why"),
    [
        ("not it", LONG, LONG, "OldPasswordWrong"),
        (PASSWORD, "short", "short", "太短"),
        (PASSWORD, "Password123!", "Password123!", "常见密码"),
        (PASSWORD, PASSWORD, PASSWORD, "PasswordSame"),
        (PASSWORD, LONG, NEW, "两次输入"),
    ],
)
async def test_a_password_that_is_not_taken_says_why(
    own: Browser, old: str, new: str, again: str, why: str
) -> None:
    """And the old one goes on opening the account."""
    answer = await own.post_form("/me/password", old=old, new=new, again=again)

    assert answer.status_code in {409, 422}
    assert why in answer.text
    assert (await own.get("/me")).status_code == 200


async def test_the_old_password_cannot_be_guessed_at(own: Browser) -> None:
    """Whoever finds a browser open is locked out like at the door."""
    for _ in range(MOST_OF_AN_ACCOUNT):
        await own.post_form("/me/password", old="a guess", new=LONG, again=LONG)
    locked = await own.post_form("/me/password", old=PASSWORD, new=LONG, again=LONG)

    assert locked.status_code == 429
    assert "尝试次数过多" in locked.text


@pytest.mark.parametrize(
    "password",
    [
        *("", "elevenchars", "password1234", "P@ssw0rd2026!", "123456789012", "aaaaaaaaaaaaaaaa"),
        *("abcabcabcabc", "qwertyuiop12", "WaterHandler2026", "water-handler-water-handler"),
        *("联审管理员密码12345", "tab	bed room x"),
    ],
)
def test_what_everybody_would_try_is_no_password(password: str) -> None:
    """Short, repeated, common, or made of the names that belong to the account."""
    assert weakness(password, ("water-handler", "示例")) is not None


def test_a_sentence_and_a_generated_password_are_taken() -> None:
    """Length counts; no kinds of characters are asked for."""
    assert [weakness(each, ("clerk",)) for each in (LONG, "correct horse battery", generated())] == [None] * 3


async def test_whoever_has_a_generated_password_can_only_change_it(counter: Counter) -> None:
    """Pages lead to the form, the API says so; afterwards everything is open."""
    await enter(counter, "newcomer", must_change=True)
    browser = await counter.stranger("10.0.20.4")
    await sign_in(browser, "newcomer")
    pages = [await browser.get(way) for way in ("/", "/cases", "/me")]
    api = await browser.get("/api/v1/tasks")
    form = await browser.get("/me/password")
    weak = await browser.post_form("/me/password", old=PASSWORD, new="newcomer2026", again="newcomer2026")
    done = await browser.post_form("/me/password", old=PASSWORD, new=LONG, again=LONG)

    assert [(page.status_code, page.headers["location"]) for page in pages] == [(303, "/me/password")] * 3
    assert (api.status_code, api.json()["type"]) == (403, "PasswordMustChange")
    assert "须先改成" in form.text
    assert (weak.status_code, done.status_code) == (409, 303)
    assert (await browser.get("/")).status_code == 200


async def test_a_session_is_ended_from_another_browser(counter: Counter, own: Browser) -> None:
    """One's own; another person's id ends nothing."""
    name = (await own.get("/me")).text.split("<dt>账号</dt><dd>")[1].split("<")[0].strip()
    other = await counter.stranger("10.0.20.5")
    await sign_in(other, name)
    async with counter.engine.connect() as connection:
        asked = text("SELECT left(token_hash, 16) FROM sessions WHERE account = :name ORDER BY begun_at DESC")
        ids = (await connection.execute(asked, {"name": name})).scalars().all()
    supervisor = await counter.browser("supervisor")
    foreign = await supervisor.post_form("/me/sessions", session=ids[0])
    stands = (await other.get("/me")).status_code
    ended = await own.post_form("/me/sessions", session=ids[0])

    assert (foreign.headers["location"], stands) == ("/me", 200)
    assert "/me/receipts/" in ended.headers["location"]
    assert (await other.get("/me")).status_code == 303
    assert (await own.get("/me")).status_code == 200


async def test_a_worker_names_a_substitute_who_then_sees_and_acts(counter: Counter, today: date) -> None:
    """Form, summary, receipt; the log says who did it; ended early, it is over at once."""
    await enter(counter, "goes-away")
    await enter(counter, "stays-here", roles=("reviewer",))
    principal, deputy = await counter.browser("goes-away"), await counter.browser("stays-here")
    fields = lending("stays-here", today)
    summary = await principal.post_form("/me/substitutes/new", **fields)
    receipt = await principal.post_form("/me/substitutes/new", **fields, confirmed="yes")
    told = await principal.get(receipt.headers["location"])
    number = await counter.case(accepted=True)
    taken = await deputy.command(number, "acknowledge-notice", item="flood")
    foreign = await deputy.get(receipt.headers["location"])
    twice = await principal.post_form("/me/substitutes/new", **fields, confirmed="yes")
    ended = await principal.post_form(
        "/me/substitutes/end", deputy="stays-here", position="0", last=(today - DAY).isoformat()
    )

    assert "核对" in summary.text
    assert "代理变更" in told.text
    assert "新增代理：示例goes-away" in told.text
    assert taken.status_code == 200, taken.text
    assert foreign.status_code == 404
    assert (twice.status_code, "已在这些天代理" in twice.text) == (422, True)
    assert ended.status_code == 303
    assert "现在没有人代您办理" in (await principal.get("/me")).text


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"deputy": "fire-handler"}, "本部门"),
        ({"deputy": "water-handler"}, "本部门"),
        ({"deputy": "nobody-of-this-name"}, "没有这位"),
        ({"levels": ["approver"]}, "本人没有"),
        ({"levels": []}, "环节"),
        ({"valid_until": "2020-01-01"}, "早于"),
        ({"valid_until": "2099-12-31"}, "最多一年"),
        ({"document": ""}, "依据文件"),
    ],
)
async def test_a_substitute_that_the_rules_do_not_allow_is_refused(
    counter: Counter, today: date, change: dict[str, object], why: str
) -> None:
    """Another department's, oneself, a level one lacks, days gone by or without end, no document."""
    water = await counter.browser("water-handler")
    answer = await water.post_form(
        "/me/substitutes/new", **{**lending("water-approver", today), **change}, confirmed="yes"
    )

    assert answer.status_code == 422
    assert why in answer.text


async def test_who_has_no_level_has_nothing_to_lend(counter: Counter) -> None:
    """A clerk, a supervisor, an applicant."""
    for account in ("clerk", "supervisor", "applicant"):
        browser = await counter.browser(account)
        assert (await browser.get("/me/substitutes/new")).status_code == 403
        assert "/me/substitutes/new" not in (await browser.get("/me")).text


def lending(deputy: str, today: date) -> dict[str, object]:
    """The form, filled in for two days."""
    return {
        "deputy": deputy,
        "levels": ["handler"],
        "valid_from": today.isoformat(),
        "valid_until": (today + DAY).isoformat(),
        "document": "AB角制度〔2026〕1号",
    }
