"""Every reason for which a command is refused: a named fact, with one sentence in each language.

The class name is the wire name (problem type, exit message, ``expect`` of a rehearsal). The sentences take
the facts by keyword; a command that is refused changes nothing.
"""

from typing import ClassVar

from models.domain.text import Language, Words, printable

Fact = str | int | Words


class Refusal(Exception):
    """A rule says no. ``facts`` fill the sentences ``zh`` and ``en``."""

    zh: ClassVar[str]
    en: ClassVar[str]

    def __init__(self, **facts: Fact) -> None:
        self.facts = facts
        super().__init__()

    def __str__(self) -> str:
        """The sentence in English; most refusals are told to nobody, so that it is made when asked for."""
        return self.text("en")

    @property
    def name(self) -> str:
        """The wire name of the fact."""
        return type(self).__name__

    def text(self, language: Language) -> str:
        """The sentence in one language; facts that have words in both are told in that language, too."""
        told = {
            name: printable(fact.in_(language) if isinstance(fact, Words) else str(fact))
            for name, fact in self.facts.items()
        }
        return (self.zh if language == "zh" else self.en).format_map(told)


# --- the person ------------------------------------------------------------------------------------


class NotYourDepartment(Refusal):
    zh = "{person}不属于{department}，无权办理此事。"
    en = "{person} does not belong to {department}, to which this belongs."


class NotYourRole(Refusal):
    zh = "{person}没有办理此事的岗位，需要：{needed}。"
    en = "{person} does not have the role for this; needed: {needed}."


class SameHandOnTwoLevels(Refusal):
    zh = "{person}已在本事项本轮的“{level}”环节签署，不同环节须由不同的人办理。"
    en = "{person} has signed the level “{level}” of this item in this round; two levels need two persons."


class DelegationNotValid(Refusal):
    zh = "{person}所持{principal}的委托（{document}）不适用于此事：{why}。"
    en = "The delegation that {person} holds from {principal} ({document}) does not cover this: {why}."


# --- the case --------------------------------------------------------------------------------------


class CaseNotOpen(Refusal):
    zh = "办件处于“{state}”状态，不能办理此事；允许的状态：{allowed}。"
    en = "The case is {state}; this can be done only while it is: {allowed}."


class CaseAlreadyAccepted(Refusal):
    zh = "办件已于{on}受理。"
    en = "The case was already accepted on {on}."


class ItemsStillOpen(Refusal):
    zh = "以下事项尚未办结：{items}。"
    en = "These items are still open: {items}."


class OutcomeNotAllowed(Refusal):
    zh = "按汇总规则不能作出“{outcome}”；允许：{allowed}。"
    en = "The join rule does not allow “{outcome}”; allowed: {allowed}."


class AlreadyDelivered(Refusal):
    zh = "办件已于{on}统一送达。"
    en = "The case was already delivered on {on}."


class DuplicateCase(Refusal):
    zh = "项目{project}在本目录下已有在办办件{number}。"
    en = "The project {project} already has the live case {number} under this procedure."


# --- the item --------------------------------------------------------------------------------------


class ItemUnknown(Refusal):
    zh = "办件中没有事项“{item}”；现有：{allowed}。"
    en = "The case has no item “{item}”; it has: {allowed}."


class ItemNotOpen(Refusal):
    zh = "事项“{item}”处于“{state}”状态，已不能办理。"
    en = "The item “{item}” is {state} and can no longer be worked on."


class PrerequisiteOpen(Refusal):
    zh = "事项“{item}”的前置事项尚未办结：{open}。"
    en = "The prerequisites of “{item}” are still open: {open}."


class NotAtThisLevel(Refusal):
    zh = "事项“{item}”处于“{state}”状态，不在可办理此事的环节：{allowed}。"
    en = "The item “{item}” is {state}; this is done while it is: {allowed}."


