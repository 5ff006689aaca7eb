"""Who holds the clock: every elapsed working day belongs to exactly one party."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.attribution import attribution
from models.domain.catalogue import Catalogue
from models.domain.refusals import Refusal
from models.domain.rulebook import Rulebook
from tests.domain import oracle
from tests.domain.sample import CATALOGUE, FILING, Counter, calendar, rulebook
from tests.domain.standings import REFUSAL, accepted, agreed, conclude, correcting, declined, received


def shares(counter: Counter, on: str = "2026-12-01") -> list[tuple[str, str | None, int]]:
    """The shares as they stand on a day."""
    found = attribution(counter.case, date.fromisoformat(on), counter.book)
    return [(share.party, share.item, share.days) for share in found.shares]


def closed(counter: Counter, at: str, outcome: str = "granted") -> Counter:
    """Decided and delivered at one moment."""
    counter.act(at, "clerk", "consolidate-case", outcome=outcome, explanation="经研究")
    counter.act(at, "clerk", "deliver-case", method="窗口", recipient="某公司", receipt="1")
    return counter


def two_items() -> Rulebook:
    """The flood review and the approval after it, nothing else."""
    items = rulebook().catalogue.model_dump(mode="json")
    items["items"] = [item for item in items["items"] if item["code"] in {"flood", "approval"}]
    return Rulebook(catalogue=Catalogue.model_validate(items), calendar=calendar())


def test_the_example_of_the_design() -> None:
    """Received and accepted 06-15, flood 06-15→06-22, approval 06-22→06-26, delivered 06-30."""
    counter = accepted(two_items())
    conclude(counter, "flood", "2026-06-22 15:00")
    conclude(counter, "approval", "2026-06-26 15:00")
    closed(counter, "2026-06-30 15:00")

    assert shares(counter) == [("water", "flood", 4), ("dev-reform", "approval", 4), ("dev-reform", None, 2)]
    assert not attribution(counter.case, date(2026, 12, 1), counter.book).provisional


def test_the_chain_runs_through_the_item_that_ended_last() -> None:
    """The forestry office ended after the approval: the others' days are not counted, they lie beside it."""
    counter = accepted()
    for item, at in (
        ("fire-consult", "06-16"),
        ("flood", "06-17"),
        ("approval", "06-18"),
        ("forest-land", "06-26"),
    ):
        conclude(counter, item, f"2026-{at} 15:00")
    closed(counter, "2026-06-29 10:00")

    assert shares(counter) == [("forestry", "forest-land", 8), ("dev-reform", None, 1)]


def test_the_chain_runs_back_over_the_prerequisite_that_ended_last() -> None:
    """The approval waited for the flood review and for the fire opinion, which came later."""
    items = rulebook().catalogue.model_dump(mode="json")["items"]
    items[3]["after"] = ["flood", "fire-consult"]
    counter = accepted(rulebook(items=items))
    for item, at in (
        ("flood", "06-16"),
        ("forest-land", "06-17"),
        ("fire-consult", "06-18"),
        ("approval", "06-23"),
    ):
        conclude(counter, item, f"2026-{at} 15:00")
    closed(counter, "2026-06-23 16:00")

    assert shares(counter) == [("fire", "fire-consult", 3), ("dev-reform", "approval", 2)]


def test_the_days_before_acceptance_belong_to_the_lead_or_to_the_applicant() -> None:
    """Asked on 06-17, which is the lead's still, and answered on 06-23, which is the applicant's still."""
    counter = received()
    counter.act("2026-06-17 10:00", "clerk", "request-corrections", gaps=[{"material": "photos"}])
    counter.act("2026-06-23 10:00", "applicant", "submit-corrections", materials=["photos"])
    counter.act("2026-06-24 10:00", "clerk", "accept-case")
    agreed(counter, "2026-06-25 10:00")
    closed(counter, "2026-06-26 10:00")

    assert shares(counter) == [
        ("dev-reform", None, 2),  # 16, 17
        ("applicant", None, 3),  # 18, 22, 23
        ("dev-reform", None, 1),  # 24
        ("forestry", "forest-land", 1),  # 25; all ended together, the first of the catalogue stands for them
        ("dev-reform", None, 1),  # 26
    ]


@pytest.mark.parametrize(
    ("reason", "party"), [("hearing", "special-procedure"), ("higher-authority", "higher-authority")]
)
def test_stopped_days_belong_to_what_stopped_the_item(reason: str, party: str) -> None:
    """Stopped on 06-17, which is the department's still, and resumed on 06-23, which is not yet."""
    counter = accepted(two_items())
    counter.act(
        "2026-06-17 10:00",
        "water-handler",
        "stop-clock",
        item="flood",
        reason=reason,
        notice="1",
        until="2026-06-30",
    )
    counter.act("2026-06-23 10:00", "water-handler", "resume-clock", item="flood")
    conclude(counter, "flood", "2026-06-25 10:00")
    conclude(counter, "approval", "2026-06-26 10:00")
    closed(counter, "2026-06-26 11:00")

    assert shares(counter) == [
        ("water", "flood", 2),  # 16, 17
        (party, "flood", 3),  # 18, 22, 23
        ("water", "flood", 2),  # 24, 25
        ("dev-reform", "approval", 1),
    ]


