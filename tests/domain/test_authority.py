"""Who may ask for what, for every command and every kind of person."""

from dataclasses import replace
from typing import Any, get_args

import pytest

from models.domain.authority import require_authority
from models.domain.commands import COMMANDS
from models.domain.names import Role
from models.domain.people import Person
from models.domain.refusals import Refusal
from models.domain.rules.decide import read_command
from models.domain.rules.scene import Scene
from tests.domain.sample import FILING, PEOPLE, Counter, calendar, check_sentences, moment, person
from tests.domain.standings import accepted, in_state, received

DEPARTMENTS = ("dev-reform", "forestry", "water", "fire", "service-centre")
EVERYBODY = {
    each.id: each
    for each in PEOPLE.values()
    if each.name not in {"clerk", "supervisor", "administrator", "forestry-all"}
}

TABLE_2026 = calendar().tables[0].model_dump(mode="json")
SURVEY = {"items": ["forest-land"], "scheduled": "2026-06-17 09:00", "at_place": "现场"}
FIELDS: dict[str, dict[str, Any]] = {
    "file-case": FILING,
    "report-gap": {"material": "report", "reason": "缺页"},
    "submit-corrections": {"materials": ["report"]},
    "propose-opinion": {"item": "forest-land", "opinion": "agree"},
    "adopt-calendar": {"table": TABLE_2026},
    "send-back": {"item": "forest-land", "to": "handler"},
    "stop-clock": {"item": "forest-land", "reason": "hearing"},
    "reuse-result": {"item": "forest-land", "number": "1", "date": "2026-01-05"},
    "transfer-item": {"item": "forest-land", "to": "forestry-handler"},
    "close-gap": {"material": "photos"},
    "extend-item": {"item": "forest-land", "days": 5},
    "extend-case": {"days": 5},
    **{
        do: {"item": "forest-land"}
        for do in ("add-item", "drop-item", "return-notice", "reissue-notice", "remind")
    },
    "schedule-survey": SURVEY,
    "record-finding": {"item": "forest-land", "finding": "属实", "names": ["甲", "乙"]},
    "close-survey": {"minutes": "纪要"},
    "convene-meeting": SURVEY,
    "state-position": {"position": "同意"},
    "close-meeting": {"minutes": "纪要"},
    "close-action": {"action": 1},
    "answer-responsibility": {"record": 1, "text": "说明"},
    "dispose-responsibility": {"record": 1, "disposal": "excused"},
    "reorganise-department": {"department": "forestry", "successor": "nature", "document": "1"},
    "rate-service": {"stars": 5},
    "consolidate-case": {"outcome": "granted"},
    "deliver-case": {"method": "窗口", "recipient": "某", "receipt": "1"},
    **{
        do: {"item": "forest-land"}
        for do in ("acknowledge-notice", "take-item", "endorse-opinion", "conclude-item", "resume-clock")
    },
}


def staff(departments: str, *roles: Role) -> set[str]:
    """The persons of some departments with one of the roles."""
    return {f"{department}-{role}" for department in departments.split() for role in roles}


WORKERS: tuple[Role, ...] = ("clerk", "handler", "reviewer", "approver", "department-head")
LEAD_CLERK = staff("dev-reform", "clerk")

