"""收件: the one form for all departments, from the questions over the summary to the case number."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Final, cast

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from desk.outcomes import InHand
from desk.web.acts.reading import Form, first
from desk.web.callers import Caller, FormHere, Requires
from desk.web.desk import Desk, DeskHere
from desk.web.intake.reading import REQUIRED, Draft, read_draft
from desk.web.intake.showing import (
    check_materials,
    item_lines,
    question_lines,
    remark_on_identity,
    told_answers,
)
from desk.web.ordering import file, problem_of, read_key, try_filing
from desk.web.pages.shell import go, render
from desk.web.problems import Problem
from models.domain.authority import require_authority
from models.domain.case import Case
from models.domain.case_file import Applicant, Project
from models.domain.catalogue import Catalogue
from models.domain.commands import FileCase
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import Refusal
from models.domain.rules.scene import Scene
from models.domain.text import Words
from models.domain.visibility import sees

router = APIRouter()

FilerHere = Annotated[Caller, Depends(Requires(("clerk", "applicant")))]
_OURS: Final = frozenset({"form", "key", "step", "procedure"})


@router.get("/intake")
async def intake(request: Request, desk: DeskHere, caller: FilerHere, procedure: str = "") -> HTMLResponse:
    """The form of a procedure; first the choice of one, where the person can file by several."""
    _require_identity(caller)
    known = await _procedures(desk, caller)
    chosen = [each for each in known if each.code == procedure] if procedure else known
    if len(chosen) != 1:
        return render(request, desk, "intake_choose.html", caller, procedures=known)
    return await _form(request, desk, caller, chosen[0], _as_applicant(caller, {}))


@router.post("/intake")
async def fill_in(request: Request, desk: DeskHere, caller: FilerHere, form: FormHere) -> Response:
    """Show what applies, go over it once more, or file it: as the ``step`` of the form says."""
    _require_identity(caller)
    form = _as_applicant(caller, form)
    procedure, key = first(form, "procedure"), read_key(first(form, "key"))
    catalogue = next((each for each in await _procedures(desk, caller) if each.code == procedure), None)
    if catalogue is None:
        raise Problem("NothingHere")
    step = first(form, "step")
    if step not in {"check", "file"}:
        return await _form(request, desk, caller, catalogue, form)
    draft = read_draft(form, catalogue)
    if draft.command is None:
        return await _form(request, desk, caller, catalogue, form, complete=True)
    try:
        if step == "check":
            await try_filing(desk, caller, draft.command, catalogue)
            return _summary(request, desk, caller, catalogue, draft)
        answer = await file(desk, caller, draft.command, catalogue, key)
    except InHand as waiting:
        number, _ = waiting.args
        return go(f"/intake/receipts/{key}?number={number}")
    except Problem as problem:
        if problem.status >= 500:  # noqa: PLR2004  # nothing is wrong with the form, so it can be sent again
            return _summary(request, desk, caller, catalogue, draft, problem)
        return await _form(request, desk, caller, catalogue, form, complete=True, problem=problem)
    return go(f"/cases/{answer.case}/receipts/{key}")


@router.get("/intake/receipts/{key}")
async def receipt(
    request: Request, desk: DeskHere, caller: FilerHere, key: str, number: str = ""
) -> Response:
    """What has become of a filing whose outcome was not known at once."""
    kept_key = CommandKey(key[:100].replace("\0", ""))
    filed = await desk.reads.filed_under(caller.sight.jurisdiction, kept_key)
    if filed is not None:
        return go(f"/cases/{filed}/receipts/{kept_key}")
    kept = await desk.orders.find(CaseNumber(number[:60].replace("\0", "")), kept_key)
    if kept is not None and kept.person != caller.person.id:
        kept = None
    problem = None if kept is None or kept.refused is None else problem_of(kept.refused)
    status = 200 if kept is not None and problem is None else 404 if problem is None else problem.status
    told = {"problem": problem, "in_hand": kept is not None and problem is None, "key": key, "number": number}
    return render(request, desk, "intake_receipt.html", caller, status=status, **told)


def _require_identity(caller: Caller) -> None:
    """An applicant without one would not see the own case: it is found by the identity on record."""
    if not caller.person.has("clerk") and caller.sight.applicant is None:
        raise Problem("NoIdentity")


def _as_applicant(caller: Caller, form: dict[str, list[str]]) -> dict[str, list[str]]:
    """The form under the applicant's own name; of another's number the rules say no. A clerk writes any."""
    if caller.person.has("clerk"):
        return form
    number = form.get("applicant.id") or [caller.person.identity or ""]
    return {**form, "applicant.name": [caller.person.name], "applicant.id": number}


async def _procedures(desk: Desk, caller: Caller) -> list[Catalogue]:
    """The procedures in force by which the person may file: the rules are asked."""
    known = await desk.laws.catalogues(caller.sight.jurisdiction, desk.today)
    return [each for each in known if await _may_file(desk, caller, each)]


async def _may_file(desk: Desk, caller: Caller, catalogue: Catalogue) -> bool:
    book = await desk.laws.rulebook(catalogue)
    person = caller.person
    own = Applicant.model_construct(name=person.name, id=person.identity or "-")
    example = FileCase.model_construct(project=Project.model_construct(code="-", name="-"), applicant=own)
    scene = Scene(case=Case(number=CaseNumber("-")), by=person, at=desk.local_now, book=book)
    try:
        require_authority(scene, example)
    except Refusal:
        return False
    return True


async def _form(
    request: Request,
    desk: Desk,
    caller: Caller,
    catalogue: Catalogue,
    form: Form,
    *,
    complete: bool = False,
    problem: Problem | None = None,
) -> HTMLResponse:
    """The form with what was written; unless it is ``complete`` nothing is said of what is still empty."""
    draft = read_draft(form, catalogue)
    faults = {
        name: fault
        for name, fault in draft.faults.items()
        if complete or (fault is not REQUIRED and name != "answers")
    }
    lines, checked = item_lines(draft, catalogue), check_materials(draft, catalogue)
    status = 200 if not complete else 422 if problem is None else problem.status
    return render(
        request,
        desk,
        "intake.html",
        caller,
        status=status,
        catalogue=catalogue,
        draft=draft,
        faults=faults,
        labels=await _labels(desk, catalogue, draft),
        questions=question_lines(catalogue),
        items=lines,
        counts={each: sum(line.standing == each for line in lines) for each in ("applies", "open", "out")},
        checked=checked,
        earlier=draft.earlier,
        duplicate=await _duplicate(desk, caller, catalogue, draft),
        remark=remark_on_identity(draft),
        key=first(form, "key") or secrets.token_urlsafe(16),
        problem=problem,
    )


def _summary(
    request: Request,
    desk: Desk,
    caller: Caller,
    catalogue: Catalogue,
    draft: Draft,
    problem: Problem | None = None,
) -> HTMLResponse:
    return render(
        request,
        desk,
        "intake_summary.html",
        caller,
        status=200 if problem is None else problem.status,
        catalogue=catalogue,
        command=cast("FileCase", draft.command),
        answers=told_answers(draft, catalogue),
        items=[line for line in item_lines(draft, catalogue) if line.standing == "applies"],
        checked=check_materials(draft, catalogue),
        remark=remark_on_identity(draft),
        pairs=[(name, v) for name, values in draft.form.items() if name not in _OURS for v in values],
        key=draft.value("key"),
        problem=problem,
    )


async def _duplicate(
    desk: Desk, caller: Caller, catalogue: Catalogue, draft: Draft
) -> Mapping[str, object] | None:
    """The live case of the same project under this procedure; ``way`` only where the caller may see it."""
    code = draft.value("project.code")
    if not code or "project.code" in draft.faults:
        return None
    number = await desk.reads.live_case(catalogue.jurisdiction.code, code, catalogue.code)
    if number is None:
        return None
    case = await desk.register.load_case(number)
    seen = case is not None and sees(caller.sight, case)
    return {"number": number, "way": f"/cases/{number}" if seen else None}


async def _labels(desk: Desk, catalogue: Catalogue, draft: Draft) -> dict[str, Words]:
    """What each field is called, for the list of faults."""
    found = dict(_LABELS)
    found.update({f"answer.{each.code}": each.title for each in catalogue.questions})
    titles: dict[str, Words] = {}
    if draft.earlier and catalogue.follows is not None:
        for each in await desk.laws.catalogues(catalogue.jurisdiction.code, desk.today):
            if each.code == catalogue.follows.catalogue:
                titles.update({code: item.title for code, item in each.item_by_code.items()})
    for code in draft.earlier:
        title = titles.get(code) or Words(zh=code, en=code)
        found[f"earlier.{code}"] = title
        found[f"earlier.{code}.number"] = Words(zh=f"{title.zh}文号", en=f"Number of: {title.en}")
        found[f"earlier.{code}.date"] = Words(zh=f"{title.zh}日期", en=f"Date of: {title.en}")
    return found


_LABELS: Final[dict[str, Words]] = {
    "project.code": Words(zh="项目统一代码", en="Unified project code"),
    "project.name": Words(zh="项目名称", en="Name of the project"),
    "applicant.name": Words(zh="申请人", en="Applicant"),
    "applicant.id": Words(zh="证件号码", en="Identity number"),
    "applicant.contact": Words(zh="联系方式", en="Contact"),
    "answers": Words(zh="申请表问题", en="Questions"),
}
