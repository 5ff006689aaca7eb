"""The sheets of the intake: acceptance, one-time notice, refusal of acceptance (行政许可法 art. 32)."""

from desk.documents import wording
from desk.documents.matter import Matter
from desk.documents.sheet import Block, Facts, Grid, Paragraph, Sheet
from models.domain import events
from models.domain.clocks import case_clocks
from models.domain.text import Words

KIND_WORDS = {"licence": "行政许可", "opinion": "审查意见", "filing": "备案"}


def acceptance(matter: Matter, event: events.CaseAccepted | events.CaseDeemedAccepted) -> Sheet:
    """受理通知书: accepted, or deemed accepted because nothing was said in time."""
    blocks: list[Block] = [Paragraph(_accepted(matter, event)), case_facts(matter), _items(matter)]
    tolerated = event.gaps if isinstance(event, events.CaseAccepted) else ()
    if tolerated:
        blocks.append(
            Paragraph("下列材料实行容缺受理，请按承诺的日期补齐；补齐前，需要该材料的事项不作出决定：")
        )
        blocks.append(
            Grid(
                heads=("序号", "材料名称", "承诺补齐日期"),
                widths=(2, 10, 5),
                rows=tuple(
                    (str(place), matter.book.catalogue.material(gap.material).title.zh, wording.day(gap.by))
                    for place, gap in enumerate(tolerated, start=1)
                ),
                centred=(0, 2),
            )
        )
    blocks.append(Paragraph(_limits(matter)))
    return Sheet(
        title=Words(zh="受理通知书", en="Notice of acceptance"),
        issuer=wording.lead(matter),
        addressee=wording.applicant(matter).name,
        blocks=tuple(blocks),
        day=wording.day(event.at.date()),
    )


def corrections(matter: Matter, event: events.CorrectionsRequested) -> Sheet:
    """补正材料一次性告知书: everything that is missing, in one document."""
    catalogue, clock = matter.book.catalogue, case_clocks(matter.case, matter.book)["corrections"]
    rows = tuple(
        (
            str(place),
            catalogue.material(gap.material).title.zh,
            gap.reason or "未提交",
            wording.office(gap.department, matter),
        )
        for place, gap in enumerate(event.gaps, start=1)
    )
    total = wording.days(clock.limit, clock.unit)
    return Sheet(
        title=Words(zh="补正材料一次性告知书", en="One-time notice of corrections"),
        issuer=wording.lead(matter),
        addressee=wording.applicant(matter).name,
        blocks=(
            Paragraph(
                f"{wording.application(matter)}收悉。经审查，申请材料不齐全或者不符合法定形式。根据{wording.LICENSING_LAW}"
                f"第三十二条第一款第四项的规定，现将需要补正的全部内容一次告知如下："
            ),
            Grid(
                heads=("序号", "材料名称", "需要补正的内容", "提出部门"),
                widths=(2, 6, 7, 5),
                rows=rows,
            ),
            Paragraph(
                f"请在{total}内（自告知的次日起算，至{wording.due(clock, matter)}）将上述材料一次补齐，"
                f"并交至本办件的受理窗口，或者通过网上办理渠道提交。逾期未补正的，本办件终止办理，不影响{wording.you(matter)}"
                "重新提出申请。"
            ),
            case_facts(matter),
        ),
        day=wording.day(event.at.date()),
    )


def declination(matter: Matter, event: events.CaseDeclined) -> Sheet:
    """不予受理决定书, with the reason, its basis and the remedies."""
    return Sheet(
        title=Words(zh="不予受理决定书", en="Decision not to accept"),
        issuer=wording.lead(matter),
        addressee=wording.applicant(matter).name,
        blocks=(
            Paragraph(f"{wording.application(matter)}收悉。经审查，{ended(event.reason)}"),
            Paragraph(f"依据{event.basis}，并根据{wording.LICENSING_LAW}第三十二条的规定，决定不予受理。"),
            Paragraph(wording.REMEDIES),
            case_facts(matter),
        ),
        day=wording.day(event.at.date()),
    )


def case_facts(matter: Matter) -> Facts:
    """What the case is about: number, project and applicant."""
    project, applicant = matter.case.project, wording.applicant(matter)
    assert project is not None
    label, number = wording.identity(matter)
    return Facts(
        rows=(
            ("项目名称", project.name),
            ("办件编号", matter.case.number, "项目代码", project.code),
            ("申请人", applicant.name, label, number),
        )
    )


def ended(sentence: str) -> str:
    """The sentence with a full stop, whether or not somebody has typed one."""
    return sentence if sentence[-1] in "。！？；" else f"{sentence}。"


def _accepted(matter: Matter, event: events.CaseAccepted | events.CaseDeemedAccepted) -> str:
    since = wording.day(event.effective)
    if isinstance(event, events.CaseDeemedAccepted):
        return (
            f"{wording.application(matter)}收悉。因未在法定期限内一次告知需要补正的内容，根据{wording.LICENSING_LAW}"
            f"第三十二条第一款第四项的规定，自收到申请材料之日即{since}起视为受理。"
        )
    whole = "主要申请材料齐全，符合容缺受理条件" if event.gaps else "申请材料齐全，符合法定形式"
    return (
        f"{wording.application(matter)}收悉。经审查，{whole}，根据{wording.LICENSING_LAW}第三十二条第一款第五项的规定，"
        f"决定自{since}起予以受理，并已同时抄告相关部门并联审批。"
    )


def _items(matter: Matter) -> Grid:
    catalogue = matter.book.catalogue
    rows = tuple(
        (
            str(place),
            wording.item(item.code, matter),
            wording.office(item.department, matter),
            KIND_WORDS[catalogue.item(item.code).kind],
            wording.days(catalogue.item(item.code).committed.days, catalogue.item(item.code).committed.unit),
        )
        for place, item in enumerate(matter.case.items.values(), start=1)
    )
    return Grid(
        heads=("序号", "审批事项", "审批部门", "类别", "承诺时限"),
        widths=(2, 9, 7, 4, 5),
        rows=rows,
        centred=(0, 3, 4),
    )


def _limits(matter: Matter) -> str:
    clocks = case_clocks(matter.case, matter.book)
    committed, statutory = clocks["committed"], clocks["statutory"]
    promised, lawful = (
        wording.days(committed.total, committed.unit),
        wording.days(statutory.total, statutory.unit),
    )
    return (
        f"本办件承诺在{promised}内（至{wording.due(committed, matter)}）作出决定，"
        f"法定期限为{lawful}（至{wording.due(statutory, matter)}），均自受理次日起算。"
        "依法需要听证、招标、拍卖、检验、检测、检疫、鉴定和专家评审的，所需时间不计算在期限内，将另行书面告知。"
    )