MAY: dict[str, set[str]] = {
    "file-case": LEAD_CLERK | {"applicant"},
    "submit-corrections": LEAD_CLERK | {"applicant"},
    "withdraw-case": LEAD_CLERK | {"applicant"},
    "report-gap": staff("dev-reform forestry water fire", *WORKERS),  # the service centre has no item
    "request-corrections": LEAD_CLERK,
    "accept-case": LEAD_CLERK,
    "decline-case": LEAD_CLERK,
    "consolidate-case": LEAD_CLERK,
    "deliver-case": LEAD_CLERK,
    "acknowledge-notice": staff("forestry", *WORKERS),
    "take-item": staff("forestry", "handler"),
    "propose-opinion": staff("forestry", "handler"),
    "endorse-opinion": staff("forestry", "reviewer"),
    "conclude-item": staff("forestry", "approver"),
    "send-back": staff("forestry", "reviewer", "approver"),
    "stop-clock": staff("forestry", "handler", "reviewer", "approver", "department-head"),
    "resume-clock": staff("forestry", "handler", "reviewer", "approver", "department-head"),
    "adopt-calendar": staff(" ".join(DEPARTMENTS), "administrator"),
    **dict.fromkeys(("add-item", "drop-item", "reuse-result", "reissue-notice", "close-gap"), LEAD_CLERK),
    "remind": LEAD_CLERK | staff(" ".join(DEPARTMENTS), "supervisor"),
    "return-notice": staff("forestry", *WORKERS),
    "transfer-item": staff("forestry", "department-head"),
    "extend-item": staff("forestry", "department-head"),
    "extend-case": staff(" ".join(DEPARTMENTS), "government-head"),
    **dict.fromkeys(("schedule-survey", "close-survey", "convene-meeting", "close-meeting"), LEAD_CLERK),
    "record-finding": staff("forestry", *WORKERS),
    **dict.fromkeys(
        ("state-position", "close-action", "answer-responsibility"),  # no meeting, action or record is there
        staff("dev-reform forestry water fire", *WORKERS),
    ),
    "dispose-responsibility": staff(" ".join(DEPARTMENTS), "supervisor"),
    "reorganise-department": staff(" ".join(DEPARTMENTS), "administrator"),
    "rate-service": {"applicant"},
    "confirm-negative": staff(" ".join(DEPARTMENTS), "supervisor"),
    "return-negative": staff(" ".join(DEPARTMENTS), "supervisor"),
}


def verdict(counter: Counter, by: Person, do: str, **fields: Any) -> str:
    """``may``, or the name of the refusal."""
    scene = Scene(case=counter.case, by=by, at=moment("2026-06-15 14:00"), book=counter.book)
    try:
        require_authority(scene, read_command(do, fields))
    except Refusal as refusal:
        check_sentences(refusal)
        return refusal.name
    return "may"


def test_every_command_stands_in_the_table() -> None:
    """A command without a row here would be given to nobody knows whom."""
    assert MAY.keys() == COMMANDS.keys()


@pytest.mark.parametrize("do", COMMANDS)
def test_a_command_is_for_these_persons_and_nobody_else(do: str) -> None:
    """Every role in every department, and applicants of this and of another case."""
    counter = accepted()

    allowed = {
        name for name, by in EVERYBODY.items() if verdict(counter, by, do, **FIELDS.get(do, {})) == "may"
    }

    assert allowed == MAY[do]


@pytest.mark.parametrize(
    ("by", "do", "refusal"),
    [
        ("water-clerk", "accept-case", "NotYourDepartment"),
        ("dev-reform-handler", "accept-case", "NotYourRole"),
        ("water-handler", "accept-case", "NotYourRole"),  # neither: the role is asked first
        ("water-handler", "take-item", "NotYourDepartment"),
        ("forestry-approver", "take-item", "NotYourRole"),
        ("applicant", "acknowledge-notice", "NotYourRole"),
        ("service-centre-clerk", "report-gap", "NotYourDepartment"),
        ("forestry-department-head", "confirm-negative", "NotYourRole"),
        ("other-applicant", "withdraw-case", "NotYourRole"),
    ],
)
def test_the_refusal_says_whether_the_role_or_the_department_is_lacking(
    by: str, do: str, refusal: str
) -> None:
    """A clerk of another department reads that it is the department."""
    assert verdict(accepted(), PEOPLE[by], do, **FIELDS.get(do, {})) == refusal


