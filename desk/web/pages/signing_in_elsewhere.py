"""Signing in at the office's identity provider: there, and back with its answer."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from desk.accounts.elsewhere import ON_ITS_WAY, SignInRefused
from desk.accounts.provider import Provider
from desk.web.callers import anybody, find_caller, origin_of
from desk.web.desk import Desk, DeskHere
from desk.web.pages.shell import go, safe_way
from desk.web.pages.signing_in import begin_session, login_form
from desk.web.problems import OWN, Problem

BACK: Final = "/login/office/back"

router = APIRouter()


@router.get("/login/office", dependencies=[Depends(anybody)])
async def leave(request: Request, desk: DeskHere, next: str = "/") -> Response:  # noqa: A002
    """On to the provider; its answer is only taken from the browser that has left from here."""
    provider = _provider(desk)
    if await find_caller(request, desk) is not None:
        return go(safe_way(next))
    going = await desk.elsewhere.begin(safe_way(next), desk.now())
    try:
        way = await provider.way_in(_back(request, desk), going.state, going.nonce, going.verifier)
    except SignInRefused as no:
        return await _refused(request, desk, no, going.way)
    response = go(way)
    response.set_cookie(
        _mark(desk),
        going.mark,
        max_age=int(ON_ITS_WAY.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=desk.origins.secure,
        path="/",
    )
    return response


@router.get(BACK, dependencies=[Depends(anybody)])
async def come_back(request: Request, desk: DeskHere) -> Response:
    """Sign in whom the provider has recognised, or say why not."""
    provider = _provider(desk)
    answer = {name: value[:4096] for name, value in request.query_params.items()}
    way = "/"
    try:
        mark = request.cookies.get(_mark(desk), "")
        going = await desk.elsewhere.take(mark, answer.get("state", ""), desk.now())
        way = going.way
        who = await provider.identify(answer, _back(request, desk), going.nonce, going.verifier, desk.now())
        account = await desk.elsewhere.account_of(who, desk.now(), desk.today)
    except SignInRefused as no:
        response: Response = await _refused(request, desk, no, way)
    else:
        response = await begin_session(request, desk, account, way, who.id_token)
    response.delete_cookie(_mark(desk), secure=desk.origins.secure, httponly=True, samesite="lax")
    return response


def _provider(desk: Desk) -> Provider:
    if desk.provider is None:
        raise Problem("NothingHere")
    return desk.provider


def _mark(desk: Desk) -> str:
    """The cookie that ties the answer to the browser which has asked for it."""
    return "__Host-lianshen-going" if desk.origins.secure else "lianshen-going"


def _back(request: Request, desk: Desk) -> str:
    """Where the provider sends the browser back to: the desk, by the name under which it was left."""
    return f"{origin_of(request, desk)}{BACK}"


async def _refused(request: Request, desk: Desk, no: SignInRefused, way: str) -> Response:
    return await login_form(request, desk, way=way, account="", problem=_problem(no))


def _problem(no: SignInRefused) -> Problem:
    own = OWN[no.fact]
    return Problem(no.fact, zh=own.zh.format(**no.facts), en=own.en.format(**no.facts))
