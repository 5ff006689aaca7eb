"""A department is reorganised in mid-case: what is open goes on to its successor, history keeps names."""

from datetime import date
from typing import Any

import pytest

from models.domain.attribution import attribution
from models.domain.joint_events import DepartmentReorganised
from models.domain.names import Role
from tests.domain.joint import FINDING, accepted, checked, convened, sentences, surveyed, told_to
from tests.domain.sample import CATALOGUE, FILING, Counter, person, rulebook
from tests.domain.standings import in_state

NAME = {"zh": "自然资源局", "en": "Natural Resources"}
ACT = {"department": "forestry", "successor": "nature", "document": "县机改〔2026〕1号", "name": NAME}
ROLES: tuple[Role, ...] = ("clerk", "handler", "reviewer", "approver", "department-head")


def with_successors(counter: Counter, department: str = "nature") -> Counter:
    """The successor has people."""
    counter.people.update(
        {f"{department}-{role}": person(f"{department}-{role}", department, role) for role in ROLES}
    )
    counter.people["administrator"] = person("administrator", None, "administrator")
    return counter


def reorganised(at: str = "2026-06-18 09:00") -> Counter:
    """Forestry proposed on Tuesday; on Thursday it becomes part of a new bureau."""
    counter = with_successors(accepted())
    for do, fields in (("acknowledge-notice", {}), ("propose-opinion", {"opinion": "agree"})):
        counter.act("2026-06-16 10:00", "forestry-handler", do, item="forest-land", **fields)
    counter.act(at, "administrator", "reorganise-department", **ACT)
    return counter


def test_open_items_go_to_the_successor_in_one_act() -> None:
    """Its people have authority from then on, the old department's none; history keeps the old name."""
    counter = reorganised()
    assert counter.item("forest-land").department == "nature"
    assert told_to(counter, "department-reorganised") == ["nature", "dev-reform"]
    at = "2026-06-18 10:00"
    assert (
        counter.refused(at, "forestry-reviewer", "endorse-opinion", item="forest-land") == "NotYourDepartment"
    )
    counter.act(at, "nature-reviewer", "endorse-opinion", item="forest-land")
    counter.act(at, "nature-approver", "conclude-item", item="forest-land", result="自然审〔2026〕1号")
    told = [zh for zh, _ in sentences(checked(counter))]

    assert any(line.startswith("forestry-handler（林业局）对“使用林地审核”拟") for line in told)
    assert any(line.startswith("nature-approver（自然资源局）办结") for line in told)
    assert any("按县机改〔2026〕1号，将林业局的1个未了事项转交自然资源局" in line for line in told)
    assert counter.last("opinion-proposed").by_department == "forestry"


def test_clocks_run_on_and_each_department_answers_for_its_own_days() -> None:
    """The limit does not move; the working days up to the act are the old department's."""
    before, counter = accepted().until("2026-06-29 18:00"), reorganised().until("2026-06-29 18:00")
    for item in ("flood", "fire-consult", "approval"):
        assert counter.item(item).clocks_from == before.item(item).clocks_from
    breach = [event for event in counter.events if event.kind == "deadline-breached"]
    assert [event.at for event in breach] == [
        event.at for event in before.events if event.kind == "deadline-breached"
    ]

    shares = attribution(counter.case, date(2026, 6, 30), counter.book).shares
    assert [(share.party, share.days) for share in shares] == [("forestry", 3), ("nature", 6)]


def test_what_is_finished_keeps_the_old_name() -> None:
    """A concluded item stays the department's that concluded it."""
    counter = with_successors(accepted())
    for role, do, fields in (
        ("handler", "acknowledge-notice", {}),
        ("handler", "propose-opinion", {"opinion": "agree"}),
        ("approver", "conclude-item", {}),
    ):
        counter.act("2026-06-16 10:00", f"water-{role}", do, item="flood", **fields)
    act = {**ACT, "department": "water"}
    refused = counter.refused("2026-06-18 09:00", "administrator", "reorganise-department", **act)

    assert refused == "FieldInvalid"  # nothing is open there
    assert counter.item("flood").department == "water"


def test_a_lead_that_is_reorganised_hands_the_case_on() -> None:
    """The successor's clerk consolidates and delivers; the days of each lead are its own."""
    counter = with_successors(in_state("consolidating").counter)
    counter.act(
        "2026-06-18 09:00", "administrator", "reorganise-department", **{**ACT, "department": "dev-reform"}
    )
    at = "2026-06-23 10:00"
    assert counter.refused(at, "clerk", "consolidate-case", outcome="granted") == "NotYourDepartment"
    counter.act(at, "nature-clerk", "consolidate-case", outcome="granted")
    receipt = {"method": "窗口", "recipient": "某", "receipt": "1"}
    counter.act(at, "nature-clerk", "deliver-case", **receipt)

    event = counter.last("department-reorganised")
    assert isinstance(event, DepartmentReorganised)
    assert (event.items, event.lead) == ((), True)
    shares = attribution(checked(counter).case, date(2026, 6, 30), counter.book).shares
    assert [(share.party, share.days) for share in shares][-2:] == [("dev-reform", 2), ("nature", 2)]


