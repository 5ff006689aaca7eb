import json
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from desk.what_if import comparing
from desk.what_if.comparing import Change, Past, changed_book, compare_generated, compare_past
from desk.what_if.course import CaseCourse, IntakeStep, ItemCourse, Special, Step
from desk.what_if.generated import Generator
from desk.what_if.judging import Place, Side
from desk.what_if.past import course_of, why_left_out
from desk.what_if.playing import NUMBER, Law, Played, play
from models.domain.calendar import Calendar
from models.domain.case import Case
from models.domain.catalogue import Catalogue
from models.domain.dues import next_due
from models.domain.events import Event
from models.domain.fold import evolve
from models.domain.names import DepartmentCode, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import Stage
from runtime.documents import DATA, load_calendars, load_catalogue
from starter import build
from tests.domain.sample import CATALOGUE, moment

COUNTY = DATA / "catalogues/lingshan-major-project.yaml"
FLOOD, FOREST = ItemCode("flood"), ItemCode("forest-land")
DAY = 510


def law(**changes: Any) -> Law:
    """The sample procedure with other parts, under the shipped calendars."""
    catalogue = Catalogue.model_validate({**CATALOGUE, **changes})
    return Law(Rulebook(catalogue=catalogue, calendar=Calendar(tables=load_calendars())))


def changed_item(code: str, **changes: Any) -> dict[str, Any]:
    """The items of the sample procedure with one of them changed."""
    return {"items": [{**item, **(changes if item["code"] == code else {})} for item in CATALOGUE["items"]]}


@cache
def county() -> Law:
    """The county's law."""
    book = Rulebook(catalogue=load_catalogue(COUNTY), calendar=Calendar(tables=load_calendars()))
    return Law(book)


@cache
def courses(count: int) -> list[CaseCourse]:
    """Generated cases of the county."""
    book = county().book
    generator = Generator(book, book.catalogue, seed=11)
    return [generator.course(number) for number in range(1, count + 1)]


@cache
def played(count: int) -> list[Played]:
    """The same cases, played."""
    return [play(course, county()) for course in courses(count)]


def told(events: Sequence[Event]) -> list[tuple[object, ...]]:
    """What matters of events."""
    return [(event.at, event.kind, event.item, getattr(event, "clock", None)) for event in events]


def steps(handler: int, reviewer: int, approver: int) -> tuple[Step, ...]:
    """Signed for after two hours, then so many minutes of work at each level."""
    signed = (("handler", handler), ("reviewer", reviewer), ("approver", approver))
    return (Step(120, "acknowledge"), *(Step(minutes, "sign", level) for level, minutes in signed))  # type: ignore[arg-type]


def course(items: dict[ItemCode, ItemCourse], **changes: Any) -> CaseCourse:
    """Filed on a Monday at ten and accepted within the hour."""
    all_items = {ItemCode(item["code"]): ItemCourse(steps(DAY, 60, 60)) for item in CATALOGUE["items"]}
    return CaseCourse(
        **{
            "name": "one",
            "filed": moment("2026-06-15 10:00"),
            "answers": {"uses_forest": True},
            "lacks": (),
            "intake": (IntakeStep(60, "accept"),),
            "items": {**all_items, **items},
            "decides": 60,
            "delivers": 60,
            **changes,
        }
    )


def ended(of: Played, item: ItemCode) -> str:
    """When an item ended."""
    at = of.case.items[item].ended_at
    assert at is not None
    return at.strftime("%m-%d %H:%M")


# --- the cases are played by the rules ---------------------------------------------------------------


def test_a_played_case_is_what_the_rehearsal_engine_makes_of_its_commands() -> None:
    """The same commands at the same moments through the engine of rehearsals give the same events."""
    for each in played(40)[:8]:
        stage = Stage({"one": county().book})
        for at, order in each.orders:
            stage.act("one", order, at)
        stage.pass_until(each.events[-1].at)

        assert told([event for _, _, event in stage.happened]) == told(each.events)


def test_dues_that_a_case_remembers_are_those_of_one_that_remembers_nothing() -> None:
    """At every step, also where items are stopped, deemed or refused."""
    deemed = law(**changed_item("flood", deemed=True))
    generator = Generator(deemed.book, deemed.book.catalogue, seed=5)
    both = [
        (county().book, [each.events for each in played(40)[:20]]),
        (deemed.book, [play(generator.course(number), deemed).events for number in range(15)]),
    ]
    for book, cases in both:
        for events in cases:
            case = Case(number=NUMBER)
            for event in events:
                case = evolve(case, event)
                anew = replace(case, items={code: replace(item) for code, item in case.items.items()})
                assert next_due(case, book) == next_due(anew, book), event


