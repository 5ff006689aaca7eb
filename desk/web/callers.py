"""Who calls: the person of the session, attested by the directory, and what that person may see.

Every route takes one of these dependencies; a route with none is found by tests/desk/test_access.py.
"""

import time
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Final
from urllib.parse import urlsplit

from fastapi import Depends, Request

from desk.accounts.sessions import Session, is_form_token
from desk.messages.boxes import Box
from desk.web.desk import Desk, DeskHere
from desk.web.problems import Problem
from models.domain import words as said
from models.domain.case import Case
from models.domain.names import CaseNumber, Role
from models.domain.people import Person
from models.domain.refusals import NotYourRole
from models.domain.rulebook import Rulebook
from models.domain.visibility import Sight, sees, sees_inside, sight_of

WAY_OUT: Final = "/me/password"

BEFORE_THE_PASSWORD: Final = frozenset({WAY_OUT, "/logout", "/api/v1/sessions"})
"""What is open to somebody whose password another person has seen."""

_BEARER: Final = "bearer "

_NO_PAGES: Final = ("/api/", "/events")
EVENTS: Final = "/events"
"""Where pages listen. An open page is no use of the session: who has left the desk is signed out in time."""


@dataclass(frozen=True)
class Caller:
    """The person of the session."""

    session: Session
    person: Person
    sight: Sight


@dataclass(frozen=True)
class Seen:
    """A case that the caller may see, as it stands ``at`` this moment (the office's wall clock)."""

    case: Case
    book: Rulebook
    caller: Caller
    at: datetime


def anybody(request: Request, desk: DeskHere) -> None:
    """Open to everybody, signed in or not; paced by address."""
    _require_pace(desk, f"address:{address_of(request)}")


def cookie_name(desk: Desk) -> str:
    """The session's cookie; behind TLS no other host and no plain connection can set it."""
    return "__Host-lianshen" if desk.origins.secure else "lianshen-session"


def address_of(request: Request) -> str:
    """The caller's address as the connection shows it."""
    return "-" if request.client is None else request.client.host


def origin_of(request: Request, desk: Desk) -> str:
    """The known origin under which the desk was asked."""
    host = request.headers.get("host", "").lower()
    return next(origin for origin in sorted(desk.origins.known) if urlsplit(origin).netloc == host)


async def find_caller(request: Request, desk: Desk) -> Caller | None:
    """The caller with a session that stands; None for everybody else."""
    token = request.cookies.get(cookie_name(desk))
    given = request.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() == _BEARER:
        token = given[len(_BEARER) :].strip()
    if not token:
        return None
    session = await desk.sessions.find(token[:200], desk.now(), used=request.url.path != EVENTS)
    if session is None or (session.sample and not desk.embedded):
        return None
    person = await desk.directory.acting(session.person, desk.today)
    if person is None:
        return None
    return Caller(session, person, sight_of(person, session.jurisdiction, desk.today))


async def signed_in(request: Request, desk: DeskHere) -> Caller:
    """The caller. Raises ``NotSignedIn``, ``TooFast``, and ``PasswordMustChange``."""
    caller = await find_caller(request, desk)
    if caller is None:
        _require_pace(desk, f"address:{address_of(request)}")
        raise Problem("NotSignedIn")
    _require_pace(desk, f"account:{caller.session.account}")
    if caller.session.must_change and request.url.path not in BEFORE_THE_PASSWORD:
        raise Problem("PasswordMustChange")
    request.state.live_since = desk.streams.position
    if request.method == "GET" and not request.url.path.startswith(_NO_PAGES):
        box = Box(caller.person, caller.sight.jurisdiction, desk.today)
        request.state.unread = await desk.boxes.unread(box, desk.now())
    return caller


CallerHere = Annotated[Caller, Depends(signed_in)]


@dataclass(frozen=True)
class Requires:
    """A dependency: the caller has one of these roles. Raises ``NotYourRole``."""

    roles: tuple[Role, ...]

    async def __call__(self, caller: CallerHere) -> Caller:
        """The caller."""
        if not caller.person.has(*self.roles):
            needed = said.listed([said.ROLES[role] for role in self.roles])
            refusal = NotYourRole(person=caller.person.name, needed=needed)
            raise Problem(refusal.name, zh=refusal.text("zh"), en=refusal.text("en"))
        return caller


async def form_of(request: Request, caller: CallerHere) -> dict[str, list[str]]:
    """The fields of a form that was made in this session. Raises ``FormNotOurs``."""
    fields = await read_form(request)
    if not is_form_token((fields.get("form") or [""])[0], caller.session.token):
        raise Problem("FormNotOurs")
    return fields


FormHere = Annotated[dict[str, list[str]], Depends(form_of)]


async def read_form(request: Request) -> dict[str, list[str]]:
    """The fields of a form, in their order. Raises ``NotAForm`` for another kind of body."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/x-www-form-urlencoded":
        raise Problem("NotAForm")
    fields: dict[str, list[str]] = {}
    async with request.form(max_files=0, max_fields=2000) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(name, []).append(value)
    return fields


async def sees_case(number: str, desk: DeskHere, caller: CallerHere) -> Seen:
    """The case of the path. Raises ``NothingHere``, also for one that is not the caller's to see."""
    try:
        case = await desk.register.load_case(CaseNumber(number[:60]))
    except ValueError:
        raise Problem("NothingHere") from None
    if case is None or not sees(caller.sight, case):
        raise Problem("NothingHere")
    book = await desk.register.load_rulebook(case.rulebook)
    return Seen(case, book, caller, book.hours.local(desk.now()))


SeenHere = Annotated[Seen, Depends(sees_case)]


async def sees_case_inside(seen: SeenHere) -> Seen:
    """The case for the people of the office. Raises ``OfficeOnly`` for the applicant of the case."""
    if not sees_inside(seen.caller.sight, seen.case):
        raise Problem("OfficeOnly")
    return seen


InsideHere = Annotated[Seen, Depends(sees_case_inside)]
"""For what goes between departments: who holds an item, opinions before the decision, records."""


def _require_pace(desk: Desk, caller: str) -> None:
    if not desk.pace.admits(caller, time.monotonic()):
        raise Problem("TooFast", retry_after=2)
