"""What the command line shows of a case: the page, the next step and the scenes of a rehearsal."""

from datetime import datetime
from pathlib import Path

import pytest

from desk.cli.rehearse import books_of, load_rehearsal
from desk.telling.page import page
from desk.telling.standing import next_step, who_may
from models.domain.case import Case
from models.domain.names import CaseNumber
from models.domain.people import Person
from models.domain.rehearsal import Rehearsal
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import Stage, order_of
from models.domain.text import Language

FOLDER = Path(__file__).resolve().parents[2] / "data" / "rehearsals"


class Played:
    """A rehearsal played up to a step, on the pure engine."""

    def __init__(self, name: str, steps: int) -> None:
        file = FOLDER / f"{name}.yaml"
        self.rehearsal: Rehearsal = load_rehearsal(file)
        books = books_of(file, self.rehearsal)
        self.name, self.book = next(iter(books.items()))
        stage = Stage(books)
        for number, step in enumerate(self.rehearsal.steps[:steps], 1):
            self.at = self.book.hours.local_moment(step.at)
            if step.by is not None and step.expect is None:
                stage.act(self.name, order_of(self.rehearsal, step, number), self.at)
            else:
                stage.pass_until(self.at)
        self.case: Case = stage.cases[self.name]

    def page(self, language: Language) -> str:
        """The page in one language."""
        return "\n".join(line.in_(language) for line in page(self.case, self.at, self.book))


@pytest.fixture
def asked() -> Played:
    """Three departments have reported gaps; the clerk has not asked yet."""
    return Played("three-departments-ask-once", 5)


@pytest.fixture
def stopped() -> Played:
    """An expert review has stopped the only open item."""
    return Played("a-refusal-filed-and-returned", 14)


def test_the_page_says_what_is_missing_and_who_reported_it(asked: Played) -> None:
    """The clerk sees both before accepting, in both languages."""
    assert "缺少材料：项目申请报告、项目能耗情况表" in asked.page("zh")
    assert "部门反映：项目申请报告（缺少总平面图）" in asked.page("zh")
    assert "reported by departments: Project report (缺少总平面图)" in asked.page("en")


def test_the_next_step_with_gaps_is_the_one_time_notice(asked: Played) -> None:
    """Accepting would be refused, so it is not proposed."""
    do, item, fields = next_step(asked.case, asked.book) or ("", None, {})

    assert (do, item, fields) == ("request-corrections", None, {})  # all that is missing has been reported


def test_the_next_step_asks_for_what_nobody_has_reported_yet() -> None:
    """The clerk's own gaps; those of the departments come into the notice by themselves."""
    played = Played("three-departments-ask-once", 4)
    _, _, fields = next_step(played.case, played.book) or ("", None, {})

    assert fields == {"gaps": "energy-form"}


def test_the_next_step_names_somebody_who_has_the_authority(asked: Played) -> None:
    """Whatever example values the step carries, and in whatever order the people stand."""
    people = [each.person(key) for key, each in reversed(asked.rehearsal.people.items())]
    step = next_step(asked.case, asked.book)
    assert step is not None

    person = who_may(asked.case, step, people, asked.at, asked.book)
    assert person is not None
    assert person.id == "window"


def test_the_page_says_why_a_clock_stands_still(stopped: Played) -> None:
    """Reason, notice and the expected end stand beside the limits, which have no day meanwhile."""
    shown = stopped.page("zh")

    assert "停止计时：专家评审，告知书水评〔2026〕5号，2026-04-22起，预计至2026-05-08" in shown
    assert "承诺时限：停止中，已用2，剩6" in shown


def test_the_page_shows_the_conditions_of_an_opinion() -> None:
    """They are what the applicant has to keep."""
    shown = Played("a-refusal-filed-and-returned", 26).page("zh")

    assert "条件：弃渣场移至北侧山坳" in shown


def test_the_page_of_a_case_nobody_filed_has_only_its_number(asked: Played) -> None:
    """Nothing is invented for a number without a filing."""
    lines = list(page(Case(number=CaseNumber("450721-2026-000009")), moment(asked.book), asked.book))

    assert [line.zh for line in lines] == ["450721-2026-000009  未收件"]


def moment(book: Rulebook) -> datetime:
    """A moment of the office's time."""
    return book.hours.local_moment(datetime(2026, 6, 15, 9, 0))  # noqa: DTZ001 - the office's own


def test_a_person_without_authority_is_never_proposed(asked: Played) -> None:
    """With strangers alone, the step stands without a name."""
    step = next_step(asked.case, asked.book)
    assert step is not None

    assert (
        who_may(asked.case, step, [Person.model_validate({"id": "x", "name": "x"})], asked.at, asked.book)
        is None
    )
