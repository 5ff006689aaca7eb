"""Tolerated gaps (容缺受理): what waits for a promised material, what its day brings, and what closes it."""

from datetime import date
from typing import Any

import pytest

from models.domain.change_events import GapOverdue
from models.domain.effects import Effect, effects
from models.domain.names import MaterialCode
from models.domain.view import view
from tests.domain.sample import CATALOGUE, Counter, moment, rulebook
from tests.domain.standings import REFUSAL, accepted, agreed, conclude, hand, received

WEDNESDAY, LATER = "2026-06-17 10:00", "2026-06-25 10:00"
PROMISE = {"gaps": [{"material": "photos", "by": "2026-06-24"}]}


def tolerated(**book: Any) -> Counter:
    """Accepted on 15 June without the photos, promised for the 24th; the forest review needs them."""
    counter = received(rulebook(**book) if book else None, materials=["report"])
    counter.act("2026-06-15 11:00", "clerk", "accept-case", **PROMISE)
    return counter


def ready(counter: Counter, at: str, **opinion: Any) -> Counter:
    """The forest review lies with its last level."""
    item = "forest-land"
    counter.act(at, hand(item, "handler"), "acknowledge-notice", item=item)
    counter.act(at, hand(item, "handler"), "propose-opinion", item=item, **(opinion or {"opinion": "agree"}))
    counter.act(at, hand(item, "reviewer"), "endorse-opinion", item=item)
    return counter


def one_level() -> Counter:
    """The fire review needs the photos, and its handler alone concludes it."""
    items = [
        {**item, "materials": ["report", "photos"]} if item["code"] == "fire-consult" else item
        for item in CATALOGUE["items"]
    ]
    counter = tolerated(items=items)
    counter.act(WEDNESDAY, "fire-handler", "acknowledge-notice", item="fire-consult")
    return counter


@pytest.mark.parametrize(
    "opinion", [{"opinion": "agree"}, {"opinion": "not-involved"}, REFUSAL], ids=lambda each: each["opinion"]
)
def test_an_item_does_not_conclude_before_the_material_has_come(opinion: dict[str, str]) -> None:
    """The department may work and propose; the last signature waits."""
    counter = ready(tolerated(), WEDNESDAY, **opinion)

    assert counter.refused(WEDNESDAY, "forestry-approver", "conclude-item", item="forest-land") == "GapOpen"
    counter.act(WEDNESDAY, "clerk", "close-gap", material="photos")
    assert counter.outcome(WEDNESDAY, "forestry-approver", "conclude-item", item="forest-land") == "done"


def test_with_one_level_the_opinion_itself_waits() -> None:
    """Proposing would conclude."""
    counter = one_level()
    agree = {"item": "fire-consult", "opinion": "agree"}

    assert counter.refused(WEDNESDAY, "fire-handler", "propose-opinion", **agree) == "GapOpen"
    counter.act(WEDNESDAY, "clerk", "close-gap", material="photos")
    assert counter.outcome(WEDNESDAY, "fire-handler", "propose-opinion", **agree) == "done"


def test_items_that_do_not_need_the_material_conclude_without_it() -> None:
    """Nobody waits for another's photos."""
    counter = tolerated()

    conclude(counter, "flood", WEDNESDAY)

    assert counter.item("flood").state == "concluded"


def test_a_promise_that_is_not_kept_is_told_once() -> None:
    """At closing of the promised day, to the applicant and to the lead."""
    counter = tolerated().until("2026-07-10 12:00")

    assert counter.told("gap-overdue") == [("06-24 17:30", None, "gap-overdue")]
    event = counter.last("gap-overdue")
    assert isinstance(event, GapOverdue)
    assert (event.material, event.promised, event.items) == ("photos", date(2026, 6, 24), ("forest-land",))
    assert effects(counter.case, event) == [Effect("applicant", None), Effect("dev-reform", None)]


