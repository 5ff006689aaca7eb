"""What time alone brings, at its lawful moment, whatever the worker did meanwhile."""

import pytest

from models.domain.events import CaseDeemedAccepted
from tests.domain.sample import rulebook
from tests.workflows.conftest import Opening
from tests.workflows.office import TimedOffice, fire_alone

LADDER = (
    ("acknowledgement-missed", "", (1, "17:30")),
    ("deadline-approaching", "left-2", (4, "09:00")),
    ("deadline-breached", "", (5, "17:30")),
    ("escalated", "after-0", (5, "17:30")),
    ("responsibility-opened", "", (5, "17:30")),
    ("escalated", "after-1", (6, "17:30")),
    ("escalated", "after-3", (8, "17:30")),
    ("escalated", "after-5", (10, "17:30")),
)
"""An item promised in five days that nobody touches."""


async def test_silence_accepts_from_the_day_of_receipt(office: TimedOffice) -> None:
    """Five working days of silence are an acceptance, dated back, with every notice in the same step."""
    await office.file()
    await office.sleep_until(office.at(6))
    await office.until("notice-issued", 3)
    deemed = office.events("case-deemed-accepted")[0]
    issued = office.events("notice-issued")

    assert isinstance(deemed, CaseDeemedAccepted)
    assert (deemed.at, deemed.effective, deemed.late) == (office.at(5), office.day(0), False)
    assert [event.item for event in issued] == ["forest-land", "flood", "fire-consult"]
    assert {event.at for event in issued} == {office.at(5)}
    assert (await office.item("flood")).clocks_from == office.day(0)
    assert [record.rule for record in (await office.case()).responsibilities][:1] == ["acceptance"]


async def test_corrections_that_never_come_end_the_case(office: TimedOffice) -> None:
    """Thirty working days after the one-time notice the application lapses, and the workflow ends."""
    await office.file(materials=["report"])
    await office.act("clerk", "request-corrections", gaps=[{"material": "photos", "reason": "未提交"}])
    await office.sleep_until(office.at(31))
    await office.ended()
    case = await office.case()

    assert office.kinds() == ["case-received", "corrections-requested", "corrections-lapsed"]
    assert (case.state, case.ended_at) == ("terminated", office.at(30))


async def test_the_ladder_climbs_in_order_at_its_lawful_times(opening: Opening) -> None:
    """Every rung of the promise once, none late, each at the moment of the law."""
    async with opening(fire_alone()) as office:
        await office.opened()
        await office.sleep_until(office.at(11))
        await office.until("escalated", 4)
        told = office.told("fire-consult")

        assert told == [(kind, rung, office.at(*moment), False) for kind, rung, moment in LADDER]


async def test_an_item_that_ends_in_time_climbs_no_ladder(opening: Opening) -> None:
    """A clock that has ended fires nothing; what waits is the decision of the lead."""
    async with opening(fire_alone()) as office:
        await office.opened()
        await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
        await office.act("fire-handler", "propose-opinion", item="fire-consult", opinion="agree")
        await office.sleep_until(office.at(25))

        assert office.told("fire-consult") == []


async def test_the_worker_may_come_some_minutes_after_the_lawful_moment(opening: Opening) -> None:
    """Deadlines of one instant are spread over five minutes; the events bear the moment of the law."""
    async with opening(fire_alone()) as office:
        office.number = type(office.number)("450721-2026-999937")  # its share of the five minutes is 239 s
        await office.opened()
        await office.sleep_until(office.at(1, "17:33"))
        before = office.told("fire-consult")
        await office.sleep_until(office.at(1, "17:36"))
        await office.until("acknowledgement-missed")

        assert before == []
        assert office.told("fire-consult") == [("acknowledgement-missed", "", office.at(1), False)]


async def test_a_case_whose_ladder_is_climbed_still_takes_commands(opening: Opening) -> None:
    """When time has nothing more to bring, the case sleeps without an alarm and waits for people."""
    async with opening(fire_alone()) as office:
        await office.opened()
        await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
        await office.act("fire-handler", "propose-opinion", item="fire-consult", opinion="agree")
        await office.sleep_until(office.at(60))
        await office.act("clerk", "consolidate-case", outcome="granted")

        assert office.kinds()[-1] == "case-decided"


async def test_no_legal_effect_rests_on_a_year_without_a_table(opening: Opening) -> None:
    """The administrator is told once, the case goes on, and people can still act."""
    without_tables = rulebook().model_copy(update={"calendar": type(rulebook().calendar)()})
    async with opening(without_tables) as office:
        await office.file()
        await office.sleep_until(office.at(20))
        await office.act("clerk", "accept-case")

        assert office.kinds()[:3] == ["case-received", "calendar-missing", "case-accepted"]


async def test_a_worker_that_was_away_for_days_makes_up_for_them_in_order(restarting: Opening) -> None:
    """Each rung once, at its lawful moment, marked late; nothing that time brings is lost."""
    async with restarting(fire_alone()) as office:
        await office.opened()
        await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
        await office.without_a_worker_until(office.at(11))
        await office.until("escalated", 4)
        told = office.told("fire-consult")

        assert told == [(kind, rung, office.at(*moment), True) for kind, rung, moment in LADDER[1:]]


@pytest.mark.parametrize("days", [3, 21])
async def test_a_command_after_an_outage_finds_the_time_gone_by(restarting: Opening, days: int) -> None:
    """What was due before the command is entered before it, even if the command wakes the case."""
    async with restarting(fire_alone()) as office:
        await office.file()
        await office.without_a_worker_until(office.at(days, "10:00"))
        if days > 5:
            refused = await office.refusal("clerk", "accept-case")
            assert refused.type == "CaseAlreadyAccepted"
        else:
            await office.act("clerk", "accept-case")

        assert office.kinds()[1] == ("case-deemed-accepted" if days > 5 else "case-accepted")
