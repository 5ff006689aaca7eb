"""Who may come in is who is at work today, with what has been lent to them for today."""

from datetime import UTC, date, datetime, timedelta

from activities.people import Directory
from desk.accounts.accounts import Accounts
from desk.accounts.passwords import Passwords
from models.domain.names import DepartmentCode, PersonId
from models.domain.people import Delegation, DirectoryEntry, Person
from tests.desk.counter import PASSWORD, Counter, people, sign_in
from tests.desk.opening import QUICK

WATER = DepartmentCode("water")
DAY = timedelta(days=1)


async def enter(
    counter: Counter, person: Person, first: date | None = None, last: date | None = None
) -> None:
    """Put a person into the directory, with an account under the person's id."""
    entry = DirectoryEntry(jurisdiction="450721", person=person, valid_from=first, valid_until=last)
    await Directory(counter.engine).enter([entry], by=None, at=datetime.now(UTC))


async def account(counter: Counter, person: Person) -> None:
    """An account under the person's id."""
    accounts = Accounts(counter.engine, Passwords(QUICK), embedded=True)
    await accounts.enter([(person.id, person.id)], PASSWORD, datetime.now(UTC))


async def test_whoever_has_left_is_out_at_once(counter: Counter, today: date) -> None:
    """The open session ends with the last day, and the password opens no other; tomorrow's are not in yet."""
    leaver = Person(id=PersonId("leaver"), name="离任示例", department=WATER, roles=("handler",))
    starter = leaver.model_copy(update={"id": PersonId("starter")})
    await enter(counter, leaver, last=today)
    await enter(counter, starter, first=today + DAY)
    for person in (leaver, starter):
        await account(counter, person)
    browser = await counter.browser("leaver")
    before = (await browser.get("/")).status_code
    await enter(counter, leaver, last=today - DAY)

    assert before == 200
    assert (await browser.get("/")).status_code == 303
    assert (await browser.get("/api/v1/tasks")).status_code == 401
    for name in ("leaver", "starter"):
        assert (await sign_in(await counter.stranger("10.0.7.1"), name)).status_code == 401


async def test_a_substitute_sees_and_does_what_was_lent_for_today(counter: Counter, today: date) -> None:
    """A substitute takes the principal's notice and signs for the principal; a former one sees nothing."""
    principal = people()["water-handler"]
    lent = Delegation(
        principal=principal.id,
        name=principal.name,
        department=WATER,
        levels=("handler",),
        valid_from=today - 7 * DAY,
        valid_until=today + DAY,
        document="灵水函〔2026〕1号",
    )
    past = lent.model_copy(update={"valid_until": today - DAY})
    for name, given in (("substitute", lent), ("former-substitute", past)):
        person = Person(
            id=PersonId(name), name=f"示例{name}", department=DepartmentCode("fire"), delegations=(given,)
        )
        await enter(counter, person)
        await account(counter, person)
    number = await counter.case(accepted=True)
    before = await (await counter.browser("former-substitute")).get(f"/cases/{number}")
    taken = await (await counter.browser("substitute")).command(number, "acknowledge-notice", item="flood")

    assert before.status_code == 404
    assert taken.status_code == 200, taken.text
    history = await (await counter.browser("substitute")).get(f"/api/v1/cases/{number}/events")
    assert f"代{principal.name}" in history.text