def test_an_item_that_ended_while_stopped_leaves_no_stop_behind() -> None:
    """What comes after it is nobody's special procedure."""
    counter = accepted(two_items())
    counter.act(
        "2026-06-16 10:00",
        "water-handler",
        "stop-clock",
        item="flood",
        reason="hearing",
        notice="1",
        until="2026-06-30",
    )
    conclude(counter, "flood", "2026-06-18 10:00")
    conclude(counter, "approval", "2026-06-22 10:00")
    closed(counter, "2026-06-22 11:00")

    assert shares(counter) == [
        ("water", "flood", 1), ("special-procedure", "flood", 2), ("dev-reform", "approval", 1),
    ]  # fmt: skip


def test_an_open_case_shows_the_chain_through_the_item_due_last_and_says_so() -> None:
    """The forest land is promised in ten days, the others sooner; today is not over and not counted."""
    counter = accepted()

    assert shares(counter, "2026-06-18") == [("forestry", "forest-land", 2)]
    assert attribution(counter.case, date(2026, 6, 18), counter.book).provisional


def test_a_stopped_item_is_the_one_that_is_due_last() -> None:
    """Nobody knows when it will end."""
    counter = accepted()
    counter.act(
        "2026-06-16 10:00",
        "fire-handler",
        "stop-clock",
        item="fire-consult",
        reason="testing",
        notice="1",
        until="2026-06-30",
    )

    assert shares(counter, "2026-06-23") == [
        ("fire", "fire-consult", 1),
        ("special-procedure", "fire-consult", 3),
    ]


@pytest.mark.parametrize(
    ("counter", "on", "expected"),
    [
        (Counter(), "2026-06-20", []),  # nothing was received
        (received(), "2026-06-15", []),  # today is not over
        (received(), "2026-06-18", [("dev-reform", None, 2)]),
        (correcting(), "2026-06-18", [("applicant", None, 2)]),  # asked on the day of receipt
        (declined(), "2026-12-01", []),  # within a day
    ],
)
def test_a_case_that_was_not_accepted_has_no_department_in_it(
    counter: Counter, on: str, expected: list[tuple[str, str | None, int]]
) -> None:
    """The lead and the applicant alone."""
    assert shares(counter, on) == expected


def test_a_case_that_ended_early_is_counted_to_its_end() -> None:
    """Withdrawn on 06-22: the days stop there."""
    counter = accepted()
    counter.act("2026-06-22 10:00", "applicant", "withdraw-case", reason="改期")

    assert shares(counter) == [("forestry", "forest-land", 4)]
    assert shares(counter, "2027-06-01") == shares(counter)


def test_deemed_acceptance_leaves_the_silent_days_with_the_lead() -> None:
    """The clocks date back, but no department had the file before the notice."""
    counter = received().until("2026-06-23 17:30")

    assert shares(counter, "2026-06-25") == [("dev-reform", None, 5), ("forestry", "forest-land", 1)]


STOP = {"notice": "1", "until": "2027-12-01"}
OUTSIDE: list[tuple[str, str, dict[str, Any]]] = [
    ("clerk", "accept-case", {}),
    ("clerk", "request-corrections", {"gaps": [{"material": "photos"}]}),
    ("applicant", "submit-corrections", {"materials": ["photos", "report"]}),
    ("clerk", "consolidate-case", {"outcome": "granted"}),
    ("clerk", "deliver-case", {"method": "窗口", "recipient": "某公司", "receipt": "1"}),
    ("applicant", "withdraw-case", {"reason": "改期"}),
]
INSIDE: list[tuple[str, str, dict[str, Any]]] = [
    ("water-handler", "stop-clock", {**STOP, "item": "flood", "reason": "hearing"}),
    ("water-handler", "resume-clock", {"item": "flood"}),
    ("forestry-handler", "stop-clock", {**STOP, "item": "forest-land", "reason": "higher-authority"}),
    ("forestry-handler", "resume-clock", {"item": "forest-land"}),
]
ENDS = ["forest-land", "flood", "fire-consult", "approval"]
"""A step that is an item's code takes the item through all its levels."""

steps_of_a_case = st.lists(
    st.tuples(
        st.integers(0, 9),
        st.one_of(st.sampled_from(OUTSIDE), st.sampled_from(INSIDE), st.sampled_from(ENDS)),
    ),
    max_size=14,
)


