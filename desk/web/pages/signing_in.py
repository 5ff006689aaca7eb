"""Signing in and out, and choosing the language."""

import secrets
from typing import Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from desk.accounts.accounts import NotSignedIn, PasswordsOff, SampleAccount
from desk.accounts.elsewhere import SignInRefused
from desk.accounts.lockout import LockedOut
from desk.accounts.sessions import LONGEST, form_token, is_form_token
from desk.web.callers import (
    FormHere,
    address_of,
    anybody,
    cookie_name,
    find_caller,
    origin_of,
    read_form,
    signed_in,
)
from desk.web.desk import Desk, DeskHere
from desk.web.language import COOKIE
from desk.web.pages.shell import go, render, safe_way
from desk.web.problems import Problem, locked_out

VISIT: Final = "lianshen-visit"
"""The cookie that ties the form for signing in to the browser that opened it."""

router = APIRouter()


@router.get("/login", dependencies=[Depends(anybody)])
async def login_page(request: Request, desk: DeskHere, next: str = "/", account: str = "") -> Response:  # noqa: A002
    """The form for signing in."""
    if await find_caller(request, desk) is not None:
        return go(safe_way(next))
    return await login_form(request, desk, way=safe_way(next), account=account[:200])


@router.post("/login", dependencies=[Depends(anybody)])
async def login(request: Request, desk: DeskHere) -> Response:
    """Sign in, or say why not."""
    fields = {name: values[0] for name, values in (await read_form(request)).items()}
    visit = request.cookies.get(VISIT, "")
    if not visit or not is_form_token(fields.get("form", ""), visit):
        raise Problem("FormNotOurs")
    way, account = safe_way(fields.get("next", "/")), fields.get("account", "")
    try:
        name = await desk.accounts.sign_in(
            account, fields.get("password", ""), address_of(request), desk.now(), desk.today
        )
    except NotSignedIn:
        return await login_form(request, desk, way=way, account=account, problem=Problem("WrongPassword"))
    except SampleAccount:
        return await login_form(request, desk, way=way, account=account, problem=Problem("SampleAccount"))
    except PasswordsOff:
        return await login_form(request, desk, way=way, account=account, problem=Problem("PasswordsOff"))
    except LockedOut as locked:
        problem = locked_out(desk.hours.local(locked.until), desk.local_now)
        return await login_form(request, desk, way=way, account=account, problem=problem)
    return await begin_session(request, desk, name, way)


@router.post("/logout", dependencies=[Depends(signed_in)])
async def logout(request: Request, desk: DeskHere, _form: FormHere) -> Response:
    """Sign out here, and on to the identity provider where the session was begun there."""
    token = request.cookies.get(cookie_name(desk), "")
    way = await _way_out(request, desk, token)
    await desk.sessions.end(token, desk.now())
    # A page that leads on: browsers hold a redirect of a form to another site for a form sent there.
    response: Response = go("/login") if way is None else render(request, desk, "leaving.html", None, way=way)
    response.delete_cookie(cookie_name(desk), secure=desk.origins.secure, httponly=True, samesite="lax")
    return response


@router.get("/language/{language}", dependencies=[Depends(anybody)])
async def choose_language(desk: DeskHere, language: str, back: str = "/") -> RedirectResponse:
    """Speak this language from now on."""
    response = go(safe_way(back))
    _set(response, desk, COOKIE, "en" if language == "en" else "zh", 365 * 24 * 3600)
    return response


async def begin_session(
    request: Request, desk: Desk, account: str, way: str, id_token: str | None = None
) -> Response:
    """On to ``way`` in a new session; one that the browser had before ends."""
    before = request.cookies.get(cookie_name(desk))
    if before:
        await desk.sessions.end(before, desk.now())
    token = await desk.sessions.begin(account, address_of(request), desk.now(), id_token)
    response = go(way)
    _set(response, desk, cookie_name(desk), token, int(LONGEST.total_seconds()))
    response.delete_cookie(VISIT)
    return response


async def _way_out(request: Request, desk: Desk, token: str) -> str | None:
    id_token = await desk.sessions.id_token(token)
    if id_token is None or desk.provider is None:
        return None
    try:
        return await desk.provider.way_out(id_token, f"{origin_of(request, desk)}/login")
    except SignInRefused:
        return None


async def login_form(
    request: Request, desk: Desk, *, way: str, account: str, problem: Problem | None = None
) -> HTMLResponse:
    """The form for signing in, with what has stood in the way."""
    visit = request.cookies.get(VISIT) or secrets.token_urlsafe(24)
    samples = await desk.accounts.samples() if desk.embedded else []
    response = render(
        request,
        desk,
        "login.html",
        None,
        status=200 if problem is None else problem.status,
        way=way,
        account=account,
        problem=problem,
        samples=samples,
        elsewhere=desk.provider is not None,
        passwords_for=desk.accounts.passwords_for,
        visit_token=form_token(visit),
        back="%2Flogin",
    )
    _set(response, desk, VISIT, visit, 3600)
    if problem is not None and problem.retry_after is not None:
        response.headers["retry-after"] = str(problem.retry_after)
    return response


def _set(response: Response, desk: Desk, name: str, value: str, seconds: int) -> None:
    response.set_cookie(
        name, value, max_age=seconds, httponly=True, samesite="lax", secure=desk.origins.secure, path="/"
    )
