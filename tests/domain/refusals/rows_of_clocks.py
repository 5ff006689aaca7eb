"""Refusals about the opinion, the clock and the calendar (domain.md §8)."""

from tests.domain.refusals.situations import (
    EXTENSION,
    FLOOD,
    FOREST,
    GAP,
    STOP,
    TABLE_2027,
    Row,
    adopted,
    at_the_year_s_end,
    broken_at_the_year_s_end,
    extended,
    filed_at_the_year_s_end,
    item,
    stopped,
    table,
    too_late,
)
from tests.domain.standings import REFUSAL, accepted

HEAD, HANDLER = "forestry-department-head", "forestry-handler"

ROWS = (
    Row(
        "OpinionUnknown",
        item("acknowledged"),
        HANDLER,
        "propose-opinion",
        {**FOREST, "opinion": "maybe"},
        "没有“maybe”这种意见；允许：agree, agree-with-conditions, disagree, not-involved。",
        "There is no opinion “maybe”; allowed: agree, agree-with-conditions, disagree, not-involved.",
    ),
    Row(
        "ReasonMissing",
        item("acknowledged"),
        HANDLER,
        "propose-opinion",
        {**FOREST, **REFUSAL, "reason": None},
        "须说明理由。",
        "A reason is needed.",
    ),
    Row("ReasonMissing", accepted, "clerk", "withdraw-case", {}, "须说明理由。", "A reason is needed."),
    Row(
        "BasisMissing",
        item("acknowledged"),
        HANDLER,
        "propose-opinion",
        {**FOREST, **REFUSAL, "basis": None},
        "须写明法律依据。",
        "The legal basis is needed.",
    ),
    Row(
        "ConditionMissing",
        item("acknowledged"),
        HANDLER,
        "propose-opinion",
        {**FOREST, "opinion": "agree-with-conditions"},
        "附条件同意须至少写明一项条件。",
        "An agreement with conditions needs at least one condition.",
    ),
    Row(
        "NothingToConfirm",
        accepted,
        "supervisor",
        "confirm-negative",
        FOREST,
        "“使用林地审核”没有待确认的否定报备。",
        "There is no negative filing of “Forest land” to confirm or return.",
    ),
    Row(
        "WrittenNoticeMissing",
        accepted,
        HANDLER,
        "stop-clock",
        {**STOP, "notice": None},
        "停止计时须有书面告知文号（行政许可法第四十五条）。",
        "Stopping a clock needs the number of the written notice to the applicant (Licensing Law art. 45).",
    ),
    Row(
        "StopReasonNotAllowed",
        accepted,
        HANDLER,
        "stop-clock",
        {**STOP, "reason": "holiday"},
        (
            "“holiday”不是可停止计时的事由；允许：hearing, tender, auction, inspection, testing, quarantine, "
            "appraisal, expert-review, higher-authority。"
        ),
        (
            "“holiday” does not stop a clock of this item; allowed: hearing, tender, auction, "
            "inspection, testing, quarantine, appraisal, expert-review, higher-authority."
        ),
    ),
    Row(
        "EndMissing",
        accepted,
        HANDLER,
        "stop-clock",
        {**STOP, "until": None},
        "须写明预计结束日期。",
        "The expected end is needed.",
    ),
    Row(
        "EndInThePast",
        accepted,
        HANDLER,
        "stop-clock",
        {**STOP, "until": "2026-06-14"},
        "日期2026-06-14早于今日2026-06-15。",
        "The day 2026-06-14 is before today, 2026-06-15.",
    ),
    Row(
        "AlreadyStopped",
        stopped,
        HANDLER,
        "stop-clock",
        {**STOP, "reason": "testing"},
        "事项“使用林地审核”的计时已因“听证”停止。",
        "The clock of “Forest land” already stands still for “hearing”.",
    ),
    Row(
        "NotStopped",
        accepted,
        HANDLER,
        "resume-clock",
        FOREST,
        "事项“使用林地审核”的计时没有停止。",
        "The clock of “Forest land” is not stopped.",
    ),
    Row(
        "AlreadyExtended",
        extended,
        HEAD,
        "extend-item",
        EXTENSION,
        "法定时限已延长10日，只能延长一次。",
        "The statutory limit was already extended by 10 days; it can be extended once.",
    ),
    Row(
        "ExtensionTooLong",
        accepted,
        HEAD,
        "extend-item",
        {**EXTENSION, "days": 11},
        "最多可延长10日，所请为11日。",
        "The extension may be at most 10 days, and 11 were asked for.",
    ),
    Row(
        "LimitAlreadyOver",
        too_late,
        HEAD,
        "extend-item",
        EXTENSION,
        "法定时限已于2026-07-14届满，不能再延长。",
        "The statutory limit was over on 2026-07-14 and can no longer be extended.",
    ),
    Row(
        "CalendarMissing",
        at_the_year_s_end,
        HANDLER,
        "stop-clock",
        {**STOP, "until": "2027-02-01"},
        "2027年的正式工作日安排尚未采用，无法确定停止计时是否超过最长期限。",
        (
            "Without an official calendar of 2027 it cannot be determined whether such a stop is "
            "longer than allowed."
        ),
    ),
    Row(
        "CalendarMissing",
        filed_at_the_year_s_end,
        "clerk",
        "accept-case",
        {"gaps": [{**GAP, "by": "2027-12-01"}]},
        "2027年的正式工作日安排尚未采用，无法确定承诺补齐日是否过晚。",
        (
            "Without an official calendar of 2027 it cannot be determined whether the promised day "
            "is too late."
        ),
    ),
    Row(
        "CalendarMissing",
        broken_at_the_year_s_end,
        "supervisor",
        "dispose-responsibility",
        {"record": 1, "disposal": "excused"},
        "2027年的正式工作日安排尚未采用，无法确定部门的答复期限。",
        (
            "Without an official calendar of 2027 it cannot be determined how long the department "
            "may take for its answer."
        ),
    ),
    Row(
        "CalendarAlreadyAdopted",
        adopted(FLOOD),
        "administrator",
        "adopt-calendar",
        table(FLOOD),
        "日历“CN-450721-office:2026-06-17”已经采用，内容相同。",
        "The calendar “CN-450721-office:2026-06-17” is adopted already; nothing in it is different.",
    ),
    Row(
        "CalendarNotNewer",
        adopted(TABLE_2027),
        "administrator",
        "adopt-calendar",
        table(TABLE_2027, version="2027.0"),
        "日历“CN-2027:2027.0”的版本不高于已采用的“CN-2027:2027.1”。",
        (
            "The version of the calendar “CN-2027:2027.0” is not higher than that of "
            "“CN-2027:2027.1”, which is adopted."
        ),
    ),
    Row(
        "OfficialCalendarStands",
        adopted(TABLE_2027),
        "administrator",
        "adopt-calendar",
        table(TABLE_2027, version="2027.9", status="provisional"),
        "日历“CN-2027:2027.9”是暂定的，不能替代正式公布的“CN-2027:2027.1”。",
        "The calendar “CN-2027:2027.9” is provisional and cannot replace the official “CN-2027:2027.1”.",
    ),
    Row(
        "CalendarNotForThisOffice",
        accepted,
        "administrator",
        "adopt-calendar",
        table(TABLE_2027, region="XX"),
        "地区“XX”的日历不适用于本机关（地区CN，区划450721）。",
        "A calendar of “XX” is not for this office (region CN, jurisdiction 450721).",
    ),
)
