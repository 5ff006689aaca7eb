"""Deemed opinions (视为同意): when silence counts, what it counts as, and the reply that comes after it."""

from datetime import date
from typing import Any

import pytest

from desk.telling.story import Story
from models.domain import words
from models.domain.catalogue import Catalogue
from models.domain.effects import Effect, effects
from models.domain.events import CaseDelivered, NoticeIssued
from models.domain.fold import fold
from models.domain.rulebook import Rulebook
from models.domain.rules.passing import passing
from models.domain.view import view
from tests.domain.sample import CATALOGUE, Counter, calendar, moment
from tests.domain.standings import REFUSAL, accepted, conclude, decided, delivered, received

SIGNED, LIMIT, AFTER = "2026-06-16 10:00", "2026-06-26 17:30", "2026-06-29 10:00"
REPLY = {"item": "flood", "opinion": "disagree", "reason": "影响行洪", "basis": "防洪法 第三十三条"}


def law(flood: dict[str, Any] | None = None, **changes: Any) -> Rulebook:
    """The sample law with a flood review that is deemed given when nobody answers within eight days."""
    items = [
        {**item, "deemed": True, **(flood or {})} if item["code"] == "flood" else item
        for item in CATALOGUE["items"]
    ]
    return Rulebook(
        catalogue=Catalogue.model_validate({**CATALOGUE, "items": items, **changes}), calendar=calendar()
    )


def silent(book: Rulebook | None = None) -> Counter:
    """The water department has signed for its notice and says nothing."""
    counter = accepted(book or law())
    counter.act(SIGNED, "water-handler", "acknowledge-notice", item="flood")
    return counter


def of_flood(counter: Counter) -> list[str]:
    """What happened at the end of the flood review's promise."""
    return [event.kind for event in counter.events if event.item == "flood" and event.at == moment(LIMIT)]


def test_silence_counts_as_agreement_at_the_end_of_the_promise() -> None:
    """Breach and record come first, then the deemed opinion, then the notice of what waited for it."""
    counter = silent().until(AFTER)

    assert of_flood(counter) == [
        "deadline-breached", "escalated", "responsibility-opened", "opinion-deemed",
    ]  # fmt: skip
    item = counter.item("flood")
    assert (item.state, item.ended_at, item.proposal) == ("deemed", moment(LIMIT), None)
    notice = counter.last("notice-issued")
    assert isinstance(notice, NoticeIssued)
    assert (notice.item, notice.clocks_from) == ("approval", date(2026, 6, 26))
    assert effects(counter.case, counter.last("opinion-deemed")) == [
        Effect("water", item.code),
        Effect("dev-reform", item.code),
    ]


def test_nothing_more_is_climbed_once_the_opinion_is_deemed() -> None:
    """The item has ended; its rungs do not fire after it."""
    counter = silent().until("2026-08-01 10:00")

    escalated = [event for event in counter.events if event.item == "flood" and event.kind == "escalated"]
    assert [event.at for event in escalated] == [moment(LIMIT)]


@pytest.mark.parametrize(
    "flood",
    [{"deemed": False}, {"deemed": False, "kind": "licence"}],
    ids=["off by default", "never a licence"],
)
def test_silence_is_worth_nothing_unless_the_catalogue_says_so(flood: dict[str, Any]) -> None:
    """The ladder goes on instead."""
    counter = silent(law(flood)).until(AFTER)

    assert "opinion-deemed" not in counter.kinds()
    assert counter.item("flood").open


def test_silence_on_a_notice_that_nobody_signed_for_is_worth_nothing() -> None:
    """The department may never have read it."""
    counter = accepted(law()).until(AFTER)

    assert (counter.item("flood").state, "opinion-deemed" in counter.kinds()) == ("notified", False)


def test_silence_on_a_returned_notice_is_worth_nothing() -> None:
    """The department said that it was not its duty, and the new notice lies unsigned."""
    counter = silent()
    counter.act("2026-06-17 10:00", "water-clerk", "return-notice", item="flood", reason="非我局职责")
    assert "opinion-deemed" not in counter.until(AFTER).kinds()

    counter = silent()
    counter.act("2026-06-17 10:00", "water-clerk", "return-notice", item="flood", reason="非我局职责")
    counter.act("2026-06-17 11:00", "clerk", "reissue-notice", item="flood", to="forestry")
    assert "opinion-deemed" not in counter.until(AFTER).kinds()


