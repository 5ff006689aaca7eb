"""Attachments over HTTP: uploads that go on where they stopped, lists and downloads."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Header, Query, Request, Response

from desk.attachments.rows import Upload
from desk.outcomes import refused
from desk.web.api.bodies import read_object
from desk.web.api.refusals import refusals
from desk.web.api.schemas import AttachmentBody, AttachmentsBody, UploadBody
from desk.web.callers import Seen, SeenHere
from desk.web.desk import Desk, DeskHere
from desk.web.files import attachment_of, download, put_aside, require_may_add
from desk.web.ordering import problem_of
from desk.web.problems import Problem, input_problem
from models.domain.faults import Fault
from models.domain.names import MaterialCode
from models.domain.refusals import Refusal
from models.domain.visibility import sees_inside

router = APIRouter(tags=["attachments"])

_BYTES: Final[dict[int | str, dict[str, Any]]] = {
    200: {"content": {"application/octet-stream": {}}},
    206: {"description": "a part of it"},
}
OFFICE: Final = "office"
"""Who has uploaded a file, as its applicant is told of everybody in the office."""
Offset = Annotated[int, Header(alias="Upload-Offset", ge=0, le=2**50)]


@router.get("/cases/{number}/attachments", responses=refusals(401, 404, 429, 503))
async def list_attachments(desk: DeskHere, seen: SeenHere) -> AttachmentsBody:
    """The files of the case, in the order in which they came."""
    files = await desk.attachments.of_case(seen.case.number)
    bodies = [AttachmentBody.model_validate(each, from_attributes=True) for each in files]
    if not sees_inside(seen.caller.sight, seen.case):
        own = seen.caller.person.id
        bodies = [
            each if each.uploaded_by == own else each.model_copy(update={"uploaded_by": OFFICE})
            for each in bodies
        ]
    return AttachmentsBody(attachments=bodies)


@router.get(
    "/cases/{number}/attachments/{attachment}",
    response_class=Response,
    responses={**_BYTES, **refusals(401, 404, 429, 503)},
)
async def take_attachment(request: Request, desk: DeskHere, seen: SeenHere, attachment: str) -> Response:
    """The file, or with ``Range: bytes=a-b`` a part of it; always a download."""
    return await download(request, desk, await attachment_of(desk, seen, attachment))


@router.delete(
    "/cases/{number}/attachments/{attachment}",
    status_code=204,
    responses=refusals(401, 403, 404, 409, 429, 503),
)
async def put_attachment_aside(desk: DeskHere, seen: SeenHere, attachment: str) -> Response:
    """Put a file of one's own aside."""
    try:
        await put_aside(desk, seen, attachment)
    except Refusal as no:
        raise problem_of(refused(no)) from None
    return Response(status_code=204)


@router.post(
    "/cases/{number}/uploads",
    status_code=201,
    responses=refusals(401, 403, 404, 409, 413, 415, 422, 429, 503),
)
async def begin_upload(request: Request, response: Response, desk: DeskHere, seen: SeenHere) -> UploadBody:
    """Announce a file: ``{"material": …, "name": …, "size": bytes}``."""
    body = await read_object(request)
    material, name, size = body.get("material"), body.get("name"), body.get("size")
    if not isinstance(material, str) or not isinstance(name, str) or type(size) is not int:
        needed = Fault((), "需要 material、name 和 size", "material, name and size are needed")
        raise input_problem([needed])
    _require_may_add(seen, material)
    upload = await desk.attachments.begin(
        seen.case.number, MaterialCode(material), name, size, seen.caller.person.id, desk.now()
    )
    response.headers["location"] = f"/api/v1/cases/{seen.case.number}/uploads/{upload.id}"
    return UploadBody.model_validate(upload, from_attributes=True)


@router.get("/cases/{number}/uploads/{upload}", responses=refusals(401, 404, 429, 503))
async def show_upload(desk: DeskHere, seen: SeenHere, upload: str) -> UploadBody:
    """How far an own upload has come: go on from ``offset``."""
    return UploadBody.model_validate(await _upload(desk, seen, upload), from_attributes=True)


@router.patch("/cases/{number}/uploads/{upload}", responses=refusals(401, 403, 404, 409, 413, 422, 429, 503))
async def continue_upload(
    request: Request, desk: DeskHere, seen: SeenHere, upload: str, offset: Offset
) -> UploadBody:
    """Send the next bytes, which begin at ``Upload-Offset``; any number of them."""
    await _upload(desk, seen, upload)
    stands = await desk.attachments.append(upload, seen.caller.person.id, offset, request.stream())
    return UploadBody.model_validate(stands, from_attributes=True)


@router.post(
    "/cases/{number}/uploads/{upload}/finish",
    status_code=201,
    responses=refusals(401, 403, 404, 409, 413, 422, 429, 503),
)
async def finish_upload(
    desk: DeskHere,
    seen: SeenHere,
    upload: str,
    sha256: Annotated[str | None, Query(pattern="^[0-9a-fA-F]{64}$")] = None,
) -> AttachmentBody:
    """Look at the whole file and keep it; ``sha256`` is compared where it is told. Again is harmless."""
    person = seen.caller.person.id
    kept = await desk.attachments.one(upload) if _is_id(upload) else None
    if kept is None or kept.uploaded_by != person or kept.case != seen.case.number:
        await _upload(desk, seen, upload)
    _require_may_add(seen)
    done = await desk.attachments.finish(upload, person, desk.now(), sha256)
    return AttachmentBody.model_validate(done.attachment, from_attributes=True)


@router.delete("/cases/{number}/uploads/{upload}", status_code=204, responses=refusals(401, 404, 429, 503))
async def abandon_upload(desk: DeskHere, seen: SeenHere, upload: str) -> Response:
    """Give an own upload up."""
    await _upload(desk, seen, upload)
    await desk.attachments.abandon(upload, seen.caller.person.id)
    return Response(status_code=204)


async def _upload(desk: Desk, seen: Seen, upload: str) -> Upload:
    """The caller's upload to this case. Raises ``UploadUnknown``."""
    if not _is_id(upload):
        raise Problem("NothingHere")
    found = await desk.attachments.standing(upload, seen.caller.person.id)
    if found.case != seen.case.number:
        raise Problem("NothingHere")
    return found


def _require_may_add(seen: Seen, material: str | None = None) -> None:
    try:
        require_may_add(seen, material)
    except Refusal as no:
        raise problem_of(refused(no)) from None


def _is_id(given: str) -> bool:
    return len(given) == 32 and set(given) <= set("0123456789abcdef")  # noqa: PLR2004  # token_hex(16)
