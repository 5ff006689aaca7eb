"""Records of a breach: answered by the department, disposed of by the supervisor, never deleted."""

from typing import Any

import pytest

from models.domain.view import view
from tests.domain.joint import accepted, checked, sentences, told_to
from tests.domain.sample import Counter, moment

ANSWER = {"record": 1, "text": "系统停机两日"}
EXCUSED = {"record": 1, "disposal": "excused"}


def breached() -> Counter:
    """The fire service has let its promise of five working days pass: over on Tuesday, 23 June."""
    return accepted().until("2026-06-24 09:00")


def test_the_department_answers_and_the_supervisor_disposes() -> None:
    """Both stand in the record; the supervisor is told of the answer, the department of the disposal."""
    counter = breached()
    (record,) = counter.case.responsibilities
    assert (record.department, record.rule, record.opened_at) == (
        "fire",
        "committed",
        moment("2026-06-23 17:30"),
    )
    counter.act("2026-06-24 10:00", "fire-handler", "answer-responsibility", **ANSWER)
    assert told_to(counter, "responsibility-answered") == ["supervisor"]
    more = {**ANSWER, "text": "附停机记录"}
    counter.act("2026-06-24 11:00", "fire-department-head", "answer-responsibility", **more)
    counter.act("2026-06-24 15:00", "supervisor", "dispose-responsibility", **EXCUSED, text="情况属实")
    assert told_to(counter, "responsibility-disposed") == ["fire"]

    (shown,) = view(checked(counter).case, moment("2026-06-25 09:00"), counter.book).responsibilities
    assert [reply.text for reply in shown.replies] == ["系统停机两日", "附停机记录"]
    assert (shown.disposal, shown.disposal_text, shown.disposed_by) == ("excused", "情况属实", "supervisor")
    assert sentences(counter)[-1][0].endswith("处理责任记录1：免责（情况属实）")


@pytest.mark.parametrize(
    ("at", "outcome"),
    [
        ("2026-06-24 09:30", "FieldInvalid"),
        ("2026-06-30 17:00", "FieldInvalid"),  # the fifth working day is not over
        ("2026-06-30 17:30", "done"),
    ],
)
def test_without_an_answer_the_supervisor_waits_five_working_days(at: str, outcome: str) -> None:
    """Who is accused is heard first; who keeps silent does not stop the matter."""
    counter = breached()

    assert counter.outcome(at, "supervisor", "dispose-responsibility", **EXCUSED) == outcome


def disposed() -> Counter:
    """The record is closed."""
    counter = breached()
    counter.act("2026-06-24 09:10", "fire-handler", "answer-responsibility", **ANSWER)
    counter.act("2026-06-24 09:20", "supervisor", "dispose-responsibility", **EXCUSED)
    return counter


@pytest.mark.parametrize(
    ("begin", "by", "do", "fields", "refusal"),
    [
        (breached, "water-handler", "answer-responsibility", ANSWER, "NotYourDepartment"),
        (breached, "applicant", "answer-responsibility", ANSWER, "NotYourRole"),
        (breached, "fire-department-head", "dispose-responsibility", EXCUSED, "NotYourRole"),
        (breached, "fire-handler", "answer-responsibility", {**ANSWER, "record": 2}, "FieldInvalid"),
        (breached, "fire-handler", "answer-responsibility", {**ANSWER, "record": 0}, "FieldInvalid"),
        (breached, "fire-handler", "answer-responsibility", {**ANSWER, "record": True}, "FieldInvalid"),
        (breached, "supervisor", "dispose-responsibility", {**EXCUSED, "record": 2}, "FieldInvalid"),
        (
            breached,
            "supervisor",
            "dispose-responsibility",
            {**EXCUSED, "disposal": "forgotten"},
            "FieldInvalid",
        ),
        (disposed, "fire-handler", "answer-responsibility", ANSWER, "FieldInvalid"),
        (
            disposed,
            "supervisor",
            "dispose-responsibility",
            {**EXCUSED, "disposal": "pursued"},
            "FieldInvalid",
        ),
    ],
)
def test_what_a_record_refuses(begin: Any, by: str, do: str, fields: dict[str, Any], refusal: str) -> None:
    """By name, in both languages, and nothing has changed."""
    counter = begin()

    assert counter.refused("2026-06-24 10:00", by, do, **fields) == refusal


def test_an_ended_case_takes_no_answer() -> None:
    """Its workflow is gone; the record stands as it was left."""
    counter = breached()
    counter.act("2026-06-24 10:00", "clerk", "withdraw-case", reason="改期")

    assert (
        counter.refused("2026-06-24 11:00", "fire-handler", "answer-responsibility", **ANSWER)
        == "CaseNotOpen"
    )
    assert len(counter.case.responsibilities) == 1
