"""Cases brought by real commands into the situations in which something is refused."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from models.domain.calendar_table import OfficeDays, check_office_days_file
from models.domain.commands import Order
from models.domain.names import CommandKey
from models.domain.people import Delegation
from models.domain.refusals import Refusal
from models.domain.rules.decide import read_command
from models.domain.rules.stage import Stage
from runtime.documents import load, load_calendar
from tests.domain.sample import FILING, PEOPLE, Counter, moment, person, rulebook
from tests.domain.standings import MONDAY, accepted, in_state, item_in_state, received

Fields = dict[str, Any]

SAMPLES = Path(__file__).parents[2] / "calendars"
TABLE_2027 = load_calendar(SAMPLES / "sample-2027.yaml")
FLOOD = load(SAMPLES / "sample-flood.yaml", OfficeDays, check_office_days_file)


class Row(NamedTuple):
    """A situation, who asks what in it, and the two sentences of the refusal."""

    name: str
    given: Callable[[], Counter]
    by: str
    do: str
    fields: Fields
    zh: str
    en: str

    def at(self, counter: Counter) -> str:
        """The afternoon of the day on which the case was last heard of."""
        return MONDAY if counter.case.last_at is None else f"{counter.case.last_at:%Y-%m-%d} 16:00"

    def met(self) -> tuple[Counter, Refusal]:
        """The case and the refusal; nothing has changed, no event was made."""
        counter = self.given()
        at = self.at(counter)
        before, happened = counter.until(at).case, list(counter.events)
        try:
            kinds = counter.act(at, self.by, self.do, **self.fields)
        except Refusal as refusal:
            assert counter.case is before
            assert counter.events == happened
            return counter, refusal
        raise AssertionError(f"{self.do} was not refused but gave {kinds}")


FOREST = {"item": "forest-land"}
GAP = {"material": "photos", "by": "2026-06-20"}
STOP = {"item": "forest-land", "reason": "hearing", "notice": "听〔2026〕1号", "until": "2026-06-30"}
EXTENSION = {"item": "forest-land", "days": 10, "reason": "情况复杂"}
HAND_OVER = {"method": "窗口", "recipient": "某公司", "receipt": "1"}


def item(state: Any) -> Callable[[], Counter]:
    """A case with the forest review in this state."""
    return lambda: item_in_state(state)[0].counter


def case(state: Any) -> Callable[[], Counter]:
    """A case in this state."""
    return lambda: in_state(state).counter


def stopped() -> Counter:
    """The forest review is stopped for a hearing."""
    counter = accepted()
    counter.act("2026-06-15 12:00", "forestry-handler", "stop-clock", **STOP)
    return counter


def signed_by_one() -> Counter:
    """An opinion proposed by somebody who holds every level."""
    counter = accepted()
    for do, fields in (("acknowledge-notice", {}), ("propose-opinion", {"opinion": "agree"})):
        counter.act(MONDAY, "forestry-all", do, **FOREST, **fields)
    return counter


def with_deputy() -> Counter:
    """The handler's deputy holds a delegation that ended in May."""
    counter = accepted()
    delegation = Delegation.model_validate(
        {
            "principal": "forestry-handler",
            "name": "吴",
            "department": "forestry",
            "levels": ["handler"],
            "valid_from": date(2026, 5, 1),
            "valid_until": date(2026, 5, 31),
            "document": "林委〔2026〕5号",
        }
    )
    deputy = person("deputy", "forestry").model_copy(update={"delegations": (delegation,)})
    counter.people = {**counter.people, "deputy": deputy}
    return counter


def corrected() -> Counter:
    """Corrections asked for and handed in."""
    counter = in_state("correcting").counter
    counter.act(MONDAY, "applicant", "submit-corrections", materials=["photos"])
    return counter


def lacking(*present: str) -> Callable[[], Counter]:
    """Filed with these materials alone."""
    return lambda: received(materials=list(present))


def owing() -> Counter:
    """The photos were promised and have not come; the last level would sign now."""
    counter = received(materials=["report"])
    counter.act("2026-06-15 11:00", "clerk", "accept-case", gaps=[GAP])
    for by, do, fields in (
        ("forestry-handler", "acknowledge-notice", {}),
        ("forestry-handler", "propose-opinion", {"opinion": "agree"}),
        ("forestry-reviewer", "endorse-opinion", {}),
    ):
        counter.act(MONDAY, by, do, **FOREST, **fields)
    return counter


def extended() -> Counter:
    """The forest review has its ten days more."""
    counter = accepted()
    counter.act(MONDAY, "forestry-department-head", "extend-item", **EXTENSION)
    return counter


def too_late() -> Counter:
    """The day after the statutory limit of the forest review, on which it is reminded."""
    counter = accepted()
    counter.act("2026-07-15 10:00", "clerk", "remind", **FOREST)
    return counter


def at_the_year_s_end() -> Counter:
    """A hearing may last five working days; three are left of the year, and nothing is known of the next."""
    stops = {name: [{"reason": "hearing", "max": 5}] for name in ("statutory", "committed")}
    return Counter(rulebook(stops=stops)).opened("2026-12-28")


def filed_at_the_year_s_end() -> Counter:
    """The photos are missing, and the promised limit of the case ends in a year without a table."""
    counter = Counter()
    counter.act("2026-12-24 10:00", "clerk", "file-case", **{**FILING, "materials": ["report"]})
    return counter


def broken_at_the_year_s_end() -> Counter:
    """A promise was broken on the last day but one for which there is a table."""
    counter = Counter(rulebook()).opened("2026-12-23")
    counter.act("2026-12-23 14:00", "fire-handler", "acknowledge-notice", item="fire-consult")
    return counter.until("2026-12-30 18:00")


def adopted(file: Any) -> Callable[[], Counter]:
    """A case that goes by this calendar file already."""

    def given() -> Counter:
        counter = accepted()
        counter.act("2026-06-15 12:00", "administrator", "adopt-calendar", **table(file))
        return counter

    return given


def table(file: Any, **changes: Any) -> Fields:
    """A calendar file as the field of the command."""
    return {"table": file.model_copy(update=changes).model_dump(mode="json")}


def second_filing() -> Refusal:
    """The same project under the same procedure, filed while its first case lives."""
    stage = Stage({"one": rulebook(), "two": rulebook()})
    at = moment("2026-06-15 10:00")
    order = Order(key=CommandKey("k"), by=PEOPLE["clerk"], command=read_command("file-case", FILING))
    stage.act("one", order, at)
    before = (dict(stage.cases), list(stage.happened))
    try:
        stage.act("two", order, at)
    except Refusal as refusal:
        assert (stage.cases, stage.happened) == before
        return refusal
    raise AssertionError("a second live case was filed")
