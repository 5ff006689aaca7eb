"""A machine that lets anybody ask for anything at any time, and asks for the invariants after every step.

``RULES_MACHINE=2000`` tries that many lives of a case instead of the few of every run.
"""

import os
from datetime import timedelta
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from models.domain.case import Case
from models.domain.commands import COMMANDS, Order
from models.domain.dues import next_due
from models.domain.events import Event
from models.domain.fold import fold
from models.domain.names import CaseNumber, CaseState, CommandKey, ItemCode, ItemState
from models.domain.people import Person
from models.domain.refusals import Refusal
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide, read_command
from models.domain.rules.passing import fire, passing
from tests.domain import joint_acts, plan_changes
from tests.domain.invariants import check_all, check_fold, check_step
from tests.domain.sample import CATALOGUE, FILING, PEOPLE, check_sentences, moment, rulebook

LIVES = int(os.environ.get("RULES_MACHINE", "50"))
DEPARTMENTS = ("dev-reform", "forestry", "water", "fire")
LEVELS = (["handler"], ["handler", "approver"], ["handler", "reviewer", "approver"])
REASONS = ("hearing", "testing", "higher-authority", "nonsense")
BEGINS = ("2026-04-27 09:00", "2026-06-15 09:00", "2026-12-21 09:00")  # two holidays, and the last known days


@st.composite
def books(draw: st.DrawFn) -> Rulebook:
    """The sample law, or a made-up one: other items, levels, limits, prerequisites and rules."""
    if draw(st.booleans()):
        return draw(st.sampled_from((rulebook(), plan_changes.deeming())))
    codes = [f"item-{number}" for number in range(draw(st.integers(1, 5)))]
    unit = st.sampled_from(("working-day", "working-day", "calendar-day"))
    items = [
        {
            "code": code,
            "title": {"zh": f"事项{code}", "en": code},
            "department": draw(st.sampled_from(DEPARTMENTS)),
            "kind": draw(st.sampled_from(("licence", "opinion"))),
            "basis": "某法 第一条",
            "after": draw(st.lists(st.sampled_from(codes[:number]), unique=True)) if number else [],
            "statutory": {"days": draw(st.integers(10, 30)), "unit": draw(unit)},
            "committed": {"days": draw(st.integers(1, 10)), "unit": draw(unit)},
            "levels": draw(st.sampled_from(LEVELS)),
            "visit": draw(st.booleans()),
            "materials": draw(st.sampled_from((["report"], ["report", "photos"], []))),
        }
        for number, code in enumerate(codes)
    ]
    deemed = [{**item, "deemed": item["kind"] == "opinion" and draw(st.booleans())} for item in items]
    return rulebook(
        items=deemed,
        negative_filing=draw(st.booleans()),
        join=draw(st.sampled_from(("all-required", "lead-decides"))),
        stops={"committed": draw(st.sampled_from((["hearing"], ["hearing", "testing", "higher-authority"])))},
        limits={**CATALOGUE["limits"], "corrections": draw(st.sampled_from((3, 30)))},
    )


