from collections.abc import AsyncIterator
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

import pytest
from sqlalchemy import text

from desk.accounts.elsewhere import ON_ITS_WAY, Elsewhere, SignInRefused
from desk.accounts.sessions import form_token
from tests.desk.counter import ORIGIN, PASSWORD, Counter, hidden
from tests.desk.elsewhere import Running, Traveller, office, running_provider
from tests.desk.identity_provider import STRANGER

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
async def provider() -> AsyncIterator[Running]:
    """A real provider for this file."""
    async with running_provider() as running:
        yield running


async def test_a_person_signs_in_at_the_provider_and_works_at_the_desk(
    counter: Counter, provider: Running
) -> None:
    """Through the provider's own pages; back where the person wanted to be, in a session of the desk."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        page = await browser.get("/login")
        back = await browser.sign_in("clerk")
        inside = await browser.get("/api/v1/tasks")

    assert "统一身份认证登录" in page.text
    assert (back.status_code, back.headers["location"]) == (303, "/cases")
    assert inside.status_code == 200


async def test_what_travels_is_a_challenge_a_state_and_a_nonce(counter: Counter, provider: Running) -> None:
    """PKCE with S256; the cookie is HttpOnly, SameSite and short-lived, and the verifier stays here."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        left = await browser.there()
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["location"]).query).items()}
    cookie = left.headers["set-cookie"]
    async with counter.engine.connect() as connection:
        kept = (await connection.execute(text("SELECT * FROM sign_ins_elsewhere"))).mappings().all()
    own = next(row for row in kept if row["state"] == asked["state"])

    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == f"{ORIGIN}/login/office/back"
    assert len(asked["nonce"]) > 40
    assert asked["code_challenge"] != own["verifier"]
    assert own["verifier"] not in left.headers["location"] + cookie
    assert own["mark_hash"] not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert f"Max-Age={int(ON_ITS_WAY.total_seconds())}" in cookie


async def test_an_answer_is_taken_once_and_only_in_the_browser_that_asked(
    counter: Counter, provider: Running
) -> None:
    """Another state, another browser, the same answer again: refused by name, and nobody is signed in."""
    app = office(counter, provider.issuer)
    async with Traveller(app) as browser, Traveller(app) as other:
        left = await browser.there()
        answer = await browser.sign_in_there(left.headers["location"], "clerk")
        elsewhere = await other.get(answer)
        forged = await browser.get(with_query(answer, state="another"))
        late = await browser.get(answer)
        left = await browser.there()
        answer = await browser.sign_in_there(left.headers["location"], "clerk")
        taken = await browser.get(answer)
        mark = {"lianshen-going": left.cookies["lianshen-going"]}
        again = await other.get(answer, headers={"cookie": urlencode(mark)})

    for refused in (elsewhere, forged, late, again):
        assert refused.status_code == 403
        assert "不是从本浏览器的登录页开始的" in refused.text
        assert "lianshen-session" not in refused.headers.get("set-cookie", "")
    assert taken.status_code == 303


async def test_a_sign_in_that_took_too_long_is_over(counter: Counter) -> None:
    """After ten minutes; nothing of it is kept then."""
    elsewhere = Elsewhere(counter.engine, embedded=False)
    going = await elsewhere.begin("/", NOW)
    with pytest.raises(SignInRefused) as refused:
        await elsewhere.take(going.mark, going.state, NOW + ON_ITS_WAY)
    with pytest.raises(SignInRefused):
        await elsewhere.take(going.mark, going.state, NOW)

    assert refused.value.fact == "SignInNotOurs"


async def test_an_answer_to_another_nonce_or_from_another_issuer_is_refused(
    counter: Counter, provider: Running
) -> None:
    """The provider itself has signed it, but for a sign-in that is not this one."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        left = await browser.there()
        way = await browser.sign_in_there(with_query(left.headers["location"], nonce="replayed"), "clerk")
        nonce = await browser.get(way)
        left = await browser.there()
        way = await browser.sign_in_there(left.headers["location"], "clerk")
        mixed = await browser.get(with_query(way, iss="https://elsewhere.example"))

    assert (nonce.status_code, "属于另一次登录" in nonce.text) == (403, True)
    assert (mixed.status_code, "不能验证（iss）" in mixed.text) == (403, True)


async def test_the_code_is_worth_nothing_without_the_verifier(counter: Counter, provider: Running) -> None:
    """The provider refuses it, and the desk says so: that is what PKCE is for."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        left = await browser.there()
        way = await browser.sign_in_there(left.headers["location"], "clerk")
        async with counter.engine.begin() as connection:
            await connection.execute(text("UPDATE sign_ins_elsewhere SET verifier = repeat('x', 64)"))
        refused = await browser.get(way)

    assert (refused.status_code, "没有同意本次登录（invalid_grant）" in refused.text) == (403, True)


