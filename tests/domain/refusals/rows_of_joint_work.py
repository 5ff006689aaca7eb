"""Refusals about surveys and meetings, and those that any command may meet (domain.md §8)."""

from models.domain.commands import COMMANDS
from tests.domain.joint import FINDING, convened, surveyed
from tests.domain.refusals.situations import FOREST, Row
from tests.domain.standings import accepted

CLOSE = {"minutes": "纪要"}

ROWS = (
    Row(
        "PartyMissing",
        surveyed,
        "clerk",
        "close-survey",
        CLOSE,
        "以下部门既没有意见，也没有缺席记录：林业局、水利局。",
        "These departments have neither said anything nor been recorded as absent: forestry, water.",
    ),
    Row(
        "PartyMissing",
        convened,
        "clerk",
        "close-meeting",
        CLOSE,
        "以下部门既没有意见，也没有缺席记录：林业局、水利局。",
        "These departments have neither said anything nor been recorded as absent: forestry, water.",
    ),
    Row(
        "TwoNamesNeeded",
        surveyed,
        "forestry-handler",
        "record-finding",
        {**FOREST, **FINDING, "names": ["吴"]},
        "勘查意见须有至少两人署名，现有1人。",
        "A finding needs the names of at least two persons; 1 given.",
    ),
    Row(
        "SurveyNotOpen",
        accepted,
        "forestry-handler",
        "record-finding",
        {**FOREST, **FINDING},
        "没有正在进行的、包括此事项的联合勘查。",
        "No joint survey is open for this.",
    ),
    Row(
        "MeetingNotOpen",
        accepted,
        "clerk",
        "close-meeting",
        CLOSE,
        "没有正在进行的联审会议。",
        "No joint meeting is open.",
    ),
    Row(
        "LateEntryNotPossible",
        accepted,
        "clerk",
        "withdraw-case",
        {"reason": "改期", "happened": "2026-06-15 10:00"},
        "不能按2026-06-15 10:00补录：其后于2026-06-15 11:00已有登记。",
        (
            "This cannot be entered late as of 2026-06-15 10:00: something that it bears on was "
            "entered for 2026-06-15 11:00."
        ),
    ),
    Row(
        "CommandUnknown",
        accepted,
        "clerk",
        "approve-everything",
        {},
        f"没有命令“approve-everything”；允许：{', '.join(COMMANDS)}。",
        f"There is no command “approve-everything”; allowed: {', '.join(COMMANDS)}.",
    ),
    Row(
        "FieldInvalid",
        accepted,
        "clerk",
        "withdraw-case",
        {"reason": 5},
        "字段“reason”有误：应为文字，请加引号",
        "The field “reason” is not valid: must be text: put it in quotes",
    ),
    Row(
        "FieldInvalid",
        accepted,
        "clerk",
        "rate-service",
        {"stars": 6},
        "字段“stars”有误：不能大于 5",
        "The field “stars” is not valid: must be at most 5",
    ),
)
