"""What the fields of the acts' forms are called; ``act.field`` where one act calls it otherwise."""

from typing import Final

from models.domain.text import Words


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)


LABELS: Final[dict[str, Words]] = {
    "absent": _words("缺席部门", "Departments that were absent"),
    "action": _words("议定事项", "Action"),
    "actions": _words("议定事项", "Actions agreed on"),
    "at_place": _words("地点", "Place"),
    "basis": _words("法律依据", "Legal basis"),
    "comment": _words("意见和建议", "Comment"),
    "conditions": _words("条件（一行一条）", "Conditions (one a line)"),
    "date": _words("结果日期", "Date of the result"),
    "days": _words("延长天数（工作日）", "Days of extension"),
    "disposal": _words("处理", "Disposal"),
    "explanation": _words("说明", "Explanation"),
    "finding": _words("勘查意见", "Finding"),
    "accept-case.gaps": _words(
        "容缺材料的承诺补齐日（留空即不容缺）", "Promised day of each tolerated material"
    ),
    "add-item.gaps": _words("容缺材料的承诺补齐日", "Promised day of each tolerated material"),
    "request-corrections.gaps": _words("需要补正的材料", "What must be corrected"),
    "item": _words("事项", "Item"),
    "items": _words("参加的事项", "Items"),
    "material": _words("材料", "Material"),
    "materials": _words("收到的材料", "Materials received"),
    "submit-corrections.materials": _words("补正材料", "Materials that were asked for"),
    "method": _words("送达方式", "Method of delivery"),
    "minutes": _words("纪要", "Minutes"),
    "names": _words("署名（至少两人，一行一人）", "Names (two or more, one a line)"),
    "notice": _words("书面告知文号", "Number of the written notice"),
    "number": _words("结果文号", "Number of the result"),
    "opinion": _words("意见", "Opinion"),
    "outcome": _words("决定", "Outcome"),
    "position": _words("意见", "Position"),
    "reason": _words("理由", "Reason"),
    "stop-clock.reason": _words("停止事由", "Reason for the stop"),
    "resume-clock.reason": _words("恢复哪一项", "Which stop ends"),
    "receipt": _words("送达回证编号", "Number of the delivery receipt"),
    "recipient": _words("签收人", "Recipient"),
    "record": _words("责任记录", "Responsibility record"),
    "result": _words("结果文号", "Number of the result document"),
    "scheduled": _words("时间", "Time"),
    "stars": _words("评分", "Rating"),
    "text": _words("说明", "Text"),
    "to": _words("转给", "To"),
    "send-back.to": _words("退回到", "Back to"),
    "until": _words("预计结束日", "Expected end"),
}
