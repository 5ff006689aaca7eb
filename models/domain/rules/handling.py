"""All approve in parallel (同步审批): a department's way from the notice to its decision, level by level."""

from collections.abc import Mapping
from typing import Final

from models.domain import commands, events, words
from models.domain.case import Item
from models.domain.events import Event
from models.domain.names import LEVEL_STATE, ItemState, Level, OpinionWord
from models.domain.refusals import (
    AlreadyAcknowledged,
    BasisMissing,
    ConditionMissing,
    NotAtThisLevel,
    NothingToConfirm,
    OpinionUnknown,
    ReasonMissing,
)
from models.domain.rules.deeming import keep_late_reply
from models.domain.rules.gaps import require_nothing_owed
from models.domain.rules.notices import notices_now_due
from models.domain.rules.scene import Scene, require_level, require_open

_OPINIONS: Final[Mapping[str, OpinionWord]] = {opinion: opinion for opinion in words.OPINIONS}


def acknowledge_notice(scene: Scene, command: commands.AcknowledgeNotice) -> list[Event]:
    """Sign for the notice; a late signature is still a signature."""
    item = scene.item(command.item)
    require_open(scene, item)
    if item.acknowledged_at is not None:
        raise AlreadyAcknowledged(
            item=scene.definition(item.code).title, at=item.acknowledged_at.strftime("%Y-%m-%d %H:%M")
        )
    return [events.NoticeAcknowledged(**scene.stamp, item=item.code)]


def take_item(scene: Scene, command: commands.TakeItem) -> list[Event]:
    """Take an acknowledged item onto the own desk."""
    item = scene.item(command.item)
    require_open(scene, item)
    require_level(scene, item, "acknowledged")
    return [events.ItemTaken(**scene.stamp, item=item.code)]


def propose_opinion(scene: Scene, command: commands.ProposeOpinion) -> list[Event]:
    """Put an opinion on the table; on an acknowledged item this takes it. One level alone concludes."""
    item = scene.item(command.item)
    if item.state == "deemed" and not scene.case.ended:
        return keep_late_reply(scene, item, command, _opinion(command))
    require_open(scene, item)
    require_level(scene, item, "acknowledged", "handling")
    opinion = _opinion(command)
    levels = scene.definition(item.code).levels
    one_level = len(levels) == 1
    if one_level:
        require_nothing_owed(scene, item, opinion)
    proposed = events.OpinionProposed(
        **scene.stamp,
        item=item.code,
        level=levels[0],
        moves_to="handling" if one_level else LEVEL_STATE[levels[1]],
        opinion=opinion,
        reason=command.reason,
        basis=command.basis,
        conditions=command.conditions,
        result=command.result,
    )
    if not one_level:
        return [proposed]
    return [proposed, *_concluded(scene, item, levels[0], opinion, command)]


def endorse_opinion(scene: Scene, command: commands.EndorseOpinion) -> list[Event]:
    """The middle level agrees with what lies on the table."""
    item = scene.item(command.item)
    require_open(scene, item)
    levels = scene.definition(item.code).levels
    middle = levels[1:-1]
    _require_one_of_levels(scene, item, middle)
    level = _level_of(item, middle)
    following = levels[levels.index(level) + 1]
    return [
        events.OpinionEndorsed(**scene.stamp, item=item.code, level=level, moves_to=LEVEL_STATE[following])
    ]


def conclude_item(scene: Scene, command: commands.ConcludeItem) -> list[Event]:
    """The last level signs: the department has decided, or its refusal is filed first (否定报备)."""
    item = scene.item(command.item)
    require_open(scene, item)
    levels = scene.definition(item.code).levels
    _require_one_of_levels(scene, item, levels[1:][-1:])
    proposal = item.proposal
    assert proposal is not None  # the item is above its first level
    require_nothing_owed(scene, item, proposal.opinion)
    return _concluded(scene, item, levels[-1], proposal.opinion, command)


