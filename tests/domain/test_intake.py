"""One door accepts: filing, gaps, corrections, acceptance, declination, withdrawal."""

from datetime import date
from typing import Any

import pytest

from desk.telling.standing import next_step
from models.domain import events
from models.domain.names import CaseState
from tests.domain.sample import FILING, Counter, moment, rulebook
from tests.domain.standings import (
    accepted,
    agreed,
    conclude,
    correcting,
    decided,
    in_state,
    received,
    withdrawn,
)

PHOTOS = {"material": "photos", "reason": "模糊不清"}
DECLINE = {"reason": "不属于本机关职权", "basis": "行政许可法 第三十二条"}

# What becomes of each command of the counter in each state of the case.
STATES: list[CaseState] = [
    "unfiled", "received", "correcting", "reviewing", "consolidating", "decided", "delivered", "archived",
    "declined", "withdrawn", "terminated",
]  # fmt: skip
CLOSED, ACCEPTED, LATE = "CaseNotOpen", "CaseAlreadyAccepted", "OneTimeNoticeClosed"
TABLE: dict[str, tuple[str, dict[str, Any], list[str]]] = {
    "file-case": ("clerk", FILING, ["done", *[CLOSED] * 10]),
    "report-gap": (
        "water-handler",
        PHOTOS,
        # of a case that is not there, nobody has an item; photos were already asked for
        ["NotYourDepartment", "done", "OneTimeNoticeAlreadyGiven", *[LATE] * 5, CLOSED, LATE, CLOSED],
    ),
    "request-corrections": (
        "clerk",
        {"gaps": [PHOTOS]},
        [CLOSED, "done", CLOSED, *[ACCEPTED] * 5, CLOSED, ACCEPTED, CLOSED],
    ),
    "submit-corrections": ("applicant", {"materials": ["photos"]}, [CLOSED, CLOSED, "done", *[CLOSED] * 8]),
    "accept-case": ("clerk", {}, [CLOSED, "done", CLOSED, *[ACCEPTED] * 5, CLOSED, ACCEPTED, CLOSED]),
    "decline-case": ("clerk", DECLINE, [CLOSED, "done", "done", *[ACCEPTED] * 5, CLOSED, ACCEPTED, CLOSED]),
    "withdraw-case": ("clerk", {"reason": "项目调整"}, [CLOSED, *["done"] * 4, *[CLOSED] * 6]),
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("do", TABLE)
def test_a_command_of_the_counter_fits_only_some_states(do: str, state: CaseState) -> None:
    """Done, or refused by the name in the table, with nothing changed."""
    by, fields, outcomes = TABLE[do]
    if (do, state) == ("submit-corrections", "unfiled"):
        by = "clerk"  # a case that was never filed has no applicant
    counter, at = in_state(state)
    expected = outcomes[STATES.index(state)]

    if expected == "done":
        assert counter.act(at, by, do, **fields)
    else:
        assert counter.refused(at, by, do, **fields) == expected


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"answers": {"uses_forest": "yes"}}, "FieldInvalid"),  # a yes-or-no question
        ({"answers": {"nonsense": True}}, "FieldInvalid"),
        ({"materials": ["nonsense"]}, "MaterialUnknown"),
        ({"project": {"code": "x", "name": "x"}}, "FieldInvalid"),  # no unified project code
        ({"nonsense": 1}, "FieldInvalid"),
    ],
)
def test_a_filing_that_cannot_be_understood_is_refused(changes: dict[str, Any], refusal: str) -> None:
    """Nothing is received, and no case exists."""
    counter = Counter()

    assert counter.refused("2026-06-15 10:00", "clerk", "file-case", **{**FILING, **changes}) == refusal
    assert counter.case.state == "unfiled"


def test_a_case_may_be_filed_without_its_materials() -> None:
    """Missing materials are what gaps are for."""
    counter = received(materials=[])

    assert (counter.case.state, counter.case.materials) == ("received", ())


def test_the_answers_decide_which_items_the_case_has() -> None:
    """Without forest land, the forestry office is not asked, and nobody waits for it."""
    assert list(received(answers={}).case.items) == ["flood", "fire-consult", "approval"]
    assert list(received().case.items) == ["forest-land", "flood", "fire-consult", "approval"]


def test_a_filing_for_which_no_item_applies_is_refused() -> None:
    """An empty joint approval approves nothing."""
    forest_only = rulebook(items=[sample_item() | {"when": {"is": "uses_forest"}}])

    assert (
        Counter(forest_only).refused(
            "2026-06-15 10:00", "clerk", "file-case", **{**FILING, "answers": {"uses_forest": False}}
        )
        == "FieldInvalid"
    )


