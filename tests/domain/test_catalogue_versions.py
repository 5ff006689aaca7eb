from datetime import date
from typing import Any

import pytest

from models.domain.catalogue import Catalogue
from models.domain.catalogue_versions import Version, publishing, require_in_force, version_of
from models.domain.refusals import Refusal
from tests.domain.sample import CATALOGUE, check_sentences


def catalogue(version: str, begins: str, ends: str | None = None, **changes: Any) -> Catalogue:
    """A version of the sample procedure."""
    return Catalogue.model_validate(
        {**CATALOGUE, "version": version, "valid_from": begins, "valid_until": ends, **changes}
    )


def published(*catalogues: Catalogue) -> list[Version]:
    """The versions that stand after these were published in turn."""
    standing: dict[str, Version] = {}
    for each in catalogues:
        _, closed = publishing(standing.values(), each)
        standing |= {version.version: version for version in [version_of(each), *closed]}
    return list(standing.values())


FIRST = catalogue("1", "2026-01-01")
SECOND = catalogue("2", "2026-07-01")


def refusal(*standing: Version, new: Catalogue) -> str:
    """The name under which publishing is refused."""
    with pytest.raises(Refusal) as refused:
        publishing(standing, new)
    check_sentences(refused.value)
    return refused.value.name


def test_a_newer_version_closes_the_older_the_day_before() -> None:
    """And nothing else."""
    new, closed = publishing([version_of(FIRST)], SECOND)

    assert new
    assert [(each.version, each.valid_until) for each in closed] == [("1", date(2026, 6, 30))]


def test_the_same_content_again_is_nothing_new() -> None:
    """Whoever runs the command twice."""
    assert publishing(published(FIRST, SECOND), SECOND) == (False, [])


def test_other_content_under_a_published_version_is_refused() -> None:
    """A change needs a new version number."""
    assert refusal(version_of(FIRST), new=catalogue("1", "2026-01-01", archive_after=11)) == (
        "CatalogueAlreadyPublished"
    )


@pytest.mark.parametrize(
    ("begins", "ends"), [("2026-01-01", None), ("2025-06-01", None), ("2025-06-01", "2026-01-01")]
)
def test_days_that_a_later_version_holds_are_refused(begins: str, ends: str | None) -> None:
    """A version that begins on the same day or later is not closed by an older one."""
    assert refusal(version_of(FIRST), new=catalogue("0", begins, ends)) == "CataloguePeriodTaken"


def test_days_before_or_after_another_version_are_free() -> None:
    """A version may be entered for the years before, or follow after a gap."""
    assert publishing([version_of(FIRST)], catalogue("0", "2025-01-01", "2025-12-31")) == (True, [])
    assert publishing([version_of(catalogue("1", "2026-01-01", "2026-03-31"))], SECOND) == (True, [])


@pytest.mark.parametrize(
    ("day", "files", "expected"),
    [
        ("2026-06-30", FIRST, None),
        ("2026-07-01", FIRST, "OtherCatalogueInForce"),
        ("2026-06-30", SECOND, "OtherCatalogueInForce"),
        ("2026-07-01", SECOND, None),
        ("2025-12-31", FIRST, "CatalogueNotInForce"),
        ("2026-07-01", catalogue("3", "2026-01-01"), "CatalogueNotPublished"),
        ("2026-07-01", catalogue("2", "2026-07-01", archive_after=3), "CatalogueAlreadyPublished"),
    ],
)
def test_a_filing_goes_by_the_version_in_force_on_its_day(
    day: str, files: Catalogue, expected: str | None
) -> None:
    """The last day of the one, the first of the other, a day before all, and other files."""
    standing = published(FIRST, SECOND)
    met = None
    try:
        require_in_force(standing, files, date.fromisoformat(day))
    except Refusal as refused:
        check_sentences(refused)
        met = refused.name

    assert met == expected


def test_without_any_version_the_catalogue_counts_by_its_own_days() -> None:
    """The first filing of a procedure."""
    require_in_force([], FIRST, date(2026, 1, 1))
    with pytest.raises(Refusal, match="2026-01-01"):
        require_in_force([], FIRST, date(2025, 12, 31))
