"""Acting for another (首席代表, AB 角): within department, level, items and days, never as a second hand."""

from datetime import date
from typing import Any

import pytest

from models.domain.names import DepartmentCode, ItemCode, Level, PersonId
from models.domain.people import Delegation, Person
from models.domain.people_file import PeopleFile, check_people_file
from models.domain.refusals import Refusal
from tests.domain.joint import accepted, checked, convened, sentences
from tests.domain.sample import Counter, check_sentences, person

AT = "2026-06-15 14:00"


def given(principal: str = "forestry-approver", *levels: Level, **changes: Any) -> Delegation:
    """A delegation from somebody of the forestry bureau, for June."""
    fields = {
        "principal": principal,
        "name": principal,
        "department": "forestry",
        "levels": levels or ("approver",),
        "valid_from": date(2026, 6, 1),
        "valid_until": date(2026, 6, 30),
        "document": "林委〔2026〕5号",
    }
    return Delegation.model_validate({**fields, **changes})


def deputy(*delegations: Delegation, name: str = "deputy", department: str = "forestry") -> Person:
    """Somebody with no role of the own."""
    return person(name, department).model_copy(update={"delegations": delegations})


def proposed(*people: Person) -> Counter:
    """The forest land is proposed and endorsed; these persons are there, too."""
    counter = accepted()
    counter.people.update({each.id: each for each in people})
    for role, do, fields in (
        ("handler", "acknowledge-notice", {}),
        ("handler", "propose-opinion", {"opinion": "agree"}),
        ("reviewer", "endorse-opinion", {}),
    ):
        counter.act(AT, f"forestry-{role}", do, item="forest-land", **fields)
    return counter


def test_a_deputy_acts_for_the_principal() -> None:
    """The event shows who acted and for whom, and so does the sentence."""
    counter = proposed(deputy(given()))
    counter.act(AT, "deputy", "conclude-item", item="forest-land")

    event = checked(counter).last("item-concluded")
    assert (event.by, event.by_department) == ("deputy", "forestry")
    assert (event.for_person, event.for_name) == ("forestry-approver", "forestry-approver")
    assert counter.item("forest-land").holder == "deputy"
    assert sentences(counter)[-1][0].startswith("deputy（林业局）代forestry-approver办结")
    assert sentences(counter)[-1][1].startswith("deputy (forestry) for forestry-approver concluded")


def test_a_chief_representative_of_another_office_may_act_for_the_department() -> None:
    """首席代表: the delegation carries the department, the event the representative's own."""
    counter = proposed(deputy(given(), department="service-centre"))
    counter.act(AT, "deputy", "conclude-item", item="forest-land")

    assert counter.last("item-concluded").by_department == "service-centre"


def test_the_own_authority_goes_before_a_delegation() -> None:
    """Nobody acts for another where that is not needed."""
    counter = proposed()
    own = counter.people["forestry-all"].model_copy(update={"delegations": (given(),)})
    counter.people["forestry-all"] = own
    counter.act(AT, "forestry-all", "conclude-item", item="forest-land")

    assert counter.last("item-concluded").for_person is None


@pytest.mark.parametrize(
    ("delegation", "zh", "en"),
    [
        (given(department="water"), "仅限水利局", "it is for water only"),
        (given("forestry-approver", "handler", "reviewer"), "仅限承办、审查环节", "levels handling, review"),
        (given(items=("flood",)), "仅限事项flood", "the items flood only"),
        (given(valid_from=date(2026, 6, 16)), "有效期为2026-06-16至2026-06-30", "valid from 2026-06-16"),
        (given(valid_until=date(2026, 6, 14)), "有效期为2026-06-01至2026-06-14", "to 2026-06-14"),
        (
            given("forestry-approver", "handler", valid_until=date(2026, 6, 14)),
            "仅限承办环节、有效期为",
            "handling only, it is valid",
        ),
    ],
)
def test_the_refusal_says_what_does_not_fit(delegation: Delegation, zh: str, en: str) -> None:
    """Department, level, items or days; everything that does not."""
    counter = proposed(deputy(delegation))
    assert counter.refused(AT, "deputy", "conclude-item", item="forest-land") == "DelegationNotValid"
    with pytest.raises(Refusal) as refused:
        counter.act(AT, "deputy", "conclude-item", item="forest-land")

    check_sentences(refused.value)
    assert zh in refused.value.text("zh")
    assert en in refused.value.text("en")