@pytest.mark.parametrize("level", ["acknowledged", "handling", "approving"])
def test_an_opinion_that_was_not_finished_is_no_answer(level: str) -> None:
    """Wherever it lay in the department; an unsigned “agree” is not printed as one."""
    counter = silent()
    if level != "acknowledged":
        counter.act(SIGNED, "water-handler", "take-item", item="flood")
    if level == "approving":
        counter.act(SIGNED, "water-handler", "propose-opinion", item="flood", opinion="agree")
    assert counter.item("flood").state == level

    counter.until(AFTER)

    assert counter.item("flood").state == "deemed"
    assert view(counter.case, moment(AFTER), counter.book).items[counter.item("flood").code].opinion is None


def test_a_refusal_that_lies_with_the_supervisor_is_an_answer() -> None:
    """The department has spoken; agreement is not read into it, also when the filing comes back later."""
    counter = silent()
    counter.act(SIGNED, "water-handler", "propose-opinion", **REPLY)
    counter.act(SIGNED, "water-approver", "conclude-item", item="flood")
    counter.until(AFTER)
    assert counter.item("flood").state == "negative-filing"

    counter.act(AFTER, "supervisor", "return-negative", item="flood", reason="依据不足")

    assert counter.until("2026-07-03 10:00").item("flood").state == "approving"


def test_a_department_that_waits_for_a_promised_material_is_not_silent() -> None:
    """It was not allowed to conclude; the breach is recorded all the same, for it to answer."""
    counter = received(law({"materials": ["report", "photos"]}), materials=["report"])
    gaps = [{"material": "photos", "by": "2026-07-03"}]
    counter.act("2026-06-15 11:00", "clerk", "accept-case", gaps=gaps)
    counter.act(SIGNED, "water-handler", "acknowledge-notice", item="flood")

    assert of_flood(counter.until(AFTER)) == ["deadline-breached", "escalated", "responsibility-opened"]


def test_a_stopped_promise_deems_nothing() -> None:
    """Not before it has run out; then on its own later day."""
    counter = silent()
    stop = {"reason": "higher-authority", "notice": "1", "until": "2026-06-30"}
    counter.act(SIGNED, "water-handler", "stop-clock", item="flood", **stop)
    assert counter.until("2026-07-01 10:00").item("flood").state == "acknowledged"

    counter.act("2026-07-01 10:00", "water-handler", "resume-clock", item="flood")
    counter.until("2026-07-31 10:00")

    assert counter.told("opinion-deemed") == [("07-10 17:30", "flood", "opinion-deemed")]


def test_no_opinion_is_deemed_given_on_a_provisional_day() -> None:
    """The year has no table yet: the administrator is alarmed instead."""
    counter = Counter(law()).opened("2026-12-28")
    counter.act("2026-12-28 12:00", "water-handler", "acknowledge-notice", item="flood")
    counter.until("2027-02-01 10:00")

    assert counter.item("flood").state == "acknowledged"
    assert "calendar-missing" in counter.kinds()


def test_an_outage_does_not_lose_it() -> None:
    """It is entered afterwards at its lawful time, marked late."""
    counter = silent()
    for _, caused in passing(counter.case, moment("2026-07-06 10:00"), counter.book):
        counter.events.extend(caused)
        counter.case = fold(counter.case, caused)

    deemed = counter.last("opinion-deemed")
    assert (deemed.at, getattr(deemed, "late", None)) == (moment(LIMIT), True)


def test_when_both_limits_end_together_both_are_broken() -> None:
    """The statutory breach is recorded before the deemed opinion ends the item."""
    counter = silent(law({"statutory": 8})).until(AFTER)

    assert of_flood(counter).count("deadline-breached") == 2
    assert of_flood(counter)[-1] == "opinion-deemed"


