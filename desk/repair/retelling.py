"""A case told again from its lines as its workflow would have seen it: state, answers and messages."""

from collections.abc import Sequence
from dataclasses import dataclass

from activities.contracts import Notice
from activities.register_lines import Line, read_entry
from models.domain.case import Case
from models.domain.fold import evolve
from models.domain.names import CaseNumber, CommandKey
from models.messages.case_workflow import Answer
from workflows.pen import add_answer, messages


@dataclass(frozen=True)
class Told:
    """The state, the answer of every command, and every message that ever followed."""

    case: Case
    answers: tuple[Answer, ...]
    notices: tuple[Notice, ...]


def tell_again(number: CaseNumber, lines: Sequence[Line]) -> Told:
    """Go through whole lines, from the first on."""
    case = Case(number=number)
    answers: dict[CommandKey, Answer] = {}
    notices: list[Notice] = []
    for line in lines:
        entry = read_entry(line)
        case = evolve(case, entry.event)
        notices += messages(case, entry)
        add_answer(answers, number, entry)
    return Told(case, tuple(answers.values()), tuple(notices))
