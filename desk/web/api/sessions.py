"""Sessions for programs: signed in with an account, sent back as a bearer token."""

from fastapi import APIRouter, Depends, Request, Response

from desk.accounts.accounts import NotSignedIn, PasswordsOff, SampleAccount
from desk.accounts.lockout import LockedOut
from desk.accounts.sessions import LONGEST
from desk.web.api.bodies import read_object
from desk.web.api.refusals import refusals
from desk.web.api.schemas import SessionBody
from desk.web.callers import CallerHere, address_of, anybody
from desk.web.desk import DeskHere
from desk.web.problems import Problem, input_problem, locked_out
from models.domain.faults import Fault

router = APIRouter(tags=["sessions"])


@router.post(
    "/sessions",
    status_code=201,
    responses=refusals(401, 403, 415, 422, 429, 503),
    dependencies=[Depends(anybody)],
)
async def sign_in(request: Request, desk: DeskHere) -> SessionBody:
    """Begin a session: ``{"account": …, "password": …}``."""
    body = await read_object(request)
    account, password = body.get("account"), body.get("password")
    if not isinstance(account, str) or not isinstance(password, str):
        raise input_problem([Fault((), "需要 account 和 password", "account and password are needed")])
    try:
        address = address_of(request)
        name = await desk.accounts.sign_in(account, password, address, desk.now(), desk.today)
    except NotSignedIn:
        raise Problem("WrongPassword") from None
    except SampleAccount:
        raise Problem("SampleAccount") from None
    except PasswordsOff:
        raise Problem("PasswordsOff") from None
    except LockedOut as locked:
        raise locked_out(desk.hours.local(locked.until), desk.local_now) from None
    token = await desk.sessions.begin(name, address_of(request), desk.now())
    return SessionBody(token=token, seconds=int(LONGEST.total_seconds()))


@router.delete("/sessions", status_code=204, responses=refusals(401, 429, 503))
async def sign_out(desk: DeskHere, caller: CallerHere) -> Response:
    """End the session of this request."""
    await desk.sessions.end(caller.session.token, desk.now())
    return Response(status_code=204)
