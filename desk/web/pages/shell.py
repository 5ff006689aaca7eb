"""What surrounds every page: who is signed in, the way around, the language, the form's token."""

from typing import Final
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.accounts.sessions import form_token
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.language import language_of
from desk.web.navigation import places_of
from models.domain import words as said
from models.domain.case import Case

LISTS: Final = frozenset({"/", "/cases", "/mine", "/mine/all", "/messages"})
"""Pages that say when any case that the person may see has changed; a page of one case says it of that."""

KEYS_COOKIE: Final = "lianshen-keys"
"""Says “off” in a browser whose person wants no shortcuts."""


def render(
    request: Request,
    desk: Desk,
    template: str,
    caller: Caller | None,
    *,
    status: int = 200,
    **told: object,
) -> HTMLResponse:
    """The page. ``told`` is what its own template speaks of."""
    language = language_of(request)
    about = told.get("case")
    case = about if isinstance(about, Case) else None
    shell: dict[str, object] = {
        "caller": caller,
        "form_token": "" if caller is None else form_token(caller.session.token),
        "roles": [] if caller is None else [said.ROLES[role] for role in caller.person.roles],
        "places": [] if caller is None else places_of(caller.person),
        "here": request.url.path,
        "back": back_of(request),
        "now": desk.local_now,
        "embedded": desk.embedded,
        "live_since": getattr(request.state, "live_since", ""),
        "live_case": case,
        "live_list": request.method == "GET" and request.url.path in LISTS,
        "unread": getattr(request.state, "unread", 0),
        "renewed_at": _renewed_at(request, case),
        "shortcuts": request.cookies.get(KEYS_COOKIE) != "off",
    }
    return HTMLResponse(desk.templates.render(template, language, shell | told), status_code=status)


def _renewed_at(request: Request, case: Case | None) -> str:
    """Where the page is found as it stands now; the answer to a form has no address to come back to."""
    if request.method == "GET":
        return safe_way(quote(request.url.path) + (f"?{request.url.query}" if request.url.query else ""))
    return "/" if case is None else f"/cases/{case.number}"


def back_of(request: Request) -> str:
    """This page's own address inside the desk, for the links that come back to it."""
    query = f"?{request.url.query}" if request.url.query and request.method == "GET" else ""
    return quote(request.url.path + query, safe="")


def safe_way(way: str) -> str:
    """An address of this desk, and never of another site; the first page else."""
    plain = way.startswith("/") and not way.startswith(("//", "/\\"))
    return way if plain and way.isascii() and way.isprintable() and "\\" not in way else "/"


def go(way: str) -> RedirectResponse:
    """On to another page, by GET."""
    return RedirectResponse(way, status_code=303)