def test_a_past_case_played_again_under_its_own_law_is_the_same() -> None:
    """Its course is read back from its events alone: every event at the same minute."""
    for each in played(40)[:20]:
        again = play(course_of(each.case, each.events, county().book), county())

        assert sorted(told(again.events), key=str) == sorted(told(each.events), key=str)


def test_generated_cases_have_a_bit_of_everything_and_depend_on_the_seed_alone() -> None:
    """Stops, rounds, refusals, corrections, side exits; another seed gives other cases."""
    kinds = {event.kind for each in played(40) for event in each.events}
    book = county().book
    twice = [Generator(book, book.catalogue, seed).course(3) for seed in (11, 11, 12)]

    assert {
        "clock-stopped",
        "clock-resumed",
        "item-sent-back",
        "negative-confirmed",
        "corrections-submitted",
        "deadline-breached",
        "case-delivered",
    } <= kinds
    assert {each.case.state for each in played(40)} >= {"delivered"}
    assert twice[0] == twice[1] == courses(3)[2]
    assert twice[2] != twice[0]


# --- what a changed catalogue does -------------------------------------------------------------------


def test_a_level_less_saves_its_time_and_no_other() -> None:
    """The reviewer's three days fall away; the other items end when they did."""
    case = course({FOREST: ItemCourse(steps(4 * DAY, 3 * DAY, DAY))})
    before, after = (
        play(case, law()),
        play(case, law(**changed_item("forest-land", levels=["handler", "approver"]))),
    )

    assert (ended(before, FOREST), ended(after, FOREST)) == ("06-26 13:00", "06-23 13:00")
    assert ended(before, FLOOD) == ended(after, FLOOD)


def test_a_level_more_takes_as_long_as_the_step_behind_it() -> None:
    """Nobody knows how long it would have taken; the item is concluded all the same."""
    short = (Step(120, "acknowledge"), Step(DAY, "sign", "handler"), Step(DAY, "sign", "approver"))
    more = law(**changed_item("flood", levels=["handler", "reviewer", "approver"]))
    case = course({FLOOD: ItemCourse(short)})

    assert ended(play(case, law()), FLOOD) == "06-17 13:00"
    assert ended(play(case, more), FLOOD) == "06-18 13:00"


def test_a_refusal_that_must_be_filed_now_is_filed() -> None:
    """And confirmed after a day of the supervisor's; without the filing its steps are skipped."""
    refused = (
        *steps(DAY, 60, 60)[:1],
        Step(DAY, "sign", "handler", opinion="disagree"),
        Step(60, "sign", "approver"),
    )
    case = course({FLOOD: ItemCourse(refused)})
    filing, plain = play(case, law()), play(case, law(negative_filing=False))

    assert [each.case.outcome for each in (filing, plain)] == ["refused", "refused"]
    assert ("negative-filed" in {event.kind for event in filing.events}) is True
    assert ("negative-filed" in {event.kind for event in plain.events}) is False


def test_a_stop_that_is_not_allowed_any_more_lets_the_clock_run() -> None:
    """The review took its time all the same, and the promise is broken now."""
    special = (Special(60, 10 * DAY, "expert-review", 10 * DAY),)
    case = course({FLOOD: ItemCourse(steps(14 * DAY, 0, 60), special)})
    strict = law(**changed_item("flood", stops={"committed": [], "statutory": []}))
    late = [
        {event.item for event in play(case, each).events if event.kind == "deadline-breached"}
        for each in (law(), strict)
    ]

    assert FLOOD not in late[0]
    assert FLOOD in late[1]


def test_shorter_limits_make_late_what_is_now_just_in_time() -> None:
    """By as many working days as it ended behind the new end; nothing else changes."""
    book = law().book
    eight_days = course({FLOOD: ItemCourse(steps(8 * DAY - 180, 0, 0))})
    before = play(eight_days, Law(book))
    past = Past(book, before.case, before.events, eight_days)
    compared = compare_past(
        [past], Catalogue.model_validate({**CATALOGUE, **changed_item("flood", committed=5)})
    )
    place = Place(DepartmentCode("water"), FLOOD, "committed")

    assert (compared.before.places[place].late, compared.after.places[place].late) == (0, 1)
    assert compared.after.places[place].days == 3
    assert compared.after.places[place].most == 3
    del compared.before.places[place], compared.after.places[place]
    assert compared.before == compared.after


