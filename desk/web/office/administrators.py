"""Who administers: the dependency of every administrator's page, and how what they do is answered."""

from typing import Annotated

from fastapi import Depends
from fastapi.responses import RedirectResponse

from desk.accounts.keeping import By
from desk.web.callers import Caller, Requires
from desk.web.desk import Desk
from desk.web.pages.shell import go

AdministratorHere = Annotated[Caller, Depends(Requires(("administrator",)))]


def by_of(desk: Desk, caller: Caller) -> By:
    """The caller as the one who acts now."""
    return By(caller.person.id, caller.sight.jurisdiction, desk.now(), desk.today)


def receipt(number: int) -> RedirectResponse:
    """On to the receipt of what was just done."""
    return go(f"/admin/log/{number}?done=yes")