def test_records_and_actions_go_along() -> None:
    """Somebody must answer for them."""
    counter = with_successors(convened())
    for department in ("forestry", "water"):
        counter.act("2026-06-18 15:00", f"{department}-handler", "state-position", position="同意")
    action = {"text": "复核", "department": "forestry", "due": "2026-06-26"}
    counter.act("2026-06-18 16:00", "clerk", "close-meeting", minutes="纪要", actions=[action])
    counter.until("2026-07-01 09:00")
    record = next(each.record for each in counter.case.responsibilities if each.department == "forestry")
    counter.act("2026-07-01 10:00", "administrator", "reorganise-department", **ACT)
    answer = {"record": record, "text": "机构改革"}
    at = "2026-07-01 11:00"
    assert counter.refused(at, "forestry-handler", "answer-responsibility", **answer) == "NotYourDepartment"
    counter.act(at, "nature-handler", "answer-responsibility", **answer)
    counter.act(at, "nature-handler", "close-action", action=1)

    assert {each.department for each in checked(counter).case.actions} == {"nature"}


def test_the_successor_takes_the_place_at_a_survey_and_at_a_meeting() -> None:
    """What the old department found or said counts for it."""
    survey = with_successors(surveyed())
    survey.act("2026-06-17 10:00", "forestry-handler", "record-finding", item="forest-land", **FINDING)
    survey.act("2026-06-17 11:00", "administrator", "reorganise-department", **ACT)
    close = {"minutes": "纪要", "absent": ["water"]}
    assert survey.act("2026-06-17 16:00", "clerk", "close-survey", **close) == ["survey-closed"]
    meeting = with_successors(convened())
    meeting.act("2026-06-18 14:30", "forestry-handler", "state-position", position="同意")
    meeting.act("2026-06-18 15:00", "administrator", "reorganise-department", **ACT)

    assert meeting.act("2026-06-18 16:00", "clerk", "close-meeting", **close) == ["meeting-closed"]


def test_a_department_is_reorganised_twice() -> None:
    """The successor's successor; both names stay."""
    counter = reorganised()
    again = {**ACT, "department": "nature", "successor": "ecology", "name": {"zh": "生态局", "en": "Ecology"}}
    counter.act("2026-06-22 09:00", "administrator", "reorganise-department", **again)

    told = sentences(checked(counter))[-1][0]
    assert told.endswith("将自然资源局的1个未了事项转交生态局")
    shares = attribution(counter.case, date(2026, 6, 25), counter.book).shares
    assert [share.party for share in shares][:2] == ["forestry", "nature"]


def test_a_department_of_the_catalogue_needs_no_name() -> None:
    """It has one."""
    counter = with_successors(accepted())
    act = {"department": "forestry", "successor": "water", "document": "1"}
    counter.act("2026-06-16 09:00", "administrator", "reorganise-department", **act)

    assert sentences(checked(counter))[-1][0].endswith("转交水利局")


@pytest.mark.parametrize(
    ("by", "fields", "refusal"),
    [
        ("clerk", ACT, "NotYourRole"),
        ("administrator", {**ACT, "department": "service-centre"}, "FieldInvalid"),
        ("administrator", {**ACT, "successor": "forestry"}, "FieldInvalid"),
        ("administrator", {**ACT, "successor": "No Code"}, "FieldInvalid"),
        ("administrator", {**ACT, "name": None}, "FieldInvalid"),
        ("administrator", {**ACT, "document": ""}, "FieldInvalid"),
    ],
)
def test_what_a_reorganisation_refuses(by: str, fields: dict[str, Any], refusal: str) -> None:
    """By name, in both languages, and nothing has changed."""
    counter = with_successors(accepted())

    assert counter.refused("2026-06-16 09:00", by, "reorganise-department", **fields) == refusal


def test_an_ended_case_is_not_reorganised() -> None:
    """There is nothing to hand over."""
    counter, at = in_state("withdrawn")
    with_successors(counter)

    assert counter.refused(at, "administrator", "reorganise-department", **ACT) == "CaseNotOpen"


def test_who_has_taken_over_by_the_day_of_receipt_gets_the_work() -> None:
    """By the catalogue forestry and the lead end in June, and water has their work from then on."""
    departments = [
        {**each, "valid_until": date(2026, 6, 30)} if each["code"] in {"forestry", "dev-reform"} else each
        for each in CATALOGUE["departments"]
        if each["code"] != "water"
    ]
    water = {
        "code": "water",
        "name": {"zh": "水利和林业局", "en": "water"},
        "succeeds": ["forestry", "dev-reform"],
    }
    book = rulebook(departments=[*departments, water])
    before, after = Counter(book), Counter(book)
    before.act("2026-06-30 10:00", "clerk", "file-case", **FILING)
    assert after.refused("2026-07-01 10:00", "clerk", "file-case", **FILING) == "NotYourDepartment"
    after.act("2026-07-01 10:00", "water-clerk", "file-case", **{**FILING, "answers": {"uses_forest": False}})
    after.act("2026-07-01 11:00", "water-clerk", "accept-case")
    after.act("2026-07-01 12:00", "water-clerk", "add-item", item="forest-land", reason="补占林地")

    assert (before.case.lead, before.item("forest-land").department) == ("dev-reform", "forestry")
    assert (after.case.lead, after.item("forest-land").department) == ("water", "water")
    assert after.item("approval").department == "water"
    after.act("2026-07-01 13:00", "water-handler", "acknowledge-notice", item="forest-land")
