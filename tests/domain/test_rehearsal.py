"""Rehearsals on the pure engine: the file, the report, and what is expected to be refused."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from models.domain.clock import OfficeHours
from models.domain.faults import Fault
from models.domain.refusals import FieldInvalid
from models.domain.rehearsal import Rehearsal, Report, check_rehearsal
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import play
from tests.domain.sample import FILING, rulebook

FOREST = {"item": "forest-land"}

# The example of interfaces.md §3 on the sample catalogue. 2026-09-20 is a working Sunday.
FILE: dict[str, Any] = {
    "rehearsal": 1,
    "catalogue": "sample.yaml",
    "calendars": ["CN"],
    "timezone": "Asia/Shanghai",
    "people": {
        "chen": {"name": "陈", "department": "dev-reform", "roles": ["clerk"]},
        "wu": {"name": "吴", "department": "forestry", "roles": ["handler"]},
        "lei": {"name": "雷", "department": "forestry", "roles": ["reviewer", "approver"]},
        "han": {"name": "韩", "department": "service-centre", "roles": ["supervisor"]},
        "qiao": {"name": "桥梁公司", "roles": ["applicant"]},
    },
    "cases": {"park": {**FILING, "materials": ["report"]}},
    "steps": [
        {"at": "2026-09-18 10:00", "by": "chen", "do": "file-case", "case": "park"},
        {
            "at": "2026-09-18 11:00", "by": "chen", "do": "accept-case", "case": "park",
            "gaps": [{"material": "photos", "by": "2026-09-24"}],
        },
        {"at": "2026-09-21 09:30", "by": "wu", "do": "acknowledge-notice", "case": "park", **FOREST},
        {
            "at": "2026-09-22 15:00", "by": "wu", "do": "stop-clock", "case": "park", **FOREST,
            "reason": "expert-review", "notice": "林评〔2026〕3号", "until": "2026-10-09",
        },
        {
            "at": "2026-09-23 09:00", "by": "wu", "do": "propose-opinion", "case": "park", **FOREST,
            "opinion": "agree", "result": "桂林审〔2026〕88号",
        },
        {
            "at": "2026-09-23 09:30", "by": "wu", "do": "endorse-opinion", "case": "park", **FOREST,
            "expect": "SameHandOnTwoLevels",
        },
        {"at": "2026-09-24 08:00", "do": "look"},
    ],
    "until": "2026-09-24 08:00",
}  # fmt: skip


def rehearsal(**changes: Any) -> Rehearsal:
    """The file with changes."""
    return Rehearsal.model_validate({**FILE, **changes})


def played(**changes: Any) -> Report:
    """What came of it; every case has the sample's law."""
    file = rehearsal(**changes)
    assert check_rehearsal(file) == []
    return play(file, dict.fromkeys(file.cases, rulebook()))


def as_json(report: Report) -> dict[str, Any]:
    """What ``--json`` prints."""
    read: dict[str, Any] = json.loads(report.model_dump_json())
    return read


def step(at: str, by: str, do: str, **fields: Any) -> dict[str, Any]:
    """One step for the park."""
    return {"at": at, "by": by, "do": do, "case": "park", **fields}


FILED = step("2026-06-15 10:00", "chen", "file-case")


def test_the_published_example_happens_as_published() -> None:
    """Every event in order, with its case, number, moment, kind, item and person."""
    said = as_json(played())

    assert [(each["seq"], each["at"], each["kind"], each["item"], each["by"]) for each in said["events"]] == [
        (1, "2026-09-18T10:00:00+08:00", "case-received", None, "chen"),
        (2, "2026-09-18T11:00:00+08:00", "case-accepted", None, "chen"),
        (3, "2026-09-18T11:00:00+08:00", "notice-issued", "forest-land", None),
        (4, "2026-09-18T11:00:00+08:00", "notice-issued", "flood", None),
        (5, "2026-09-18T11:00:00+08:00", "notice-issued", "fire-consult", None),
        (6, "2026-09-20T17:30:00+08:00", "acknowledgement-missed", "fire-consult", None),
        (7, "2026-09-20T17:30:00+08:00", "acknowledgement-missed", "flood", None),
        (8, "2026-09-20T17:30:00+08:00", "acknowledgement-missed", "forest-land", None),
        (9, "2026-09-21T09:30:00+08:00", "notice-acknowledged", "forest-land", "wu"),
        (10, "2026-09-22T15:00:00+08:00", "clock-stopped", "forest-land", "wu"),
        (11, "2026-09-23T09:00:00+08:00", "deadline-approaching", "fire-consult", None),
        (12, "2026-09-23T09:00:00+08:00", "opinion-proposed", "forest-land", "wu"),
    ]
    assert {each["case"] for each in said["events"]} == {"park"}


