"""From the one form as it was filled in to the command that files it, with every fault at its field."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from desk.web.acts.reading import Form, first
from models.domain.answers import unfit_answer
from models.domain.case_file import Applicant, EarlierResult, Project
from models.domain.catalogue import Catalogue
from models.domain.commands import FileCase
from models.domain.conditions import AnswerValue, Question
from models.domain.names import ItemCode, MaterialCode
from models.domain.plain_words import say
from models.domain.text import Words

REQUIRED: Final = Words(zh="必填", en="This is needed")
_NUMBER: Final = re.compile(r"-?[0-9]{1,12}(\.[0-9]{1,6})?")

Part = TypeVar("Part", bound=BaseModel)
Faults = Mapping[str, Words]
"""What is wrong, by the name of the field."""


@dataclass(frozen=True)
class Draft:
    """The form as it stands: what could be read of it, and what is wrong with it."""

    form: Form
    answers: Mapping[str, AnswerValue]
    materials: tuple[MaterialCode, ...]
    earlier: tuple[ItemCode, ...]
    faults: Faults
    command: FileCase | None

    def value(self, name: str) -> str:
        """What was written into a field."""
        return first(self.form, name)


def read_draft(form: Form, catalogue: Catalogue) -> Draft:
    """Everything that the form says, and everything that is wrong with it, at once."""
    faults: dict[str, Words] = {}
    project = _part(Project, form, "project", ("code", "name"), faults)
    applicant = _part(Applicant, form, "applicant", ("name", "id", "contact"), faults)
    answers = {}
    for question in catalogue.questions:
        answer = _answer(question, first(form, f"answer.{question.code}"), faults)
        if answer is not None:
            answers[question.code] = answer
    ticked = form.get("material", ())
    materials = tuple(each.code for each in catalogue.materials if each.code in ticked)
    earlier_asked = tuple(_results_needed(catalogue, answers))
    earlier = [
        found
        for code in earlier_asked
        if (found := _part(EarlierResult, form, f"earlier.{code}", ("number", "date"), faults, item=code))
    ]
    if not catalogue.applicable_items(answers) and not any(name.startswith("answer.") for name in faults):
        faults["answers"] = Words(zh="按这些回答没有需要办理的事项", en="By these answers no item applies")
    command = None
    if not faults and project is not None and applicant is not None:
        command = FileCase(
            project=project,
            applicant=applicant,
            answers=answers,
            materials=materials,
            earlier_results=tuple(earlier),
        )
    return Draft(form, answers, materials, earlier_asked, faults, command)


def _part(
    model: type[Part],
    form: Form,
    prefix: str,
    names: tuple[str, ...],
    faults: dict[str, Words],
    **known: str,
) -> Part | None:
    """One part of the filing; what is wrong with it goes to ``faults``."""
    given: dict[str, str] = {**known}
    given.update({name: value for name in names if (value := first(form, f"{prefix}.{name}"))})
    try:
        return model.model_validate(given)
    except ValidationError as invalid:
        for fault in say(invalid, model, dict(given)):
            name = str(fault.path[0]) if fault.path else names[0]
            words = Words.model_construct(zh=fault.zh, en=fault.en) if name in given else REQUIRED
            faults[f"{prefix}.{name}"] = words
        return None


def _answer(question: Question, written: str, faults: dict[str, Words]) -> AnswerValue | None:
    """The answer; None without one, or where it is no answer."""
    name = f"answer.{question.code}"
    if not written:
        if question.required:
            faults[name] = REQUIRED
        return None
    value = _read(question, written)
    if value is None:
        faults[name] = Words(zh="请填写数字，如 12500.5", en="Write a number, such as 12500.5")
        return None
    unfit = unfit_answer(question, value)
    if unfit is not None:
        faults[name] = Words.model_construct(zh=unfit.zh, en=unfit.en)
        return None
    return value


def _read(question: Question, written: str) -> AnswerValue | None:
    match question.type:
        case "boolean":
            return {"yes": True, "no": False}.get(written, written)
        case "number":
            plain = unicodedata.normalize("NFKC", written).replace(",", "").replace(" ", "")
            if not _NUMBER.fullmatch(plain):
                return None
            return float(plain) if "." in plain else int(plain)
        case _:
            return written


def _results_needed(catalogue: Catalogue, answers: Mapping[str, AnswerValue]) -> Iterator[ItemCode]:
    """The results of the earlier phase that the items of these answers build on, each once."""
    asked = (
        code for item in catalogue.applicable_items(answers) for code in catalogue.item(item).requires_results
    )
    yield from dict.fromkeys(asked)
