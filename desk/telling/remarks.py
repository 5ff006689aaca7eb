"""What else is to be said of a case and its items: gaps, extensions, returned notices, changed plans."""

from models.domain.case import Case, Item
from models.domain.change_events import PromisedGap
from models.domain.rulebook import Rulebook
from models.domain.rules.gaps import owed_for
from models.domain.text import Words


def of_case(case: Case, book: Rulebook) -> list[Words]:
    """One line for each tolerated gap, with its promised day, and one for an extension."""
    lines = [_gap(case, gap, book) for gap in case.tolerated]
    if case.extension:
        lines.append(_extended(case.extension))
    return lines


def of_item(case: Case, item: Item, book: Rulebook) -> list[Words]:
    """One line for each thing that an experienced clerk would note beside the item."""
    lines = []
    if item.added_on is not None:
        lines.append(_words(f"{item.added_on}增加", f"added on {item.added_on}"))
    if item.dropped is not None:
        lines.append(_words(f"已由牵头部门取消：{item.dropped}", f"dropped by the lead: {item.dropped}"))
    if item.reused_of is not None:
        lines.append(
            _words(
                f"沿用{item.reused_of}的已有结果{item.result}",
                f"stands on the earlier result {item.result} of {item.reused_of}",
            )
        )
    if item.state == "deemed":
        lines.append(_words("逾期未答复，视为同意", "no answer in time: deemed opinion"))
    if item.extension:
        lines.append(_extended(item.extension))
    if item.open and item.returned is not None:
        reason = item.returned.reason
        lines.append(
            _words(
                f"抄告单{item.notice}已退回，待重新抄告：{reason}",
                f"notice {item.notice} was returned and is to be issued anew: {reason}",
            )
        )
    if item.open and (owed := owed_for(case, item.code, book)):
        titles = [book.catalogue.material(gap.material).title for gap in owed]
        lines.append(
            _words(
                f"待补容缺材料后方可办结：{'、'.join(title.zh for title in titles)}",
                f"cannot conclude before it has: {', '.join(title.en for title in titles)}",
            )
        )
    return lines


def _gap(case: Case, gap: PromisedGap, book: Rulebook) -> Words:
    title = book.catalogue.material(gap.material).title
    if gap.material in case.materials:
        return _words(
            f"容缺材料“{title.zh}”已补齐（承诺{gap.by}）",
            f"the promised material “{title.en}” has come (promised for {gap.by})",
        )
    late_zh, late_en = ("，已逾期", ", overdue") if f"gap:{gap.material}" in case.fired else ("", "")
    return _words(
        f"容缺材料“{title.zh}”待补（承诺{gap.by}{late_zh}）",
        f"the promised material “{title.en}” is still owed (promised for {gap.by}{late_en})",
    )


def _extended(days: int) -> Words:
    return _words(f"法定时限已延长{days}日", f"the statutory limit was extended by {days} days")


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