def test_the_report_has_the_published_fields() -> None:
    """interfaces.md §3; more may be added, none may be missing."""
    said = as_json(played())

    assert (said["rehearsal"], said["engine"]) == (1, "core")
    assert {"cases", "events", "steps", "looks"} <= said.keys()
    assert list(said["events"][0])[:6] == ["case", "seq", "at", "kind", "item", "by"]
    refused = said["steps"][5]
    assert {"step", "outcome", "refusal", "message", "events"} <= refused.keys()
    assert (refused["step"], refused["outcome"]) == (6, "refused")
    assert (refused["refusal"], refused["events"]) == ("SameHandOnTwoLevels", [])
    assert refused["message"] == {
        "zh": "吴已在本事项本轮的“承办”环节签署，不同环节须由不同的人办理。",
        "en": "吴 has signed the level “handling” of this item in this round; two levels need two persons.",
    }
    assert said["looks"] == [{"at": "2026-09-24T08:00:00+08:00", "cases": said["cases"]}]


def test_a_look_shows_the_case_as_published() -> None:
    """State, dates, clocks, holders and shares on the morning of the 24th."""
    park = as_json(played())["looks"][0]["cases"]["park"]
    forest = park["items"]["forest-land"]

    assert (park["state"], park["outcome"], park["received"], park["effective"]) == (
        "reviewing", None, "2026-09-18", "2026-09-18",
    )  # fmt: skip
    assert park["clocks"]["delivery"] is None
    assert (forest["state"], forest["holder"], forest["round"], forest["opinion"]) == (
        "reviewing",
        "wu",
        1,
        "agree",
    )
    # 20, 21 and 22 September were counted, and the 23rd stood still
    clock = forest["clocks"]["statutory"]
    assert {name: clock[name] for name in ("limit", "used", "left", "state", "due")} == {
        "limit": 20, "used": 3, "left": 17, "state": "stopped", "due": None,
    }  # fmt: skip
    assert park["attribution"] == [
        {"party": "forestry", "item": "forest-land", "days": 3},
        {"party": "special-procedure", "item": "forest-land", "days": 1},
    ]


@pytest.mark.parametrize(
    ("expect", "done", "expected"),
    [
        (None, True, True),
        ("CaseNotOpen", True, False),  # a refusal was foreseen, and none came
        (None, False, False),  # refused, and nobody foresaw it
        ("CaseNotOpen", False, False),  # refused for another reason
        ("CaseAlreadyAccepted", False, True),
    ],
)
def test_a_step_is_expected_when_it_ends_as_foreseen(expect: str | None, done: bool, expected: bool) -> None:
    """By the name of the refusal."""
    accept = step(
        "2026-06-15 11:00", "chen", "accept-case", gaps=[{"material": "photos", "by": "2026-06-30"}]
    )
    last = accept | ({"expect": expect} if expect else {})
    before = [FILED] if done else [FILED, accept]

    report = played(steps=[*before, last], until=None)

    assert report.steps[-1].outcome == ("done" if done else "refused")
    assert report.steps[-1].expected is expected
    assert report.failed == ([] if expected else [report.steps[-1]])


def test_a_step_that_cannot_be_read_is_a_refused_step() -> None:
    """An unknown command, an unknown field, a case that was not filed."""
    report = played(
        steps=[
            step("2026-06-15 09:00", "chen", "accept-case", expect="CaseNotOpen"),
            FILED,
            step("2026-06-15 11:00", "chen", "nonsense", expect="CommandUnknown"),
            step("2026-06-15 11:00", "chen", "accept-case", gap=[], expect="FieldInvalid"),
        ],
        until=None,
    )

    assert report.failed == []
    assert [each["kind"] for each in report.events] == ["case-received"]


def test_time_passes_to_the_end_of_the_file() -> None:
    """Without any further step the ladder is climbed and the year ends."""
    report = played(steps=[FILED], until="2026-12-31 00:00")

    assert [each["kind"] for each in report.events[:2]] == ["case-received", "case-deemed-accepted"]
    assert report.events[1]["at"] == "2026-06-23T17:30:00+08:00"
    assert report.cases["park"].state == "reviewing"


def test_time_passes_over_all_cases_together() -> None:
    """What happens to two cases stands in the order of time, each with its own numbers."""
    other = {**FILE["cases"]["park"], "project": {"code": "2026-450721-48-01-000124", "name": "另一项目"}}
    report = played(
        cases={**FILE["cases"], "hospital": other},
        steps=[FILED, {**FILED, "at": "2026-06-16 10:00", "case": "hospital"}],
        until="2026-07-30 00:00",
    )

    moments = [str(each["at"]) for each in report.events]
    assert moments == sorted(moments)
    assert [report.cases[name].number for name in ("park", "hospital")] == [
        "450721-2026-000001",
        "450721-2026-000002",
    ]
    for name in ("park", "hospital"):
        mine = [each["seq"] for each in report.events if each["case"] == name]
        assert mine == list(range(1, len(mine) + 1))


