"""A line of the office's log as a page: the receipt of an act, with its number, its moment and its words."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.administration.office_log import LogLine
from desk.telling.office_log import title, told
from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.office.forms import office_page
from models.domain.text import Words


@dataclass(frozen=True)
class ToldLine:
    """A line in words, on the office's wall clock; ``by`` is None for what was done at the server."""

    number: int
    at: datetime
    by: str | None
    act: Words
    about: str
    told: list[Words]


async def line_of(desk: Desk, jurisdiction: str, line: LogLine) -> ToldLine:
    """The line as people read it."""
    departments = await desk.administration.departments.names(jurisdiction)
    return ToldLine(
        number=line.id,
        at=desk.hours.local(line.at),
        by=line.by_name or line.by,
        act=title(line.act, line.facts),
        about=line.about,
        told=told(line.act, line.about, line.facts, departments),
    )


def receipt_page(
    request: Request,
    desk: Desk,
    caller: Caller,
    line: ToldLine,
    back: str,
    back_words: Words,
    *,
    done: bool,
    password: str | None = None,
    onward: tuple[str, Words] | None = None,
) -> HTMLResponse:
    """The page; ``password`` is shown here and nowhere else."""
    return office_page(
        request,
        desk,
        "office_receipt.html",
        caller,
        line=line,
        up=back,
        up_words=back_words,
        done=done,
        password=password,
        onward=onward,
    )
