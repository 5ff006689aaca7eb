from datetime import date, timedelta

import pytest

from desk.administration.people import mark_of
from models.domain.names import PersonId
from tests.desk.counter import Browser, Counter, hidden

DAY = timedelta(days=1)


@pytest.fixture
async def admin(counter: Counter) -> Browser:
    """The administrator's browser."""
    return await counter.browser("administrator")


async def entered(admin: Browser, key: str, **fields: object) -> None:
    """Somebody new of the water department, through the form."""
    written = {"id": key, "name": f"示例{key}", "department": "water", "roles": ["handler"], **fields}
    answer = await admin.post_form("/admin/new-person", **written, seen="", confirmed="yes")
    assert answer.status_code == 303, answer.text


async def seen(counter: Counter, person: str) -> str:
    """What a page that is opened now knows of the person."""
    entry = await counter.app.state.desk.administration.roster.one("450721", person)
    return mark_of(entry)


async def test_a_person_is_entered_over_a_summary_and_a_receipt(admin: Browser) -> None:
    """The receipt is a line of the log, with who, when and what; the person may act from then on."""
    fields = {"id": "li-ming", "name": "示例李明", "department": "water", "roles": ["handler", "reviewer"]}
    summary = await admin.post_form("/admin/new-person", **fields, seen="")
    before = await admin.get("/admin/people/li-ming")
    done = await admin.post_form("/admin/new-person", **fields, seen="", confirmed="yes")
    receipt = await admin.get(done.headers["location"])
    page = await admin.get("/admin/people/li-ming")
    log = await admin.get("/admin/log", params={"about": "li-ming"})

    assert "核对" in summary.text
    assert before.status_code == 404
    assert "回执" in receipt.text
    assert "岗位：承办人、审查人" in receipt.text
    assert "示例李明" in page.text
    assert "administrator" in log.text
    assert "人员变更" in log.text


async def test_every_fault_of_a_person_is_told_at_once(admin: Browser) -> None:
    """Nothing is entered."""
    answer = await admin.post_form(
        "/admin/new-person", id="Li Ming", name="", roles=["handler", "applicant"], valid_from="soon", seen=""
    )

    assert answer.status_code == 422
    told = answer.text.split('id="refusal"')[1].split("</div>")[0]
    assert told.count("<li>") >= 3
    assert "姓名" in told


async def test_an_id_belongs_to_one_person_for_good(admin: Browser) -> None:
    """Also when the other one is of another jurisdiction, of whom nothing is told."""
    for taken in ("clerk", "abroad-clerk"):
        answer = await admin.post_form(
            "/admin/new-person", id=taken, name="另一人", roles=["supervisor"], seen="", confirmed="yes"
        )
        assert answer.status_code == 422
        assert "已用于另一位人员" in answer.text
    assert (await admin.get("/admin/people/abroad-clerk")).status_code == 404
    assert "abroad-clerk" not in (await admin.get("/admin/people?query=abroad")).text


async def test_a_change_of_today_holds_at_once_and_one_of_a_later_day_waits(
    counter: Counter, admin: Browser, today: date
) -> None:
    """The later one is entered when its day has begun, under the name of who planned it."""
    await entered(admin, "mover")
    way = "/admin/people/mover/change"
    fields = {"name": "示例mover", "department": "fire", "roles": ["approver"]}
    mark = await seen(counter, "mover")
    later = await admin.post_form(
        way, **fields, **{"from": (today + DAY).isoformat()}, seen=mark, confirmed="yes"
    )
    told = await admin.get(later.headers["location"])
    desk = counter.app.state.desk
    waiting = (await desk.directory.acting(PersonId("mover"), today)).department
    await desk.administration.plans.enter_due(today + DAY, desk.now())
    moved = await desk.directory.acting(PersonId("mover"), today)
    back = await admin.post_form(
        way,
        **{**fields, "department": "water", "from": today.isoformat()},
        seen=await seen(counter, "mover"),
        confirmed="yes",
    )

    assert f"自{today + DAY}起" in told.text
    assert waiting == "water"
    assert (moved.department, moved.roles) == ("fire", ("approver",))
    assert back.status_code == 303
    assert (await desk.directory.acting(PersonId("mover"), today)).department == "water"


async def test_a_planned_change_is_withdrawn(counter: Counter, admin: Browser, today: date) -> None:
    """Once; and then it is not entered on its day."""
    await entered(admin, "stayer")
    fields = {"name": "示例stayer", "department": "fire", "roles": ["handler"]}
    mark = await seen(counter, "stayer")
    await admin.post_form(
        "/admin/people/stayer/change",
        **fields,
        **{"from": (today + DAY).isoformat()},
        seen=mark,
        confirmed="yes",
    )
    plan = hidden((await admin.get("/admin/people/stayer")).text, "plan")
    abroad = await (await counter.browser("abroad-administrator")).post_form("/admin/plans", plan=plan)
    withdrawn = await admin.post_form("/admin/plans", plan=plan)
    again = await admin.post_form("/admin/plans", plan=plan)
    desk = counter.app.state.desk
    await desk.administration.plans.enter_due(today + DAY, desk.now())

    assert (abroad.status_code, withdrawn.status_code, again.status_code) == (404, 303, 404)
    assert (await desk.directory.acting(PersonId("stayer"), today)).department == "water"