class GapOpen(Refusal):
    zh = "容缺材料尚未补齐：{materials}。"
    en = "Tolerated materials are still missing: {materials}."


class AlreadyAcknowledged(Refusal):
    zh = "事项“{item}”的抄告单已于{at}签收。"
    en = "The notice of “{item}” was already acknowledged at {at}."


# --- notices and gaps ------------------------------------------------------------------------------


class OneTimeNoticeAlreadyGiven(Refusal):
    zh = "材料“{material}”已在一次性告知中要求过，不得再次要求。"
    en = "The material “{material}” was already asked for in the one-time notice and may not be asked again."


class OneTimeNoticeClosed(Refusal):
    zh = "办件已于{on}受理，不得再提出补正要求。"
    en = "The case was accepted on {on}; no further gap can be reported."


class MaterialUnknown(Refusal):
    zh = "目录中没有材料“{material}”；本办件可用：{allowed}。"
    en = "The procedure asks for no material “{material}” here; known: {allowed}."


class MaterialMissing(Refusal):
    zh = "缺少必需材料：{materials}；请告知补正，或（可容缺的）作容缺受理。"
    en = "Required materials are missing: {materials}; ask for corrections, or tolerate them where allowed."


class MaterialNotTolerable(Refusal):
    zh = "材料“{material}”不允许容缺。"
    en = "The material “{material}” may not be tolerated as a gap."


class PromiseTooLate(Refusal):
    zh = "容缺材料“{material}”的承诺补齐日{by}晚于承诺时限{limit}。"
    en = "The promised day {by} for “{material}” is later than the committed deadline {limit}."


# --- the opinion -----------------------------------------------------------------------------------


class OpinionUnknown(Refusal):
    zh = "没有“{opinion}”这种意见；允许：{allowed}。"
    en = "There is no opinion “{opinion}”; allowed: {allowed}."


class ReasonMissing(Refusal):
    zh = "须说明理由。"
    en = "A reason is needed."


class BasisMissing(Refusal):
    zh = "须写明法律依据。"
    en = "The legal basis is needed."


class ConditionMissing(Refusal):
    zh = "附条件同意须至少写明一项条件。"
    en = "An agreement with conditions needs at least one condition."


class NothingToConfirm(Refusal):
    zh = "“{what}”没有待确认的否定报备。"
    en = "There is no negative filing of “{what}” to confirm or return."


# --- the clock -------------------------------------------------------------------------------------


class WrittenNoticeMissing(Refusal):
    zh = "停止计时须有书面告知文号（行政许可法第四十五条）。"
    en = "Stopping a clock needs the number of the written notice to the applicant (Licensing Law art. 45)."


class StopReasonNotAllowed(Refusal):
    zh = "“{reason}”不是可停止计时的事由；允许：{allowed}。"
    en = "“{reason}” does not stop a clock of this item; allowed: {allowed}."


class EndMissing(Refusal):
    zh = "须写明预计结束日期。"
    en = "The expected end is needed."


class EndInThePast(Refusal):
    zh = "日期{until}早于今日{today}。"
    en = "The day {until} is before today, {today}."


class AlreadyStopped(Refusal):
    zh = "事项“{item}”的计时已因“{reason}”停止。"
    en = "The clock of “{item}” already stands still for “{reason}”."


class NotStopped(Refusal):
    zh = "事项“{item}”的计时没有停止。"
    en = "The clock of “{item}” is not stopped."


class AlreadyExtended(Refusal):
    zh = "法定时限已延长{days}日，只能延长一次。"
    en = "The statutory limit was already extended by {days} days; it can be extended once."


class ExtensionTooLong(Refusal):
    zh = "最多可延长{longest}日，所请为{days}日。"
    en = "The extension may be at most {longest} days, and {days} were asked for."


class LimitAlreadyOver(Refusal):
    zh = "法定时限已于{due}届满，不能再延长。"
    en = "The statutory limit was over on {due} and can no longer be extended."


