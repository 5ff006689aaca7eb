"""A file that comes with a form of the administrator: its name, its bytes, and every fault as a line."""

import asyncio
from dataclasses import dataclass

from fastapi import Request
from starlette.datastructures import UploadFile

from desk.accounts.sessions import is_form_token
from desk.administration.files import Kind, faults_of, text_of
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.office.words import w
from desk.web.problems import Problem
from models.domain.faults import path_text
from models.domain.text import Words


@dataclass(frozen=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes


@dataclass(frozen=True)
class FaultLine:
    """One fault: its line, None for the whole file, the place in words of the file, and what is wrong."""

    line: int | None
    place: str
    told: Words


async def sent_file(request: Request, caller: Caller) -> Sent:
    """The one file of a form of this session. Raises ``NotAForm``, ``FormNotOurs`` and ``FileMissing``."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "multipart/form-data":
        raise Problem("NotAForm")
    async with request.form(max_files=1, max_fields=10) as form:
        if not is_form_token(str(form.get("form", "")), caller.session.token):
            raise Problem("FormNotOurs")
        file = form.get("file")
        if not isinstance(file, UploadFile) or not file.filename:
            raise Problem("FileMissing")
        return Sent(file.filename, await file.read())


async def fault_lines(kind: Kind, name: str, content: bytes) -> list[FaultLine]:
    """Everything that is wrong, read away from the event loop."""
    faults = await asyncio.to_thread(faults_of, name, content, kind)
    return [FaultLine(each.line, path_text(each.path), w(each.zh, each.en)) for each in faults]


async def keep_sent(desk: Desk, caller: Caller, kind: Kind, sent: Sent) -> tuple[str | None, list[FaultLine]]:
    """The draft that the file is kept as; for one that is no text None, and its faults."""
    told = text_of(sent.content)
    if told is None:
        return None, await fault_lines(kind, sent.name, sent.content)
    draft = await desk.administration.drafts.keep(
        kind, caller.sight.jurisdiction, sent.name, told, by=caller.person.id, at=desk.now()
    )
    return draft, []
