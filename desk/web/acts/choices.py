"""What this case offers to choose from in the form of an act."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from models.domain import words as said
from models.domain.case import Case
from models.domain.catalogue import Material
from models.domain.limits import STOP_REASONS
from models.domain.names import LEVEL_STATE, DepartmentCode, ItemCode
from models.domain.people import Person
from models.domain.rulebook import Rulebook
from models.domain.rules.closing import allowed_outcomes
from models.domain.rules.meeting import open_meeting
from models.domain.rules.parties import invited
from models.domain.rules.survey import open_survey
from models.domain.text import Words


@dataclass(frozen=True)
class Choice:
    """One value of a field, and what it is called."""

    value: str
    words: Words


@dataclass(frozen=True)
class Choices:
    """The choices of one case. ``missing`` are absent materials, ``colleagues`` who could take over."""

    case: Case
    book: Rulebook
    missing: Sequence[str]
    colleagues: Sequence[Person] = ()

    @property
    def departments(self) -> tuple[Choice, ...]:
        """Every department of the procedure."""
        return tuple(Choice(each.code, each.name) for each in self.book.catalogue.departments)

    def of(self, do: str, name: str, item: ItemCode | None) -> tuple[Choice, ...] | None:
        """What the field can be; None where people write freely, empty where there is nothing to choose."""
        case, book = self.case, self.book
        match do, name:
            case ("accept-case", "gaps"):
                return self._materials(each for each in self._lacking() if each.tolerable)
            case ("add-item", "gaps" | "materials"):
                return self._materials(
                    each for each in book.catalogue.materials if each.tolerable or name != "gaps"
                )
            case ("add-item", "item"):
                return self._items(code for code in book.catalogue.item_by_code if not self._here(code))
            case ("request-corrections", "gaps"):
                asked = {gap.material for gap in case.asked}
                return self._materials(each for each in self._by_need() if each.code not in asked)
            case ("report-gap", "material"):
                asked = {gap.material for gap in case.asked}
                return self._materials(each for each in self._by_need() if each.code not in asked)
            case ("submit-corrections", "materials"):
                return self._named(gap.material for gap in case.asked)
            case ("close-gap", "material"):
                return self._named(gap.material for gap in case.open_gaps)
            case ("propose-opinion", "opinion"):
                return tuple(Choice(word, words) for word, words in said.OPINIONS.items())
            case ("consolidate-case", "outcome"):
                allowed = allowed_outcomes(case, book)[1]
                return tuple(Choice(outcome, said.OUTCOMES[outcome]) for outcome in allowed)
            case ("send-back", "to"):
                return self._levels_before(item)
            case ("stop-clock", "reason"):
                return self._stop_reasons(item)
            case ("resume-clock", "reason"):
                live = [] if item is None else [stop.reason for stop in case.items[item].live_stops]
                return tuple(Choice(str(r), STOP_REASONS[r]) for r in STOP_REASONS if str(r) in live)
            case ("transfer-item", "to"):
                return tuple(Choice(each.id, _as_is(each.name)) for each in self.colleagues) or None
            case ("reissue-notice", "to"):
                return self.departments
            case ("schedule-survey" | "convene-meeting", "items"):
                return self._items(each.code for each in case.open_items)
            case ("close-survey", "absent"):
                survey = open_survey(case)
                return self._departments(() if survey is None else invited(case, survey.items))
            case ("close-meeting", "absent"):
                meeting = open_meeting(case)
                return self._departments(() if meeting is None else invited(case, meeting.items))
            case ("close-action", "action"):
                return tuple(
                    Choice(str(each.number), _as_is(f"{each.number} {each.text[:60]}"))
                    for each in case.actions
                    if each.done_at is None
                )
            case (_, "record"):
                return self._records()
            case ("dispose-responsibility", "disposal"):
                return tuple(Choice(word, words) for word, words in said.DISPOSALS.items())
            case ("rate-service", "stars"):
                return tuple(Choice(str(n), _STARS[n]) for n in (5, 4, 3, 2, 1))
            case _:
                return None

    def _here(self, code: ItemCode) -> bool:
        """In the case, and not dropped from it."""
        item = self.case.items.get(code)
        return item is not None and item.dropped is None

    def _lacking(self) -> list[Material]:
        return [each for each in self.book.catalogue.materials if each.code in self.missing]

    def _by_need(self) -> list[Material]:
        """Those that are missing first, then those of the case's items: what is there may be wrong."""
        needed = {m for i in self.case.open_items for m in self.book.catalogue.item(i.code).materials}
        rest = [each for each in self.book.catalogue.materials if each.code in needed]
        return list(dict.fromkeys([*self._lacking(), *rest]))

    def _materials(self, materials: Iterable[Material]) -> tuple[Choice, ...]:
        return tuple(Choice(each.code, each.title) for each in materials)

    def _named(self, codes: Iterable[str]) -> tuple[Choice, ...]:
        wanted = set(codes)
        return self._materials(each for each in self.book.catalogue.materials if each.code in wanted)

    def _items(self, codes: Iterable[ItemCode]) -> tuple[Choice, ...]:
        return tuple(Choice(code, self.book.catalogue.item(code).title) for code in codes)

    def _departments(self, codes: Iterable[DepartmentCode]) -> tuple[Choice, ...]:
        return tuple(Choice(code, said.department(code, self.case, self.book.catalogue)) for code in codes)

    def _levels_before(self, code: ItemCode | None) -> tuple[Choice, ...]:
        if code is None:
            return ()
        levels, now = self.book.catalogue.item(code).levels, self.case.items[code].state
        before = []
        for level in levels:
            if LEVEL_STATE[level] == now:
                break
            before.append(Choice(level, said.LEVELS[level]))
        return tuple(before)

    def _stop_reasons(self, code: ItemCode | None) -> tuple[Choice, ...]:
        if code is None:
            return ()
        rules = [
            *self.book.catalogue.stop_rules(code, "statutory"),
            *self.book.catalogue.stop_rules(code, "committed"),
        ]
        return tuple(
            Choice(reason, STOP_REASONS[reason]) for reason in dict.fromkeys(r.reason for r in rules)
        )

    def _records(self) -> tuple[Choice, ...]:
        found = []
        for record in self.case.responsibilities:
            if record.disposal is None:
                department = said.department(record.department, self.case, self.book.catalogue)
                clock = said.CLOCKS[record.rule]
                words = Words.model_construct(
                    zh=f"{record.record} {department.zh} {clock.zh}",
                    en=f"{record.record} {department.en}, {clock.en}",
                )
                found.append(Choice(str(record.record), words))
        return tuple(found)


_STARS: Final = {
    5: Words(zh="★★★★★ 非常满意", en="★★★★★ very satisfied"),
    4: Words(zh="★★★★ 满意", en="★★★★ satisfied"),
    3: Words(zh="★★★ 基本满意", en="★★★ fairly satisfied"),
    2: Words(zh="★★ 不满意", en="★★ dissatisfied"),
    1: Words(zh="★ 非常不满意", en="★ very dissatisfied"),
}
"""The five steps of the national rating of government services (好差评)."""


def _as_is(text: str) -> Words:
    return Words.model_construct(zh=text, en=text)