def test_the_same_catalogue_on_both_sides_gives_the_same() -> None:
    """So whatever differs comes from the change."""
    book = county().book
    compared = compare_generated(book, book.catalogue, count=6, seed=3)

    assert compared.before == compared.after
    assert compared.before.cases == 6
    assert sum(compared.before.outcomes.values()) + sum(compared.before.unfiled.values()) == 6


def test_a_case_without_a_changed_item_goes_the_same_way_under_both_laws() -> None:
    """So it need not be played twice, unless more than items has changed."""
    book = county().book
    said = yaml.safe_load(COUNTY.read_text())
    said["items"][0] |= {"levels": ["handler", "approver"], "committed": 3}
    changed = Catalogue.model_validate(said)
    change, other = Change(book.catalogue, changed), Law(changed_book(book, changed))
    untouched = [course for course in courses(40) if not change.touches(course)]

    assert 0 < len(untouched) < 40
    for course in untouched:
        before, after = play(course, county()), play(course, other)
        assert told(after.events) == told(before.events)
        assert replace(after.case, rulebook="") == replace(before.case, rulebook="")
    more = Catalogue.model_validate({**said, "archive_after": 3})
    assert all(Change(book.catalogue, more).touches(course) for course in courses(40))


def test_the_number_of_processes_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes with small portions, or one."""
    book = law().book
    alone = compare_generated(book, book.catalogue, count=8, seed=3)
    monkeypatch.setattr(comparing, "FEW", 4)
    monkeypatch.setattr(comparing, "CHUNK", 3)

    assert compare_generated(book, book.catalogue, count=8, seed=3) == alone


def test_a_case_that_the_changed_catalogue_would_not_receive_is_counted() -> None:
    """A new required question that nobody has answered."""
    asked = {"code": "area", "type": "number", "title": {"zh": "面积", "en": "Area"}, "required": True}
    book, other = law().book, law(questions=[*CATALOGUE["questions"], asked])
    case = course({})
    before = play(case, Law(book))
    compared = compare_past([Past(book, before.case, before.events, case)], other.book.catalogue)

    assert compared.after.cases == 1
    assert sum(compared.after.unfiled.values()) == 1
    assert not compared.after.outcomes


def test_an_item_that_only_the_changed_catalogue_has_is_worked_on_as_well() -> None:
    """Generated cases have a course for every item of both catalogues."""
    book = law().book
    less = Catalogue.model_validate({**CATALOGUE, "items": CATALOGUE["items"][:3]})
    small = Rulebook(catalogue=less, calendar=book.calendar)
    generator = Generator(small, book.catalogue, seed=2)
    side = Side()
    for number in range(10):
        after = play(generator.course(number), Law(changed_book(small, book.catalogue)))
        side.judge(after.case, after.events, book)

    assert side.places[Place(DepartmentCode("dev-reform"), ItemCode("approval"), "committed")].ran > 0
    assert "reviewing" not in side.outcomes


def test_a_case_whose_plan_was_changed_by_hand_is_left_out() -> None:
    """It says by which event."""
    events = played(40)[0].events

    assert why_left_out(events) is None
    assert why_left_out([*events, events[0].model_copy(update={"kind": "item-dropped"})]) == "item-dropped"


# --- the command -------------------------------------------------------------------------------------


@pytest.fixture
def shorter(tmp_path: Path) -> Path:
    """The county's catalogue with eight days instead of ten."""
    file = tmp_path / "shorter.yaml"
    text = COUNTY.read_text(encoding="utf-8").replace("committed: {days: 10,", "committed: {days: 8,")
    file.write_text(text, encoding="utf-8")
    return file


def run(*arguments: str) -> tuple[int, str, str]:
    """Exit code and what was printed."""
    done = CliRunner().invoke(
        build(("rehearse", "case")), ["rehearse", *arguments], env={"LIANSHEN_LANG": None, "COLUMNS": "200"}
    )
    assert "Traceback" not in done.output
    return done.exit_code, done.stdout, done.stderr


