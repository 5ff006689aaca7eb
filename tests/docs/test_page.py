"""What the command line shows of a case: the page, the next step and the scenes of a rehearsal."""

from datetime import date, datetime
from pathlib import Path

import pytest

from desk.cli.rehearse import books_of, load_rehearsal
from desk.telling.brief import brief, told_brief
from desk.telling.page import page
from desk.telling.standing import next_step, who_may
from models.domain.case import Case
from models.domain.names import CaseNumber
from models.domain.people import Delegation, Person
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


@pytest.fixture
def silent() -> Played:
    """A month has gone by, and one department has not answered."""
    return Played("a-department-that-never-answers", 12)


def test_the_brief_says_whose_turn_it_is_what_is_due_next_and_what_is_broken(silent: Played) -> None:
    """One line each; what waits for others is counted only."""
    seen = brief(silent.case, silent.at, silent.book)
    told = list(told_brief(seen, silent.case, silent.book))

    assert [line.zh for line in told] == [
        "450721-2026-000001  并联审批中  示例乡镇小学",
        "等待：应急管理局“抗震设防要求意见”：已签收，下一步承办并拟意见",
        "最近到期：2026-07-07 17:30  办件承诺时限，剩5",
        "已逾期：2026-06-08 17:30  应急管理局“抗震设防要求意见”承诺时限",
        "已逾期：2026-06-30 17:30  应急管理局“抗震设防要求意见”法定时限",
    ]
    assert told[3].en.startswith("broken: 2026-06-08 17:30  Emergency Management Bureau, ")
    assert told[3].en.endswith("Opinion on seismic requirements: committed limit")


def test_the_brief_of_a_finished_case_waits_for_its_archive_alone() -> None:
    """No limit runs any more."""
    played = Played("a-department-that-never-answers", 16)
    seen = brief(played.case, played.at, played.book)

    assert (seen.state, seen.outcome, seen.next_due, seen.broken, seen.later) == (
        "delivered", "granted", None, (), ()
    )  # fmt: skip
    assert "归档" in seen.waits_for[0].zh


def test_a_deputy_is_proposed_only_where_nobody_may_sign_for_themselves() -> None:
    """And whose delegation does not fit is passed over, wherever they stand in the directory."""
    played = Played("a-department-that-never-answers", 13)
    step = next_step(played.case, played.book)
    assert step is not None
    approver = played.rehearsal.people["quake2"].person("quake2")
    stands_in, too_late = (deputy(approver, valid_until) for valid_until in ("2026-07-31", "2026-06-30"))
    everybody = [too_late, stands_in, approver]

    def chosen(*people: Person) -> str | None:
        person = who_may(played.case, step, people, played.at, played.book)
        return None if person is None else person.id

    assert step[0] == "conclude-item"
    assert chosen(*everybody) == "quake2"
    assert chosen(too_late, stands_in) == "deputy-2026-07-31"
    assert chosen(too_late) is None


def deputy(principal: Person, valid_until: str) -> Person:
    """Somebody who may sign for the principal until a day."""
    given = Delegation.model_validate(
        {
            "principal": principal.id,
            "name": principal.name,
            "department": principal.department,
            "levels": ("approver",),
            "valid_from": date(2026, 6, 1),
            "valid_until": valid_until,
            "document": "示例应急〔2026〕2号",
        }
    )
    return Person.model_validate(
        {
            "id": f"deputy-{valid_until}",
            "name": "示例应急替岗",
            "department": principal.department,
            "roles": ("handler",),
            "delegations": (given,),
        }
    )
