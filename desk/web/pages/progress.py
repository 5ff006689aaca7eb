"""How far a case is, for whoever holds its number and query code: without signing in."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from desk.accounts.lockout import LockedOut
from desk.progress.codes import read_code
from desk.telling.applicant import progress
from desk.web.callers import address_of, anybody, find_caller, read_form
from desk.web.desk import Desk, DeskHere
from desk.web.pages.shell import render
from desk.web.problems import Problem, locked_out

router = APIRouter(dependencies=[Depends(anybody)])


@router.get("/progress")
async def progress_form(request: Request, desk: DeskHere, number: str = "") -> HTMLResponse:
    """The form: case number and query code. The code never stands in an address."""
    return await _form(request, desk, number[:60], None)


@router.post("/progress")
async def look_up(request: Request, desk: DeskHere) -> Response:
    """The progress of the case that both belong to; one answer whatever of the two is wrong."""
    fields = {name: values[0] for name, values in (await read_form(request)).items()}
    number, code = fields.get("number", "")[:60], fields.get("code", "")[:60]
    if not number.strip() or read_code(code) is None:  # told from what was typed alone
        return await _form(request, desk, number, Problem("CodeMistyped"))
    try:
        found = await desk.query_codes.find(number, code, address_of(request), desk.now())
    except LockedOut as locked:
        problem = locked_out(desk.hours.local(locked.until), desk.local_now)
        return await _form(request, desk, number, problem)
    case = None if found is None else await desk.register.load_case(found)
    if case is None:
        return await _form(request, desk, number, Problem("NumberOrCodeWrong"))
    book = await desk.register.load_rulebook(case.rulebook)
    told = progress(case, book.hours.local(desk.now()), book)
    caller = await find_caller(request, desk)
    return render(request, desk, "progress_told.html", caller, told=told)


async def _form(request: Request, desk: Desk, number: str, problem: Problem | None) -> HTMLResponse:
    response = render(
        request,
        desk,
        "progress.html",
        await find_caller(request, desk),
        status=200 if problem is None else problem.status,
        number=number,
        problem=problem,
    )
    if problem is not None and problem.retry_after is not None:
        response.headers["retry-after"] = str(problem.retry_after)
    return response
