"""Changes of what a case consists of: items added, items dropped, earlier results instead of items."""

from models.domain import change_commands, change_events, words
from models.domain.case import Item
from models.domain.events import Event
from models.domain.names import ItemCode, ItemState, MaterialCode
from models.domain.refusals import FieldInvalid, ItemNotOpen, ReasonMissing
from models.domain.rules import gaps
from models.domain.rules.notices import notices_now_due
from models.domain.rules.scene import Scene, require_case_state, require_level
from models.domain.text import Words

_BEFORE_AN_OPINION: tuple[ItemState, ...] = ("waiting", "notified", "acknowledged", "handling")
_BEFORE_A_FILED_REFUSAL: tuple[ItemState, ...] = (*_BEFORE_AN_OPINION, "reviewing", "approving")


def add_item(scene: Scene, command: change_commands.AddItem) -> list[Event]:
    """Add an item of the catalogue that the case does not have, or that was dropped from it.

    It waits for those of its prerequisites that are in the case; what has not begun and comes after it waits
    for it. After acceptance its required materials come with it, or are promised.
    """
    require_case_state(scene, "received", "correcting", "reviewing", "consolidating")
    definition = scene.book.catalogue.item_by_code.get(command.item)
    present = scene.case.items.get(command.item)
    if definition is None or (present is not None and present.dropped is None):
        addable = [
            code
            for code in scene.book.catalogue.item_by_code
            if (there := scene.case.items.get(code)) is None or there.dropped is not None
        ]
        listed = ", ".join(addable) or "-"
        raise _invalid("item", f"不是可增加的事项；可增加：{listed}", f"cannot be added; these can: {listed}")
    after = _prerequisites(scene, command.item)
    if command.reason is None:
        raise ReasonMissing
    for material in command.materials:
        gaps.require_known(scene, material)
    promised = gaps.require_promises(scene, command.gaps)
    if scene.case.accepted_at is not None:
        gaps.require_none_missing(scene, _missing(scene, command))
        gaps.require_kept_in_time(scene, promised, scene.case)
    elif promised:
        raise _invalid("gaps", "容缺在受理时作出", "gaps are tolerated when the case is accepted")
    added = change_events.ItemAdded(
        **scene.stamp,
        item=command.item,
        department=scene.book.catalogue.at_work(definition.department, scene.today),
        reason=command.reason,
        after=after,
        awaited_by=_still_to_begin_after(scene, command.item),
        materials=command.materials,
        gaps=promised,
    )
    return [added, *notices_now_due(scene.case, added, scene.caused)]


def drop_item(scene: Scene, command: change_commands.DropItem) -> list[Event]:
    """Take an item out of the case; what waited for it no longer does. A filed refusal is not dropped."""
    item = _item_before(scene, command.item, _BEFORE_A_FILED_REFUSAL)
    others = [other for other in scene.case.items.values() if other.code != item.code]
    before_acceptance = scene.case.accepted_at is None
    if not any(other.open if before_acceptance else other.state != "cancelled" for other in others):
        raise _only_item()
    if command.reason is None:
        raise ReasonMissing
    dropped = change_events.ItemDropped(**scene.stamp, item=item.code, reason=command.reason)
    return [dropped, *notices_now_due(scene.case, dropped, scene.caused)]


def reuse_result(scene: Scene, command: change_commands.ReuseResult) -> list[Event]:
    """Recognise an earlier result instead of an opinion, as long as the department has proposed none."""
    item = _item_before(scene, command.item, _BEFORE_AN_OPINION)
    if scene.case.accepted_at is None and list(scene.case.open_items) == [item]:
        raise _only_item()
    if command.date > scene.today:
        raise _invalid("date", "已有结果的日期不能晚于今日", "an earlier result cannot be of a later day")
    reused = change_events.ResultReused(
        **scene.stamp, item=item.code, number=command.number, date=command.date
    )
    return [reused, *notices_now_due(scene.case, reused, scene.caused)]


def _item_before(scene: Scene, code: ItemCode, allowed: tuple[ItemState, ...]) -> Item:
    require_case_state(scene, "received", "correcting", "reviewing")
    item = scene.item(code)
    if not item.open:
        raise ItemNotOpen(item=scene.definition(code).title, state=words.ITEM_STATES[item.state])
    require_level(scene, item, *allowed)
    return item


def _prerequisites(scene: Scene, code: ItemCode) -> tuple[ItemCode, ...]:
    """Those of the prerequisites that the case has; one that was refused, or fell with it, bars the way."""
    present = [item.code for item in scene.case.items.values() if item.dropped is None]
    after = scene.book.catalogue.prerequisites(code, present)
    refused = [earlier for earlier in after if _lost(scene.case.items[earlier])]
    if refused:
        titles = scene.titles(refused)
        raise _invalid(
            "item", f"其前置事项未获同意：{titles.zh}", f"its prerequisite was refused: {titles.en}"
        )
    return after


def _lost(item: Item) -> bool:
    disagreed = item.proposal is not None and item.proposal.opinion == "disagree"
    return item.state == "cancelled" or (item.state == "concluded" and disagreed)


def _still_to_begin_after(scene: Scene, code: ItemCode) -> tuple[ItemCode, ...]:
    return tuple(
        item.code
        for item in scene.case.open_items
        if item.state == "waiting" and code in scene.definition(item.code).after and code not in item.after
    )


def _missing(scene: Scene, command: change_commands.AddItem) -> list[MaterialCode]:
    there = {
        *scene.case.materials,
        *command.materials,
        *(promise.material for promise in command.gaps),
        *(gap.material for gap in scene.case.open_gaps),
    }
    needed = scene.book.catalogue.item(command.item).materials
    return [m for m in needed if m not in there and scene.book.catalogue.material(m).required]


def _only_item() -> FieldInvalid:
    return _invalid(
        "item",
        "办件将没有需要办理的事项；如不再办理，请撤回申请",
        "the case would have nothing left to approve; withdraw it instead",
    )


def _invalid(field: str, zh: str, en: str) -> FieldInvalid:
    return FieldInvalid(field=field, problem=Words.model_construct(zh=zh, en=en))
