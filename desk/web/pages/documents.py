"""Official documents of a case to print, its delivery package, and the public page that checks a paper."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import HTMLResponse, Response

from desk.web.callers import SeenHere, anybody, find_caller
from desk.web.desk import DeskHere
from desk.web.pages.shell import render
from desk.web.papers import document, may_take_package, package, papers_of

router = APIRouter()

Line = Annotated[int, Path(ge=1, le=2**31 - 1)]


@router.get("/cases/{number}/documents")
async def documents(request: Request, desk: DeskHere, seen: SeenHere) -> HTMLResponse:
    """Everything that can be printed for the caller."""
    return render(
        request,
        desk,
        "documents.html",
        seen.caller,
        case=seen.case,
        papers=await papers_of(desk, seen),
        package=may_take_package(seen) and seen.case.delivered_at is not None,
    )


@router.get("/cases/{number}/documents/{line}")
async def print_document(desk: DeskHere, seen: SeenHere, line: Line) -> Response:
    """One document as PDF."""
    return await document(desk, seen, line)


@router.get("/cases/{number}/package")
async def take_package(desk: DeskHere, seen: SeenHere) -> Response:
    """The delivery package, for the lead and the applicant."""
    return await package(desk, seen)


@router.get("/check/{case}/{line}/{mark}", dependencies=[Depends(anybody)])
async def check(request: Request, desk: DeskHere, case: str, line: str, mark: str) -> HTMLResponse:
    """Whether a paper is genuine, for anybody who holds it: tells only what stands on it."""
    number = int(line) if line.isascii() and line.isdigit() and len(line) <= 9 else 0  # noqa: PLR2004
    found = await desk.press.check(case[:60], number, mark[:64])
    caller = await find_caller(request, desk)
    return render(request, desk, "check.html", caller, status=200 if found else 404, found=found)