@given(steps_of_a_case, st.integers(0, 60), st.booleans(), st.booleans())
def test_the_parts_always_sum_to_the_whole(
    steps: list[tuple[int, Any]], after: int, accept: bool, refuse: bool
) -> None:
    """Whatever happens in whatever order: the shares are all working days after receipt, up to the end."""
    counter, day = Counter(), date(2026, 4, 27)
    counter.act(f"{day} 09:00", "clerk", "file-case", **FILING)
    if accept:
        counter.act(f"{day} 09:30", "clerk", "accept-case")
    for number, (days, step) in enumerate(steps):
        day += timedelta(days=days)
        at = f"{day} {10 + number // 4}:{number % 4}0"
        try:
            if isinstance(step, str):
                conclude(counter, step, at, **(REFUSAL if refuse else {}))
            else:
                counter.act(at, step[0], step[1], **step[2])
        except Refusal:
            pass  # out of place; the order is random
    on = day + timedelta(days=after)
    counter.until(f"{on} 08:00")

    case = counter.case
    finished = case.delivered_at or case.ended_at
    last = on - timedelta(days=1) if finished is None else finished.date()
    elapsed = sum(oracle.works(each) for each in oracle.days_after(date(2026, 4, 27)) if each <= last)
    found = attribution(case, on, counter.book)
    assert found.total == elapsed
    assert found.provisional is (finished is None)
    assert all(share.days > 0 for share in found.shares)


def test_days_before_an_item_was_added_are_the_lead_s() -> None:
    """Added on the 22nd, concluded on the 25th, delivered at once: the lead had the 16th to the 22nd."""
    counter = agreed(accepted(answers={"uses_forest": False}), "2026-06-17 10:00")
    counter.act(
        "2026-06-22 10:00", "clerk", "add-item", item="forest-land", reason="占用林地", materials=["photos"]
    )
    conclude(counter, "forest-land", "2026-06-25 10:00")

    assert shares(closed(counter, "2026-06-25 11:00")) == [
        ("dev-reform", None, 4),  # 16, 17, 18, 22
        ("forestry", "forest-land", 3),
    ]


def test_an_item_that_was_dropped_kept_what_waited_for_it() -> None:
    """The flood review lay with the water department until it was dropped; then the approval began."""
    counter = accepted()
    for item in ("forest-land", "fire-consult"):
        conclude(counter, item, "2026-06-16 10:00")
    counter.act("2026-06-18 10:00", "clerk", "drop-item", item="flood", reason="无需评价")
    conclude(counter, "approval", "2026-06-23 10:00")

    assert shares(closed(counter, "2026-06-23 11:00")) == [
        ("water", "flood", 3),  # 16, 17, 18
        ("dev-reform", "approval", 2),
    ]


def test_what_nobody_was_ever_asked_is_nobody_s_but_the_lead_s() -> None:
    """An earlier result stood for an item that had not begun: its department never held a day."""
    items = [
        {**item, "after": ["fire-consult"]} if item["code"] == "flood" else item
        for item in CATALOGUE["items"]
    ]
    counter = accepted(rulebook(items=items))
    reuse = {"item": "flood", "number": "1", "date": "2025-11-03"}
    counter.act("2026-06-17 10:00", "clerk", "reuse-result", **reuse)
    conclude(counter, "fire-consult", "2026-06-18 10:00")
    conclude(counter, "forest-land", "2026-06-18 10:00")
    conclude(counter, "approval", "2026-06-23 10:00")

    assert shares(closed(counter, "2026-06-23 11:00")) == [
        ("dev-reform", None, 2),  # 16, 17: the review was never asked for
        ("dev-reform", "approval", 3),  # 18, 22, 23
    ]


def test_a_deemed_opinion_s_days_are_its_department_s() -> None:
    """Silence held the case all the while."""
    items = [{**item, "deemed": item["code"] == "flood"} for item in CATALOGUE["items"]]
    counter = accepted(rulebook(items=items))
    for item in ("forest-land", "fire-consult"):
        conclude(counter, item, "2026-06-16 10:00")
    counter.act("2026-06-16 10:00", "water-handler", "acknowledge-notice", item="flood")
    conclude(counter, "approval", "2026-06-29 10:00")

    assert shares(closed(counter, "2026-06-29 11:00")) == [
        ("water", "flood", 8),
        ("dev-reform", "approval", 1),
    ]


def test_the_higher_authority_answers_for_the_days_that_it_took() -> None:
    """三级联审: forwarded on the 16th and back on the 24th, two days late."""
    counter = accepted()
    for item in ("forest-land", "fire-consult"):
        conclude(counter, item, "2026-06-16 10:00")
    forwarded = {"reason": "higher-authority", "notice": "灵政请〔2026〕5号", "until": "2026-06-22"}
    counter.act("2026-06-16 11:00", "water-handler", "stop-clock", item="flood", **forwarded)
    counter.act("2026-06-24 10:00", "water-handler", "resume-clock", item="flood")
    conclude(counter, "flood", "2026-06-25 10:00")
    conclude(counter, "approval", "2026-06-25 10:00")

    assert shares(closed(counter, "2026-06-25 11:00")) == [
        ("water", "flood", 1),  # 16
        ("higher-authority", "flood", 5),  # 17, 18, 22, 23, 24
        ("water", "flood", 1),  # 25
    ]
