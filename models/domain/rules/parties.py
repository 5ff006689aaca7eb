"""Who takes part in a survey or a meeting: asked of the items, so that a successor stands in."""

from collections.abc import Sequence
from datetime import datetime

from models.domain.case import Case
from models.domain.names import DepartmentCode, ItemCode
from models.domain.refusals import EndInThePast, FieldInvalid, ItemNotOpen, PartyMissing
from models.domain.rules.scene import Scene
from models.domain.text import Words
from models.domain.words import ITEM_STATES, listed


def invited(case: Case, items: Sequence[ItemCode]) -> tuple[DepartmentCode, ...]:
    """The departments of these items; who has lost its item need not come."""
    ours = (case.items[code] for code in items)
    return tuple(dict.fromkeys(item.department for item in ours if item.state != "cancelled"))


def open_items(scene: Scene, items: Sequence[ItemCode]) -> tuple[ItemCode, ...]:
    """The named items, once each. Refuses one that is unknown or has ended; one that waits may be named."""
    for code in items:
        item = scene.item(code)
        if not item.open:
            raise ItemNotOpen(item=scene.definition(code).title, state=ITEM_STATES[item.state])
    return tuple(dict.fromkeys(items))


def require_coming(scene: Scene, scheduled_on: str) -> None:
    """Nobody is called to a day that is over."""
    if scheduled_on < scene.today.isoformat():
        raise EndInThePast(until=scheduled_on, today=scene.today.isoformat())


def require_all_parties(
    scene: Scene,
    parties: Sequence[DepartmentCode],
    heard: Sequence[DepartmentCode],
    absent: Sequence[DepartmentCode],
    begins: datetime,
) -> None:
    """Nothing is closed while an invited department has not been heard and its absence is not recorded.

    Nobody is absent from what has not begun.
    """
    if absent and scene.at < begins:
        at = f"{begins:%Y-%m-%d %H:%M}"
        raise FieldInvalid(
            field="absent",
            problem=Words(
                zh=f"{at}才开始，此前不能记录缺席。", en=f"it begins at {at}; nobody is absent before."
            ),
        )
    for code in absent:
        if code not in parties or code in heard:
            name = scene.department_name(code)
            zh = f"{name.zh}已发表意见" if code in heard else f"{name.zh}不在受邀部门之列"
            en = f"{name.en} has been heard" if code in heard else f"{name.en} is not invited"
            raise FieldInvalid(field="absent", problem=Words.model_construct(zh=f"{zh}。", en=f"{en}."))
    missing = [code for code in parties if code not in heard and code not in absent]
    if missing:
        raise PartyMissing(departments=listed([scene.department_name(code) for code in missing]))
