"""部门: which there are and until when, and the recorded act that hands what is open to a successor."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from desk.administration.people import PeopleFaults
from desk.web.callers import Caller, FormHere
from desk.web.desk import Desk, DeskHere
from desk.web.office.administrators import AdministratorHere, receipt
from desk.web.office.forms import (
    Choice,
    Form,
    OfficeField,
    OfficeForm,
    first,
    form_page,
    in_words,
    office_page,
    summary_page,
    told_fields,
)
from desk.web.office.words import LABELS, w
from desk.web.ordering import require_reachable
from models.domain.faults import Fault
from models.domain.joint_commands import ReorganiseDepartment
from models.domain.names import DepartmentCode
from models.domain.plain_words import say

WAY: Final = "/admin/departments"
REORGANISE: Final = "/admin/reorganise"

router = APIRouter()


@router.get(WAY)
async def departments(request: Request, desk: DeskHere, caller: AdministratorHere) -> HTMLResponse:
    """Every department of the catalogues in force and of the directory, and reorganisations under way."""
    where, administration = caller.sight.jurisdiction, desk.administration
    return office_page(
        request,
        desk,
        "admin_departments.html",
        caller,
        lines=await administration.departments.lines(where, desk.today),
        open_items=await administration.reorganisations.open_items(where),
        names=await administration.departments.names(where),
        acts=await administration.reorganisations.listed(where),
        today=desk.today,
    )


@router.get(REORGANISE)
async def reorganise_form(
    request: Request, desk: DeskHere, caller: AdministratorHere, department: str = "", successor: str = ""
) -> HTMLResponse:
    """The form of a reorganisation."""
    given = {"department": [department[:64]], "successor": [successor[:64]]}
    return form_page(request, desk, caller, await _form(desk, caller), given)


@router.post(REORGANISE)
async def reorganise(
    request: Request, desk: DeskHere, caller: AdministratorHere, fields: FormHere
) -> Response:
    """Say how much it moves, and when it is confirmed begin it."""
    form = await _form(desk, caller)
    where = caller.sight.jurisdiction
    try:
        command = await _command(desk, caller, fields)
    except PeopleFaults as unfit:
        return form_page(request, desk, caller, form, fields, faults=in_words(unfit.faults, LABELS))
    if not first(fields, "confirmed"):
        items, led = await desk.administration.reorganisations.at_stake(where, command.department)
        follows = [
            w(f"未结事项{items}项转交", f"{items} open items are handed over"),
            w(f"牵头的在办办件{led}件改由承接部门牵头", f"{led} live cases are led by the successor"),
            w(
                "目录不会随之改变：请另行发布写明承接关系的新版本；人员请另行变更部门",
                "Catalogues do not change by it: publish a version that names the successor; "
                "people change their department separately",
            ),
        ]
        return summary_page(request, desk, caller, form, fields, told_fields(form, fields), follows=follows)
    await require_reachable(desk)
    return receipt(await desk.administration.reorganisations.begin(where, command, caller.person))


async def _command(desk: Desk, caller: Caller, fields: Form) -> ReorganiseDepartment:
    """What the form asks for. Raises ``PeopleFaults``."""
    names = await desk.administration.departments.names(caller.sight.jurisdiction)
    successor = DepartmentCode(first(fields, "successor"))
    written: dict[str, object] = {
        name: first(fields, name) for name in ("department", "successor", "document")
    }
    zh, en = first(fields, "name_zh"), first(fields, "name_en")
    if zh or en:
        written["name"] = {"zh": zh or en, "en": en or zh}
    elif successor in names:
        written["name"] = names[successor].model_dump()
    faults: list[Fault] = []
    if successor == written["department"]:
        faults.append(Fault(("successor",), "与原部门相同", "is the same department"))
    if successor and "name" not in written:
        fault = Fault(
            ("name_zh",), "目录中没有该部门，须写明名称", "is needed: no catalogue names this department"
        )
        faults.append(fault)
    try:
        command = ReorganiseDepartment.model_validate(written)
    except ValidationError as error:
        faults += say(error, ReorganiseDepartment, written)  # type: ignore[arg-type]
        raise PeopleFaults(faults) from None
    if faults:
        raise PeopleFaults(faults)
    return command


async def _form(desk: Desk, caller: Caller) -> OfficeForm:
    names = await desk.administration.departments.names(caller.sight.jurisdiction)
    choices = tuple(Choice(code, name) for code, name in sorted(names.items()))
    return OfficeForm(
        title=w("机构改革：转交未了事务", "Reorganisation: hand over what is open"),
        effect=w(
            "逐件记入登记簿：原部门的未结事项、牵头、未了责任记录和未办结的会议事项转给承接部门；时限照走，"
            "已办结的仍写原部门。时间较长，会自行继续，可在“部门”看进度。",
            "Entered case by case: open items, the lead, open records and undone actions go to the "
            "successor; limits run on, and what is finished keeps the old name. It goes on by itself; "
            "“Departments” shows how far it is.",
        ),
        action=REORGANISE,
        button=w("转交", "Hand over"),
        back=WAY,
        back_words=w("部门", "Departments"),
        fields=(
            OfficeField("department", w("原部门", "From"), "select", choices=choices),
            OfficeField(
                "successor",
                LABELS["successor"],
                "listed",
                choices=choices,
                hint=w("部门代码；新设部门填新代码", "the department's code; a new one for a new department"),
            ),
            OfficeField(
                "name_zh",
                w("承接部门名称（中文）", "The successor's name in Chinese"),
                required=False,
                hint=w("目录中已有的可不填", "not needed where a catalogue names it"),
            ),
            OfficeField(
                "name_en", w("承接部门名称（英文）", "The successor's name in English"), required=False
            ),
            OfficeField("document", w("改革文件", "Document that orders it"), hint=w("文号", "its number")),
        ),
    )
