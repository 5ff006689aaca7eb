"""系统管理: what an administrator must see first, and the log of everything that was changed."""

from datetime import timedelta
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from desk.telling.office_log import ACTS
from desk.web.desk import DeskHere
from desk.web.office.administrators import AdministratorHere
from desk.web.office.forms import office_page
from desk.web.office.receipts import line_of, receipt_page
from desk.web.office.standing import attention, figures
from desk.web.office.words import w
from desk.web.problems import Problem

FEW: Final = 8
LATELY: Final = timedelta(days=30)

router = APIRouter()


@router.get("/admin")
async def overview(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """What needs somebody, what stands, what was changed last."""
    where = caller.sight.jurisdiction
    lines, _ = await desk.administration.log.page(where, most=FEW)
    return office_page(
        request,
        desk,
        "admin.html",
        caller,
        attention=await attention(desk, where),
        figures=await figures(desk, where),
        lines=[await line_of(desk, where, line) for line in lines],
    )


@router.get("/admin/log")
async def log_page(
    request: Request,
    desk: DeskHere,
    caller: AdministratorHere,
    act: str = "",
    about: str = "",
    before: int | None = None,
) -> HTMLResponse:
    """Every change, the newest first; of one kind, or about one person, account or version."""
    where = caller.sight.jurisdiction
    lines, cursor = await desk.administration.log.page(
        where,
        before=before,
        act=act if act in ACTS else None,
        about=about.strip()[:200].replace("\0", "") or None,
    )
    return office_page(
        request,
        desk,
        "admin_log.html",
        caller,
        lines=[await line_of(desk, where, line) for line in lines],
        cursor=cursor,
        act=act,
        about=about,
        acts=list(ACTS.items()),
    )


@router.get("/admin/log/{line}")
async def log_line(
    request: Request, desk: DeskHere, caller: AdministratorHere, line: int, done: str = ""
) -> HTMLResponse:
    """One line; right after the act it is the receipt."""
    where = caller.sight.jurisdiction
    found = await desk.administration.log.one(where, line)
    if found is None:
        raise Problem("NothingHere")
    back = ("/admin/log", w("管理记录", "The log"))
    onward = None
    if found.act in {"person-entered", "person-planned", "plan-withdrawn"}:
        onward = (f"/admin/people/{found.about}", w("看此人", "Look at the person"))
    elif "account" in found.act or found.act in {"password-reset", "sessions-ended"}:
        onward = (f"/admin/accounts/{found.about}", w("看此账号", "Look at the account"))
    return receipt_page(
        request,
        desk,
        caller,
        await line_of(desk, where, found),
        *back,
        done=done == "yes",
        onward=onward,
    )