def send_back(scene: Scene, command: commands.SendBack) -> list[Event]:
    """Return the item to a lower level; clocks and siblings stay as they are."""
    item = scene.item(command.item)
    require_open(scene, item)
    levels = scene.definition(item.code).levels
    _require_one_of_levels(scene, item, levels[1:])
    present = _level_of(item, levels[1:])
    lower = levels[: levels.index(present)]
    if command.to not in lower:
        raise NotAtThisLevel(
            item=scene.definition(item.code).title,
            state=words.LEVELS[command.to],
            allowed=words.listed([words.LEVELS[level] for level in lower]),
        )
    if command.reason is None:
        raise ReasonMissing
    return [
        events.ItemSentBack(
            **scene.stamp,
            item=item.code,
            to=command.to,
            keeps=levels[: levels.index(command.to)],
            moves_to=LEVEL_STATE[command.to] if command.to != levels[0] else "handling",
            reason=command.reason,
        )
    ]


def confirm_negative(scene: Scene, command: commands.ConfirmNegative) -> list[Event]:
    """The supervisor lets the refusal stand; it takes effect with this step."""
    confirmed = events.NegativeConfirmed(**scene.stamp, item=command.item, reason=command.reason)
    if command.item is None:
        negative = scene.case.negative
        if negative is None:
            raise NothingToConfirm(what=words.DECLINATION)
        declined = events.CaseDeclined(**scene.caused, reason=negative.reason, basis=negative.basis)
        return [confirmed, declined]
    item = scene.item(command.item)
    if item.state != "negative-filing" or item.proposal is None:
        raise NothingToConfirm(what=scene.definition(item.code).title)
    concluded = events.ItemConcluded(
        **scene.caused, item=item.code, opinion=item.proposal.opinion, result=item.proposal.result
    )
    return [confirmed, concluded, *notices_now_due(scene.case, concluded, scene.caused)]


def return_negative(scene: Scene, command: commands.ReturnNegative) -> list[Event]:
    """The supervisor hands the refusal back: of an item to its last level, of the case to the counter."""
    if command.item is None:
        if scene.case.negative is None:
            raise NothingToConfirm(what=words.DECLINATION)
        moves_to: ItemState | None = None
    else:
        item = scene.item(command.item)
        if item.state != "negative-filing":
            raise NothingToConfirm(what=scene.definition(item.code).title)
        levels = scene.definition(item.code).levels
        moves_to = "handling" if len(levels) == 1 else LEVEL_STATE[levels[-1]]
    if command.reason is None:
        raise ReasonMissing
    return [
        events.NegativeReturned(**scene.stamp, item=command.item, moves_to=moves_to, reason=command.reason)
    ]


def _opinion(command: commands.ProposeOpinion) -> OpinionWord:
    opinion = _OPINIONS.get(command.opinion)
    if opinion is None:
        raise OpinionUnknown(opinion=command.opinion, allowed=", ".join(_OPINIONS))
    if opinion == "disagree" and command.reason is None:
        raise ReasonMissing
    if opinion == "disagree" and command.basis is None:
        raise BasisMissing
    if opinion == "agree-with-conditions" and not command.conditions:
        raise ConditionMissing
    return opinion


def _concluded(
    scene: Scene,
    item: Item,
    level: Level,
    opinion: OpinionWord,
    command: commands.ProposeOpinion | commands.ConcludeItem,
) -> list[Event]:
    given = command if isinstance(command, commands.ProposeOpinion) else item.proposal
    if opinion == "disagree" and scene.book.catalogue.negative_filing:
        assert given is not None
        assert given.reason is not None
        assert given.basis is not None  # no disagreement is proposed without both
        return [
            events.NegativeFiled(
                **scene.stamp,
                item=item.code,
                level=level,
                reason=given.reason,
                basis=given.basis,
                result=command.result,
            )
        ]
    result = command.result or (item.proposal.result if item.proposal is not None else None)
    concluded = events.ItemConcluded(
        **scene.stamp, item=item.code, level=level, opinion=opinion, result=result
    )
    return [concluded, *notices_now_due(scene.case, concluded, scene.caused)]


def _require_one_of_levels(scene: Scene, item: Item, levels: tuple[Level, ...]) -> None:
    require_level(scene, item, *[LEVEL_STATE[level] for level in levels])


def _level_of(item: Item, levels: tuple[Level, ...]) -> Level:
    return next(level for level in levels if LEVEL_STATE[level] == item.state)
