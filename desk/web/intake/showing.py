"""What the page of the one form shows: questions, which items apply and why, materials, what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from desk.telling.applicability import Applicability, applicabilities, say_answer_to, unit_of
from desk.web.intake.reading import Draft
from models.domain import words as said
from models.domain.catalogue import Catalogue, Item, Material
from models.domain.conditions import All, AnyOf, Condition, Not, Question
from models.domain.identity import identity_remark
from models.domain.names import ItemCode
from models.domain.text import Words

Need = Literal["required", "tolerable", "optional"]


@dataclass(frozen=True)
class QuestionLine:
    """One question; ``decides`` are the items that hang on it."""

    question: Question
    name: str
    unit: Words
    decides: Words | None


@dataclass(frozen=True)
class ItemLine:
    """One item of the procedure as the answers have it."""

    item: Item
    department: Words
    standing: str
    mark: str
    state: Words
    because: Words


@dataclass(frozen=True)
class MaterialLine:
    """One material: whether it has come, whether it must, and for which items."""

    material: Material
    need: Need
    ticked: bool
    needed_by: Words | None

    @property
    def missing(self) -> bool:
        """Whether the case cannot be accepted as it stands."""
        return self.need != "optional" and not self.ticked


@dataclass(frozen=True)
class Checked:
    """The materials of the items that apply, the others, and what is missing."""

    needed: Sequence[MaterialLine]
    others: Sequence[MaterialLine]

    @property
    def missing(self) -> list[MaterialLine]:
        """Required ones that are not there."""
        return [line for line in self.needed if line.missing]

    @property
    def tolerable(self) -> list[MaterialLine]:
        """Those of them that may follow by a promised day (容缺)."""
        return [line for line in self.missing if line.need == "tolerable"]


def question_lines(catalogue: Catalogue) -> list[QuestionLine]:
    """The questions in their order."""
    decides: dict[str, list[Words]] = {question.code: [] for question in catalogue.questions}
    for item in catalogue.items:
        for code in questions_of(item.when):
            decides[code].append(item.title)
    return [
        QuestionLine(
            question=question,
            name=f"answer.{question.code}",
            unit=unit_of(question),
            decides=said.listed(decides[question.code]) if decides[question.code] else None,
        )
        for question in catalogue.questions
    ]


def questions_of(condition: Condition | None) -> list[str]:
    """The questions of a condition, each once."""
    match condition:
        case None:
            return []
        case Not(condition=inner):
            return questions_of(inner)
        case All(conditions=inner_ones) | AnyOf(conditions=inner_ones):
            return list(dict.fromkeys(code for inner in inner_ones for code in questions_of(inner)))
        case leaf:
            said_of = leaf.model_dump()
            value = next(iter(said_of.values()))
            return [value if isinstance(value, str) else value[0]]


def item_lines(draft: Draft, catalogue: Catalogue) -> list[ItemLine]:
    """Every item: those that apply first, then what is open, then what does not apply."""
    found = applicabilities(catalogue, draft.answers)
    return [_line(each, catalogue) for standing in _ORDER for each in found if each.standing == standing]


def check_materials(draft: Draft, catalogue: Catalogue) -> Checked:
    """Which materials the applicable items need, and which of them have not come."""
    items = catalogue.applicable_items(draft.answers)
    lines = [_material(each, catalogue, items, draft) for each in catalogue.materials]
    return Checked(
        needed=[line for line in lines if line.needed_by is not None],
        others=[line for line in lines if line.needed_by is None],
    )


def told_answers(draft: Draft, catalogue: Catalogue) -> list[tuple[Words, Words]]:
    """The answers as people read them, for the summary."""
    return [
        (question.title, say_answer_to(question, draft.answers[question.code]))
        for question in catalogue.questions
        if question.code in draft.answers
    ]


def remark_on_identity(draft: Draft) -> Words | None:
    """What the clerk should look at again in the applicant's number; no fault."""
    number = draft.value("applicant.id")
    return identity_remark(number) if number else None


def _material(
    material: Material, catalogue: Catalogue, items: Sequence[ItemCode], draft: Draft
) -> MaterialLine:
    by = [catalogue.item(code).title for code in items if material.code in catalogue.item(code).materials]
    need: Need = "optional"
    if by and material.required:
        need = "tolerable" if material.tolerable else "required"
    return MaterialLine(material, need, material.code in draft.materials, said.listed(by) if by else None)


def _line(each: Applicability, catalogue: Catalogue) -> ItemLine:
    mark, state = _STANDINGS[each.standing]
    return ItemLine(
        item=each.item,
        department=catalogue.department(each.item.department).name,
        standing=each.standing,
        mark=mark,
        state=state,
        because=each.because,
    )


_ORDER = ("applies", "open", "out")
_STANDINGS: Mapping[str, tuple[str, Words]] = {
    "applies": ("done", Words(zh="需要办理", en="applies")),
    "open": ("open", Words(zh="待定", en="not settled")),
    "out": ("none", Words(zh="不需要", en="does not apply")),
}
