"""The sheets between departments, and those of one item: notice, extension, special procedure, decision."""

from desk.documents import wording
from desk.documents.intake_sheets import case_facts, ended
from desk.documents.matter import Matter
from desk.documents.sheet import Block, Facts, Paragraph, Sheet
from models.domain import events
from models.domain.change_events import CaseExtended, ItemExtended
from models.domain.clock import Clock
from models.domain.clocks import case_clocks, item_clocks
from models.domain.names import DepartmentCode
from models.domain.text import Words


def notice(matter: Matter, event: events.NoticeIssued) -> Sheet:
    """抄告单: hands one item to one department, with a part that it signs and sends back."""
    assert event.item is not None
    clocks = item_clocks(matter.case.items[event.item], matter.book)
    signing, committed, statutory = clocks["acknowledgement"], clocks["committed"], clocks["statutory"]
    definition = matter.book.catalogue.item(event.item)
    project = matter.case.project
    assert project is not None
    again = "。本单系重新抄告，原抄告单" + event.replaces + "作废" if event.replaces is not None else ""
    return Sheet(
        title=Words(zh="联合审批抄告单", en="Notice to a department"),
        issuer=wording.lead(matter),
        addressee=wording.office(event.department, matter),
        blocks=(
            Paragraph(
                f"{wording.applicant(matter).name}的{wording.project(matter)}{wording.procedure(matter)}申请已经受理。根据"
                f"{wording.LICENSING_LAW}第二十六条第二款的规定，现将由你单位办理的事项抄告如下，请按时限办结并反馈{again}。"
            ),
            Facts(
                rows=(
                    ("抄告单号", event.notice),
                    ("项目名称", project.name),
                    ("办件编号", matter.case.number, "项目代码", project.code),
                    ("办理事项", definition.title.zh),
                    ("办理依据", definition.basis),
                    ("所需材料", _materials(matter, event.item)),
                    ("计时起日", wording.day(event.clocks_from), "签收时限", _till(signing, matter)),
                    ("承诺时限", _till(committed, matter), "法定时限", _till(statutory, matter)),
                )
            ),
            Paragraph(
                "不属于你单位职责的，请在签收时限内说明理由并退回；逾期未签收的，视为已经送达，并计入督查。"
            ),
        ),
        slip=(
            Facts(rows=(("签收单位\n（章）", "", "签收人", ""), ("签收时间", "", "承办人", "")), tall=True),
        ),
        day=wording.day(event.at.date()),
    )


def extension(matter: Matter, event: ItemExtended | CaseExtended) -> Sheet:
    """延期通知书: of an item by its department's head, of the case by the head of government (art. 42)."""
    if isinstance(event, ItemExtended):
        assert event.item is not None
        item = matter.case.items[event.item]
        clock, issuer = item_clocks(item, matter.book)["statutory"], wording.office(item.department, matter)
        what = f"其中的{wording.item(event.item, matter)}，"
        law, head = "第四十二条第一款", "经本机关负责人批准"
    else:
        clock, issuer = case_clocks(matter.case, matter.book)["statutory"], wording.lead(matter)
        what, law, head = "", "第四十二条第二款", "经本级人民政府负责人批准"
    more, total = wording.days(event.days, clock.unit), wording.days(clock.total, clock.unit)
    return Sheet(
        title=Words(zh="延长办理期限通知书", en="Notice of extension"),
        issuer=issuer,
        addressee=wording.applicant(matter).name,
        blocks=(
            Paragraph(
                f"{wording.application(matter)}正在办理中，{what}因{event.reason}，不能在法定期限内作出决定。"
                f"根据{wording.LICENSING_LAW}{law}的规定，{head}，"
                f"决定延长办理期限{more}。延长后的法定期限共{total}，{_ends(clock, matter)}。"
            ),
            Paragraph("本次延长仅一次，已经承诺的办理时限不因此改变。特此告知。"),
            case_facts(matter),
        ),
        day=wording.day(event.at.date()),
    )


