"""Which items the answers of the one form call for, each with the answers that make it so."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from models.domain import words as said
from models.domain.catalogue import Catalogue, Item
from models.domain.conditions import (
    Above,
    All,
    Answers,
    AnswerValue,
    AnyOf,
    Below,
    Condition,
    Equals,
    Is,
    Not,
    OneOf,
    Question,
    holds,
)
from models.domain.text import Words

Standing = Literal["applies", "open", "out"]
"""In the case; not settled, since a question is unanswered; not in the case."""


@dataclass(frozen=True)
class Applicability:
    """One item of the procedure. ``because`` are the facts that decide, ``asks`` what is still unanswered."""

    item: Item
    standing: Standing
    because: Words
    asks: tuple[str, ...] = ()


def applicabilities(catalogue: Catalogue, answers: Answers) -> list[Applicability]:
    """Every item, in the order of the catalogue, as the case would be filed with these answers."""
    return [_of(item, catalogue, answers) for item in catalogue.items]


def _of(item: Item, catalogue: Catalogue, answers: Answers) -> Applicability:
    questions = catalogue.question_by_code
    if item.when is None:
        return Applicability(item, "applies", _words("每个办件都需要办理", "every case needs it"))
    in_case, asks = holds(item.when, answers), _unanswered(item.when, answers)
    if settled(item.when, answers) is None:
        titles = said.listed([questions[code].title for code in asks])
        so_far = ("目前列入；", "included so far; ") if in_case else ("", "")
        told = _words(f"{so_far[0]}待回答：{titles.zh}", f"{so_far[1]}depends on: {titles.en}")
        return Applicability(item, "applies" if in_case else "open", told, asks)
    because = _because(item.when, answers, questions)
    return Applicability(item, "applies" if in_case else "out", because)


def settled(condition: Condition, answers: Answers) -> bool | None:
    """Whether it holds whatever is answered to the questions that are still open; None when that matters."""
    match condition:
        case Not(condition=inner):
            known = settled(inner, answers)
            return None if known is None else not known
        case All(conditions=inner_ones):
            found = [settled(inner, answers) for inner in inner_ones]
            return False if False in found else None if None in found else True
        case AnyOf(conditions=inner_ones):
            found = [settled(inner, answers) for inner in inner_ones]
            return True if True in found else None if None in found else False
        case leaf:
            return holds(leaf, answers) if _asked(leaf) in answers else None


def _unanswered(condition: Condition, answers: Answers) -> tuple[str, ...]:
    """The questions that could still change it, each once."""
    if settled(condition, answers) is not None:
        return ()
    match condition:
        case Not(condition=inner):
            return _unanswered(inner, answers)
        case All(conditions=inner_ones) | AnyOf(conditions=inner_ones):
            return tuple(dict.fromkeys(code for inner in inner_ones for code in _unanswered(inner, answers)))
        case leaf:
            return (_asked(leaf),)


def _because(condition: Condition, answers: Answers, questions: Mapping[str, Question]) -> Words:
    """The facts by which a settled condition holds or does not hold, and no others."""
    match condition:
        case Not(condition=inner):
            return _because(inner, answers, questions)
        case All(conditions=inner_ones) | AnyOf(conditions=inner_ones):
            now = settled(condition, answers)
            every = isinstance(condition, All) is now  # all that hold, or all that fail
            alike = [inner for inner in inner_ones if settled(inner, answers) is now]
            told = [_because(inner, answers, questions) for inner in (inner_ones if every else alike[:1])]
            return _words("，且".join(t.zh for t in told), " and ".join(t.en for t in told))
        case leaf:
            question = questions[_asked(leaf)]
            return _fact(leaf, question, answers.get(question.code), holds=holds(leaf, answers))


def _fact(leaf: Condition, question: Question, answer: AnswerValue | None, *, holds: bool) -> Words:
    title = question.title
    if answer is None:
        return _words(f"“{title.zh}”未回答", f"“{title.en}” is not answered")
    given = say_answer_to(question, answer)
    bound = _bound(leaf, question, holds=holds)
    return _words(f"“{title.zh}”：{given.zh}{bound.zh}", f"“{title.en}”: {given.en}{bound.en}")


def _bound(leaf: Condition, question: Question, *, holds: bool) -> Words:
    """What the answer is held against, where that is not plain from the answer."""
    match leaf:
        case Above(above=(_, number)):
            zh, en = ("大于", "above") if holds else ("不大于", "not above")
            return Words.model_construct(zh=f"，{zh} {number:g}", en=f", {en} {number:g}")
        case Below(below=(_, number)):
            zh, en = ("小于", "below") if holds else ("不小于", "not below")
            return Words.model_construct(zh=f"，{zh} {number:g}", en=f", {en} {number:g}")
        case Equals(equals=(_, value)) if not holds:
            other = say_answer_to(question, value)
            return Words.model_construct(zh=f"，不是{other.zh}", en=f", not {other.en}")
        case OneOf(one_of=(_, values)) if not holds:
            others = said.listed([say_answer_to(question, value) for value in values])
            return Words.model_construct(zh=f"，不属于{others.zh}", en=f", none of {others.en}")
        case _:
            return Words.model_construct(zh="", en="")


def say_answer_to(question: Question, answer: AnswerValue) -> Words:
    """An answer as people read it: yes or no, an option by its title, a number with its unit."""
    if isinstance(answer, bool):
        return _words("是", "yes") if answer else _words("否", "no")
    if isinstance(answer, str):
        titles = {option.code: option.title for option in question.options}
        return titles.get(answer) or _words(answer, answer)
    text = f"{answer:.12g}" if isinstance(answer, float) else str(answer)
    unit = unit_of(question)
    return _words(f"{text} {unit.zh}".strip(), f"{text} {unit.en}".strip())


_UNITS = {
    "m": ("米", "m"),
    "km": ("公里", "km"),
    "m2": ("平方米", "m²"),
    "m3": ("立方米", "m³"),
    "hm2": ("公顷", "ha"),
    "km2": ("平方公里", "km²"),
    "t": ("吨", "t"),
}


def unit_of(question: Question) -> Words:
    """Its unit as it is written here; empty without one."""
    unit = question.unit or ""
    zh, en = _UNITS.get(unit, (unit, unit))
    return Words.model_construct(zh=zh, en=en)


def _asked(leaf: Condition) -> str:
    match leaf:
        case Is(question=code):
            return code
        case Equals(equals=(code, _)) | Above(above=(code, _)) | Below(below=(code, _)):
            return code
        case OneOf(one_of=(code, _)):
            return code
        case _:
            raise TypeError(leaf)


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
