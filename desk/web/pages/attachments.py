"""The files of a case on its board: handed in by a form, taken away as downloads."""

from collections.abc import AsyncIterator
from typing import Final
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import UploadFile

from desk.accounts.sessions import is_form_token
from desk.attachments.refusing import AttachmentRefused
from desk.web.callers import FormHere, Seen, SeenHere, sees_case
from desk.web.desk import Desk, DeskHere
from desk.web.files import attachment_of, download, put_aside, require_may_add
from desk.web.pages.case import board_page
from desk.web.pages.own_case import supplement_page
from desk.web.pages.shell import go
from desk.web.problems import Problem
from desk.web.refused_files import problem_of_file
from models.domain.names import MaterialCode
from models.domain.refusals import Refusal
from models.domain.visibility import sees_inside

MOST_FILES: Final = 20
"""Of one form."""

_CHUNK: Final = 1 << 20

router = APIRouter()


@router.post("/cases/{number}/attachments")
async def add(request: Request, desk: DeskHere, seen: SeenHere) -> Response:
    """Take the files of a form for one material; a refused one is named above the board."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("NotAForm")
    try:
        require_may_add(seen)
        async with request.form(max_files=MOST_FILES, max_fields=MOST_FILES) as form:
            if not is_form_token(str(form.get("form", "")), seen.caller.session.token):
                raise Problem("FormNotOurs")
            material = str(form.get("material", ""))
            require_may_add(seen, material)
            files = [each for each in form.getlist("file") if isinstance(each, UploadFile)]
            for file in files:
                await _keep(desk, seen, MaterialCode(material), file)
    except AttachmentRefused as refused:
        return await _refused(request, desk, seen, problem_of_file(refused))
    except Refusal as refusal:
        problem = Problem(refusal.name, zh=refusal.text("zh"), en=refusal.text("en"))
        return await _refused(request, desk, seen, problem)
    return go(_files_of(seen, material))


@router.get("/cases/{number}/attachments/{attachment}")
async def take(request: Request, desk: DeskHere, seen: SeenHere, attachment: str) -> Response:
    """The file, as a download."""
    return await download(request, desk, await attachment_of(desk, seen, attachment))


@router.post("/cases/{number}/attachments/{attachment}/aside")
async def aside(
    request: Request, desk: DeskHere, seen: SeenHere, _form: FormHere, attachment: str
) -> Response:
    """Put a file of one's own aside."""
    try:
        material = (await put_aside(desk, seen, attachment)).material
    except Refusal as refusal:
        problem = Problem(refusal.name, zh=refusal.text("zh"), en=refusal.text("en"))
        return await _refused(request, desk, seen, problem)
    return go(_files_of(seen, material))


async def _keep(desk: Desk, seen: Seen, material: MaterialCode, file: UploadFile) -> None:
    person = seen.caller.person.id
    name, size = file.filename or "", file.size or 0
    upload = await desk.attachments.begin(seen.case.number, material, name, size, person, desk.now())
    try:
        await desk.attachments.append(upload.id, person, 0, _pieces(file))
        await desk.attachments.finish(upload.id, person, desk.now())
    except AttachmentRefused as refused:
        if refused.fact == "ScannerAway":  # the form holds the file no longer, so nobody could go on with it
            await desk.attachments.abandon(upload.id, person)
        raise


async def _pieces(file: UploadFile) -> AsyncIterator[bytes]:
    while chunk := await file.read(_CHUNK):
        yield chunk


def _files_of(seen: Seen, material: str) -> str:
    """Where the files of a material stand, for the office and for the applicant."""
    if sees_inside(seen.caller.sight, seen.case):
        return f"/cases/{seen.case.number}#materials"
    return f"/cases/{seen.case.number}/supplement#of-{quote(material)}"


async def _refused(request: Request, desk: Desk, seen: Seen, problem: Problem) -> Response:
    fresh = await sees_case(seen.case.number, desk, seen.caller)
    if not sees_inside(fresh.caller.sight, fresh.case):
        return await supplement_page(request, desk, fresh, problem=problem)
    return await board_page(request, desk, fresh, problem=problem)
