"""One sentence for each event, as a clerk would say it, in both languages."""

from models.domain import events
from models.domain import words as said
from models.domain.case import Case
from models.domain.clock import Clock, due_day
from models.domain.clocks import item_clocks
from models.domain.events import Event
from models.domain.limits import STOP_REASONS
from models.domain.names import DepartmentCode, ItemCode
from models.domain.rulebook import Rulebook
from models.domain.text import Words

Pair = tuple[str, str]


class Story:
    """Tells events in the words of one case's catalogue."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book

    def sentence(self, event: Event, after: Case) -> Words:
        """What happened; ``after`` is the case with the event folded in."""
        zh, en = self._tell(event, after)
        if event.by_name is not None:
            department = self._department(event.by_department)
            zh = f"{event.by_name}{f'（{department[0]}）' if department[0] else ''}{zh}"
            en = f"{event.by_name}{f' ({department[1]})' if department[1] else ''} {en}"
        if isinstance(event, events.ClockHappening) and event.late:
            zh += f"（应于{event.lawful:%Y-%m-%d %H:%M}，补记）"
            en += f" (lawfully at {event.lawful:%Y-%m-%d %H:%M}; entered late)"
        return Words.model_construct(zh=zh, en=en)

    def _tell(self, event: Event, after: Case) -> Pair:  # noqa: C901, PLR0911, PLR0912  # one line an event
        item = self._item(event.item)
        match event:
            case events.CaseReceived():
                count = len(event.items)
                return (
                    f"收件：{event.project.name}，申请人{event.applicant.name}，涉及{count}个事项",
                    f"received {event.project.name} from {event.applicant.name}; {count} items apply",
                )
            case events.GapReported():
                material = self._materials([event.gap])
                return f"反映材料问题：{material[0]}", f"reported a gap: {material[1]}"
            case events.CorrectionsRequested():
                materials = self._materials(event.gaps)
                return f"一次性告知补正：{materials[0]}", f"asked once for corrections: {materials[1]}"
            case events.CorrectionsSubmitted():
                materials = self._listed(event.materials)
                return f"提交补正材料：{materials[0]}", f"handed in corrections: {materials[1]}"
            case events.CorrectionsLapsed():
                return (
                    "逾期未补正，办件终止",
                    "Corrections were not handed in in time; the case is terminated",
                )
            case events.CaseAccepted():
                tolerated = self._listed([gap.material for gap in event.gaps])
                more: Pair = ("", "")
                if event.gaps:
                    more = (f"，容缺：{tolerated[0]}", f", tolerating gaps: {tolerated[1]}")
                return (
                    f"受理并抄告相关部门{more[0]}",
                    f"accepted the case and notified the departments{more[1]}",
                )
            case events.CaseDeemedAccepted():
                return (
                    f"逾期未告知，自{event.effective}起视为受理",
                    f"Nothing was said in time: deemed accepted from {event.effective}",
                )
            case events.CaseDeclined():
                return (
                    f"不予受理：{event.reason}（{event.basis}）",
                    f"declined: {event.reason} ({event.basis})",
                )
            case events.CaseWithdrawn():
                return f"撤回申请：{event.reason}", f"withdrew the application: {event.reason}"
            case events.NoticeIssued():
                department = self._department(event.department)
                limits = self._limits(event, after)
                return (
                    f"抄告{department[0]}办理{item[0]}，抄告单{event.notice}{limits[0]}",
                    f"Notice {event.notice} hands {item[1]} to the {department[1]}{limits[1]}",
                )
            case events.NoticeAcknowledged():
                return f"签收{item[0]}的抄告单", f"signed for the notice of {item[1]}"
            case events.AcknowledgementMissed():
                return (
                    f"{item[0]}的抄告单逾期未签收，视为已移交，告知部门负责人",
                    f"The notice of {item[1]} was not signed for in time; it counts as handed over",
                )
            case events.ItemTaken():
                return f"承办{item[0]}", f"took {item[1]}"
            case events.OpinionProposed():
                opinion = said.OPINIONS[event.opinion]
                reason = self._because(event.reason, event.basis)
                return (
                    f"对{item[0]}拟“{opinion.zh}”{reason[0]}",
                    f"proposed “{opinion.en}” on {item[1]}{reason[1]}",
                )
            case events.OpinionEndorsed():
                level = said.LEVELS[event.level]
                return f"{level.zh}{item[0]}，同意所拟意见", f"endorsed the opinion on {item[1]} ({level.en})"
            case events.ItemSentBack():
                level = said.LEVELS[event.to]
                return (
                    f"将{item[0]}退回{level.zh}环节：{event.reason}",
                    f"sent {item[1]} back to {level.en}: {event.reason}",
                )
            case events.NegativeFiled():
                what = item if event.item else ("不予受理", "the refusal to accept")
                return (
                    f"就{what[0]}作否定报备：{event.reason}（{event.basis}）",
                    f"filed a refusal for {what[1]}: {event.reason} ({event.basis})",
                )
            case events.NegativeConfirmed():
                return f"确认否定报备{item[0]}", f"confirmed the filed refusal {item[1]}".rstrip()
            case events.NegativeReturned():
                return (
                    f"退回否定报备{item[0]}：{event.reason}",
                    f"returned the filed refusal {item[1]}: {event.reason}",
                )
            case events.ItemConcluded():
                opinion = said.OPINIONS[event.opinion]
                result = (f"，文号{event.result}", f", result {event.result}") if event.result else ("", "")
                return (
                    f"办结{item[0]}：{opinion.zh}{result[0]}",
                    f"concluded {item[1]}: {opinion.en}{result[1]}",
                )
            case events.ClockStopped():
                reason = self._reason(event.reason)
                return (
                    f"停止{item[0]}计时：{reason[0]}，告知书{event.notice}，预计至{event.until}",
                    f"stopped the clock of {item[1]}: {reason[1]}, notice {event.notice}, until {event.until}",
                )
            case events.ClockResumed():
                reason = self._reason(event.reason)
                return (
                    f"恢复{item[0]}计时（{reason[0]}结束）",
                    f"resumed the clock of {item[1]} ({reason[1]} ended)",
                )
            case events.StopOverran():
                reason = self._reason(event.reason)
                return (
                    f"{item[0]}的{reason[0]}超过预计结束日{event.until}，计时仍停止",
                    f"{reason[1]} of {item[1]} goes on past its expected end {event.until}",
                )
            case events.DeadlineApproaching():
                return self._clock_event(event, ("临近到期", "is near"), self._tells(event.tell))
            case events.DeadlineBreached():
                return self._clock_event(event, ("已逾期", "is broken"), ("", ""))
            case events.Escalated():
                return self._clock_event(
                    event, ("逾期督办", "is overdue: escalated"), self._tells(event.tell)
                )
            case events.ResponsibilityOpened():
                department = self._department(event.department)
                rule = said.CLOCKS[event.rule]
                return (
                    f"开立责任记录{event.record}：{department[0]}，{rule.zh}{f'（{item[0]}）' if event.item else ''}",
                    f"Responsibility record {event.record} opened: {department[1]}, {rule.en} {item[1]}".rstrip(),
                )
            case events.CalendarMissing():
                return (
                    f"{event.year}年工作日安排尚未公布，到期的法定效果暂缓，告知管理员",
                    f"The calendar of {event.year} is not published: a legal effect is held back",
                )
            case events.CaseDecided():
                outcome = said.OUTCOMES[event.outcome]
                reason = self._because(event.explanation, None)
                return f"汇总决定：{outcome.zh}{reason[0]}", f"decided: {outcome.en}{reason[1]}"
            case events.CaseDelivered():
                count = len(event.results)
                return (
                    f"统一送达{count}项结果：{event.method}，{event.recipient}签收，送达回证{event.receipt}",
                    f"delivered {count} results: {event.method}, to {event.recipient}, receipt {event.receipt}",
                )
            case events.CaseArchived():
                return "归档", "The case is archived"

    def _clock_event(
        self,
        event: events.DeadlineApproaching | events.DeadlineBreached | events.Escalated,
        what: Pair,
        tells: Pair,
    ) -> Pair:
        clock = said.CLOCKS[event.clock]
        item = self._item(event.item)
        whose = item if event.item else ("办件", "the case")
        due = "" if isinstance(event, events.Escalated) else f"（{event.due}）"
        until = "" if isinstance(event, events.Escalated) else f" ({event.due})"
        return (
            f"{whose[0]}的{clock.zh}{what[0]}{due}{tells[0]}",
            f"The {clock.en} of {whose[1]} {what[1]}{until}{tells[1]}",
        )

    def _limits(self, event: events.NoticeIssued, after: Case) -> Pair:
        """The two deadlines that begin with a notice."""
        if event.item is None:
            return "", ""
        clocks = item_clocks(after.items[event.item], self._book)
        committed, statutory = self._due(clocks["committed"]), self._due(clocks["statutory"])
        return (
            f"，承诺{committed}、法定{statutory}前办结",
            f"; committed until {committed}, by law until {statutory}",
        )

    def _due(self, clock: Clock) -> str:
        due = due_day(clock, self._book.days)
        mark = "?" if due is not None and self._book.days.spans_provisional(clock.started, due) else ""
        return f"{due}{mark}"

    def _item(self, code: ItemCode | None) -> Pair:
        if code is None:
            return "", ""
        title = self._book.catalogue.item(code).title
        return f"“{title.zh}”", f"“{title.en}”"

    def _department(self, code: DepartmentCode | None) -> Pair:
        if code is None:
            return "", ""
        department = self._book.catalogue.department_by_code.get(code)
        return (code, code) if department is None else (department.name.zh, department.name.en)

    def _materials(self, gaps: "list[events.AskedGap] | tuple[events.AskedGap, ...]") -> Pair:
        titles = [self._book.catalogue.material(gap.material).title for gap in gaps]
        reasons = [f"（{gap.reason}）" if gap.reason else "" for gap in gaps]
        zh = "、".join(f"{title.zh}{reason}" for title, reason in zip(titles, reasons, strict=True))
        en = ", ".join(f"{title.en}{reason}" for title, reason in zip(titles, reasons, strict=True))
        return zh, en

    def _listed(self, codes: "list[str] | tuple[str, ...]") -> Pair:
        listed = said.listed(
            [material.title for material in self._book.catalogue.materials if material.code in codes]
        )
        return listed.zh, listed.en

    def _tells(self, tell: tuple[str, ...]) -> Pair:
        told = said.listed([said.TELLS[who] for who in tell])
        return f"，告知{told.zh}", f"; told: {told.en}"

    def _reason(self, reason: str) -> Pair:
        known = {str(name): words for name, words in STOP_REASONS.items()}.get(reason)
        return (reason, reason) if known is None else (known.zh, known.en)

    def _because(self, reason: str | None, basis: str | None) -> Pair:
        given = [part for part in (reason, basis) if part]
        return (f"（{'；'.join(given)}）", f" ({'; '.join(given)})") if given else ("", "")
