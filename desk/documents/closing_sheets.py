"""The sheets at the end: the joint decision (行政许可法 art. 26, 38) and the delivery receipt (art. 44)."""

from typing import Final

from desk.documents import wording
from desk.documents.intake_sheets import case_facts, ended
from desk.documents.matter import Matter
from desk.documents.sheet import Block, Facts, Grid, Paragraph, Sheet
from models.domain import events
from models.domain import words as said
from models.domain.case import Item
from models.domain.names import Outcome
from models.domain.text import Words

_DECISIONS: Final[dict[Outcome, tuple[Words, str]]] = {
    "granted": (Words(zh="联合审批准予决定书", en="Joint decision: granted"), "决定准予"),
    "granted-with-conditions": (
        Words(zh="联合审批准予决定书", en="Joint decision: granted with conditions"),
        "决定附条件准予",
    ),
    "refused": (Words(zh="联合审批不予许可决定书", en="Joint decision: refused"), "决定不予许可"),
}
_SHORTEST_RECEIPT: Final = 8
"""Lines for results on a receipt: the empty ones are closed with 以下空白."""


def decision(matter: Matter, event: events.CaseDecided) -> Sheet:
    """联合审批决定书: what every department has decided, and what follows from it for the case."""
    title, decided = _DECISIONS[event.outcome]
    blocks: list[Block] = [
        Paragraph(f"{wording.application(matter)}，经{wording.lead(matter)}牵头，各有关部门并联审批完毕。"),
        case_facts(matter),
        Paragraph("各部门意见如下："),
        _results(matter),
        Paragraph(
            f"根据{wording.LICENSING_LAW}第二十六条第二款、第三十八条的规定和上述意见，{decided}{wording.you(matter)}的申请。"
        ),
    ]
    if event.explanation is not None:
        blocks.append(Paragraph(f"说明：{ended(event.explanation)}"))
    conditions = [
        (item, condition)
        for item in matter.case.items.values()
        if item.proposal is not None and item.state == "concluded"
        for condition in item.proposal.conditions
    ]
    if conditions and event.outcome != "refused":
        blocks.append(Paragraph(f"{wording.you(matter)}应当遵守下列条件："))
        blocks += [
            Paragraph(f"{place}．{ended(condition)}（{wording.office(item.department, matter)}）")
            for place, (item, condition) in enumerate(conditions, start=1)
        ]
    if event.outcome == "refused":
        blocks.append(Paragraph(wording.REMEDIES))
    return Sheet(
        title=title,
        issuer=wording.lead(matter),
        addressee=wording.applicant(matter).name,
        blocks=tuple(blocks),
        day=wording.day(event.at.date()),
    )


def delivery(matter: Matter, event: events.CaseDelivered) -> Sheet:
    """送达回证: a form that the recipient signs for everything at once."""
    project, applicant = matter.case.project, wording.applicant(matter)
    assert project is not None
    rows = [
        (
            str(place),
            wording.item(each.item, matter),
            wording.office(matter.case.items[each.item].department, matter),
            each.result or said.ITEM_STATES[matter.case.items[each.item].state].zh,
        )
        for place, each in enumerate(event.results, start=1)
    ]
    if len(rows) < _SHORTEST_RECEIPT:
        rows.append(("", "（以下空白）", "", ""))
    return Sheet(
        title=Words(zh="送达回证", en="Delivery receipt"),
        issuer=wording.lead(matter),
        blocks=(
            Facts(
                rows=(
                    ("回证编号", event.receipt, "办件编号", matter.case.number),
                    ("项目名称", project.name),
                    ("受送达人", applicant.name, "送达方式", event.method),
                    (
                        "送达人",
                        event.by_name or "",
                        "送达时间",
                        f"{wording.day(event.at.date())}{event.at:%H:%M}",
                    ),
                )
            ),
            Grid(
                heads=("序号", "送达的文书", "出具部门", "文号或结果"),
                widths=(2, 8, 7, 7),
                rows=tuple(rows),
            ),
            Facts(
                rows=(
                    ("收件人", event.recipient, "签名盖章", ""),
                    ("与受送达\n人关系", "", "收件时间", ""),
                    ("送达单位\n（章）", "", "备注", ""),
                ),
                tall=True,
            ),
        ),
        sealed=False,
        day=wording.day(event.at.date()),
    )


def _results(matter: Matter) -> Grid:
    items = [item for item in matter.case.items.values() if item.dropped is None]
    rows = tuple(
        (
            str(place),
            wording.item(item.code, matter),
            wording.office(item.department, matter),
            _opinion(item),
            item.result or "—",
        )
        for place, item in enumerate(items, start=1)
    )
    return Grid(
        heads=("序号", "审批事项", "审批部门", "意见", "结果文号"),
        widths=(2, 7, 7, 3, 7),
        rows=rows,
        centred=(0, 3),
    )


def _opinion(item: Item) -> str:
    """视为同意 is never printed as 同意."""
    if item.state == "concluded" and item.proposal is not None:
        return said.OPINIONS[item.proposal.opinion].zh
    return said.ITEM_STATES[item.state].zh
