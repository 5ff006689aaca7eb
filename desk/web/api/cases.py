"""Cases over HTTP: filed, listed, looked at, told; only those that the caller may see."""

from datetime import date
from typing import Annotated, cast

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import JsonValue

from desk.lists import MOST
from desk.narrowing import CaseFilter
from desk.outcomes import refused
from desk.telling.history import told_history
from desk.telling.outside import outside
from desk.web.api.bodies import read_object
from desk.web.api.refusals import refusals
from desk.web.api.schemas import (
    AnswerBody,
    CaseBody,
    CaseLineBody,
    CasesBody,
    EventBody,
    EventsBody,
)
from desk.web.callers import Caller, CallerHere, InsideHere, SeenHere
from desk.web.desk import Desk, DeskHere
from desk.web.ordering import file, problem_of, read_key
from desk.web.problems import input_problem
from desk.web.tasks import left_until
from models.domain.catalogue import Catalogue
from models.domain.commands import FileCase
from models.domain.day import read_day
from models.domain.faults import Fault, Unfit
from models.domain.names import CaseNumber, CaseState, DepartmentCode
from models.domain.refusals import Refusal
from models.domain.rules.decide import read_command
from models.domain.text import clean_text
from models.domain.view import view
from models.domain.visibility import sees_inside

router = APIRouter(tags=["cases"])

Limit = Annotated[int, Query(ge=1, le=MOST)]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]


@router.post(
    "/cases",
    status_code=201,
    responses=refusals(202, 401, 403, 409, 415, 422, 429, 503),
)
async def file_case(
    request: Request, response: Response, desk: DeskHere, caller: CallerHere, key: Key = None
) -> AnswerBody:
    """File a case; ``catalogue`` names the procedure where the office has more than one."""
    command_key = read_key(key)
    body = await read_object(request)
    catalogue = await _catalogue(desk, caller, body.pop("catalogue", None))
    try:
        command = read_command("file-case", {k: v for k, v in body.items() if k != "do"})
    except Refusal as no:
        raise problem_of(refused(no)) from None
    answer = await file(desk, caller, cast("FileCase", command), catalogue, command_key)
    response.headers["location"] = f"/api/v1/cases/{answer.case}"
    return AnswerBody.model_validate(answer, from_attributes=True)


@router.get("/cases", responses=refusals(401, 422, 429, 503))
async def list_cases(
    desk: DeskHere,
    caller: CallerHere,
    query: str | None = None,
    state: CaseState | None = None,
    department: str | None = None,
    due_before: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> CasesBody:
    """Cases, those due first at the top; without ``state`` the live ones."""
    wanted = CaseFilter(
        query=_text("query", query),
        state=state,
        department=None if department is None else DepartmentCode(_text("department", department) or ""),
        due_before=None if due_before is None else _day("due_before", due_before),
    )
    days = (await desk.laws.calendar(caller.sight.jurisdiction)).days
    try:
        page = await desk.lists.cases(caller.sight, wanted, cursor=cursor, limit=limit)
    except Unfit as unfit:
        raise input_problem([Fault(("cursor",), unfit.zh, unfit.en)]) from None
    office = bool(caller.sight.everything or caller.sight.departments)
    lines = [
        CaseLineBody(
            number=CaseNumber(row.number),
            project=row.project_name,
            project_code=row.project_code,
            applicant=row.applicant_name,
            catalogue=row.catalogue,
            lead=row.lead,
            state=cast("CaseState", row.state),
            outcome=row.outcome if office or row.state != "decided" else None,
            received=row.received_on,
            due=row.due_on,
            left=left_until(row.due_on, desk.today, days, provisional=row.provisional).days,
            provisional=row.provisional,
            open_items=count,
        )
        for row, count in page.lines
    ]
    return CasesBody(cases=lines, cursor=page.cursor)


@router.get("/cases/{number}", responses=refusals(401, 404, 429, 503))
async def show_case(seen: SeenHere) -> CaseBody:
    """A case as it stands now."""
    case = seen.case
    assert case.project is not None
    assert case.applicant is not None
    stands = view(case, seen.at, seen.book)
    inside = sees_inside(seen.caller.sight, case)
    return CaseBody(
        **dict(stands if inside else outside(stands, case)),
        catalogue=case.catalogue,
        catalogue_version=case.catalogue_version,
        project_code=case.project.code,
        applicant=case.applicant,
        answers=cast("dict[str, JsonValue]", dict(case.answers)),
        materials=case.materials,
    )


@router.get("/cases/{number}/events", responses=refusals(401, 403, 404, 422, 429, 503))
async def tell_case(
    desk: DeskHere, seen: InsideHere, after: Annotated[int, Query(ge=0, le=2**31 - 1)] = 0, limit: Limit = 100
) -> EventsBody:
    """What has happened, in order, behind the event ``after``."""
    told = [each for each in await told_history(desk.register, seen.case.number) if each.entry.seq > after]
    events = [
        EventBody(
            seq=each.entry.seq,
            key=each.entry.key,
            entered_at=each.entry.entered_at,
            event=each.entry.event.model_dump(mode="json"),
            sentence=each.sentence,
        )
        for each in told[:limit]
    ]
    return EventsBody(events=events, after=events[-1].seq if len(told) > limit else None)


async def _catalogue(desk: Desk, caller: Caller, code: object) -> Catalogue:
    """The procedure meant: the one of this code, or the only one. Raises ``InputInvalid``."""
    known = await desk.laws.catalogues(caller.sight.jurisdiction, desk.today)
    found = [each for each in known if code is None or each.code == code]
    if len(found) != 1:
        listed = ", ".join(each.code for each in known) or "-"
        raise input_problem(
            [
                Fault(
                    ("catalogue",),
                    f"请指明目录；现行目录：{listed}",
                    f"name the catalogue; in force: {listed}",
                )
            ]
        )
    return found[0]


def _text(name: str, value: str | None) -> str | None:
    if value is None or value.strip() == "":
        return None
    try:
        return clean_text(value, longest=200)
    except Unfit as unfit:
        raise input_problem([Fault((name,), unfit.zh, unfit.en)]) from None


def _day(name: str, value: str) -> date:
    try:
        return read_day(value)
    except Unfit as unfit:
        raise input_problem([Fault((name,), unfit.zh, unfit.en)]) from None