def sample_item() -> dict[str, Any]:
    """An item of one level."""
    return {
        "code": "fire-consult", "title": {"zh": "消防意见", "en": "Fire opinion"}, "department": "fire",
        "kind": "opinion", "basis": "消防法 第十一条", "levels": ["handler"], "materials": ["report"],
    }  # fmt: skip


def test_an_item_that_needs_an_earlier_result_says_so_at_the_door() -> None:
    """The phase before must have given its result."""
    book = rulebook(
        follows={"catalogue": "phase-one", "results": ["siting"]},
        items=[sample_item() | {"requires_results": ["siting"]}],
    )
    siting = {"item": "siting", "number": "选址〔2026〕1号", "date": "2026-05-06"}

    assert Counter(book).refused("2026-06-15 10:00", "clerk", "file-case", **FILING) == "FieldInvalid"
    assert received(book, earlier_results=[siting]).case.state == "received"


@pytest.mark.parametrize(
    "results",
    [
        [{"item": "nonsense", "number": "1", "date": "2026-05-06"}],
        [{"item": "siting", "number": "1", "date": "2026-06-16"}],
        [{"item": "siting", "number": "1", "date": "2026-05-06"}] * 2,
    ],
)
def test_an_earlier_result_is_one_that_there_can_be(results: list[dict[str, str]]) -> None:
    """Of the earlier phase, named once, and of no day to come."""
    book = rulebook(follows={"catalogue": "phase-one", "results": ["siting"]})
    filing = {**FILING, "earlier_results": results}

    assert Counter(book).refused("2026-06-15 10:00", "clerk", "file-case", **filing) == "FieldInvalid"


def test_a_material_that_was_handed_in_twice_is_there_once() -> None:
    """The list of what was received names it once."""
    assert received(materials=["photos", "report", "photos"]).case.materials == ("photos", "report")


def test_acceptance_notifies_every_department_in_the_same_step() -> None:
    """One notice for each item without an open prerequisite; the approval waits for the flood review."""
    counter = received()

    kinds = counter.act("2026-06-16 11:00", "clerk", "accept-case")

    assert kinds == ["case-accepted", "notice-issued", "notice-issued", "notice-issued"]
    assert {code: item.state for code, item in counter.case.items.items()} == {
        "forest-land": "notified",
        "flood": "notified",
        "fire-consult": "notified",
        "approval": "waiting",
    }
    assert {event.at for event in counter.events[-4:]} == {moment("2026-06-16 11:00")}


def test_acceptance_needs_every_required_material() -> None:
    """A gap may be tolerated only where the catalogue lets it be."""
    counter = received(materials=[])
    at, by = "2026-06-15 11:00", "2026-06-26"

    assert counter.refused(at, "clerk", "accept-case") == "MaterialMissing"
    assert (
        counter.refused(at, "clerk", "accept-case", gaps=[{"material": "photos", "by": by}])
        == "MaterialMissing"
    )
    assert (
        counter.refused(at, "clerk", "accept-case", gaps=[{"material": "report", "by": by}])
        == "MaterialNotTolerable"
    )
    assert (
        counter.refused(at, "clerk", "accept-case", gaps=[{"material": "nonsense", "by": by}])
        == "MaterialUnknown"
    )


def test_a_material_of_no_item_of_the_case_is_not_needed() -> None:
    """Only the forestry office wants photos."""
    counter = received(materials=["report"], answers={})

    assert counter.act("2026-06-15 11:00", "clerk", "accept-case")[0] == "case-accepted"


@pytest.mark.parametrize(
    ("by", "outcome"),
    [
        ("2026-06-14", "EndInThePast"),
        ("2026-06-15", "done"),
        ("2026-07-28", "done"),  # 30 working days after 06-15: the committed limit of the case
        ("2026-07-29", "PromiseTooLate"),
    ],
)
def test_a_tolerated_gap_is_promised_within_the_committed_limit(by: str, outcome: str) -> None:
    """From today to the day on which the case is promised."""
    counter = received(materials=["report"])

    assert (
        counter.outcome("2026-06-15 11:00", "clerk", "accept-case", gaps=[{"material": "photos", "by": by}])
        == outcome
    )


