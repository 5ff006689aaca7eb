"""Made-up rehearsals: people mostly do the next sensible thing, and sometimes whatever comes to mind."""

from datetime import datetime, timedelta
from random import Random
from types import UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin

from models.domain.case import Case, Item
from models.domain.commands import COMMANDS
from models.domain.limits import STOP_REASONS
from models.domain.names import LEVEL_STATE
from models.domain.refusals import Refusal
from models.domain.rehearsal import LOOK, Rehearsal, Step
from models.domain.rulebook import Rulebook
from models.domain.rules.stage import Stage, order_of
from tests.equivalence.catalogues import DEPARTMENTS, MATERIALS

NEW: Final = "new-bureau"
"""A department that no catalogue knows before a reorganisation."""

ROLES: Final = ("clerk", "handler", "reviewer", "approver", "department-head")
PEOPLE: Final[dict[str, dict[str, Any]]] = {
    **{
        f"{department}-{role}": {"name": f"{department} {role}", "department": department, "roles": [role]}
        for department in (*DEPARTMENTS, NEW)
        for role in ROLES
    },
    "all": {"name": "all of forestry", "department": "forestry", "roles": list(ROLES[1:4])},
    "supervisor": {"name": "supervisor", "department": "service-centre", "roles": ["supervisor"]},
    "mayor": {"name": "mayor", "department": "government-office", "roles": ["government-head"]},
    "admin": {"name": "admin", "department": "service-centre", "roles": ["administrator"]},
    "company": {"name": "示例公司", "roles": ["applicant"]},
    "stranger": {"name": "别的公司", "roles": ["applicant"]},
    "deputy": {
        "name": "deputy",
        "department": "water",
        "roles": ["handler"],
        "delegations": [
            {
                "principal": "water-approver",
                "name": "water approver",
                "department": "water",
                "levels": ["approver"],
                "valid_from": "2026-01-01",
                "valid_until": "2026-08-31",
                "document": "委〔2026〕1号",
            }
        ],
    },
}
CASES: Final = ("one", "two")
_WORDS: Final = ("材料不全", "agree", "2026〕1号", "", " ", "x" * 80, "'; --", "\u202e反")

Move = tuple[str, str, dict[str, Any]]


def generated_rehearsal(draw: Random, book: Rulebook) -> Rehearsal:
    """Three to twelve steps of one case, or of two that contend for a project, and some looks."""
    return _Writer(draw, book).write()