@pytest.mark.parametrize("day", ["2026-06-15", "2026-06-17"])
def test_the_first_and_the_last_day_are_included(day: str) -> None:
    """The document says from and to."""
    delegation = given(valid_from=date(2026, 6, 15), valid_until=date(2026, 6, 17))
    counter = proposed(deputy(delegation))

    assert counter.outcome(f"{day} 16:00", "deputy", "conclude-item", item="forest-land") == "done"


def test_the_nearest_of_several_delegations_is_named() -> None:
    """The one that lacks only its day, not the one of another department."""
    expired = given(valid_until=date(2026, 6, 14), document="旧委托")
    other = given("water-approver", department="water", valid_until=date(2026, 6, 14), document="别的")
    counter = proposed(deputy(other, expired))
    with pytest.raises(Refusal) as refused:
        counter.act(AT, "deputy", "conclude-item", item="forest-land")

    assert refused.value.facts["document"] == "旧委托"


@pytest.mark.parametrize(
    ("do", "fields", "refusal"),
    [
        ("accept-case", {}, "NotYourRole"),
        ("add-item", {"item": "forest-land"}, "NotYourRole"),
        ("extend-item", {"item": "forest-land", "days": 5}, "NotYourRole"),  # the head's own
        ("dispose-responsibility", {"record": 1, "disposal": "excused"}, "NotYourRole"),
    ],
)
def test_what_no_level_does_nobody_does_for_a_level(do: str, fields: dict[str, Any], refusal: str) -> None:
    """A delegation of a level is none of the lead, the head or the supervisor."""
    assert proposed(deputy(given())).refused(AT, "deputy", do, **fields) == refusal


class TestTwoHands:
    """Two levels need two persons, and two principals: a delegation makes no second hand."""

    def test_who_signed_may_not_conclude_as_a_deputy(self) -> None:
        """The actor is the same."""
        counter = proposed()
        handler = counter.people["forestry-handler"].model_copy(update={"delegations": (given(),)})
        counter.people["forestry-handler"] = handler

        refused = counter.refused(AT, "forestry-handler", "conclude-item", item="forest-land")
        assert refused == "SameHandOnTwoLevels"

    def test_a_deputy_may_not_conclude_for_who_signed(self) -> None:
        """The principal is the same."""
        principal = given("forestry-handler")
        counter = proposed(deputy(principal))

        assert counter.refused(AT, "deputy", "conclude-item", item="forest-land") == "SameHandOnTwoLevels"

    def test_a_deputy_who_signed_for_one_may_not_sign_for_another(self) -> None:
        """One hand for two principals is still one hand."""
        both = deputy(given("forestry-reviewer", "reviewer"), given())
        counter = accepted()
        counter.people["deputy"] = both
        counter.act(AT, "forestry-handler", "acknowledge-notice", item="forest-land")
        counter.act(AT, "forestry-handler", "propose-opinion", item="forest-land", opinion="agree")
        counter.act(AT, "deputy", "endorse-opinion", item="forest-land")

        assert counter.refused(AT, "deputy", "conclude-item", item="forest-land") == "SameHandOnTwoLevels"

    def test_the_principal_may_not_sign_after_a_deputy_signed_for_him(self) -> None:
        """He has signed by the deputy's hand; sent back below that level, he is free again."""
        principal = person("chief", "forestry", "reviewer", "approver")
        stand_in = deputy(given("chief", "reviewer"))
        counter = accepted()
        counter.people.update({"chief": principal, "deputy": stand_in})
        counter.act(AT, "forestry-handler", "acknowledge-notice", item="forest-land")
        counter.act(AT, "forestry-handler", "propose-opinion", item="forest-land", opinion="agree")
        counter.act(AT, "deputy", "endorse-opinion", item="forest-land")
        assert counter.item("forest-land").signed_for == {"reviewer": "chief"}
        assert counter.refused(AT, "chief", "conclude-item", item="forest-land") == "SameHandOnTwoLevels"
        counter.act(AT, "forestry-approver", "send-back", item="forest-land", to="reviewer", reason="再看")
        assert counter.item("forest-land").signed_for == {}
        counter.act(AT, "forestry-reviewer", "endorse-opinion", item="forest-land")

        assert counter.outcome(AT, "chief", "conclude-item", item="forest-land") == "done"

    def test_the_principal_is_no_supervisor_over_a_refusal_that_a_deputy_signed_for_him(self) -> None:
        """It bears his signature."""
        chief = person("chief", "forestry", "approver", "supervisor")
        counter = accepted()
        counter.people.update({"chief": chief, "deputy": deputy(given("chief"))})
        refusal = {"opinion": "disagree", "reason": "占用生态红线", "basis": "森林法 第三十七条"}
        for by, do, fields in (
            ("forestry-handler", "acknowledge-notice", {}),
            ("forestry-handler", "propose-opinion", refusal),
            ("forestry-reviewer", "endorse-opinion", {}),
            ("deputy", "conclude-item", {}),
        ):
            counter.act(AT, by, do, item="forest-land", **fields)
        assert counter.item("forest-land").state == "negative-filing"

        assert counter.refused(AT, "chief", "confirm-negative", item="forest-land") == "SameHandOnTwoLevels"
        assert counter.outcome(AT, "supervisor", "confirm-negative", item="forest-land") == "done"

    def test_of_two_delegations_the_one_without_a_conflict_is_used(self) -> None:
        """The other principal has signed already."""
        counter = proposed(deputy(given("forestry-handler"), given("forestry-approver")))
        counter.act(AT, "deputy", "conclude-item", item="forest-land")

        assert checked(counter).last("item-concluded").for_person == "forestry-approver"


