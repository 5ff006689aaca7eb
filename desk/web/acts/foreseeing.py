"""What an act would bring about if it were done now: the rules are asked, and nothing happens."""

from dataclasses import dataclass
from datetime import datetime

from desk.documents.documents import sheet_of
from desk.documents.matter import Matter
from desk.documents.numbers import kind_of
from desk.documents.sheet import Sheet
from desk.telling.story import Story
from desk.web.acts.offering import as_of
from models.domain.case import Case
from models.domain.commands import Order
from models.domain.fold import evolve
from models.domain.rulebook import Rulebook
from models.domain.rules.decide import decide
from models.domain.text import Words


@dataclass(frozen=True)
class Foreseen:
    """The case as it would stand ``after``, a sentence for each event, and the documents to be issued."""

    after: Case
    sentences: tuple[Words, ...]
    sheets: tuple[Sheet, ...]


def foresee(case: Case, order: Order, at: datetime, book: Rulebook) -> Foreseen:
    """Ask the rules. Raises what they refuse."""
    after = as_of(case, at, book)
    story = Story(book)
    sentences: list[Words] = []
    sheets: list[Sheet] = []
    for event in decide(after, order, at, book):
        after = evolve(after, event)
        sentences.append(story.sentence(event, after))
        if kind_of(event) is not None:
            sheets.append(sheet_of(Matter(after, event, line=0, hash="", entered_at=at, book=book)))
    return Foreseen(after, tuple(sentences), tuple(sheets))