async def test_a_person_who_declines_there_is_told_so_here(counter: Counter, provider: Running) -> None:
    """What the provider says stands in the page as text."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        left = await browser.there()
        state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
        asked = urlencode({"error": "access_denied<b>", "state": state})
        refused = await browser.get(f"/login/office/back?{asked}")

    assert (refused.status_code, "access_denied&lt;b&gt;" in refused.text) == (403, True)


async def test_somebody_whom_the_office_does_not_know_is_named_and_can_be_linked(
    counter: Counter, provider: Running
) -> None:
    """The administrator links the identity to an account; taken back, the session ends, too."""
    app = office(counter, provider.issuer)
    async with Traveller(app) as browser, Traveller(app) as admin:
        unknown = await browser.sign_in(STRANGER)
        assert (await admin.sign_in("administrator")).status_code == 303
        page = await admin.get("/admin/identities")
        token = form_token(admin.cookies["lianshen-session"])
        way = {"form": token, "issuer": provider.issuer, "subject": STRANGER}
        origin = {"origin": ORIGIN}
        linked = await admin.post(
            "/admin/identities", data={**way, "account": "fire-reviewer"}, headers=origin
        )
        known = await browser.sign_in(STRANGER)
        inside = await browser.get("/")
        await admin.post("/admin/identities", data={**way, "account": ""}, headers=origin)
        after = await browser.get("/")
        again = await browser.sign_in(STRANGER)

    assert (unknown.status_code, f"认得您（{STRANGER}）" in unknown.text) == (403, True)
    assert STRANGER in page.text
    assert linked.status_code == 303
    assert known.status_code == 303
    assert "fire-reviewer" in inside.text
    assert (after.status_code, after.headers["location"]) == (303, "/login")
    assert again.status_code == 403


async def test_the_claim_opens_nothing_where_the_office_has_not_allowed_it(
    counter: Counter, provider: Running
) -> None:
    """A person of the directory and yet unknown, until somebody links them."""
    async with Traveller(office(counter, provider.issuer, by_claim=False)) as browser:
        refused = await browser.sign_in("water-handler")

    assert (refused.status_code, "认得您（water-handler）" in refused.text) == (403, True)


async def test_a_closed_account_stays_closed(counter: Counter, provider: Running) -> None:
    """Whatever the provider says; and its session ends when it is closed."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        first = await browser.sign_in("fire-handler")
        async with counter.engine.begin() as connection:
            await connection.execute(
                text("UPDATE accounts SET disabled_at = now() WHERE name = 'fire-handler'")
            )
        inside = await browser.get("/")
        refused = await browser.sign_in("fire-handler")
        async with counter.engine.begin() as connection:
            await connection.execute(
                text("UPDATE accounts SET disabled_at = NULL WHERE name = 'fire-handler'")
            )

    assert (first.status_code, inside.status_code, refused.status_code) == (303, 303, 403)


async def test_signing_out_goes_on_to_the_provider(counter: Counter, provider: Running) -> None:
    """It ends its own session and sends the browser back to the desk's door; then it asks anew."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        signed_in = await browser.sign_in("clerk")
        assert signed_in.status_code == 303, signed_in.text
        fields = {"form": form_token(browser.cookies["lianshen-session"])}
        left = await browser.post("/logout", data=fields, headers={"origin": ORIGIN})
        way = left.text.split('content="0; url=')[1].split('"')[0].replace("&amp;", "&")
        out = await browser.get(way)
        inside = await browser.get("/")
        left = await browser.there()
        asked = await browser.get(left.headers["location"])
    async with counter.engine.connect() as connection:
        kept = await connection.execute(
            text("SELECT count(*) FROM sessions WHERE ended_at IS NOT NULL AND id_token IS NOT NULL")
        )

    assert way.startswith(f"{provider.issuer}/oauth/end_session?id_token_hint=")
    assert out.headers["location"].startswith(f"{ORIGIN}/login")
    assert inside.status_code == 303
    assert asked.headers["location"].endswith("/login")
    assert kept.scalar_one() == 0


async def test_a_provider_that_is_away_is_said_so_and_local_accounts_go_on(counter: Counter) -> None:
    """503 on the page where the local form stands."""
    async with Traveller(office(counter, "http://127.0.0.1:9")) as browser:
        away = await browser.there()
        fields = {"form": hidden(away.text, "form"), "account": "clerk", "password": PASSWORD}
        local = await browser.post("/login", data=fields, headers={"origin": ORIGIN})

    assert (away.status_code, "统一身份认证暂时不可用" in away.text) == (503, True)
    assert local.status_code == 303


async def test_passwords_can_be_left_to_administrators(counter: Counter, provider: Running) -> None:
    """Nobody is locked out when the provider is gone: the administrator's password still opens."""
    app = office(counter, provider.issuer, passwords_for="administrators")
    answers = {}
    for account in ("clerk", "administrator"):
        async with Traveller(app) as browser:
            page = await browser.get("/login")
            fields = {"form": hidden(page.text, "form"), "account": account, "password": PASSWORD}
            answers[account] = await browser.post("/login", data=fields, headers={"origin": ORIGIN})
        async with Traveller(app) as program:
            told = {"account": account, "password": PASSWORD}
            answers[f"{account} by program"] = await program.post("/api/v1/sessions", json=told)

    assert "管理员应急登录" in page.text
    assert (answers["clerk"].status_code, "只供管理员应急使用" in answers["clerk"].text) == (403, True)
    assert answers["clerk by program"].json()["type"] == "PasswordsOff"
    assert answers["administrator"].status_code == 303
    assert answers["administrator by program"].status_code == 201


async def test_an_office_without_a_provider_has_no_such_door(counter: Counter) -> None:
    """No button, and nothing at its address."""
    stranger = await counter.stranger()
    page = await stranger.get("/login")
    door = await stranger.get("/login/office")

    assert "统一身份认证登录" not in page.text
    assert door.status_code == 404


async def test_the_way_back_is_one_of_the_desks_own(counter: Counter, provider: Running) -> None:
    """Whatever the address of the door said."""
    async with Traveller(office(counter, provider.issuer)) as browser:
        back = await browser.sign_in("clerk", "/login/office?next=//elsewhere.example")

    assert back.headers["location"] == "/"


def with_query(way: str, **changes: str) -> str:
    """The address with other parts in its query."""
    parts = urlsplit(way)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()} | changes
    return urlunsplit(parts._replace(query=urlencode(asked)))