async def test_a_page_that_is_older_than_the_person_changes_nothing(
    counter: Counter, admin: Browser, today: date
) -> None:
    """The refusal has a name, and the person stays as the other administrator entered them."""
    await entered(admin, "twice")
    old = await seen(counter, "twice")
    fields = {"name": "示例twice", "department": "fire", "from": today.isoformat(), "confirmed": "yes"}
    first = await admin.post_form("/admin/people/twice/change", **fields, roles=["reviewer"], seen=old)
    stale = await admin.post_form("/admin/people/twice/change", **fields, roles=["approver"], seen=old)
    person = await counter.app.state.desk.directory.acting(PersonId("twice"), today)

    assert (first.status_code, stale.status_code) == (303, 409)
    assert "PersonChangedMeanwhile" in stale.text
    assert person.roles == ("reviewer",)


async def test_who_leaves_takes_along_what_they_have_lent(
    counter: Counter, admin: Browser, today: date
) -> None:
    """The summary says so before; the deputy's delegation ends with the last day of the principal."""
    await entered(admin, "leaves-soon")
    await entered(admin, "deputy-of-leaver", roles=["reviewer"])
    lent = await admin.post_form(
        "/admin/new-delegation",
        principal="leaves-soon",
        deputy="deputy-of-leaver",
        levels=["handler"],
        valid_from=today.isoformat(),
        valid_until=(today + 30 * DAY).isoformat(),
        document="示例函〔2026〕1号",
        confirmed="yes",
    )
    assert lent.status_code == 303, lent.text
    mark, last = await seen(counter, "leaves-soon"), (today + 2 * DAY).isoformat()
    summary = await admin.post_form("/admin/people/leaves-soon/leave", last=last, seen=mark)
    left = await admin.post_form("/admin/people/leaves-soon/leave", last=last, seen=mark, confirmed="yes")
    (given,) = await counter.app.state.desk.administration.roster.delegations(
        "450721", principal=PersonId("leaves-soon")
    )
    stays = await admin.post_form(
        "/admin/people/leaves-soon/return", seen=await seen(counter, "leaves-soon"), confirmed="yes"
    )

    assert "的代理改为" in summary.text
    assert left.status_code == 303
    assert given.over == today + 2 * DAY
    assert stays.status_code == 303
    assert (
        await counter.app.state.desk.administration.roster.one("450721", "leaves-soon")
    ).valid_until is None


async def test_the_last_administrator_neither_leaves_nor_takes_another_role(
    counter: Counter, today: date
) -> None:
    """Not today and not from a day to come; in the summary already. With a second one it goes."""
    abroad = await counter.browser("abroad-administrator")
    roster = counter.app.state.desk.administration.roster
    mark = mark_of(await roster.one("450999", "abroad-administrator"))
    way = "/admin/people/abroad-administrator"
    for last in (today - DAY, today, today + 300 * DAY):
        answer = await abroad.post_form(f"{way}/leave", last=last.isoformat(), seen=mark)
        assert (answer.status_code, "LastAdministrator" in answer.text) == (409, True), last
    fields = {"name": "示例管理员", "department": "service-centre", "roles": ["supervisor"]}
    changed = await abroad.post_form(
        f"{way}/change", **fields, **{"from": today.isoformat()}, seen=mark, confirmed="yes"
    )
    stands = mark_of(await roster.one("450999", "abroad-administrator"))

    assert (changed.status_code, stands) == (409, mark)
    assert "LastAdministrator" in changed.text


async def test_people_are_found_by_name_department_role_and_standing(
    counter: Counter, admin: Browser, today: date
) -> None:
    """Also part of a Chinese name; who has left only when asked for; page after page."""
    await entered(admin, "zhang-long", name="示例张龙赵虎")
    await entered(admin, "has-left", name="示例离任者", valid_from="2020-01-01")
    mark = await seen(counter, "has-left")
    last = {"last": (today - DAY).isoformat(), "seen": mark, "confirmed": "yes"}
    assert (await admin.post_form("/admin/people/has-left/leave", **last)).status_code == 303

    async def names(**asked: str) -> str:
        return (await admin.get("/admin/people", params=asked)).text

    assert "示例张龙赵虎" in await names(query="张龙")
    assert "示例张龙赵虎" not in await names(query="张龙", department="fire")
    assert "示例张龙赵虎" not in await names(query="张龙", role="approver")
    assert "示例离任者" not in await names(query="离任者")
    assert "示例离任者" in await names(query="离任者", who="left")
    first = await names(who="all")
    assert "后面的" in first
    after = first.split("after=")[1].split('"')[0]
    assert after not in (await names(who="all", after=after)).split("<tbody>")[1].split("</tbody>")[0]


@pytest.mark.parametrize("account", ["clerk", "supervisor", "water-handler", "applicant"])
async def test_nobody_else_comes_in(counter: Counter, account: str) -> None:
    """403 by name on every page and every act, and nothing about administration in the rows of pages."""
    browser = await counter.browser(account)
    for way in ("/admin", "/admin/people", "/admin/people/clerk", "/admin/log", "/admin/new-person"):
        assert (await browser.get(way)).status_code == 403
    written = {"id": "intruder", "name": "不速之客", "roles": ["administrator"], "confirmed": "yes"}
    assert (await browser.post_form("/admin/new-person", **written, seen="")).status_code == 403
    assert "/admin" not in (await browser.get("/cases")).text
