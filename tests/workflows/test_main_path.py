"""A case on Temporal's time-skipping server: the main path, time, refusals and second clicks."""

from datetime import timedelta

from tests.workflows.conftest import Office


async def test_a_case_goes_from_filing_to_archive(office: Office) -> None:
    """Every department decides in parallel, the lead delivers once, and time archives the case."""
    await office.file(answers={"uses_forest": False})
    await office.act("clerk", "accept-case")
    for department, item in (("water", "flood"), ("fire", "fire-consult")):
        await office.act(f"{department}-handler", "acknowledge-notice", item=item)
        await office.act(f"{department}-handler", "propose-opinion", item=item, opinion="agree")
    await office.act("water-approver", "conclude-item", item="flood")
    await office.act("dev-reform-handler", "acknowledge-notice", item="approval")
    await office.act("dev-reform-handler", "propose-opinion", item="approval", opinion="agree")
    await office.act("dev-reform-approver", "conclude-item", item="approval")
    await office.act("clerk", "consolidate-case", outcome="granted")
    await office.act("clerk", "deliver-case", method="窗口", recipient="applicant", receipt="回证1")
    await office.environment.sleep(timedelta(days=16))
    await office.handle.result()

    assert office.kinds()[-3:] == ["case-decided", "case-delivered", "case-archived"]
    assert (await office.case()).state == "archived"