gaps = st.lists(
    st.fixed_dictionaries(
        {"material": st.sampled_from(("photos", "report", "nonsense"))}, optional={"reason": st.just("缺")}
    ),
    max_size=2,
)
promises = st.lists(
    st.fixed_dictionaries(
        {
            "material": st.sampled_from(("photos", "report")),
            "by": st.sampled_from(("2026-06-30", "2026-12-31")),
        }
    ),
    max_size=1,
)
FIELDS: dict[str, st.SearchStrategy[dict[str, Any]]] = {
    "file-case": st.sampled_from([FILING, {**FILING, "materials": ["report"]}, {**FILING, "answers": {}}]),
    "report-gap": st.fixed_dictionaries(
        {"material": st.sampled_from(("photos", "report")), "reason": st.just("缺")}
    ),
    "request-corrections": st.fixed_dictionaries({"gaps": gaps}),
    "submit-corrections": st.just({"materials": ["photos", "report"]}),
    "accept-case": st.fixed_dictionaries({}, optional={"gaps": promises}),
    "decline-case": st.fixed_dictionaries(
        {"reason": st.just("不属于职权")}, optional={"basis": st.just("某法")}
    ),
    "withdraw-case": st.fixed_dictionaries({}, optional={"reason": st.just("改期")}),
    "propose-opinion": st.fixed_dictionaries(
        {"opinion": st.sampled_from(("agree", "agree-with-conditions", "disagree", "not-involved", "maybe"))},
        optional={"reason": st.just("不符"), "basis": st.just("某法"), "conditions": st.just(["先做水保"])},
    ),
    "send-back": st.fixed_dictionaries(
        {"to": st.sampled_from(("handler", "reviewer"))}, optional={"reason": st.just("再看")}
    ),
    "stop-clock": st.fixed_dictionaries(
        {"reason": st.sampled_from(REASONS)},
        optional={"notice": st.just("1"), "until": st.sampled_from(("2026-07-15", "2027-02-01"))},
    ),
    "resume-clock": st.fixed_dictionaries({}, optional={"reason": st.sampled_from(REASONS)}),
    "confirm-negative": st.just({}),
    "return-negative": st.fixed_dictionaries({}, optional={"reason": st.just("再看")}),
    "consolidate-case": st.fixed_dictionaries(
        {"outcome": st.sampled_from(("granted", "granted-with-conditions", "refused"))},
        optional={"explanation": st.just("经研究")},
    ),
    "deliver-case": st.just({"method": "窗口", "recipient": "某公司", "receipt": "1"}),
    **plan_changes.FIELDS,
    **joint_acts.FIELDS,
}
ON_ITEMS = [do for do, kind in COMMANDS.items() if "item" in kind.model_fields]
PERSONS = sorted(PEOPLE)

Sensible = list[tuple[str, dict[str, Any]]]
STOP = {"reason": "hearing", "notice": "1", "until": "2026-12-31"}
CLERK: dict[CaseState, Sensible] = {
    "received": [
        ("accept-case", {"gaps": [{"material": "photos", "by": "2026-06-16"}]}),
        ("accept-case", {"gaps": [{"material": "photos", "by": "2026-12-31"}]}),
        ("request-corrections", {"gaps": [{"material": "photos"}]}),
        ("decline-case", {"reason": "不属于职权", "basis": "某法"}),
        ("confirm-negative", {}),
        ("return-negative", {"reason": "再看"}),
    ],
    "correcting": [("submit-corrections", {"materials": ["photos", "report"]})],
    "consolidating": [
        ("consolidate-case", {"outcome": outcome, "explanation": "经研究"})
        for outcome in ("granted", "granted-with-conditions", "refused")
    ],
    "decided": [("deliver-case", {"method": "窗口", "recipient": "某公司", "receipt": "1"})],
}
"""What a sensible clerk does with a case, and the supervisor with a filed refusal."""

OPINIONS: Sensible = [
    ("propose-opinion", {"opinion": "agree"}),
    ("propose-opinion", {"opinion": "agree-with-conditions", "conditions": ["先做水保"]}),
    ("propose-opinion", {"opinion": "disagree", "reason": "不符", "basis": "某法"}),
    ("propose-opinion", {"opinion": "not-involved"}),
]
BACK: Sensible = [("send-back", {"to": level, "reason": "再看"}) for level in ("handler", "reviewer")]
DEPARTMENT: dict[ItemState, Sensible] = {
    "notified": [("acknowledge-notice", {}), ("acknowledge-notice", {})],
    "acknowledged": [("take-item", {}), *OPINIONS],
    "handling": [*OPINIONS],
    "reviewing": [("endorse-opinion", {}), ("endorse-opinion", {}), *BACK],
    "approving": [("conclude-item", {}), ("conclude-item", {}), *BACK],
    "negative-filing": [("confirm-negative", {}), ("return-negative", {"reason": "再看"})],
}
"""What a sensible department does with an item."""


