"""Each row of domain.md §8: met by real commands, said in both languages, and nothing has changed."""

import re
from pathlib import Path

import pytest

from models.domain.refusals import every_refusal
from tests.domain.refusals import rows_of_cases, rows_of_clocks, rows_of_joint_work
from tests.domain.refusals.situations import Row, second_filing
from tests.domain.sample import check_sentences, person

ROWS = (*rows_of_cases.ROWS, *rows_of_clocks.ROWS, *rows_of_joint_work.ROWS)

OF_THE_DESIGN = """
NotYourDepartment NotYourRole SameHandOnTwoLevels DelegationNotValid
CaseNotOpen CaseAlreadyAccepted ItemsStillOpen OutcomeNotAllowed AlreadyDelivered DuplicateCase
ItemUnknown ItemNotOpen PrerequisiteOpen NotAtThisLevel GapOpen AlreadyAcknowledged
OneTimeNoticeAlreadyGiven OneTimeNoticeClosed MaterialUnknown MaterialMissing MaterialNotTolerable
PromiseTooLate
OpinionUnknown ReasonMissing BasisMissing ConditionMissing NothingToConfirm
WrittenNoticeMissing StopReasonNotAllowed EndMissing EndInThePast AlreadyStopped NotStopped
AlreadyExtended ExtensionTooLong LimitAlreadyOver CalendarMissing
PartyMissing TwoNamesNeeded SurveyNotOpen MeetingNotOpen
CommandUnknown FieldInvalid
"""
"""The names of domain.md §8, as they stand there."""

TESTS = Path(__file__).parents[2]
ELSEWHERE = {
    "DuplicateCase": "activities/register_contract.py",
    "KeyTaken": "activities/register_contract.py",
    "CatalogueAlreadyPublished": "domain/test_catalogue_versions.py",
    "CataloguePeriodTaken": "domain/test_catalogue_versions.py",
    "CatalogueNotInForce": "domain/test_catalogue_versions.py",
    "CatalogueNotPublished": "domain/test_catalogue_versions.py",
    "OtherCatalogueInForce": "domain/test_catalogue_versions.py",
}
"""No rule of a case refuses by these names, but the register or the list of catalogues."""

OF_THE_PERSON = {"NotYourDepartment", "NotYourRole", "SameHandOnTwoLevels", "DelegationNotValid"}
OF_THE_SHAPE = {"CommandUnknown", "FieldInvalid"}
OF_THE_STATE = {
    "CaseNotOpen",
    "CaseAlreadyAccepted",
    "ItemsStillOpen",
    "AlreadyDelivered",
    "ItemUnknown",
    "ItemNotOpen",
    "PrerequisiteOpen",
    "NotAtThisLevel",
    "AlreadyAcknowledged",
    "NothingToConfirm",
    "OneTimeNoticeClosed",
    "SurveyNotOpen",
    "MeetingNotOpen",
    "LateEntryNotPossible",
}
CONTENT = [row for row in ROWS if row.name not in OF_THE_PERSON | OF_THE_SHAPE | OF_THE_STATE]


def _ids(row: Row) -> str:
    return f"{row.name}-{row.do}"


@pytest.mark.parametrize("row", ROWS, ids=_ids)
def test_a_situation_is_refused_by_its_name_in_both_languages(row: Row) -> None:
    """With the fact in each sentence; the case is the very same afterwards and no event was made."""
    _, refusal = row.met()

    assert refusal.name == row.name
    assert (refusal.text("zh"), refusal.text("en")) == (row.zh, row.en)
    check_sentences(refusal)


def test_a_second_live_case_of_a_project_is_refused_with_the_number_of_the_first() -> None:
    """Nothing is filed, and no number is used up."""
    refusal = second_filing()

    assert refusal.name == "DuplicateCase"
    assert refusal.text("zh") == "项目2026-450721-48-01-000123在本目录下已有在办办件450721-2026-000001。"
    check_sentences(refusal)


def test_every_name_of_the_design_is_a_refusal_and_every_refusal_is_met() -> None:
    """None is missing, and none stands there that nobody ever meets."""
    known, met = set(every_refusal()), {row.name for row in ROWS} | set(ELSEWHERE)

    assert set(OF_THE_DESIGN.split()) <= known
    assert met == known


@pytest.mark.parametrize(("name", "place"), ELSEWHERE.items())
def test_what_no_rule_of_a_case_refuses_is_met_where_it_is_refused(name: str, place: str) -> None:
    """The test named here asserts it."""
    assert re.search(rf'"{name}"', (TESTS / place).read_text("utf-8"))


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.name not in OF_THE_PERSON | OF_THE_SHAPE | {"ItemUnknown"}], ids=_ids
)
def test_whoever_has_no_authority_reads_only_that(row: Row) -> None:
    """Authority goes before state and content: a stranger learns nothing of the case."""
    counter = row.given()
    counter.people = {**counter.people, "stranger": person("stranger", "nowhere")}

    name = counter.refused(row.at(counter), "stranger", row.do, **row.fields)

    assert name in OF_THE_PERSON


@pytest.mark.parametrize("row", CONTENT, ids=_ids)
def test_state_is_asked_before_content(row: Row) -> None:
    """Once the case is withdrawn, the same command meets the state of the case and no longer its content."""
    counter = row.given()
    at = row.at(counter)
    counter.act(at, "clerk", "withdraw-case", reason="改期")

    assert counter.refused(at, row.by, row.do, **row.fields) in OF_THE_STATE


def test_the_order_of_asking_knows_every_row() -> None:
    """A new refusal has to be put into its place."""
    names = {row.name for row in CONTENT}

    assert names == {
        "AlreadyExtended", "AlreadyStopped", "BasisMissing", "CalendarAlreadyAdopted", "CalendarMissing",
        "CalendarNotForThisOffice", "CalendarNotNewer", "ConditionMissing", "EndInThePast", "EndMissing",
        "ExtensionTooLong", "GapOpen", "LimitAlreadyOver", "MaterialMissing", "MaterialNotTolerable",
        "MaterialUnknown", "NotStopped", "OfficialCalendarStands", "OneTimeNoticeAlreadyGiven",
        "OpinionUnknown", "OutcomeNotAllowed", "PartyMissing", "PromiseTooLate", "ReasonMissing",
        "StopReasonNotAllowed", "TwoNamesNeeded", "WrittenNoticeMissing",
    }  # fmt: skip