def special_procedure(matter: Matter, event: events.ClockStopped) -> Sheet:
    """特别程序告知书: time that the law does not count, and until when it is expected to last (art. 45)."""
    assert event.item is not None
    item = matter.case.items[event.item]
    stopped = "、".join({"statutory": "法定时限", "committed": "承诺时限"}[name] for name in event.clocks)
    reason = wording.reason(event.reason)
    return Sheet(
        title=Words(zh="特别程序告知书", en="Notice of a special procedure"),
        issuer=wording.office(item.department, matter),
        addressee=wording.applicant(matter).name,
        blocks=(
            Paragraph(
                f"{wording.application(matter)}，其中的{wording.item(event.item, matter)}"
                f"{_needs(event.reason)}，所需时间不计算在办理期限内，现书面告知如下："
            ),
            Facts(
                rows=(
                    ("告知文号", event.notice),
                    ("特别程序", reason, "停止计时", stopped),
                    ("开始日期", wording.day(event.at.date()), "预计结束", wording.day(event.until)),
                )
            ),
            Paragraph(
                "自开始日期的次日起停止计时，特别程序结束的次日起继续计时，已经计算的时间不变。如不能按预计日期结束，"
                "将另行告知。"
            ),
            case_facts(matter),
        ),
        day=wording.day(event.at.date()),
        copies=(wording.lead(matter),),
    )


def item_decision(matter: Matter, event: events.ItemConcluded) -> Sheet:
    """The decision of one department on its item (art. 37 and 38)."""
    assert event.item is not None
    item, definition = matter.case.items[event.item], matter.book.catalogue.item(event.item)
    proposal = item.proposal
    title, result = _item_title(definition.kind, refused=event.opinion == "disagree")
    blocks: list[Block] = [
        Paragraph(
            f"{wording.application(matter)}，其中的{definition.title.zh}由本机关办理。经审查，依据{definition.basis}，{result}。"
        )
    ]
    if proposal is not None and proposal.conditions:
        blocks.append(Paragraph("同时应当遵守下列条件："))
        numbered = enumerate(proposal.conditions, start=1)
        blocks += [Paragraph(f"{place}．{ended(condition)}") for place, condition in numbered]
    if proposal is not None and proposal.reason:
        basis = f"（依据：{proposal.basis}）" if proposal.basis else ""
        blocks.append(Paragraph(f"理由：{ended(proposal.reason.replace(chr(10), ''))}{basis}"))
    if event.result is not None:
        blocks.append(Paragraph(f"结果文号：{event.result}。"))
    if definition.kind == "licence" and event.opinion == "disagree":
        blocks.append(Paragraph(wording.REMEDIES))
    blocks.append(case_facts(matter))
    return Sheet(
        title=title,
        issuer=wording.office(item.department, matter),
        addressee=wording.applicant(matter).name,
        blocks=tuple(blocks),
        day=wording.day(event.at.date()),
        copies=_to_lead(matter, item.department),
    )


def _needs(reason: str) -> str:
    """Art. 45 names hearings, tests and their like; going to a higher authority is the catalogue's own."""
    if reason == "higher-authority":
        return "依法需要报上级机关审查决定。根据本事项的办理规定"
    return f"依法需要进行{wording.reason(reason)}。根据{wording.LICENSING_LAW}第四十五条的规定"


def _item_title(kind: str, *, refused: bool) -> tuple[Words, str]:
    if kind == "licence":
        if refused:
            return Words(zh="不予行政许可决定书", en="Decision refusing a licence"), "决定不予行政许可"
        return Words(zh="准予行政许可决定书", en="Decision granting a licence"), "决定准予行政许可"
    if kind == "filing":
        if refused:
            return Words(zh="不予备案通知书", en="Notice refusing a filing"), "不予备案"
        return Words(zh="备案通知书", en="Notice of filing"), "予以备案"
    return Words(zh="审查意见书", en="Opinion"), "不同意该事项" if refused else "同意该事项"


def _to_lead(matter: Matter, department: DepartmentCode) -> tuple[str, ...]:
    return () if department == matter.case.lead else (wording.lead(matter),)


def _materials(matter: Matter, code: str) -> str:
    needed = next(item for item in matter.book.catalogue.items if item.code == code).materials
    titles = [matter.book.catalogue.material(material).title.zh for material in needed]
    return "、".join(titles) if titles else "无单独材料"


def _till(clock: Clock, matter: Matter) -> str:
    ends = wording.due(clock, matter)
    limit = wording.days(clock.total, clock.unit)
    return limit if ends is None else f"{limit}，至{ends}"


def _ends(clock: Clock, matter: Matter) -> str:
    ends = wording.due(clock, matter)
    return "停止计时期间不计算在内" if ends is None else f"至{ends}止"
