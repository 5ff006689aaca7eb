"""人员: searched page by page, and each person with everything that was ever entered of them."""

from typing import cast, get_args

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from desk.administration.people import mark_of
from desk.administration.roster import Asked, Who
from desk.telling.office_log import told_change, told_delegation
from desk.web.callers import FormHere
from desk.web.desk import DeskHere
from desk.web.office.administrators import AdministratorHere, receipt
from desk.web.office.forms import first, office_page
from desk.web.office.standing import SOON
from desk.web.office.words import w
from desk.web.problems import Problem
from models.domain import words as said
from models.domain.names import DepartmentCode, PersonId, Role
from models.domain.people import DirectoryEntry

WHO: dict[str, object] = {
    "acting": w("在任", "in office"),
    "coming": w("未到任", "not begun"),
    "left": w("已离任", "left"),
    "all": w("全部", "everybody"),
}

router = APIRouter()


@router.get("/admin/people")
async def people(
    request: Request,
    desk: DeskHere,
    caller: AdministratorHere,
    query: str = "",
    department: str = "",
    role: str = "",
    who: str = "acting",
    after: str = "",
) -> HTMLResponse:
    """A page of persons by id."""
    where = caller.sight.jurisdiction
    asked = Asked(
        query=query.strip()[:100].replace("\0", ""),
        department=DepartmentCode(department[:100].replace("\0", "")) if department else None,
        role=cast("Role", role) if role in get_args(Role) else None,
        who=cast("Who", who) if who in WHO else "acting",
    )
    after = after[:100].replace("\0", "")
    found, cursor = await desk.administration.roster.page(where, asked, desk.today, after=after)
    return office_page(
        request,
        desk,
        "admin_people.html",
        caller,
        people=found,
        cursor=cursor,
        asked=asked,
        departments=await desk.administration.departments.names(where),
        role_names=said.ROLES,
        who=WHO,
        today=desk.today,
    )


@router.get("/admin/people/{person}")
async def person_page(
    request: Request, desk: DeskHere, caller: AdministratorHere, person: str
) -> HTMLResponse:
    """A person as they stand, their accounts, whom they act for, and every entry."""
    entry = await entry_here(desk, caller, person)
    where, administration, now = caller.sight.jurisdiction, desk.administration, desk.now()
    departments = await administration.departments.names(where)
    entered = await desk.directory.history(PersonId(person))
    names = await desk.directory.names([each.by for each in entered if each.by is not None])
    before = [None, *(each.entry for each in entered)]
    history = [
        (
            desk.hours.local(each.at),
            names.get(each.by or "", each.by),
            told_change(former, each.entry, departments)[1:],
        )
        for former, each in zip(before, entered, strict=False)
    ]
    return office_page(
        request,
        desk,
        "admin_person.html",
        caller,
        entry=entry,
        person=entry.person,
        role_names=said.ROLES,
        departments=departments,
        accounts=await administration.accounts.of_person(where, person, now, desk.today),
        given=await administration.roster.delegations(where, principal=PersonId(person)),
        told_delegation=told_delegation,
        plans=await administration.plans.waiting(where, now - SOON, person),
        told_change=told_change,
        history=list(reversed(history)),
        today=desk.today,
        mark=mark_of(entry),
    )


@router.post("/admin/plans")
async def withdraw_plan(desk: DeskHere, caller: AdministratorHere, fields: FormHere) -> Response:
    """Give up a change that waits for its day."""
    plan = first(fields, "plan")
    number = None
    if plan.isascii() and plan.isdecimal() and len(plan) < 18:  # noqa: PLR2004  # what the database can count
        number = await desk.administration.plans.withdraw(
            caller.sight.jurisdiction, int(plan), by=caller.person.id, at=desk.now()
        )
    if number is None:
        raise Problem("NothingHere")
    return receipt(number)


async def entry_here(desk: DeskHere, caller: AdministratorHere, person: str) -> DirectoryEntry:
    """The person of the path. Raises ``NothingHere``."""
    found = None
    if "\0" not in person:
        found = await desk.administration.roster.one(caller.sight.jurisdiction, person[:100])
    if found is None:
        raise Problem("NothingHere")
    return found