TWINS = {"cases": {"park": FILE["cases"]["park"], "twin": FILE["cases"]["park"]}}


def twin(at: str, **fields: Any) -> dict[str, Any]:
    """The same project filed once more."""
    return {**FILED, "at": at, "case": "twin", **fields}


def test_a_project_has_one_live_case_under_a_procedure() -> None:
    """The second filing is refused and takes no number; after a withdrawal it is received."""
    report = played(
        **TWINS,
        steps=[
            FILED,
            twin("2026-06-15 11:00", expect="DuplicateCase"),
            step("2026-06-15 12:00", "chen", "withdraw-case", reason="改期"),
            twin("2026-06-15 13:00"),
        ],
        until=None,
    )

    assert report.failed == []
    assert report.cases["twin"].number == "450721-2026-000002"


def test_a_stranger_who_files_twice_reads_that_it_is_not_theirs_to_file() -> None:
    """Authority is asked before everything else."""
    report = played(
        **TWINS, steps=[FILED, twin("2026-06-15 11:00", by="wu", expect="NotYourRole")], until=None
    )

    assert report.failed == []


def test_a_case_is_filed_once() -> None:
    """The same name again is no second case."""
    report = played(steps=[FILED, {**FILED, "at": "2026-06-15 11:00", "expect": "CaseNotOpen"}], until=None)

    assert report.failed == []
    assert len(report.events) == 1


def test_without_steps_nothing_happens() -> None:
    """An empty file is a valid one."""
    report = played(steps=[], until=None)

    assert (report.cases, report.events, report.steps, report.looks) == ({}, (), (), ())


def test_the_report_survives_the_wire() -> None:
    """What another program reads is what was played."""
    report = played()

    assert Report.model_validate_json(report.model_dump_json()) == report


def test_times_are_those_of_the_office() -> None:
    """A file names wall-clock times; the law books say in which zone."""
    file = rehearsal(steps=[FILED], until=None)
    sample = rulebook()
    hours = OfficeHours(timezone="Asia/Urumqi")
    book = Rulebook(catalogue=sample.catalogue, calendar=sample.calendar, hours=hours)

    report = play(file, {"park": book})

    assert report.events[0]["at"] == "2026-06-15T10:00:00+06:00"


# --- the file ---------------------------------------------------------------------------------------


def faults(**changes: Any) -> list[Fault]:
    """What is wrong with the file."""
    return check_rehearsal(rehearsal(**changes))


def test_all_faults_of_a_file_are_told_at_once() -> None:
    """Unknown person, unknown case, nobody, time going back, and an end before the last step."""
    found = faults(
        steps=[
            FILED,
            step("2026-06-15 09:00", "zhang", "accept-case"),
            {"at": "2026-06-15 11:00", "do": "accept-case", "case": "bridge"},
            {"at": "2026-06-15 12:00", "do": "look"},  # a look needs neither
        ],
        until="2026-06-15 11:30",
    )

    assert [fault.path for fault in found] == [
        ("steps", 1, "at"), ("steps", 1, "by"), ("steps", 2, "by"), ("steps", 2, "case"), ("until",),
    ]  # fmt: skip
    assert found[1].zh == "没有“zhang”，可用：chen, wu, lei, han, qiao"
    assert found[2].en == "is missing; known: chen, wu, lei, han, qiao"
    assert all(fault.zh and fault.en for fault in found)


def test_two_steps_at_one_moment_are_in_order() -> None:
    """The order of the file decides."""
    assert faults(steps=[FILED, step("2026-06-15 10:00", "chen", "accept-case")], until=None) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"rehearsal": 2},  # a format of the future
        {"nonsense": 1},
        {"steps": [{"at": "2026-06-15", "do": "look"}]},  # a day is no moment
        {"steps": [{"at": "2026-06-15T10:00:00+08:00", "do": "look"}]},  # the zone is the file's
        {"steps": [{"at": "2026-02-30 10:00", "do": "look"}]},
        {"steps": [{"do": "look"}]},
        {"people": {"chen": {"name": "陈", "roles": ["emperor"]}}},
        {"people": {"chen": {"name": " "}}},
        {"cases": {"park": {**FILING, "project": {"code": "1", "name": "某"}}}},
    ],
)
def test_a_file_of_another_shape_is_not_read(changes: dict[str, Any]) -> None:
    """Every reader refuses what it does not know."""
    with pytest.raises(ValidationError):
        rehearsal(**changes)


def test_a_refused_step_says_which_field() -> None:
    """The message of the report is the refusal's own sentence."""
    report = played(steps=[FILED, step("2026-06-15 11:00", "chen", "withdraw-case", reason=1)], until=None)

    (refused,) = report.failed
    assert refused.refusal == FieldInvalid.__name__
    assert refused.message is not None
    assert "“reason”" in refused.message.zh
