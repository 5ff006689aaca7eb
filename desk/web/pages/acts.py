"""An act from its form over the summary to the receipt; a refused one comes back on the fresh page."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.outcomes import InHand
from desk.progress.codes import grouped
from desk.telling.history import Told, told_history
from desk.web.acts.fields import fields_of
from desk.web.acts.naming import ACTS, OWN_WORDS
from desk.web.acts.offering import as_of, choices_of
from desk.web.acts.reading import Form, command_fields, first
from desk.web.callers import FormHere, Seen, SeenHere, sees_case
from desk.web.desk import Desk, DeskHere
from desk.web.ordering import perform, problem_of, read_key
from desk.web.pages.act_forms import Asked, form_page, summary_page, try_out
from desk.web.pages.act_pages import page_of
from desk.web.pages.case import board_page
from desk.web.pages.own_case import OWN_ACTS
from desk.web.pages.shell import go, render
from desk.web.problems import STATUS, Problem
from models.domain.commands import COMMANDS, Command
from models.domain.names import CommandKey, ItemCode
from models.domain.people import Person
from models.domain.refusals import Refusal
from models.domain.rules.decide import read_command
from models.domain.visibility import sees_inside

router = APIRouter()


@router.get("/cases/{number}/acts/{do}")
async def open_act(
    request: Request, desk: DeskHere, seen: SeenHere, do: str, item: str | None = None
) -> HTMLResponse:
    """The form of an act, with what it will do stated above it; its summary where nothing is to be filled."""
    asked = await _asked(desk, seen, do, item)
    if asked.fields or not asked.act.legal:
        return await form_page(request, desk, seen, asked, {})
    try:
        foreseen = try_out(seen, _command(asked, {}))
    except Refusal as refusal:
        if refusal.name in page_of(asked.do).serves:
            return await form_page(request, desk, seen, asked, {})
        problem = Problem(refusal.name, zh=refusal.text("zh"), en=refusal.text("en"))
        return await board_page(request, desk, seen, problem=problem)
    return await summary_page(request, desk, seen, asked, {}, foreseen)


@router.post("/cases/{number}/acts/{do}")
async def act(request: Request, desk: DeskHere, seen: SeenHere, form: FormHere, do: str) -> Response:
    """Look at what was written, show the summary, and with ``confirmed`` do it once."""
    asked = await _asked(desk, seen, do, first(form, "item") or None)
    key = read_key(first(form, "key"))
    if first(form, "more"):
        return await form_page(request, desk, seen, asked, form)
    try:
        command = _command(asked, form)
        if not first(form, "confirmed") and asked.act.legal:
            return await summary_page(request, desk, seen, asked, form, try_out(seen, command))
    except Refusal as refusal:
        problem = Problem(refusal.name, zh=refusal.text("zh"), en=refusal.text("en"))
        if refusal.name in STATUS and problem.status == 422:  # noqa: PLR2004  # what was written can be mended
            return await form_page(request, desk, seen, asked, form, problem)
        return await _refused(request, desk, seen, form, problem)
    try:
        await perform(desk, seen.caller, seen.case.number, command, key)
    except InHand:
        return go(_receipt(seen, key))
    except Problem as problem:
        if problem.name == "OutcomeUnknown":
            raise  # the fresh board could say only that a server is away, as if nothing had been taken
        if problem.status == 422:  # noqa: PLR2004  # the same
            return await form_page(request, desk, seen, asked, form, problem)
        return await _refused(request, desk, seen, form, problem)
    return go(_receipt(seen, key))


@router.get("/cases/{number}/receipts/{key}")
async def receipt(request: Request, desk: DeskHere, seen: SeenHere, key: str) -> HTMLResponse:
    """What the act has come to: its number in the register, the moment and the sentence."""
    told = await told_history(desk.register, seen.case.number)
    mine = [each for each in told if each.entry.key == key and each.entry.event.by == seen.caller.person.id]
    kept = None
    if not mine and "\0" not in key:
        kept = await desk.orders.find(seen.case.number, CommandKey(key[:100]))
    if kept is not None and kept.person != seen.caller.person.id:
        kept = None
    if kept is not None and kept.refused is not None:
        return await board_page(request, desk, seen, problem=problem_of(kept.refused), stale=True)
    return render(
        request,
        desk,
        "receipt.html",
        seen.caller,
        status=200 if mine or kept else 404,
        case=seen.case,
        lines=mine,
        followed=_followed(told, mine, key) if sees_inside(seen.caller.sight, seen.case) else [],
        in_hand=kept is not None,
        key=key,
        filed=any(each.entry.event.kind == "case-received" for each in mine),
        code=await _code(desk, seen),
        inside=sees_inside(seen.caller.sight, seen.case),
    )


async def _code(desk: Desk, seen: Seen) -> str:
    """The query code of the case, grouped."""
    return grouped(await desk.query_codes.of(seen.case.number, desk.now()))


async def _asked(desk: Desk, seen: Seen, do: str, item: str | None) -> Asked:
    inside = sees_inside(seen.caller.sight, seen.case)
    if not inside and do not in OWN_ACTS:
        raise Problem("OfficeOnly")
    if do not in ACTS or (item is not None and item not in seen.case.items and do != "add-item"):
        raise Problem("NothingHere")
    code = None if item is None or do == "add-item" else ItemCode(item)
    colleagues: tuple[Person, ...] = ()
    if do == "transfer-item":
        everybody = await desk.directory.people(desk.today, seen.caller.sight.jurisdiction)
        department = None if code is None else seen.case.items[code].department
        colleagues = tuple(each for each in everybody if each.department == department)
    case = as_of(seen.case, seen.at, seen.book)
    fields = fields_of(do, code, choices_of(case, seen.book, colleagues))
    title = None if code is None else seen.book.catalogue.item(code).title
    act = ACTS[do] if inside else OWN_WORDS.get(do, ACTS[do])
    return Asked(do, act, code, title, fields)


def _command(asked: Asked, form: Form) -> Command:
    given = command_fields(form, asked.fields)
    if asked.item is not None and "item" in COMMANDS[asked.do].model_fields:
        given["item"] = asked.item
    return read_command(asked.do, given)


async def _refused(request: Request, desk: Desk, seen: Seen, form: Form, problem: Problem) -> HTMLResponse:
    """The fresh page of the case below the refusal."""
    fresh = await sees_case(seen.case.number, desk, seen.caller)
    stale = first(form, "seq") != str(fresh.case.seq)
    return await board_page(request, desk, fresh, problem=problem, stale=stale)


def _followed(told: list[Told], mine: list[Told], key: str) -> list[Told]:
    """What the act brought about by itself: it stands under the same key."""
    return [each for each in told if each.entry.key == key and each not in mine] if mine else []


def _receipt(seen: Seen, key: CommandKey) -> str:
    return f"/cases/{seen.case.number}/receipts/{key}"
