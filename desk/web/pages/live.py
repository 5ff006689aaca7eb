"""The stream of changes, and the page about the keyboard."""

from typing import Annotated, Final

from fastapi import APIRouter, Header, Request
from fastapi.responses import HTMLResponse, RedirectResponse, StreamingResponse

from desk.live.streams import Stream, TooManyStreams
from desk.web.callers import CallerHere, FormHere, sees_case
from desk.web.desk import DeskHere
from desk.web.pages.shell import KEYS_COOKIE, go, render
from desk.web.problems import Problem

router = APIRouter()

KIND: Final = "text/event-stream"
YEAR: Final = 365 * 24 * 3600


@router.get("/events")
async def events(
    request: Request,
    desk: DeskHere,
    caller: CallerHere,
    since: str = "",
    case: str | None = None,
    seq: int = 0,
    last_event_id: Annotated[str | None, Header()] = None,
) -> StreamingResponse:
    """Which cases change, of those that the caller may see; with a ``case`` that one alone, behind ``seq``.

    ``since`` is the position that the page bears. It says nothing but that there is something new.
    """
    if KIND not in request.headers.get("accept", ""):
        raise Problem("OnlyAStream")

    async def stands(number: str) -> int | None:
        try:
            return (await sees_case(number, desk, caller)).case.seq
        except Problem:
            return None

    if case is not None and await stands(case) is None:
        raise Problem("NothingHere")
    stream = Stream(
        token=caller.session.token,
        account=caller.session.account,
        sight=caller.sight,
        position=(last_event_id or since)[:60],
        case=case,
        seq=seq,
        may_see=None if case is None else lambda: stands(case),
    )
    try:
        desk.streams.admit(stream)
    except TooManyStreams:
        raise Problem("TooFast", retry_after=30) from None
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(desk.streams.told(stream), media_type=KIND, headers=headers)


@router.get("/help/keys")
async def keys(request: Request, desk: DeskHere, caller: CallerHere) -> HTMLResponse:
    """Which keys do what, and the switch for those who want none."""
    return render(request, desk, "keys.html", caller)


@router.post("/help/keys")
async def switch_keys(desk: DeskHere, fields: FormHere) -> RedirectResponse:
    """Switch the shortcuts on or off in this browser."""
    response = go("/help/keys")
    wanted = "off" if fields.get("keys") == ["off"] else "on"
    response.set_cookie(
        KEYS_COOKIE, wanted, max_age=YEAR, httponly=True, samesite="lax", secure=desk.origins.secure
    )
    return response
