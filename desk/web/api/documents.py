"""Official documents over HTTP: listed and printed, and the delivery package."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Path
from fastapi.responses import Response

from desk.web.api.refusals import refusals
from desk.web.api.schemas import DocumentBody, DocumentsBody
from desk.web.callers import SeenHere
from desk.web.desk import DeskHere
from desk.web.papers import document, package, papers_of

router = APIRouter(tags=["documents"])

_PDF: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/pdf": {}}}}
_ZIP: Final[dict[int | str, dict[str, Any]]] = {200: {"content": {"application/zip": {}}}}


@router.get("/cases/{number}/documents", responses=refusals(401, 404, 429, 503))
async def list_documents(desk: DeskHere, seen: SeenHere) -> DocumentsBody:
    """The documents of the case that the caller may print."""
    papers = await papers_of(desk, seen)
    return DocumentsBody(
        documents=[DocumentBody.model_validate(each, from_attributes=True) for each in papers]
    )


@router.get(
    "/cases/{number}/documents/{line}",
    response_class=Response,
    responses={**_PDF, **refusals(401, 404, 409, 422, 429, 503)},
)
async def print_document(
    desk: DeskHere, seen: SeenHere, line: Annotated[int, Path(ge=1, le=2**31 - 1)]
) -> Response:
    """The document of one line of the register, as PDF/A."""
    return await document(desk, seen, line)


@router.get(
    "/cases/{number}/package",
    response_class=Response,
    responses={**_ZIP, **refusals(401, 403, 404, 409, 429, 503)},
)
async def take_package(desk: DeskHere, seen: SeenHere) -> Response:
    """Everything that the case delivers, as one zip; for the lead and the applicant."""
    return await package(desk, seen)