def test_the_command_reports_by_department_and_item(shorter: Path) -> None:
    """In both languages, and as data with the same figures."""
    asked = (str(COUNTY), "--what-if", str(shorter), "--generate", "5", "--seed", "4")
    code, zh, _ = run(*asked)
    _, en, _ = run(*asked, "--lang", "en")
    _, text, _ = run(*asked, "--json")
    data = json.loads(text)

    assert code == 0
    assert "自然资源局" in zh
    assert "超承诺" in zh
    assert "Natural Resources Bureau" in en
    assert data["before"]["cases"] == data["after"]["cases"] == 5
    of_item = {
        (line["item"], line["clock"]): line["late"]
        for line in data["after"]["limits"]
        if line["item"] is not None
    }
    row = next(line for line in en.splitlines() if line.strip().startswith("Opinion on seismic"))
    assert row.split("|")[2].split()[1] == str(of_item["seismic", "committed"])


def test_a_rehearsal_is_a_past_of_its_own(tmp_path: Path) -> None:
    """Its cases are compared with the same work under the changed catalogue."""
    for name, flood in (("now", 8), ("then", 3)):
        said = {**CATALOGUE, **changed_item("flood", committed=flood)}
        catalogue = Catalogue.model_validate(said).model_dump(mode="json", exclude_none=True)
        (tmp_path / f"{name}.yaml").write_text(
            yaml.safe_dump(catalogue, allow_unicode=True), encoding="utf-8"
        )
    (tmp_path / "story.json").write_text(_story(), encoding="utf-8")
    code, text, _ = run(str(tmp_path / "story.json"), "--what-if", str(tmp_path / "then.yaml"), "--json")
    data = json.loads(text)
    late = [
        next(
            line["days_late"]
            for line in data[side]["limits"]
            if (line["item"], line["clock"]) == ("flood", "committed")
        )
        for side in ("before", "after")
    ]

    assert code == 0
    assert late == [0, 2]
    assert data["left_out"] == {"in-progress": 1}


def _story() -> str:
    people = {
        "chen": {"name": "陈", "department": "dev-reform", "roles": ["clerk", "handler"]},
        "du": {"name": "杜", "department": "dev-reform", "roles": ["approver"]},
        "he": {"name": "何", "department": "water", "roles": ["handler"]},
        "jiang": {"name": "江", "department": "water", "roles": ["approver"]},
        "xiao": {"name": "肖", "department": "fire", "roles": ["handler"]},
    }
    filing = {"applicant": {"name": "某公司", "id": "1"}, "materials": ["report", "photos"]}
    cases = {
        name: {"project": {"code": f"2026-450721-48-01-00000{number}", "name": name}, **filing}
        for number, name in enumerate(("park", "road"))
    }

    def step(at: str, by: str, do: str, case: str = "park", **fields: object) -> dict[str, object]:
        return {"at": f"2026-{at}", "by": by, "do": do, "case": case, **fields}

    agree = {"opinion": "agree"}
    steps = [
        step("06-15 10:00", "chen", "file-case"),
        step("06-15 10:10", "chen", "file-case", "road"),
        step("06-15 11:00", "chen", "accept-case"),
        step("06-15 14:00", "he", "acknowledge-notice", item="flood"),
        step("06-15 14:00", "xiao", "acknowledge-notice", item="fire-consult"),
        step("06-16 10:00", "xiao", "propose-opinion", item="fire-consult", **agree),
        step("06-22 10:00", "he", "propose-opinion", item="flood", **agree),
        step("06-23 10:00", "jiang", "conclude-item", item="flood"),
        step("06-23 11:00", "chen", "acknowledge-notice", item="approval"),
        step("06-24 10:00", "chen", "propose-opinion", item="approval", **agree),
        step("06-24 16:00", "du", "conclude-item", item="approval"),
        step("06-25 10:00", "chen", "consolidate-case", outcome="granted"),
        step("06-25 15:00", "chen", "deliver-case", method="窗口", recipient="某公司", receipt="1"),
    ]
    said = {"rehearsal": 1, "catalogue": "now.yaml", "people": people, "cases": cases, "steps": steps}
    return json.dumps(said, ensure_ascii=False)


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("--generate", "3"),
        ("--what-if", str(COUNTY)),
        (str(COUNTY), "--what-if", str(COUNTY)),
        (str(COUNTY), "--what-if", str(COUNTY), "--past"),
        (str(COUNTY), "--what-if", "nowhere.yaml", "--generate", "3"),
        ("nowhere.yaml", "--what-if", str(COUNTY), "--generate", "3"),
        (str(COUNTY), "--what-if", str(COUNTY), "--generate", "0"),
    ],
)
def test_what_cannot_be_compared_is_bad_input(arguments: tuple[str, ...]) -> None:
    """With a sentence that says what to give."""
    code, printed, said = run(*arguments)

    assert (code, printed) == (2, "")
    assert said
