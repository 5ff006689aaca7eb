"""Commands over HTTP: given under a key, answered once they are durable, and asked for again by their key."""

from typing import cast

from fastapi import APIRouter, Request

from desk.outcomes import InHand, refused
from desk.web.api.bodies import read_object
from desk.web.api.cases import Key
from desk.web.api.refusals import refusals
from desk.web.api.schemas import AnswerBody
from desk.web.callers import CallerHere, SeenHere, sees_case
from desk.web.desk import DeskHere
from desk.web.ordering import perform, problem_of, read_key
from desk.web.problems import Problem, input_problem
from models.domain.faults import Fault, Unfit
from models.domain.moment import read_moment
from models.domain.names import CaseNumber, CommandKey
from models.domain.refusals import Refusal
from models.domain.rules.decide import read_command

router = APIRouter(tags=["commands"])


@router.post(
    "/cases/{number}/commands",
    responses=refusals(202, 401, 403, 404, 409, 413, 415, 422, 429, 503),
)
async def give(request: Request, desk: DeskHere, seen: SeenHere, key: Key = None) -> AnswerBody:
    """Give the case a command. The same key again gets the first answer."""
    command_key = read_key(key)
    body = await read_object(request)
    happened = body.pop("happened", None)
    do = body.pop("do", None)
    if not isinstance(do, str):
        raise input_problem([Fault(("do",), "缺少命令名", "is missing")])
    try:
        at = None if happened is None else read_moment(happened)
        command = read_command(do, body)
    except Refusal as no:
        raise problem_of(refused(no)) from None
    except Unfit as unfit:
        raise input_problem([Fault(("happened",), unfit.zh, unfit.en)]) from None
    answer = await perform(desk, seen.caller, seen.case.number, command, command_key, at)
    return AnswerBody.model_validate(answer, from_attributes=True)


@router.get(
    "/cases/{number}/commands/{key}",
    responses=refusals(202, 401, 403, 404, 409, 422, 429, 503),
)
async def ask(number: str, key: str, desk: DeskHere, caller: CallerHere) -> AnswerBody:
    """How the caller's own command ended, or that it is still being recorded."""
    kept = None
    if "\0" not in key + number:
        kept = await desk.orders.find(CaseNumber(number[:60]), CommandKey(key[:100]))
    if kept is not None and kept.person == caller.person.id:
        if kept.refused is not None:
            raise problem_of(kept.refused)
        raise InHand(CaseNumber(number), CommandKey(key))
    seen = await sees_case(number, desk, caller)
    given = [
        entry
        for entry in await desk.register.entries(seen.case.number)
        if entry.key == key and entry.event.by in {caller.person.id, None}
    ]
    if not any(entry.event.by == caller.person.id for entry in given):
        raise Problem("NothingHere")
    return AnswerBody(
        case=seen.case.number,
        key=cast("CommandKey", key),
        first=given[0].seq,
        events=tuple(entry.event.kind for entry in given),
    )