class CaseMachine(RuleBasedStateMachine):
    """The life of one case under one law."""

    @initialize(book=books(), begins=st.sampled_from(BEGINS), accepted=st.booleans())
    def file(self, book: Rulebook, begins: str, accepted: bool) -> None:
        """Somebody files a case."""
        self.book, self.now = book, moment(begins)
        self.case = Case(number=CaseNumber("450721-2026-000001"))
        self.happened: list[Event] = []
        self.ask("clerk", "file-case", {**FILING, "materials": ["report"]})
        if accepted:
            self.ask("clerk", "accept-case", {"gaps": [{"material": "photos", "by": begins[:10]}]})

    @rule(jump=st.one_of(st.integers(1, 600), st.integers(1, 2 * 1440), st.integers(1, 30 * 1440)))
    def time_passes(self, jump: int) -> None:
        """Minutes, days or weeks, watched all the while."""
        self.now += timedelta(minutes=jump)
        self.watch()

    @rule(days=st.integers(1, 20))
    def nobody_is_there(self, days: int) -> None:
        """An outage: what became due fires afterwards, in order."""
        self.now += timedelta(days=days)
        for due, caused in list(passing(self.case, self.now, self.book)):
            assert all(event.at >= due.lawful for event in caused)
            self.take(caused)

    @rule(data=st.data(), by=st.sampled_from(PERSONS), do=st.sampled_from(sorted(COMMANDS)))
    def anybody_asks_for_anything(self, data: st.DataObject, by: str, do: str) -> None:
        """Mostly nonsense."""
        self.ask(by, do, self.fields(data, do))

    @rule(data=st.data(), do=st.sampled_from(sorted(COMMANDS)))
    def somebody_asks_who_may(self, data: st.DataObject, do: str) -> None:
        """The right person, perhaps at the wrong time or with the wrong fields."""
        fields = self.fields(data, do)
        by = data.draw(st.sampled_from(self.persons(do, fields.get("item"))))
        self.ask(by, do, fields, ago=data.draw(st.sampled_from((0, 0, 0, 1, 45, 1440, -5))))

    @rule(data=st.data(), ago=st.sampled_from((0, 0, 0, 1, 45, 1440)))
    def departments_work_together(self, data: st.DataObject, ago: int) -> None:
        """A survey, a meeting, an answer, a successor or a rating, now and then told late."""
        acts = joint_acts.sensible(self.case)
        if acts:
            by, do, fields = data.draw(st.sampled_from(acts))
            self.ask(by, do, fields, ago)

    @rule(data=st.data(), minutes=st.lists(st.integers(1, 300), min_size=1, max_size=8))
    def the_house_goes_on(self, data: st.DataObject, minutes: list[int]) -> None:
        """Some hours in which everybody does what makes sense."""
        for pause in minutes:
            begun = [
                item for item in self.case.open_items if item.state in DEPARTMENT and item.returned is None
            ]
            if begun:
                item = data.draw(st.sampled_from(begun))
                overlay = [("resume-clock", {})] * 3 if item.live_stops else [("stop-clock", STOP)]
                do, fields = data.draw(st.sampled_from([*DEPARTMENT[item.state], *overlay]))
                self.ask(self.persons(do, item.code)[0], do, {**fields, "item": item.code})
            elif self.case.state in CLERK:
                do, fields = data.draw(st.sampled_from(CLERK[self.case.state]))
                self.ask(self.persons(do, None)[0], do, fields)
            self.now += timedelta(minutes=pause)
            self.watch()

    @rule(data=st.data(), change=st.sampled_from(plan_changes.SENSIBLE))
    def the_plan_changes(self, data: st.DataObject, change: tuple[str, dict[str, Any]]) -> None:
        """Whoever may changes what the case consists of, who does what, or until when."""
        do, fields = change
        if do in ON_ITEMS:
            codes = [item.code for item in self.book.catalogue.items]
            fields = {**fields, "item": data.draw(st.sampled_from(codes))}
        self.ask(data.draw(st.sampled_from(self.persons(do, fields.get("item")))), do, fields)

    @rule(days=st.integers(3, 20))
    def everybody_signs_and_says_nothing(self, days: int) -> None:
        """Each department signs for its notice, and then weeks go by in silence."""
        for item in [item for item in self.case.open_items if item.state == "notified"]:
            self.ask(f"{item.department}-handler", "acknowledge-notice", {"item": item.code})
        self.now += timedelta(days=days)
        self.watch()

    @invariant()
    def every_invariant_holds(self) -> None:
        """After every step."""
        check_all(self.case, self.happened, self.book, self.now)

    def teardown(self) -> None:
        """And at the end also of everything that was written and read again."""
        if self.case.seq:
            check_fold(self.case, self.happened, self.book)

    def fields(self, data: st.DataObject, do: str) -> dict[str, Any]:
        """Fields for a command, now and then of an item that is not there."""
        drawn: dict[str, Any] = data.draw(FIELDS.get(do, st.just({})))
        if do in ON_ITEMS:
            optional = do in {"confirm-negative", "return-negative"}
            item = data.draw(st.sampled_from([*self.case.items, "nonsense", *([None] if optional else [])]))
            drawn = {**drawn, "item": item}
        return drawn

    def persons(self, do: str, item: str | None) -> list[str]:
        """Who should be asked, by the table of the design alone."""
        change = plan_changes.persons(do, None if item is None else self.case.items.get(ItemCode(item)))
        if change is not None:
            return change
        if do in {"confirm-negative", "return-negative"}:
            return ["supervisor"]
        if item is None:
            return (
                ["clerk", "applicant"]
                if do in {"file-case", "submit-corrections", "withdraw-case"}
                else ["clerk"]
            )
        planned = next((each for code, each in self.case.items.items() if code == item), None)
        department = "forestry" if planned is None else planned.department
        level = {"endorse-opinion": "reviewer", "send-back": "approver", "conclude-item": "approver"}.get(
            do, "handler"
        )
        return [f"{department}-{level}", f"{department}-reviewer"]

    def ask(self, by: str, do: str, fields: dict[str, Any], ago: int = 0) -> None:
        """One command: events, or a refusal that changed nothing. It may have happened some minutes ago."""
        self.now += timedelta(minutes=1)
        self.watch()
        before = self.case
        try:
            command = read_command(do, fields)
            happened = self.now - timedelta(minutes=ago) if ago else None
            order = Order(key=CommandKey("key"), by=PEOPLE[by], command=command, happened=happened)
            caused = decide(before, order, self.now, self.book)
        except Refusal as refusal:
            check_sentences(refusal)
            assert self.case is before
            assert (
                fold(Case(number=before.number), self.happened) == before
            )  # nor was anything changed in place
            return
        assert caused
        assert caused[0].by == by
        assert {event.by for event in caused} <= {by, None}
        assert {event.entered_at or event.at for event in caused} == {self.now}
        assert caused[0].at == self.now - timedelta(minutes=ago)
        self.check_person(PEOPLE[by], do, fields.get("item"))
        self.take(caused)

    def check_person(self, by: Person, do: str, item: str | None) -> None:
        """The person stands in the table of the design for this command (3)."""
        may = plan_changes.may(by, do, None if item is None else self.case.items.get(ItemCode(item)))
        if may is None:
            may = joint_acts.may(by, do, self.case)
        if may is not None:
            assert may
            return
        if do in {"confirm-negative", "return-negative"}:
            assert by.has("supervisor")
        elif do == "report-gap":
            assert by.department in {each.department for each in self.case.items.values()}
        elif item is not None:
            (department,) = [each.department for code, each in self.case.items.items() if code == item]
            assert by.department == department
        elif do in {"file-case", "submit-corrections", "withdraw-case"} and by.has("applicant"):
            assert by.name == FILING["applicant"]["name"]  # type: ignore[index]  # a dictionary of a filing
        else:
            assert (by.department, by.has("clerk")) == ("dev-reform", True)

    def watch(self) -> None:
        """What time brings up to now, each at its own instant."""
        while (due := next_due(self.case, self.book)) is not None and due.lawful <= self.now:
            self.take(fire(self.case, due, due.lawful, self.book))

    def take(self, caused: list[Event]) -> None:
        """Fold the events in."""
        before = self.case
        self.happened.extend(caused)
        self.case = fold(before, caused)
        check_step(before, self.case, caused)


TestCase = CaseMachine.TestCase
TestCase.settings = settings(
    max_examples=LIVES,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
