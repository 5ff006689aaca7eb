"""消息: the own box, what is read, where one wants to be reached, and what did not arrive."""

from datetime import datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from desk.messages.addresses import read_chat, read_mail
from desk.messages.boxes import Box
from desk.messages.outcomes import Sent
from desk.messages.wording import line_of
from desk.web.callers import Caller, CallerHere, FormHere, Requires
from desk.web.desk import Desk, DeskHere
from desk.web.pages.shell import go, render
from desk.web.problems import Problem, input_problem
from models.domain.faults import Fault, Unfit

router = APIRouter()

HERE: Final = "/messages"
SETTINGS: Final = "/messages/settings"
FAILED: Final = "/messages/failed"

AdministratorHere = Annotated[Caller, Depends(Requires(("administrator",)))]


@router.get(HERE)
async def box(
    request: Request, desk: DeskHere, caller: CallerHere, cursor: str | None = None
) -> HTMLResponse:
    """What came, the newest first."""
    now = desk.now()
    try:
        page = await desk.boxes.page(box_of(desk, caller), now, cursor=cursor)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    lines = [
        {
            "message": message,
            "line": line_of(message.kind),
            "at": desk.hours.local(message.delivered_at),
        }
        for message in page.messages
    ]
    newest = page.messages[0].delivered_at if page.messages and cursor is None else None
    return render(
        request,
        desk,
        "messages.html",
        caller,
        lines=lines,
        cursor=page.cursor,
        newest=None if newest is None else newest.isoformat(),
        any_unread=any(not message.read for message in page.messages),
        administers=caller.person.has("administrator"),
    )


@router.post("/messages/read")
async def read(desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """Mark one message as read, and go where it points; or everything that stood on the page."""
    until = first(fields, "until")
    if until:
        try:
            moment = datetime.fromisoformat(until)
        except ValueError:
            raise Problem("NotAForm") from None
        if moment.tzinfo is None:
            raise Problem("NotAForm")
        await desk.boxes.read_all(caller.person, min(moment, desk.now()))
        return go(HERE)
    key = first(fields, "key")
    await desk.boxes.read(caller.person, key, desk.now())
    return go(f"/cases/{key.partition(':')[0]}" if first(fields, "open") else HERE)


@router.get(SETTINGS)
async def settings(request: Request, desk: DeskHere, caller: CallerHere, saved: str = "") -> HTMLResponse:
    """Where one wants to be told, beside the desk."""
    return await _settings(request, desk, caller, told=saved)


@router.post(SETTINGS)
async def keep_settings(request: Request, desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """Keep them; another mail address gets a code first."""
    faults = []
    mail = chat = None
    try:
        mail = read_mail(first(fields, "mail"))
    except Unfit as unfit:
        faults.append(Fault(("mail",), unfit.zh, unfit.en))
    try:
        chat = read_chat(first(fields, "chat"))
    except Unfit as unfit:
        faults.append(Fault(("chat",), unfit.zh, unfit.en))
    if faults:
        return await _settings(request, desk, caller, problem=input_problem(faults), fields=fields)
    await desk.addresses.keep(
        caller.person.id,
        mail=mail,
        mail_wanted="mail_wanted" in fields,
        chat=chat,
        chat_wanted="chat_wanted" in fields,
    )
    reached = await desk.addresses.of(caller.person.id)
    if mail is not None and not reached.mail_confirmed and desk.sending.mail is not None:
        return await _send_code(request, desk, caller)
    return go(f"{SETTINGS}?saved=saved")


@router.post("/messages/settings/code")
async def new_code(request: Request, desk: DeskHere, caller: CallerHere, _: FormHere) -> Response:
    """Send the code again."""
    return await _send_code(request, desk, caller)


@router.post("/messages/settings/confirm")
async def confirm(request: Request, desk: DeskHere, caller: CallerHere, fields: FormHere) -> Response:
    """The code that came by mail."""
    if await desk.addresses.confirm(caller.person.id, first(fields, "code")[:40], desk.now()):
        return go(f"{SETTINGS}?saved=confirmed")
    return await _settings(request, desk, caller, problem=Problem("CodeWrong"))


@router.get(FAILED)
async def failed(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """What did not arrive, or nobody knows whether it did."""
    rows = await desk.sending.failed(caller.sight.jurisdiction)
    names = await desk.directory.names([row.recipient for row in rows])
    lines = [
        {
            "row": row,
            "line": line_of(row.kind),
            "at": desk.hours.local(row.ended_at),
            "to": names.get(row.recipient, row.recipient),
        }
        for row in rows
    ]
    return render(request, desk, "messages_failed.html", caller, lines=lines)


@router.post(FAILED)
async def again(desk: DeskHere, caller: AdministratorHere, fields: FormHere) -> Response:
    """Send one of them again: whoever presses it knows that it may arrive twice."""
    await desk.sending.again(first(fields, "delivery")[:40], caller.sight.jurisdiction)
    return go(FAILED)


def box_of(desk: Desk, caller: Caller) -> Box:
    """The caller's box today."""
    return Box(caller.person, caller.sight.jurisdiction, desk.today)


def first(fields: dict[str, list[str]], name: str) -> str:
    """A field's first value, without what no text holds."""
    return (fields.get(name) or [""])[0].replace("\0", "")


async def _send_code(request: Request, desk: Desk, caller: Caller) -> Response:
    made = await desk.addresses.new_code(caller.person.id, desk.now())
    if made is None or desk.sending.mail is None:
        return go(f"{SETTINGS}?saved=wait")
    outcome = await desk.sending.mail.send_code(*made, desk.now())
    if not isinstance(outcome, Sent):
        return await _settings(request, desk, caller, problem=Problem("MailNotTaken"))
    return go(f"{SETTINGS}?saved=code")


async def _settings(
    request: Request,
    desk: Desk,
    caller: Caller,
    *,
    told: str = "",
    problem: Problem | None = None,
    fields: dict[str, list[str]] | None = None,
) -> HTMLResponse:
    reached = await desk.addresses.of(caller.person.id)
    return render(
        request,
        desk,
        "message_settings.html",
        caller,
        status=200 if problem is None else problem.status,
        reached=reached,
        mail=reached.mail or "" if fields is None else first(fields, "mail"),
        chat=reached.chat or "" if fields is None else first(fields, "chat"),
        by_mail=desk.sending.mail is not None,
        by_chat=desk.sending.chat is not None,
        told=told,
        problem=problem,
    )
