"""The applicant's word on the service."""

from typing import Any

import pytest

from models.domain.view import view
from tests.domain.joint import checked, sentences, told_to
from tests.domain.sample import moment
from tests.domain.standings import in_state

AT = "2026-06-17 10:00"


@pytest.mark.parametrize(
    ("stars", "addresses"), [(5, ["dev-reform"]), (3, ["dev-reform"]), (1, ["dev-reform", "supervisor"])]
)
def test_the_applicant_rates_a_delivered_case(stars: int, addresses: list[str]) -> None:
    """The lead reads it, and the supervisor when it is bad."""
    counter = in_state("delivered").counter
    counter.act(AT, "applicant", "rate-service", stars=stars, comment="办得快")

    assert told_to(counter, "service-rated") == addresses
    rating = view(checked(counter).case, moment(AT), counter.book).rating
    assert rating is not None
    assert (rating.stars, rating.comment) == (stars, "办得快")
    assert sentences(counter)[-1][0] == f"applicant评价{stars}星（办得快）"


def test_a_case_is_rated_once() -> None:
    """The second word is refused."""
    counter = in_state("delivered").counter
    counter.act(AT, "applicant", "rate-service", stars=5)

    assert counter.refused("2026-06-18 10:00", "applicant", "rate-service", stars=1) == "FieldInvalid"


@pytest.mark.parametrize(
    ("state", "by", "fields", "refusal"),
    [
        ("delivered", "clerk", {"stars": 5}, "NotYourRole"),
        ("delivered", "other-applicant", {"stars": 5}, "NotYourRole"),
        ("delivered", "applicant", {"stars": 0}, "FieldInvalid"),
        ("delivered", "applicant", {"stars": 6}, "FieldInvalid"),
        ("delivered", "applicant", {"stars": "many"}, "FieldInvalid"),
        ("delivered", "applicant", {}, "FieldInvalid"),
        ("decided", "applicant", {"stars": 5}, "CaseNotOpen"),
        ("archived", "applicant", {"stars": 5}, "CaseNotOpen"),
        ("withdrawn", "applicant", {"stars": 5}, "CaseNotOpen"),
    ],
)
def test_what_a_rating_refuses(state: Any, by: str, fields: dict[str, Any], refusal: str) -> None:
    """By name, in both languages, and nothing has changed."""
    counter, at = in_state(state)

    assert counter.refused(max(at, AT), by, "rate-service", **fields) == refusal