def test_every_gap_is_asked_for_at_once_with_every_reason() -> None:
    """The lead's own gap and those of two departments stand in one document, none swallowed."""
    counter = received()
    counter.act("2026-06-15 10:00", "water-handler", "report-gap", material="report", reason="缺水文资料")
    counter.act(
        "2026-06-15 10:10", "forestry-handler", "report-gap", material="report", reason="缺林地现状图"
    )

    counter.act("2026-06-15 10:30", "clerk", "request-corrections", gaps=[PHOTOS])

    asked = counter.last("corrections-requested")
    assert isinstance(asked, events.CorrectionsRequested)
    assert [(gap.department, gap.material, gap.reason) for gap in asked.gaps] == [
        ("water", "report", "缺水文资料"),
        ("forestry", "report", "缺林地现状图"),
        ("dev-reform", "photos", "模糊不清"),
    ]
    assert (counter.case.state, counter.case.materials, counter.case.reported) == ("correcting", (), ())


def test_a_reported_gap_must_be_settled_before_acceptance() -> None:
    """What a department called wrong is missing, although a file of that name had come."""
    counter = received()
    counter.act("2026-06-15 10:00", "water-handler", "report-gap", material="report", reason="缺水文资料")

    assert counter.refused("2026-06-15 11:00", "clerk", "accept-case") == "MaterialMissing"


def test_nothing_is_asked_for_twice() -> None:
    """Neither by the lead nor by a department, whatever came back."""
    counter = correcting()
    counter.act("2026-06-16 10:00", "applicant", "submit-corrections", materials=["photos"])

    assert (
        counter.refused("2026-06-16 11:00", "clerk", "request-corrections", gaps=[PHOTOS])
        == "OneTimeNoticeAlreadyGiven"
    )
    assert (
        counter.refused("2026-06-16 11:00", "forestry-handler", "report-gap", **PHOTOS)
        == "OneTimeNoticeAlreadyGiven"
    )


@pytest.mark.parametrize(
    ("do", "by", "fields", "refusal"),
    [
        ("request-corrections", "clerk", {}, "FieldInvalid"),  # nothing to ask for
        ("request-corrections", "clerk", {"gaps": [{"material": "nonsense"}]}, "MaterialUnknown"),
        ("report-gap", "water-handler", {"material": "nonsense", "reason": "缺"}, "MaterialUnknown"),
        ("report-gap", "water-handler", {"material": "report"}, "FieldInvalid"),  # no reason
        ("decline-case", "clerk", {"basis": "法"}, "ReasonMissing"),
        ("decline-case", "clerk", {"reason": "不属于本机关职权"}, "BasisMissing"),
        ("withdraw-case", "applicant", {}, "ReasonMissing"),
        ("confirm-negative", "supervisor", {}, "NothingToConfirm"),
        ("return-negative", "supervisor", {"reason": "理由不足"}, "NothingToConfirm"),
        ("nonsense", "clerk", {}, "CommandUnknown"),
    ],
)
def test_what_a_command_lacks_is_named(do: str, by: str, fields: dict[str, Any], refusal: str) -> None:
    """A received case; each refusal has one name."""
    assert received().refused("2026-06-15 10:00", by, do, **fields) == refusal


def test_what_the_corrections_left_out_may_follow() -> None:
    """It cannot be asked for again, so the applicant may still bring it; each submission is a new receipt."""
    counter = received(materials=[])
    gaps = [{"material": "photos"}, {"material": "report"}]
    counter.act("2026-06-15 10:00", "clerk", "request-corrections", gaps=gaps)
    counter.act("2026-06-16 10:00", "applicant", "submit-corrections", materials=["photos"])
    assert counter.refused("2026-06-16 11:00", "clerk", "accept-case") == "MaterialMissing"
    assert counter.refused("2026-06-16 11:00", "clerk", "request-corrections", gaps=gaps[1:]) == (
        "OneTimeNoticeAlreadyGiven"
    )
    step = next_step(counter.case, counter.book)
    assert step == ("submit-corrections", None, {"materials": "report"})

    counter.act("2026-06-17 10:00", "applicant", "submit-corrections", materials=["report"])

    assert counter.case.receipt_on == date(2026, 6, 17)
    assert counter.refused("2026-06-17 10:30", "applicant", "submit-corrections", materials=["report"]) == (
        "CaseNotOpen"
    )
    assert "case-accepted" in counter.act("2026-06-17 11:00", "clerk", "accept-case")


def test_incomplete_corrections_do_not_keep_the_lead_from_its_word() -> None:
    """It may decline with reason and basis; and a silent lead has accepted on the fifth working day."""
    counter = received(materials=["photos"])
    counter.act("2026-06-15 10:00", "clerk", "request-corrections", gaps=[{"material": "report"}])
    counter.act("2026-06-16 10:00", "applicant", "submit-corrections", materials=["photos"])
    silent = Counter()
    silent.case, silent.events = counter.case, list(counter.events)

    assert counter.act(
        "2026-06-17 10:00", "clerk", "decline-case", reason="材料不齐", basis="行政许可法 第三十二条"
    ) == ["negative-filed"]
    assert silent.until("2026-06-25 09:00").case.effective == date(2026, 6, 16)


