"""Problems as answers: problem+json (RFC 9457) for programs, a page for people."""

import secrets
from collections.abc import Sequence

import asyncpg
import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from fastapi.routing import iter_route_contexts
from pydantic_core import ErrorDetails
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.routing import compile_path
from temporalio.service import RPCError

from desk.attachments.refusing import AttachmentRefused, OffsetWrong
from desk.outcomes import InHand
from desk.web.api.schemas import RecordingBody
from desk.web.callers import WAY_OUT, find_caller
from desk.web.desk import desk_of
from desk.web.language import API, language_of
from desk.web.ordering import AWAY_SECONDS, in_hand
from desk.web.pages.shell import back_of, go, render
from desk.web.problems import Problem, input_problem
from desk.web.refused_files import UNPRINTABLE, problem_of_file, problem_of_print
from models.domain.faults import Fault, path_text
from models.domain.plain_words import in_words

LOST = (DBAPIError, PoolTimeout, asyncpg.PostgresConnectionError, asyncpg.InterfaceError, RPCError, OSError)
"""How a server that went away shows."""

log = structlog.get_logger(__name__)


def install(app: FastAPI) -> None:
    """Answer everything that can be raised below a route."""
    app.add_exception_handler(Problem, _of_problem)
    app.add_exception_handler(InHand, _of_in_hand)
    app.add_exception_handler(AttachmentRefused, _of_file)
    for unprintable in UNPRINTABLE:
        app.add_exception_handler(unprintable, _of_print)
    app.add_exception_handler(RequestValidationError, _of_input)
    app.add_exception_handler(HTTPException, _of_http)
    for lost in LOST:
        app.add_exception_handler(lost, _of_lost_server)
    app.add_exception_handler(ClientDisconnect, _of_gone_caller)
    app.add_exception_handler(Exception, _of_surprise)


async def answer(request: Request, problem: Problem) -> Response:
    """The problem as the caller can use it. Who is not signed in is shown the way there."""
    if request.url.path.startswith(API):
        return problem_json(request, problem)
    if problem.name == "NotSignedIn":
        back = back_of(request) if request.method == "GET" else "%2F"
        return go("/login" if back == "%2F" else f"/login?next={back}")
    if problem.name == "PasswordMustChange":
        return go(WAY_OUT)
    desk = desk_of(request)
    caller = None
    if problem.name not in {"ServerAway", "OutcomeUnknown", "Unexpected", "TooFast"}:
        caller = await find_caller(request, desk)
    response = render(request, desk, "problem.html", caller, status=problem.status, problem=problem)
    return _with_patience(response, problem)


def plain_answer(request: Request, problem: Problem) -> Response:
    """The problem without a page around it, for requests that are not looked at any further."""
    return problem_json(request, problem)


def problem_json(request: Request, problem: Problem) -> Response:
    """RFC 9457; ``type`` is the named fact, ``title`` its sentence in the caller's language."""
    language = language_of(request)
    body: dict[str, object] = {
        "type": problem.name,
        "title": problem.said(language),
        "status": problem.status,
        "instance": request.url.path[:300],
    }
    if problem.faults:
        body["faults"] = [
            {"at": path_text(fault.path), "problem": fault.zh if language == "zh" else fault.en}
            for fault in problem.faults
        ]
    response = JSONResponse(body, status_code=problem.status, media_type="application/problem+json")
    response.headers["content-language"] = language
    return _with_patience(response, problem)


def _with_patience(response: Response, problem: Problem) -> Response:
    if problem.retry_after is not None:
        response.headers["retry-after"] = str(problem.retry_after)
    if problem.status == 401:  # noqa: PLR2004
        response.headers["www-authenticate"] = "Bearer"
    return response


async def _of_problem(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, Problem)
    return await answer(request, raised)


async def _of_in_hand(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, InHand)
    problem = in_hand(raised)
    if not request.url.path.startswith(API):
        return await answer(request, problem)
    number, key = raised.args
    way = f"/api/v1/cases/{number}/commands/{key}"
    body = RecordingBody(case=number, key=key, poll=way, title=problem.said(language_of(request)))
    response = JSONResponse(body.model_dump(mode="json"), status_code=202, headers={"location": way})
    return _with_patience(response, problem)


async def _of_file(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, AttachmentRefused)
    response = await answer(request, problem_of_file(raised))
    if isinstance(raised, OffsetWrong):
        response.headers["upload-offset"] = str(raised.stands)
    return response


async def _of_print(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, UNPRINTABLE)
    return await answer(request, problem_of_print(raised))


async def _of_input(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, RequestValidationError)
    return await answer(request, input_problem(faults_of(raised.errors())))


async def _of_http(request: Request, raised: Exception) -> Response:
    assert isinstance(raised, HTTPException)
    named = {404: "NothingHere", 405: "MethodNotAllowed", 413: "TooLarge"}
    problem = Problem(named.get(raised.status_code, "InputInvalid"), most="1 MiB", told="-")
    response = await answer(request, problem)
    if problem.name == "MethodNotAllowed":
        response.headers["allow"] = ", ".join(_methods_of(request))
    return response


def _methods_of(request: Request) -> list[str]:
    """Every method that the address takes, whichever routes serve them."""
    methods: set[str] = set()
    for route in iter_route_contexts(request.app.routes):
        way, _, _ = compile_path(route.path or "/")
        if route.methods and way.fullmatch(request.url.path):
            methods |= route.methods
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()))


async def _of_lost_server(request: Request, raised: Exception) -> Response:
    log.warning("desk.server_away", path=request.url.path, reason=str(raised)[:500])
    return await answer(request, Problem("ServerAway", retry_after=AWAY_SECONDS))


async def _of_gone_caller(_request: Request, _raised: Exception) -> Response:
    """Nobody reads this any more; what has come of a file is kept."""
    return Response(status_code=400)


async def _of_surprise(request: Request, raised: Exception) -> Response:
    mark = secrets.token_hex(4)
    log.error("desk.unexpected", mark=mark, method=request.method, path=request.url.path, exc_info=raised)
    return await answer(request, Problem("Unexpected", mark=mark))


def faults_of(details: Sequence[ErrorDetails]) -> list[Fault]:
    """What does not fit in a request, in plain words; the values themselves are not repeated."""
    faults = []
    for detail in details:
        zh, en = in_words(detail)
        faults.append(Fault(tuple(detail["loc"][1:]) or tuple(detail["loc"]), zh, en))
    return faults
