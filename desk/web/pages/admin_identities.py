"""Who has come from the identity provider, and which account each of them opens; the administrator links."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.web.callers import Caller, FormHere, Requires
from desk.web.desk import DeskHere
from desk.web.office.words import AREAS
from desk.web.pages.shell import go, render
from desk.web.problems import Problem

WAY = "/admin/identities"
AdministratorHere = Annotated[Caller, Depends(Requires(("administrator",)))]

router = APIRouter()


@router.get(WAY)
async def identities(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """Everybody who has come, those first who could not be let in."""
    return render(
        request,
        desk,
        "identities.html",
        caller,
        identities=await desk.elsewhere.identities(caller.sight.jurisdiction),
        accounts=await desk.elsewhere.accounts(caller.sight.jurisdiction),
        configured=desk.provider is not None,
        local=desk.hours.local,
        areas=AREAS,
    )


@router.post(WAY)
async def link(desk: DeskHere, caller: AdministratorHere, fields: FormHere) -> RedirectResponse:
    """Let an identity open this account, or none any more."""
    issuer, subject, account = ((fields.get(name) or [""])[0] for name in ("issuer", "subject", "account"))
    where, by = caller.sight.jurisdiction, caller.person.id
    if not await desk.elsewhere.link(issuer, subject, account.strip() or None, where, by, desk.now()):
        raise Problem("NothingHere")
    return go(WAY)