def test_a_material_is_promised_once() -> None:
    """Two days for one material would leave open which one counts."""
    counter = received(materials=["report"])
    gaps = [{"material": "photos", "by": "2026-06-20"}, {"material": "photos", "by": "2026-06-26"}]

    assert counter.refused("2026-06-15 11:00", "clerk", "accept-case", gaps=gaps) == "FieldInvalid"


def test_corrections_must_be_known_materials_and_at_least_one() -> None:
    """Handing in nothing, or something else, is no correction."""
    counter = correcting()

    assert (
        counter.refused("2026-06-15 11:00", "applicant", "submit-corrections", materials=[]) == "FieldInvalid"
    )
    assert (
        counter.refused("2026-06-15 11:00", "applicant", "submit-corrections", materials=["nonsense"])
        == "MaterialUnknown"
    )


def test_a_declination_is_filed_and_takes_effect_when_confirmed() -> None:
    """The acceptance clock runs on meanwhile; the supervisor's word ends the case."""
    counter = received()
    assert counter.act("2026-06-15 10:00", "clerk", "decline-case", **DECLINE) == ["negative-filed"]
    assert counter.case.state == "received"

    assert counter.act("2026-06-16 10:00", "supervisor", "confirm-negative") == [
        "negative-confirmed",
        "case-declined",
    ]
    assert (counter.case.state, counter.case.ended) == ("declined", True)


def test_a_returned_declination_leaves_the_case_at_the_counter() -> None:
    """The lead may then accept it, and nothing is left to confirm."""
    counter = received()
    counter.act("2026-06-15 10:00", "clerk", "decline-case", **DECLINE)
    assert counter.refused("2026-06-15 11:00", "supervisor", "return-negative") == "ReasonMissing"

    counter.act("2026-06-15 11:00", "supervisor", "return-negative", reason="属于本机关职权")

    assert counter.refused("2026-06-15 12:00", "supervisor", "confirm-negative") == "NothingToConfirm"
    assert counter.act("2026-06-15 12:00", "clerk", "accept-case")[0] == "case-accepted"


def test_a_declination_that_waits_does_not_stop_deemed_acceptance() -> None:
    """Silence of the supervisor is no refusal: on the fifth working day the case is accepted."""
    counter = received()
    counter.act("2026-06-15 10:00", "clerk", "decline-case", **DECLINE)

    counter.until("2026-06-23 17:30")

    assert counter.case.state == "reviewing"
    assert counter.refused("2026-06-24 10:00", "supervisor", "confirm-negative") == "NothingToConfirm"


def test_a_declination_is_filed_once() -> None:
    """Until the supervisor has spoken a second click changes nothing; handed back, it may be filed again."""
    counter = received()
    counter.act("2026-06-15 10:00", "clerk", "decline-case", **DECLINE)

    assert counter.refused("2026-06-15 11:00", "clerk", "decline-case", **DECLINE) == "CaseNotOpen"
    counter.act("2026-06-15 12:00", "supervisor", "return-negative", reason="理由不足")
    assert counter.act("2026-06-15 13:00", "clerk", "decline-case", **DECLINE) == ["negative-filed"]


def test_without_negative_filing_a_declination_is_final_at_once() -> None:
    """Where the catalogue asks for no filing."""
    counter = received(rulebook(negative_filing=False))

    assert counter.act("2026-06-15 10:00", "clerk", "decline-case", **DECLINE) == ["case-declined"]


def test_withdrawal_cancels_what_is_open_and_leaves_what_was_decided() -> None:
    """Open items end with the case, a concluded one keeps its result."""
    counter = accepted()
    conclude(counter, "fire-consult", "2026-06-15 11:30")

    withdrawn(counter)

    assert {code: item.state for code, item in counter.case.items.items()} == {
        "forest-land": "cancelled",
        "flood": "cancelled",
        "fire-consult": "concluded",
        "approval": "cancelled",
    }
    assert (
        counter.refused("2026-06-15 13:00", "forestry-handler", "acknowledge-notice", item="forest-land")
        == "CaseNotOpen"
    )


def test_a_decided_case_is_not_withdrawn() -> None:
    """The decision has been made; it can only be delivered."""
    counter = decided(agreed(accepted(), "2026-06-16 10:00"), "2026-06-16 11:00")

    assert counter.refused("2026-06-16 12:00", "applicant", "withdraw-case", reason="改期") == "CaseNotOpen"
