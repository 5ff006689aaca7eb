"""目录: the versions of each procedure, a file looked at before it counts, what differs, the picture."""

import asyncio
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.administration.catalogues import picture
from desk.administration.files import Draft, read_catalogue
from desk.outcomes import Refused
from desk.web.callers import Caller, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.language import language_of
from desk.web.office.administrators import AdministratorHere, receipt
from desk.web.office.forms import first, office_page
from desk.web.office.uploads import FaultLine, fault_lines, keep_sent, sent_file
from desk.web.ordering import problem_of
from desk.web.pages.shell import go
from desk.web.problems import Problem
from models.domain.catalogue import Catalogue
from models.domain.catalogue_diff import differences
from models.domain.catalogue_versions import version_of

WAY: Final = "/admin/catalogues"

router = APIRouter()


@router.get(WAY)
async def catalogues(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """Every version, and the form that sends a file."""
    return await _list(request, desk, caller)


@router.post(WAY)
async def send(request: Request, desk: DeskHere, caller: AdministratorHere) -> Response:
    """Take a file to be looked at; nothing is published yet."""
    sent = await sent_file(request, caller)
    draft, faults = await keep_sent(desk, caller, "catalogue", sent)
    if draft is None:
        return await _list(request, desk, caller, faults)
    return go(f"{WAY}/drafts/{draft}")


@router.get("/admin/catalogues/diff")
async def diff(
    request: Request, desk: DeskHere, caller: AdministratorHere, before: str = "", after: str = ""
) -> HTMLResponse:
    """What differs between two published versions, in words."""
    one, other = await _named(desk, caller, before), await _named(desk, caller, after)
    return office_page(
        request,
        desk,
        "admin_catalogue_diff.html",
        caller,
        before=version_of(one),
        after=version_of(other),
        changes=differences(one, other),
    )


@router.get("/admin/catalogues/drafts/{draft}")
async def look(request: Request, desk: DeskHere, caller: AdministratorHere, draft: str) -> HTMLResponse:
    """All faults with their lines; or what publishing would do."""
    return await _look(request, desk, caller, await _draft(desk, caller, draft))


@router.post("/admin/catalogues/drafts/{draft}")
async def publish(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere, draft: str
) -> Response:
    """Publish what was looked at."""
    found = await _draft(desk, caller, draft)
    faults = await fault_lines("catalogue", found.name, found.content.encode())
    if faults:
        return await _look(request, desk, caller, found)
    catalogue = await _read(found)
    try:
        published = await desk.administration.catalogues.publish(
            caller.sight.jurisdiction,
            catalogue,
            first(fields, "seen"),
            by=caller.person.id,
            at=desk.now(),
        )
    except Refused as no:
        return await _look(request, desk, caller, found, problem_of(no))
    if published.note is None:
        return go(f"{WAY}/{catalogue.code}/{catalogue.version}")  # it was published before, just like this
    return receipt(published.note)


@router.get("/admin/catalogues/drafts/{draft}/picture.svg")
async def draft_picture(request: Request, desk: DeskHere, caller: AdministratorHere, draft: str) -> Response:
    """The procedure of a file that was sent."""
    found = await _draft(desk, caller, draft)
    if await fault_lines("catalogue", found.name, found.content.encode()):
        raise Problem("NothingHere")
    return await _picture(request, await _read(found))


@router.get("/admin/catalogues/{code}/{version}")
async def version_page(
    request: Request, desk: DeskHere, caller: AdministratorHere, code: str, version: str
) -> HTMLResponse:
    """A published version: its picture, its items, and what to compare it with."""
    catalogue = await _named(desk, caller, f"{code}@{version}")
    listed = await desk.administration.catalogues.listed(caller.sight.jurisdiction)
    versions = [line for line in listed if line.standing.code == code]
    return office_page(
        request,
        desk,
        "admin_catalogue.html",
        caller,
        catalogue=catalogue,
        line=next(line for line in versions if line.standing.version == version),
        others=[line for line in versions if line.standing.version != version],
        picture=f"{WAY}/{code}/{version}/picture.svg",
        today=desk.today,
    )


@router.get("/admin/catalogues/{code}/{version}/picture.svg")
async def version_picture(
    request: Request, desk: DeskHere, caller: AdministratorHere, code: str, version: str
) -> Response:
    """The procedure of a published version."""
    return await _picture(request, await _named(desk, caller, f"{code}@{version}"))


async def _list(
    request: Request, desk: Desk, caller: Caller, faults: list[FaultLine] | None = None
) -> HTMLResponse:
    listed = await desk.administration.catalogues.listed(caller.sight.jurisdiction)
    return office_page(
        request,
        desk,
        "admin_catalogues.html",
        caller,
        status=422 if faults else 200,
        versions=listed,
        names=await desk.directory.names([line.by for line in listed if line.by is not None]),
        faults=faults or [],
        today=desk.today,
    )


async def _look(
    request: Request, desk: Desk, caller: Caller, draft: Draft, problem: Problem | None = None
) -> HTMLResponse:
    faults = await fault_lines("catalogue", draft.name, draft.content.encode())
    catalogue = foreseen = None
    if not faults:
        catalogue = await _read(draft)
        try:
            foreseen = await desk.administration.catalogues.foresee(caller.sight.jurisdiction, catalogue)
        except Refused as no:
            problem = problem or problem_of(no)
    return office_page(
        request,
        desk,
        "admin_catalogue_draft.html",
        caller,
        status=200 if problem is None else problem.status,
        draft=draft,
        faults=faults,
        catalogue=catalogue,
        foreseen=foreseen,
        problem=problem,
        picture=f"{WAY}/drafts/{draft.id}/picture.svg",
        today=desk.today,
    )


async def _draft(desk: Desk, caller: Caller, draft: str) -> Draft:
    found = await desk.administration.drafts.find("catalogue", caller.sight.jurisdiction, draft[:64])
    if found is None:
        raise Problem("NothingHere")
    return found


async def _read(draft: Draft) -> Catalogue:
    return await asyncio.to_thread(read_catalogue, draft.name, draft.content.encode())


async def _named(desk: Desk, caller: Caller, named: str) -> Catalogue:
    """The published version called ``code@version``. Raises ``NothingHere``."""
    code, _, version = named[:400].partition("@")
    found = None
    if code and version and "\0" not in named:
        found = await desk.administration.catalogues.find(caller.sight.jurisdiction, code, version)
    if found is None:
        raise Problem("NothingHere")
    return found


async def _picture(request: Request, catalogue: Catalogue) -> Response:
    drawn = await asyncio.to_thread(picture, catalogue, language_of(request))
    return Response(drawn, media_type="image/svg+xml")
