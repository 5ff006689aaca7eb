"""A case on Temporal's time-skipping server: the main path."""

from tests.workflows.office import TimedOffice


async def test_a_case_goes_from_filing_to_archive(office: TimedOffice) -> None:
    """Every department decides in parallel, the lead delivers once, and time archives the case."""
    await office.opened(answers={"uses_forest": False})
    await office.act("fire-handler", "acknowledge-notice", item="fire-consult")
    await office.act("fire-handler", "propose-opinion", item="fire-consult", opinion="agree")
    await office.decide_flood()
    await office.act("dev-reform-handler", "acknowledge-notice", item="approval")
    await office.act("dev-reform-handler", "propose-opinion", item="approval", opinion="agree")
    await office.act("dev-reform-approver", "conclude-item", item="approval")
    await office.act("clerk", "consolidate-case", outcome="granted")
    await office.act("clerk", "deliver-case", method="窗口", recipient="applicant", receipt="回证1")
    await office.sleep_until(office.at(11))
    await office.ended()

    assert office.kinds()[-3:] == ["case-decided", "case-delivered", "case-archived"]
    assert (await office.case()).state == "archived"
    assert office.events("case-archived")[0].at == office.at(10)


async def test_a_notice_is_issued_when_its_prerequisite_has_ended(office: TimedOffice) -> None:
    """The approval waits for the flood review; its notice and its clocks begin with the end of that."""
    await office.opened()
    at_once = [event.item for event in office.events("notice-issued")]
    refused = await office.refusal("dev-reform-handler", "acknowledge-notice", item="approval")
    await office.sleep_until(office.at(3, "11:00"))
    await office.decide_flood()

    assert at_once == ["forest-land", "flood", "fire-consult"]
    assert refused.type == "PrerequisiteOpen"
    assert [event.item for event in office.events("notice-issued")][3:] == ["approval"]
    assert office.kinds()[-2:] == ["item-concluded", "notice-issued"]
    assert (await office.item("approval")).clocks_from == office.day(3)
    assert f"{office.number}:{len(office.kinds())}:dev-reform" in office.notices.delivered


async def test_a_withdrawn_case_cancels_what_is_open_and_ends(office: TimedOffice) -> None:
    """What was concluded stays so; nothing that time would have brought comes any more."""
    await office.opened()
    await office.decide_flood()
    await office.act("clerk", "withdraw-case", reason="企业调整计划")
    await office.ended()
    written = office.kinds()
    await office.sleep_until(office.at(60))
    items = (await office.case()).items

    assert {code: item.state for code, item in items.items()} == {
        "forest-land": "cancelled",
        "flood": "concluded",
        "fire-consult": "cancelled",
        "approval": "cancelled",
    }
    assert office.kinds() == written
    told = [key.split(":")[2] for key, kind in office.notices.delivered.items() if kind == "case-withdrawn"]
    assert told == ["forestry", "water", "fire", "dev-reform"]