class _Writer:
    """Writes the next step with the pure engine at hand, so that the story gets somewhere."""

    def __init__(self, draw: Random, book: Rulebook) -> None:
        self._draw = draw
        self._book = book
        self._stage = Stage(dict.fromkeys(CASES, book))
        self._oddity = draw.choice([0.03, 0.1, 0.35])
        self._brisk = draw.random() < 0.6
        begins = draw.choice([datetime(2026, 2, 9), datetime(2026, 4, 27), datetime(2026, 9, 17)])  # noqa: DTZ001
        if draw.random() < 0.15:
            begins = datetime(2026, 12, 14)  # noqa: DTZ001  # the next year has no table
        self._at = begins + timedelta(days=draw.randint(0, 6), hours=10)
        self._file: dict[str, Any] = {
            "rehearsal": 1,
            "catalogue": "generated",
            "people": PEOPLE,
            "cases": {name: self._case(name) for name in CASES},
        }
        self._empty = Rehearsal.model_validate({**self._file, "steps": []})

    def write(self) -> Rehearsal:
        """The whole file."""
        steps: list[dict[str, Any]] = []
        for _ in range(self._draw.choice([3, 5, 7, 9, 12, 12])):
            self._let_time_go()
            steps.append(self._step())
            self._try(steps[-1], len(steps))
        until = self._at + timedelta(days=self._draw.choice([0, 0, 1, 4]))
        return Rehearsal.model_validate({**self._file, "steps": steps, "until": f"{until:%Y-%m-%d %H:%M}"})

    def _let_time_go(self) -> None:
        """Few different leaps, so that many rehearsals act at the same moments of one server."""
        draw = self._draw
        quick = ("same", "minutes", "minutes", "minutes", "hours")
        step = draw.choice([*quick, *(() if self._brisk else ("hours", "days", "days", "evening"))])
        if step == "minutes":
            self._at += timedelta(minutes=30)
        elif step == "hours":
            self._at += timedelta(hours=draw.choice([1, 3, 17]))
        elif step == "days":
            self._at += timedelta(days=draw.choice([1, 1, 2, 3, 8]))
        elif step == "evening" and self._at.hour < 17:
            self._at = self._at.replace(hour=17, minute=draw.choice([29, 30, 31]))

    def _case(self, name: str) -> dict[str, Any]:
        draw = self._draw
        same = draw.random() < 0.2
        complete = draw.choice([1, 1, 0.7])
        return {
            "project": {
                "code": "2026-450721-48-01-00012" + ("3" if same or name == "one" else "4"),
                "name": "示例",
            },
            "applicant": {"name": "示例公司", "id": "91450721MA5XXXXXX0"},
            "answers": {"near": draw.random() < 0.5, "area": draw.choice([20, 101.5, 4000])},
            "materials": [each for each in MATERIALS if draw.random() < complete],
        }

    def _step(self) -> dict[str, Any]:
        draw = self._draw
        name = CASES[0] if draw.random() < 0.85 else CASES[1]
        if draw.random() < 0.1:
            return {"at": f"{self._at:%Y-%m-%d %H:%M}", "do": LOOK}
        if draw.random() > self._oddity:
            by, do, fields = self._sensible(name)
        else:
            do = draw.choice([*COMMANDS, "no-such-command"]) if draw.random() < 0.9 else "file-case"
            by, fields = draw.choice(list(PEOPLE)), self._any_fields(do, name)
        if draw.random() < self._oddity / 2:
            happened = self._at - timedelta(hours=draw.choice([1, 5, 26]))
            fields = {**fields, "happened": f"{happened:%Y-%m-%d %H:%M}"}
        return {"at": f"{self._at:%Y-%m-%d %H:%M}", "by": by, "do": do, "case": name, **fields}

    def _try(self, written: dict[str, Any], number: int) -> None:
        """Go on with the pure engine, so that the next step is chosen in the state after this one."""
        step = Step.model_validate(written)
        at = self._book.hours.local_moment(self._at)
        if step.do == LOOK:
            self._stage.pass_until(at)
            return
        try:
            self._stage.act(str(step.case), order_of(self._empty, step, number), at)
        except Refusal:
            return

    def _sensible(self, name: str) -> Move:
        case = self._stage.cases.get(name)
        clerk = "dev-reform-clerk"
        if case is None:
            return self._draw.choice([clerk, "company"]), "file-case", {}
        if case.state == "received":
            return self._at_the_counter(case, clerk)
        if case.state == "correcting":
            return "company", "submit-corrections", {"materials": list(MATERIALS)}
        if case.state == "reviewing" and (begun := [item for item in case.open_items if item.notice]):
            return self._on_an_item(case, self._draw.choice(begun))
        if case.state in {"reviewing", "consolidating"}:
            outcome = self._draw.choice(["granted", "granted", "granted-with-conditions", "refused"])
            return clerk, "consolidate-case", {"outcome": outcome, "explanation": "综合各部门意见"}
        if case.state == "decided":
            return (
                clerk,
                "deliver-case",
                {"method": "窗口领取", "recipient": "经办人", "receipt": "送〔2026〕1号"},
            )
        return "company", "rate-service", {"stars": self._draw.randint(1, 5)}

    def _at_the_counter(self, case: Case, clerk: str) -> Move:
        day = (self._at + timedelta(days=self._draw.randint(0, 9))).date().isoformat()
        promises: list[dict[str, Any]] = [{"material": each, "by": day} for each in ("photos", "survey")]
        if self._draw.random() < 0.7:
            missing = [each for each in promises if each["material"] not in case.materials]
            return clerk, "accept-case", {"gaps": missing}
        moves: list[Move] = [
            (clerk, "accept-case", {"gaps": promises[: self._draw.randint(0, 2)]}),
            (clerk, "request-corrections", {"gaps": [{"material": "report", "reason": "缺页"}]}),
            ("forestry-handler", "report-gap", {"material": "report", "reason": "缺图"}),
            (clerk, "decline-case", {"reason": "不属于本机关职权", "basis": "行政许可法 第三十二条"}),
        ]
        return self._draw.choice(moves)

    def _on_an_item(self, case: Case, item: Item) -> Move:
        draw, of = self._draw, item.department
        levels = self._book.catalogue.item(item.code).levels
        day = (self._at + timedelta(days=draw.randint(0, 12))).date().isoformat()
        about: dict[str, Any] = {"item": item.code}
        odd: list[Move] = [
            (
                f"{of}-handler",
                "stop-clock",
                {**about, "reason": draw.choice(list(STOP_REASONS)), "notice": "函1号", "until": day},
            ),
            (f"{of}-handler", "resume-clock", about),
            (
                f"{of}-department-head",
                "extend-item",
                {**about, "days": draw.randint(1, 10), "reason": "疑难"},
            ),
            ("dev-reform-clerk", "remind", about),
            (
                "dev-reform-clerk",
                "schedule-survey",
                {"items": list(case.items), "scheduled": f"{day} 09:30", "at_place": "现场"},
            ),
            (f"{of}-handler", "record-finding", {**about, "finding": "与图纸一致", "names": ["甲", "乙"]}),
            ("dev-reform-clerk", "close-survey", {"minutes": "各部门到场", "absent": [of]}),
            ("dev-reform-clerk", "convene-meeting", {"items": list(case.items), "scheduled": f"{day} 15:00"}),
            (f"{of}-handler", "state-position", {"position": "同意"}),
            (
                "dev-reform-clerk",
                "close-meeting",
                {
                    "minutes": "会议同意",
                    "absent": [of],
                    "actions": [{"text": "补", "department": of, "due": day}],
                },
            ),
            ("dev-reform-clerk", "close-gap", {"material": "photos"}),
            (f"{of}-handler", "return-notice", {**about, "reason": "不属本部门职责"}),
            ("dev-reform-clerk", "reissue-notice", about),
            (f"{of}-handler", "answer-responsibility", {"record": 1, "text": "情况属实"}),
            ("supervisor", "dispose-responsibility", {"record": 1, "disposal": "corrected"}),
            ("admin", "adopt-calendar", {"table": self._table()}),
            ("admin", "reorganise-department", self._reorganisation(of)),
            ("dev-reform-clerk", "drop-item", {**about, "reason": "不再需要"}),
            ("company", "withdraw-case", {"reason": "项目调整"}),
        ]
        if draw.random() < self._oddity + 0.1:
            return draw.choice(odd)
        if item.state == "notified":
            return f"{of}-{levels[0]}", "acknowledge-notice", about
        if item.state == "negative-filing":
            return (
                "supervisor",
                draw.choice(["confirm-negative", "return-negative"]),
                {**about, "reason": "见批注"},
            )
        if item.state in {"acknowledged", "handling", LEVEL_STATE[levels[0]]} and not item.signed:
            return f"{of}-{levels[0]}", "propose-opinion", {**about, **self._opinion()}
        level = next((each for each in levels if LEVEL_STATE[each] == item.state), levels[-1])
        if draw.random() < 0.2:
            return f"{of}-{level}", "send-back", {**about, "to": levels[0], "reason": "重拟"}
        do = "conclude-item" if level == levels[-1] else "endorse-opinion"
        return (
            f"{of}-{level}",
            do,
            {**about, **({"result": "批〔2026〕1号"} if do == "conclude-item" else {})},
        )

    def _opinion(self) -> dict[str, Any]:
        return self._draw.choice(
            [
                {"opinion": "agree", "result": "批〔2026〕2号"},
                {"opinion": "agree", "result": "批〔2026〕2号"},
                {"opinion": "agree-with-conditions", "conditions": ["先行避让"]},
                {"opinion": "disagree", "reason": "选址不当", "basis": "防洪法 第二十七条"},
                {"opinion": "not-involved", "reason": "不涉及"},
            ]
        )

    def _table(self) -> dict[str, Any]:
        if self._draw.random() < 0.5:
            year = self._draw.choice([2026, 2027])
            return {
                "calendar": 1, "region": "CN", "year": year, "status": "official", "source": "示例",
                "version": f"{year}.{self._draw.randint(2, 4)}",
                "holidays": {f"{year}-01-01": "元旦", f"{year}-05-01": "劳动节"}, "makeup_workdays": [],
            }  # fmt: skip
        day = (self._at + timedelta(days=self._draw.randint(-3, 6))).date().isoformat()
        laid = {
            "date": day,
            "working": self._draw.random() < 0.3,
            "reason": "洪水",
            "document": "防〔2026〕1号",
        }
        return {"office_days": 1, "region": "CN", "version": "1", "days": [{**laid, "person": "示例"}]}

    def _reorganisation(self, department: str) -> dict[str, Any]:
        successor = self._draw.choice([*DEPARTMENTS, NEW])
        name = {"name": {"zh": "新局", "en": "New bureau"}} if self._draw.random() < 0.7 else {}
        return {"department": department, "successor": successor, "document": "编〔2026〕9号", **name}

    def _any_fields(self, do: str, name: str) -> dict[str, Any]:
        """Something for most fields of a command, of the right kind or not."""
        command = COMMANDS.get(do)
        if command is None or do == "file-case":
            return {}
        case = self._stage.cases.get(name)
        return {
            field: self._any_value(field, about.annotation, case)
            for field, about in command.model_fields.items()
            if field != "do" and (about.is_required() or self._draw.random() < 0.5)
        }

    def _any_value(self, field: str, kind: Any, case: Case | None) -> Any:
        draw = self._draw
        if draw.random() < 0.08:
            return draw.choice([None, 7, "x", [], {}, True, "2026-13-45"])
        if field == "item":
            return draw.choice([*(case.items if case else ()), "item-0", "no-item"])
        if field == "table":
            return self._table()
        day = (self._at + timedelta(days=draw.randint(-4, 15))).date().isoformat()
        by_name: dict[str, Any] = {
            "material": draw.choice(MATERIALS),
            "materials": draw.sample(MATERIALS, 2),
            "gaps": [{"material": draw.choice(MATERIALS), "by": day}],
            "items": [*(case.items if case else ("item-0",))][: draw.randint(1, 3)],
            "to": draw.choice(["handler", "forestry", "water-handler", "reviewer"]),
            "department": draw.choice(DEPARTMENTS),
            "successor": draw.choice(DEPARTMENTS),
            "absent": [draw.choice(DEPARTMENTS)],
            "outcome": draw.choice(["granted", "refused", "perhaps"]),
            "opinion": draw.choice(["agree", "disagree", "hm"]),
            "reason": draw.choice([*STOP_REASONS, *_WORDS]),
            "scheduled": f"{day} 10:00",
            "names": ["甲", "乙"],
        }
        if field in by_name:
            return by_name[field]
        return self._of_kind(kind, day)

    def _of_kind(self, kind: Any, day: str) -> Any:
        draw = self._draw
        options = [each for each in get_args(kind) if each is not type(None)]
        if get_origin(kind) in {Union, UnionType}:
            return self._of_kind(options[0], day)
        if get_origin(kind) is Literal:
            return draw.choice(options)
        if get_origin(kind) is tuple:
            return [draw.choice(_WORDS)]
        if kind is int:
            return draw.randint(-1, 12)
        return draw.choice([day, *_WORDS])