@pytest.mark.parametrize("closed", ["2026-06-17 10:00", "2026-06-24 17:29"])
def test_a_promise_that_is_kept_is_not_overdue(closed: str) -> None:
    """Also a minute before the office closes."""
    counter = tolerated()
    counter.act(closed, "clerk", "close-gap", material="photos")

    assert counter.until("2026-07-10 12:00").told("gap-overdue") == []


def test_a_late_material_still_closes_the_gap() -> None:
    """Better late than never: the departments are told and may conclude."""
    counter = ready(tolerated(), LATER)

    counter.act(LATER, "clerk", "close-gap", material="photos")

    assert effects(counter.case, counter.last("gap-closed")) == [Effect("forestry", None)]
    assert counter.outcome(LATER, "forestry-approver", "conclude-item", item="forest-land") == "done"


def test_a_department_may_refuse_for_want_of_the_promised_material() -> None:
    """Once its day has passed, and only to refuse: else the case could never end."""
    counter = ready(tolerated(), LATER, **REFUSAL)

    assert counter.outcome(LATER, "forestry-approver", "conclude-item", item="forest-land") == "done"
    assert counter.item("forest-land").state == "negative-filing"


def test_an_overdue_material_does_not_make_agreement_possible() -> None:
    """The promise is broken, not forgiven."""
    counter = ready(tolerated(), LATER)

    assert counter.refused(LATER, "forestry-approver", "conclude-item", item="forest-land") == "GapOpen"


@pytest.mark.parametrize(
    ("material", "refusal"), [("nonsense", "MaterialUnknown"), ("report", "FieldInvalid")]
)
def test_only_a_promised_material_closes_a_gap(material: str, refusal: str) -> None:
    """The report was there from the beginning."""
    assert tolerated().refused(WEDNESDAY, "clerk", "close-gap", material=material) == refusal


def test_a_gap_is_closed_once() -> None:
    """The second time nothing is owed."""
    counter = tolerated()
    counter.act(WEDNESDAY, "clerk", "close-gap", material="photos")

    assert counter.refused(WEDNESDAY, "clerk", "close-gap", material="photos") == "FieldInvalid"


def agreed_and_decided() -> Counter:
    """Granted on the 17th."""
    counter = agreed(accepted(), WEDNESDAY)
    counter.act(WEDNESDAY, "clerk", "consolidate-case", outcome="granted")
    return counter


@pytest.mark.parametrize("counter", [received, agreed_and_decided], ids=["received", "decided"])
def test_a_gap_is_closed_while_the_case_is_under_review(counter: Any) -> None:
    """Before acceptance there are corrections; after the decision nothing waits any more."""
    case: Counter = counter()

    assert case.refused("2026-06-18 10:00", "clerk", "close-gap", material="photos") == "CaseNotOpen"


def test_no_gap_is_overdue_when_nothing_needs_it_any_more() -> None:
    """The case was decided before the promised day: the forest review had been dropped."""
    counter = tolerated()
    counter.act(WEDNESDAY, "clerk", "drop-item", item="forest-land", reason="红线已调整")
    for item in ("flood", "fire-consult", "approval"):
        conclude(counter, item, WEDNESDAY)
    counter.act(WEDNESDAY, "clerk", "consolidate-case", outcome="granted")

    assert counter.until("2026-07-10 12:00").told("gap-overdue") == []


def test_the_view_tells_the_promised_days_and_what_waits_for_them() -> None:
    """Owed, overdue and, when it has come, closed."""
    counter = tolerated()

    def seen(at: str) -> tuple[list[tuple[MaterialCode, date, bool, bool]], tuple[MaterialCode, ...]]:
        shown = view(counter.until(at).case, moment(at), counter.book)
        gaps = [(gap.material, gap.by, gap.closed, gap.overdue) for gap in shown.gaps]
        return gaps, shown.items[counter.item("forest-land").code].owed

    day = date(2026, 6, 24)
    assert seen(WEDNESDAY) == ([("photos", day, False, False)], ("photos",))
    assert seen(LATER) == ([("photos", day, False, True)], ("photos",))
    counter.act(LATER, "clerk", "close-gap", material="photos")
    assert seen(LATER) == ([("photos", day, True, True)], ())