def test_a_deputy_speaks_for_the_principals_department_at_a_meeting() -> None:
    """The position counts as the department's."""
    counter = convened()
    counter.people["deputy"] = deputy(given(), department="service-centre")
    counter.act("2026-06-18 15:00", "deputy", "state-position", position="同意")

    assert counter.last("position-stated").department == "forestry"  # type: ignore[union-attr]


def test_there_is_no_chain() -> None:
    """A principal who has the level only by delegation has nothing to give; files are refused for it."""
    people = {
        "lei": {"name": "雷", "department": "forestry", "roles": ["approver"]},
        "wu": {"name": "吴", "department": "forestry", "roles": ["handler"]},
        "xu": {"name": "徐", "department": "forestry", "roles": ["handler"]},
    }
    first = {**given().model_dump(), "principal": "lei", "name": "雷"}
    second = {**first, "principal": "wu", "name": "吴"}

    def faults(**delegations: Any) -> list[str]:
        shown = {key: {**each, "delegations": delegations.get(key, [])} for key, each in people.items()}
        file = PeopleFile.model_validate({"people_file": 1, "jurisdiction": "450721", "people": shown})
        return [".".join(map(str, fault.path)) for fault in check_people_file(file, {})]

    assert faults(wu=[first]) == []
    assert faults(wu=[first], xu=[second]) == ["people.xu.delegations.0.levels"]
    assert faults(lei=[first]) == ["people.lei.delegations.0.principal"]
    assert faults(wu=[{**first, "principal": "nobody"}]) == ["people.wu.delegations.0.principal"]
    assert faults(wu=[{**first, "name": "雷某", "department": "water"}]) == [
        "people.wu.delegations.0.name",
        "people.wu.delegations.0.department",
    ]
    assert faults(wu=[{**first, "valid_until": "2026-05-01"}]) == ["people.wu.delegations.0.valid_until"]


def test_an_item_and_a_department_are_codes_of_the_case() -> None:
    """A delegation for this item covers it."""
    delegation = given(items=(ItemCode("forest-land"),))
    assert (delegation.department, delegation.principal) == (
        DepartmentCode("forestry"),
        PersonId("forestry-approver"),
    )

    assert proposed(deputy(delegation)).outcome(AT, "deputy", "conclude-item", item="forest-land") == "done"
