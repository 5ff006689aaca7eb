import re

from activities.contracts import Append
from models.domain.events import CaseReceived
from models.domain.names import CaseNumber, CommandKey
from tests.desk.counter import Counter, new_key
from tests.domain.sample import Counter as Hand
from tests.domain.test_responsibility import ANSWER, breached

_AT_ONCE = 8
"""Events that are entered under one key."""


async def entered(counter: Counter, hand: Hand) -> CaseNumber:
    """A case that was played by hand, in the register of this desk; no workflow works on it."""
    register, (received, *others) = counter.app.state.desk.register, hand.events
    assert isinstance(received, CaseReceived)
    await register.keep_rulebook(hand.book)
    key = new_key()
    number: CaseNumber = await register.draw_number(CommandKey(key), "450721", 2026)
    project = received.project.model_copy(update={"code": f"2026-450721-48-02-{number[-6:]}"})
    first = received.model_copy(update={"number": number, "rulebook": hand.book.digest, "project": project})
    events = [first, *others]
    for begin in range(0, len(events), _AT_ONCE):
        some = tuple(events[begin : begin + _AT_ONCE])
        name = CommandKey(key if begin == 0 else f"{key}-{begin}")
        await register.append(Append(case=number, expected=begin + 1, key=name, digest="-", events=some))
    return number


def section(html: str, name: str) -> str:
    """The words of one section of a page."""
    found = re.search(rf'<section aria-labelledby="{name}">(.*?)</section>', html, re.DOTALL)
    assert found is not None, html
    return re.sub(r"<[^>]*>", " ", found[1])


async def test_who_confirms_a_refusal_reads_what_was_filed(counter: Counter) -> None:
    """Reason and basis in the department's own words, who filed it and where its materials are."""
    number = await counter.case(accepted=True)
    water, approver = await counter.browser("water-handler"), await counter.browser("water-approver")
    await water.command(number, "acknowledge-notice", item="flood")
    disagree = {"opinion": "disagree", "reason": "堤防不足", "basis": "防洪法 第三十三条"}
    await water.command(number, "propose-opinion", item="flood", **disagree)
    await approver.command(number, "conclude-item", item="flood")
    supervisor = await counter.browser("supervisor")
    for act in ("confirm-negative", "return-negative"):
        form = (await supervisor.get(f"/cases/{number}/acts/{act}", params={"item": "flood"})).text
        filed = section(form, "filed")
        assert all(told in filed for told in ("堤防不足", "防洪法 第三十三条", "水利局", "water-approver")), (
            filed
        )
        assert f'href="/cases/{number}/items/flood"' in form


async def test_who_confirms_that_a_case_is_not_accepted_reads_why(counter: Counter) -> None:
    """The refusal is the lead department's, and of no item."""
    number = await counter.case()
    clerk, supervisor = await counter.browser("clerk"), await counter.browser("supervisor")
    words = {"reason": "不属于本机关职权", "basis": "行政许可法 第三十二条"}
    declined = await clerk.command(number, "decline-case", **words)
    assert declined.status_code == 200, declined.text
    form = (await supervisor.get(f"/cases/{number}/acts/confirm-negative")).text

    assert all(told in section(form, "filed") for told in ("不予受理", "不属于本机关职权", "第三十二条"))


async def test_the_record_of_a_broken_limit_stands_above_what_is_said_of_it(counter: Counter) -> None:
    """For the department that answers, and with its answer for the supervisor who disposes of it."""
    hand = breached()
    hand.act("2026-06-24 10:00", "fire-handler", "answer-responsibility", **ANSWER)
    number = await entered(counter, hand)
    fire, supervisor = await counter.browser("fire-handler"), await counter.browser("supervisor")
    for browser, act in ((fire, "answer-responsibility"), (supervisor, "dispose-responsibility")):
        told = section((await browser.get(f"/cases/{number}/acts/{act}")).text, "records")
        assert all(each in told for each in ("消防", "承诺时限", "2026年6月23日 17:30", "系统停机两日")), told
