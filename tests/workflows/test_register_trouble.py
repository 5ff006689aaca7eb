"""The register away, unheard, or ahead of the case: nothing is lost and nothing happens twice."""

import asyncio
from datetime import datetime, timedelta

from models.domain.case import Case
from models.domain.commands import Order
from models.domain.fold import fold
from models.domain.names import CaseNumber
from models.domain.rules.decide import decide
from tests.domain.sample import FILING
from tests.workflows.conftest import Opening
from tests.workflows.office import TimedOffice, eventually, fire_alone
from workflows.pen import digest


async def test_a_register_that_is_away_delays_a_command_and_loses_nothing(office: TimedOffice) -> None:
    """The short try inside the task fails, the append goes on by itself, and the command is answered."""
    await office.file()
    office.register.away = 3
    answer = await office.act("clerk", "accept-case")

    assert answer.events[0] == "case-accepted"
    assert office.register.tries == 1 + 3 + 1
    assert office.kinds().count("case-accepted") == 1


async def test_commands_wait_in_order_while_the_register_is_away(office: TimedOffice) -> None:
    """The pen is held meanwhile; who came later is decided on what came before."""
    await office.opened()
    office.register.away = 3
    first = asyncio.create_task(office.act("water-handler", "acknowledge-notice", item="flood"))
    await asyncio.sleep(0.1)
    second = asyncio.create_task(office.act("fire-handler", "acknowledge-notice", item="fire-consult"))

    assert (await first).first < (await second).first
    assert [event.item for event in office.events("notice-acknowledged")] == ["flood", "fire-consult"]


async def test_a_lost_acknowledgement_is_found_again(office: TimedOffice) -> None:
    """What was written and never heard of stands once, with the moment of the first try."""
    await office.file()
    office.register.unanswered = 2
    answer = await office.act("clerk", "accept-case")
    written = office.register.lines[office.number][1:]

    assert [line.event.kind for line in written] == list(answer.events)
    assert (await office.case()).accepted_at == written[0].event.at
    assert (await office.case()).seq == len(office.kinds())


async def test_a_filing_outlasts_the_register(office: TimedOffice) -> None:
    """A run gives up after ten minutes without a case, but not while the filing is still being written."""
    office.register.away = 30
    filing = asyncio.create_task(office.file())
    await asyncio.sleep(0.2)
    await office.environment.sleep(timedelta(minutes=40))
    await filing
    answer = await office.act("clerk", "accept-case")

    assert answer.first == 2
    assert (await office.case()).state == "reviewing"


async def test_a_case_takes_in_what_another_run_wrote_and_decides_again(office: TimedOffice) -> None:
    """An acknowledgement that this run has not seen refuses the same one here, and stays the only one."""
    await office.opened()
    _written_elsewhere(office, office.order("water-approver", "acknowledge-notice", item="flood"))
    refused = await office.refusal("water-handler", "acknowledge-notice", item="flood")
    await office.act("water-handler", "take-item", item="flood")

    assert refused.type == "AlreadyAcknowledged"
    assert office.kinds()[-2:] == ["notice-acknowledged", "item-taken"]
    assert (await office.case()).seq == len(office.kinds())


async def test_a_new_run_begins_where_the_register_stands(office: TimedOffice) -> None:
    """When Temporal has lost the case, the same filing starts it again with all that the register holds."""
    filing = office.order("clerk", "file-case", key="filing", **FILING)
    _written_elsewhere(office, filing)
    _written_elsewhere(office, office.order("clerk", "accept-case"))
    _written_elsewhere(office, office.order("water-handler", "acknowledge-notice", item="flood"))
    answer = await office.begin(filing)
    await office.act("water-handler", "take-item", item="flood")

    assert (answer.first, answer.events) == (1, ("case-received",))
    assert (await office.item("flood")).state == "handling"
    assert office.kinds().count("case-received") == 1


async def test_boxes_that_are_away_stop_no_clock(opening: Opening) -> None:
    """Messages wait for their boxes, in order; deadlines and commands do not wait for messages."""
    async with opening(fire_alone()) as office:
        office.number = CaseNumber("450721-2026-002892")  # it waits 0 s after a lawful moment
        filing = office.order("clerk", "file-case", key="filing", **FILING)
        _written_elsewhere(office, filing, office.at(-11, "10:00"))
        _written_elsewhere(office, office.order("clerk", "accept-case"))
        office.notices.away = 1_000_000
        await office.begin(filing)
        await office.until("escalated", 4)
        undelivered = dict(office.notices.delivered)
        office.notices.away = 0
        await eventually(lambda: "deadline-approaching" in office.notices.delivered.values(), "delivery")

        assert undelivered == {}
        assert list(office.notices.delivered.values())[:2] == ["case-accepted", "notice-issued"]


def _written_elsewhere(office: TimedOffice, order: Order, at: datetime | None = None) -> None:
    """What another run of the case would have entered, by the same rules."""
    case = fold(Case(number=office.number), office.register_events())
    events = decide(case, order, at or case.last_at or office.at(0, "10:00"), office.book)
    office.register.write(office.number, order.key, digest(order), tuple(events))


async def test_no_deadline_is_overtaken_while_the_register_is_away(opening: Opening) -> None:
    """A command first lets time pass, which took all day here: what fell due meanwhile comes first too."""
    async with opening(fire_alone()) as office:
        await office.file(materials=["report"])
        promise = {"material": "photos", "by": office.day(4).isoformat()}
        await office.act("clerk", "accept-case", gaps=[promise])
        await office.sleep_until(office.at(4, "09:00"))  # the alarm rings up to five minutes later
        office.register.away = 1_000_000
        command = asyncio.create_task(office.act("fire-handler", "acknowledge-notice", item="fire-consult"))
        await office.sleep_until(office.at(4, "17:45"))
        office.register.away = 0
        await office.sleep_until(office.at(4, "17:50"))
        await command

        assert office.kinds()[-3:] == ["deadline-approaching", "gap-overdue", "notice-acknowledged"]
