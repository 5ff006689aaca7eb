"""The proof itself: it is content with an honest office, and finds each thing that a broken one could do."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from activities.contracts import Entry
from desk.outcomes import Refused
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.dues import next_due
from models.domain.events import Event
from models.domain.fold import fold
from models.domain.names import CaseNumber, CommandKey
from models.domain.rules.decide import decide, read_command
from models.domain.rules.passing import fire
from models.messages.case_workflow import Answer
from tests.domain.sample import FILING, PEOPLE, moment, rulebook
from tests.faults import proof
from tests.faults.people import Line
from tests.faults.plan import PARTS, Plan, make_plan
from workflows.pen import digest

NUMBER = CaseNumber("450721-2026-000001")
BOOK = rulebook()
NOW = moment("2026-06-30 10:00")
NO = Refused("NotYourRole", "无此权限", "not your role")


class Office:
    """An office with one case, and everything that is told of it."""

    def __init__(self) -> None:
        self.case = Case(number=NUMBER)
        self.entries: list[Entry] = []
        self.lines: list[Line] = []
        self.known: Case | None = None

    def act(self, at: str, by: str, do: str, /, **fields: Any) -> Line:
        """A command that is carried out, after what was due."""
        self.pass_time(at)
        line = self.asked(by, do, **fields)
        before = len(self.entries)
        self.enter(line.order.key, digest(line.order), decide(self.case, line.order, moment(at), BOOK))
        own = self.entries[before:]
        line.answers.append(answer_of(own))
        return line

    def asked(self, by: str, do: str, /, **fields: Any) -> Line:
        """A command that somebody gives."""
        key = CommandKey(f"k{len(self.lines)}")
        line = Line(Order(key=key, by=PEOPLE[by], command=read_command(do, fields)))
        self.lines.append(line)
        return line

    def pass_time(self, at: str) -> None:
        """Everything that is due by then."""
        while (due := next_due(self.case, BOOK)) is not None and due.lawful <= moment(at):
            self.enter(due.key, "", fire(self.case, due, moment(at), BOOK))

    def enter(self, key: str, its_digest: str, events: Iterable[Event]) -> None:
        """Lines of the register, whether they are right or not."""
        for event in events:
            seq = len(self.entries) + 1
            entry = Entry(seq=seq, key=CommandKey(key), digest=its_digest, entered_at=NOW, event=event)
            self.entries.append(entry)
            self.case = fold(self.case, [event])

    def boxes(self) -> list[proof.Sent]:
        """What was sent."""
        return proof.messages_of(NUMBER, self.entries)

    def findings(self, boxes: list[proof.Sent] | None = None, now: datetime = NOW) -> list[str]:
        """Everything that the proof finds."""
        case = fold(Case(number=NUMBER), [entry.event for entry in self.entries])
        required = proof.messages_of(NUMBER, self.entries)
        return [
            *proof.check_book(NUMBER, self.lines, self.entries),
            *proof.check_reasons(NUMBER, self.lines, self.entries, BOOK),
            *proof.check_messages(required, self.boxes() if boxes is None else boxes),
            *proof.check_state(case, self.known or case, self.entries, BOOK, now),
        ]


def answer_of(entries: list[Entry]) -> Answer:
    """What the office answers for lines that it has entered."""
    first = entries[0]
    kinds = tuple(entry.event.kind for entry in entries)
    return Answer(case=NUMBER, key=first.key, digest=first.digest, first=first.seq, events=kinds)


def worked() -> Office:
    """An office in which a promise was broken, a command refused, and the work goes on."""
    office = Office()
    office.act("2026-06-15 10:00", "clerk", "file-case", **FILING)
    office.act("2026-06-15 11:00", "clerk", "accept-case")
    office.act("2026-06-15 15:00", "fire-handler", "acknowledge-notice", item="fire-consult")
    office.asked("fire-handler", "conclude-item", item="flood").refusals.append(NO)
    office.act("2026-06-29 10:00", "water-handler", "acknowledge-notice", item="flood")
    office.pass_time("2026-06-30 10:00")
    return office


def lose_a_command(office: Office) -> None:
    """It was acknowledged, and the register was restored without it."""
    last = max(entry.seq for entry in office.entries if entry.key == office.lines[-1].order.key)
    del office.entries[last - 1 :]


def enter_twice(office: Office) -> None:
    """The same command, once more."""
    again = office.entries[-1]
    office.enter("k4", digest(office.lines[-1].order), [again.event])


def enter_a_refused_one(office: Office) -> None:
    """Refused to the person, and carried out nevertheless."""
    refused = office.lines[3].order
    office.enter(refused.key, digest(refused), [office.entries[-1].event])


def enter_what_nobody_gave(office: Office) -> None:
    """A command out of nowhere."""
    office.enter("k99", "0" * 64, [office.entries[-1].event])


def acknowledge_and_refuse(office: Office) -> None:
    """One click is told one thing, the other another."""
    office.lines[2].refusals.append(NO)


def answer_differently(office: Office) -> None:
    """The second click gets another answer than the first."""
    first = office.lines[2].answers[0]
    office.lines[2].answers.append(first.model_copy(update={"first": first.first + 1}))


def leave_unknown(office: Office) -> None:
    """Somebody never learns what became of the command."""
    office.asked("clerk", "withdraw-case", reason="改期")


def overtake_a_deadline(office: Office) -> None:
    """A command of the next week, before what was due until then."""
    line = office.asked("fire-handler", "propose-opinion", item="fire-consult", opinion="agree")
    events = decide(office.case, line.order, moment("2026-07-30 10:00"), BOOK)
    office.enter(line.order.key, digest(line.order), events)
    line.answers.append(answer_of(office.entries[-len(events) :]))


def let_the_wrong_hand_do_it(office: Office) -> None:
    """A signature of somebody who has no right to it."""
    right = office.lines[-1].order
    wrong = right.model_copy(update={"by": PEOPLE["fire-handler"]})
    mine = [number for number, entry in enumerate(office.entries) if entry.key == right.key]
    for number in mine:
        old = office.entries[number]
        office.entries[number] = old.model_copy(update={"digest": digest(wrong)})
    office.lines[-1] = Line(wrong, [answer_of([office.entries[number] for number in mine])])


def fire_a_rung_too_early(office: Office) -> None:
    """The clock does something that is not due yet."""
    due = next_due(office.case, BOOK)
    assert due is not None
    office.enter("clock:something", "", fire(office.case, due, due.lawful, BOOK))


def fall_behind(office: Office) -> None:
    """The workflow has not seen the last line."""
    office.known = fold(Case(number=NUMBER), [entry.event for entry in office.entries[:-1]])


def forget_a_rung(office: Office) -> None:
    """The case slept through a deadline."""
    late = [entry for entry in office.entries if entry.key.startswith("clock:")]
    del office.entries[late[0].seq - 1 :]
    office.lines = office.lines[:4]


def test_an_honest_office_has_no_findings() -> None:
    """Refused, doubled and late commands are all in order there; so what is found is found for a reason."""
    office = worked()

    assert "deadline-breached" in {entry.event.kind for entry in office.entries}
    assert office.findings() == []


@pytest.mark.parametrize(
    ("break_it", "found"),
    [
        (lose_a_command, "k4: acknowledged, and not in the register"),
        (enter_twice, "k4: answered"),
        (enter_a_refused_one, "k3: never acknowledged, and in the register"),
        (enter_what_nobody_gave, "k99: nobody gave this command"),
        (acknowledge_and_refuse, "k2: acknowledged to one click and refused to another"),
        (answer_differently, "k2: its clicks got different answers"),
        (leave_unknown, "k5: its outcome has never become known"),
        (overtake_a_deadline, "while clock:"),
        (let_the_wrong_hand_do_it, "the rules refuse it: NotYourDepartment"),
        (fire_a_rung_too_early, "the clock did this"),
        (fall_behind, "the workflow stands at"),
        (forget_a_rung, "check_nothing_lost"),
    ],
)
def test_each_break_of_the_invariants_is_found(break_it: Callable[[Office], None], found: str) -> None:
    """A proof that would let one of these pass proves nothing."""
    office = worked()
    break_it(office)

    assert [finding for finding in office.findings() if found in finding]


@pytest.mark.parametrize(
    ("send", "found"),
    [
        (lambda sent: sent[:-1], "was never sent"),
        (lambda sent: [*sent, sent[0]], "stands 2 times"),
        (lambda sent: [*sent, replace(sent[0], key="k")], "has no reason"),
        (lambda sent: [replace(sent[0], item="moon"), *sent[1:]], "must say"),
    ],
)
def test_each_wrong_message_is_found(
    send: Callable[[list[proof.Sent]], list[proof.Sent]], found: str
) -> None:
    """Missing, doubled, unfounded, or about something else."""
    office = worked()

    assert [finding for finding in office.findings(send(office.boxes())) if found in finding]


def planned(seed: int, seconds: float = 300) -> Plan:
    """A plan of the usual density."""
    return make_plan(seed, seconds, every=1.5, pause=6)


def test_a_seed_makes_one_plan() -> None:
    """Cases, clicks and faults can be replayed, and another seed is another run."""
    assert str(planned(7)) == str(planned(7))
    assert planned(7).digest == planned(7).digest != planned(8).digest


def test_a_plan_kills_and_freezes_every_server() -> None:
    """In every way there is."""
    struck = {(fault.kind, part) for fault in planned(7).faults for part in fault.parts}

    assert struck == {(kind, part) for kind in ("kill", "freeze", "stiff", "again") for part in PARTS}


def test_no_two_commands_of_a_plan_share_a_key_by_accident() -> None:
    """Only a wrong form that is filed again, and a key that is taken on purpose, come twice."""
    taken: dict[str, set[str]] = {}
    for story in planned(7).stories:
        for click in story.clicks():
            for order in click.orders:
                taken.setdefault(order.key, set()).add(f"{story.kind}:{click.expected}")

    doubled = {key: told for key, told in taken.items() if len(told) > 1}
    assert doubled
    assert all(any(each.endswith(":refused") for each in told) for told in doubled.values())
