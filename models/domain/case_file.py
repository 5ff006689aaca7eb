"""A case as a file or a form hands it in: project, applicant, answers and materials."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from models.domain.answers import check_answers
from models.domain.catalogue import Catalogue, ItemRef, MaterialRef
from models.domain.conditions import Answer
from models.domain.day import Day
from models.domain.faults import Fault
from models.domain.format_version import FormatOne
from models.domain.identity import ProjectCode
from models.domain.text import Code, Line


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Project(_Part):
    """The project, by its unified code."""

    code: ProjectCode
    name: Line


class Applicant(_Part):
    """Who applies: name, unified social credit code or citizen's number, and how to reach them."""

    name: Line
    id: Line
    contact: Line | None = None


class EarlierResult(_Part):
    """A result of the earlier phase that this case builds on (catalogue: `follows`)."""

    item: ItemRef
    number: Line
    date: Day


class CaseFile(_Part):
    """One case to be filed. `catalogue` is the path of its catalogue, relative to this file."""

    case: FormatOne
    catalogue: Line
    project: Project
    applicant: Applicant
    answers: Annotated[Mapping[Code, Answer], Field(max_length=200)] = {}
    materials: Annotated[tuple[MaterialRef, ...], Field(max_length=500)] = ()
    earlier_results: Annotated[tuple[EarlierResult, ...], Field(max_length=200)] = ()


def check_case_file(case: CaseFile, catalogue: Catalogue) -> list[Fault]:
    """Everything in the file that does not fit its catalogue, at once.

    Missing materials are no fault: a case may be filed with gaps, and accepted only without.
    """
    return [
        *(fault.under("answers") for fault in check_answers(catalogue, case.answers)),
        *_check_materials(case, catalogue),
        *_check_earlier_results(case, catalogue),
    ]


def _check_materials(case: CaseFile, catalogue: Catalogue) -> Iterator[Fault]:
    seen: set[str] = set()
    for position, code in enumerate(case.materials):
        path = ("materials", position)
        if code not in catalogue.material_by_code:
            yield Fault(path, f"目录中没有这种材料：{code}", f"the catalogue has no such material: {code}")
        if code in seen:
            yield Fault(path, f"{code} 重复", f"{code} is named twice")
        seen.add(code)


def _check_earlier_results(case: CaseFile, catalogue: Catalogue) -> Iterator[Fault]:
    known = catalogue.follows.results if catalogue.follows is not None else ()
    stated: dict[str, date] = {}
    for position, result in enumerate(case.earlier_results):
        path = ("earlier_results", position, "item")
        if result.item not in known:
            yield Fault(
                path,
                f"目录的 follows.results 中没有 {result.item}",
                f"{result.item} is not among the catalogue's follows.results",
            )
        if result.item in stated:
            yield Fault(path, f"{result.item} 重复", f"{result.item} is named twice")
        stated[result.item] = result.date
    for code in catalogue.applicable_items(case.answers):
        for needed in catalogue.item(code).requires_results:
            if needed not in stated:
                yield Fault(
                    ("earlier_results",),
                    f"事项 {code} 需要上一阶段 {needed} 的批准文号和日期",
                    f"item {code} needs the number and date of the earlier phase's result {needed}",
                )