class CalendarMissing(Refusal):
    zh = "{year}年的正式工作日安排尚未采用，无法确定{what}。"
    en = "Without an official calendar of {year} it cannot be determined {what}."


# --- the calendar ---------------------------------------------------------------------------------


class CalendarAlreadyAdopted(Refusal):
    zh = "日历“{calendar}”已经采用，内容相同。"
    en = "The calendar “{calendar}” is adopted already; nothing in it is different."


class CalendarNotNewer(Refusal):
    zh = "日历“{calendar}”的版本不高于已采用的“{standing}”。"
    en = "The version of the calendar “{calendar}” is not higher than that of “{standing}”, which is adopted."


class OfficialCalendarStands(Refusal):
    zh = "日历“{calendar}”是暂定的，不能替代正式公布的“{standing}”。"
    en = "The calendar “{calendar}” is provisional and cannot replace the official “{standing}”."


class CalendarNotForThisOffice(Refusal):
    zh = "地区“{region}”的日历不适用于本机关（地区{own}，区划{jurisdiction}）。"
    en = "A calendar of “{region}” is not for this office (region {own}, jurisdiction {jurisdiction})."


# --- the catalogue ---------------------------------------------------------------------------------


class CatalogueAlreadyPublished(Refusal):
    zh = "目录“{code}”的版本“{version}”已经发布，内容不同；修改后的目录须用新的版本号。"
    en = "Version {version} of “{code}” is published with other content; a changed one needs a new version."


class CataloguePeriodTaken(Refusal):
    zh = "版本“{version}”的有效期与“{other}”（{period}）重叠，而后者并不早于它生效。"
    en = "The days of version {version} overlap those of {other} ({period}), which does not begin before it."


class CatalogueNotInForce(Refusal):
    zh = "{day}没有生效的目录“{code}”版本；有：{periods}。"
    en = "No version of the catalogue “{code}” is in force on {day}; there are: {periods}."


class CatalogueNotPublished(Refusal):
    zh = "目录“{code}”的版本“{version}”没有发布；现行版本是“{other}”。"
    en = "Version {version} of the catalogue “{code}” is not published; {other} is in force."


class OtherCatalogueInForce(Refusal):
    zh = "{day}收件应按目录“{code}”的版本“{other}”办理，而不是“{version}”。"
    en = "A case received on {day} goes by version {other} of the catalogue “{code}”, not by {version}."


# --- survey and meeting ----------------------------------------------------------------------------


class PartyMissing(Refusal):
    zh = "以下部门既没有意见，也没有缺席记录：{departments}。"
    en = "These departments have neither said anything nor been recorded as absent: {departments}."


class TwoNamesNeeded(Refusal):
    zh = "勘查意见须有至少两人署名，现有{count}人。"
    en = "A finding needs the names of at least two persons; {count} given."


class SurveyNotOpen(Refusal):
    zh = "没有正在进行的、包括此事项的联合勘查。"
    en = "No joint survey is open for this."


class MeetingNotOpen(Refusal):
    zh = "没有正在进行的联审会议。"
    en = "No joint meeting is open."


# --- any command -----------------------------------------------------------------------------------


class LateEntryNotPossible(Refusal):
    zh = "不能按{happened}补录：{why}。"
    en = "This cannot be entered late as of {happened}: {why}."


class CommandUnknown(Refusal):
    zh = "没有命令“{command}”；允许：{allowed}。"
    en = "There is no command “{command}”; allowed: {allowed}."


class FieldInvalid(Refusal):
    zh = "字段“{field}”有误：{problem}"
    en = "The field “{field}” is not valid: {problem}"


class KeyTaken(Refusal):
    zh = "办理编号“{key}”已用于另一项操作。"
    en = "The key “{key}” was already used for another command."


def every_refusal() -> dict[str, type[Refusal]]:
    """All named refusals by wire name."""
    return {kind.__name__: kind for kind in Refusal.__subclasses__()}