def test_a_deemed_opinion_joins_as_agreement() -> None:
    """The case is granted, and the deemed opinion leaves the house with the results, as what it is."""
    counter = silent().until(AFTER)
    for item in ("forest-land", "fire-consult", "approval"):
        conclude(counter, item, AFTER)
    assert counter.case.state == "consolidating"

    delivered(decided(counter, AFTER), AFTER)

    handed_over = counter.last("case-delivered")
    assert isinstance(handed_over, CaseDelivered)
    assert [(each.item, each.opinion) for each in handed_over.results if each.ended == "deemed"] == [
        ("flood", None)
    ]


def test_a_late_reply_is_kept_and_changes_nothing() -> None:
    """Not the item, not the outcome, not the clocks; the lead is told."""
    counter = silent().until(AFTER)
    before = counter.item("flood")

    assert counter.act(AFTER, "water-handler", "propose-opinion", **REPLY) == ["late-reply-kept"]

    after = counter.item("flood")
    assert (after.state, after.proposal, after.ended_at, after.holder) == (
        before.state, before.proposal, before.ended_at, before.holder,
    )  # fmt: skip
    assert effects(counter.case, counter.last("late-reply-kept")) == [Effect("dev-reform", after.code)]
    for item in ("forest-land", "fire-consult", "approval"):
        conclude(counter, item, AFTER)
    assert counter.outcome(AFTER, "clerk", "consolidate-case", outcome="granted") == "done"
    assert counter.act("2026-06-30 10:00", "water-handler", "propose-opinion", **REPLY) == ["late-reply-kept"]


@pytest.mark.parametrize(
    ("by", "do", "fields", "refusal"),
    [
        ("fire-handler", "propose-opinion", REPLY, "NotYourDepartment"),
        ("water-handler", "propose-opinion", {**REPLY, "basis": None}, "BasisMissing"),
        ("water-handler", "propose-opinion", {**REPLY, "opinion": "maybe"}, "OpinionUnknown"),
        ("water-approver", "conclude-item", {"item": "flood"}, "ItemNotOpen"),
        ("water-handler", "take-item", {"item": "flood"}, "ItemNotOpen"),
        ("clerk", "drop-item", {"item": "flood", "reason": "不需要"}, "ItemNotOpen"),
    ],
)
def test_after_a_deemed_opinion_nothing_else_is_taken(
    by: str, do: str, fields: dict[str, Any], refusal: str
) -> None:
    """A late reply is read like any opinion; everything else finds the item ended."""
    assert silent().until(AFTER).refused(AFTER, by, do, **fields) == refusal


def test_no_late_reply_is_kept_in_a_case_that_has_ended() -> None:
    """Nobody holds it any more."""
    counter = silent().until(AFTER)
    counter.act(AFTER, "clerk", "withdraw-case", reason="项目取消")

    assert counter.refused(AFTER, "water-handler", "propose-opinion", **REPLY) == "CaseNotOpen"


def test_it_is_printed_as_deemed_and_never_as_agreement() -> None:
    """视为同意 is not 同意."""
    counter = silent().until(AFTER)
    told = Story(counter.book).sentence(counter.last("opinion-deemed"), counter.case)

    assert words.ITEM_STATES["deemed"].zh == "视为同意"
    assert "视为同意" in told.zh
    assert "同意" not in told.zh.replace("视为同意", "")
    assert "deemed" in told.en


def test_lead_decides_counts_it_as_agreement_too() -> None:
    """A deemed opinion beside a refused one: the lead may still grant over the refused opinion."""
    items = [
        {**item, "deemed": item["code"] == "flood"}
        for item in CATALOGUE["items"]
        if item["kind"] == "opinion"
    ]
    book = Rulebook(
        catalogue=Catalogue.model_validate(
            {**CATALOGUE, "items": items, "join": "lead-decides", "negative_filing": False}
        ),
        calendar=calendar(),
    )
    counter = silent(book).until(AFTER)
    conclude(counter, "fire-consult", AFTER, **REFUSAL)

    assert counter.refused(AFTER, "clerk", "consolidate-case", outcome="granted") == "ReasonMissing"
    granted = {"outcome": "granted", "explanation": "经专题会议研究"}
    assert counter.outcome(AFTER, "clerk", "consolidate-case", **granted) == "done"