@pytest.mark.parametrize(
    ("item", "do", "roles"),
    [
        ("flood", "conclude-item", {"approver"}),
        ("flood", "send-back", {"approver"}),
        ("flood", "endorse-opinion", {"approver"}),  # no middle level: its holder reads NotAtThisLevel
        ("fire-consult", "conclude-item", {"handler"}),  # one level: the same
        ("fire-consult", "send-back", {"handler"}),
        ("fire-consult", "stop-clock", {"handler", "department-head"}),  # levels that the item does not have
    ],
)
def test_the_levels_of_the_item_decide_who_may(item: str, do: str, roles: set[str]) -> None:
    """An item with fewer levels has fewer persons who can give the command."""
    fields = {**FIELDS.get(do, {}), "item": item}
    department = {"flood": "water", "fire-consult": "fire"}[item]
    counter = accepted()

    assert {
        role
        for role in get_args(Role)
        if verdict(counter, PEOPLE[f"{department}-{role}"], do, **fields) == "may"
    } == roles


@pytest.mark.parametrize(
    ("identity", "name", "may"),
    [
        ("91450721MA5XXXXXXX", "somebody", True),  # the number on record, whatever the account is called
        ("91450721MA5YYYYYYY", "applicant", False),  # another number under the same name
        (None, "applicant", True),  # no number on record: the name
        (None, "somebody", False),
    ],
)
def test_an_applicant_is_known_by_number_or_else_by_name(identity: str | None, name: str, may: bool) -> None:
    """Nobody withdraws somebody else's application."""
    by = person(name, None, "applicant").model_copy(update={"identity": identity, "id": f"id-of-{name}"})

    assert (verdict(accepted(), by, "withdraw-case", reason="改期") == "may") is may


def test_the_person_who_filed_online_stays_the_applicant() -> None:
    """The account that filed may withdraw, also under a name that differs from the firm's."""
    filer = person("agent", None, "applicant")
    counter = received()
    counter.case = replace(counter.case, filed_by=filer.id)

    assert verdict(counter, filer, "withdraw-case", reason="改期") == "may"


@pytest.mark.parametrize(
    ("do", "fields"),
    [
        ("file-case", {**FILING, "materials": ["nonsense"]}),
        ("report-gap", {"material": "nonsense", "reason": "缺"}),
        ("request-corrections", {}),
        ("submit-corrections", {"materials": ["nonsense"]}),
        ("accept-case", {"gaps": [{"material": "nonsense", "by": "2026-06-16"}]}),
        ("decline-case", {}),
        ("withdraw-case", {}),
        ("acknowledge-notice", {"item": "forest-land"}),
        ("take-item", {"item": "forest-land"}),
        ("propose-opinion", {"item": "forest-land", "opinion": "nonsense"}),
        ("endorse-opinion", {"item": "forest-land"}),
        ("conclude-item", {"item": "forest-land"}),
        ("send-back", {"item": "forest-land", "to": "handler"}),
        ("stop-clock", {"item": "forest-land", "reason": "nonsense"}),
        ("resume-clock", {"item": "forest-land"}),
        ("confirm-negative", {}),
        ("return-negative", {}),
        ("add-item", {"item": "nonsense"}),
        ("drop-item", {"item": "forest-land"}),
        ("reuse-result", {"item": "forest-land", "number": "1", "date": "2030-01-05"}),
        ("return-notice", {"item": "forest-land"}),
        ("reissue-notice", {"item": "forest-land", "to": "nonsense"}),
        ("transfer-item", {"item": "forest-land", "to": "nobody"}),
        ("close-gap", {"material": "nonsense"}),
        ("extend-item", {"item": "forest-land", "days": 1000}),
        ("extend-case", {"days": 1000}),
        ("remind", {"item": "forest-land"}),
        *(
            (do, FIELDS[do])
            for do in (
                "schedule-survey",
                "record-finding",
                "close-survey",
                "convene-meeting",
                "state-position",
                "close-meeting",
                "close-action",
                "answer-responsibility",
                "dispose-responsibility",
                "rate-service",
            )
        ),
        ("consolidate-case", {"outcome": "refused"}),
        ("deliver-case", {"method": "窗口", "recipient": "某", "receipt": "1"}),
    ],
)
def test_authority_is_asked_before_state_and_content(do: str, fields: dict[str, Any]) -> None:
    """A stranger who asks for nonsense in a case long over reads only that it is not theirs to ask."""
    counter, at = in_state("archived")

    assert counter.refused(at, "service-centre-administrator", do, **fields) == "NotYourRole"
