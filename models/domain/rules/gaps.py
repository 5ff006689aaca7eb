"""Tolerated gaps (容缺受理): what may be promised, what is still owed, and what waits for it."""

from collections.abc import Iterable

from models.domain import change_commands, change_events, words
from models.domain.case import Case, Item
from models.domain.change_events import PromisedGap
from models.domain.clock import due_day
from models.domain.clocks import case_clocks
from models.domain.events import Event
from models.domain.names import ItemCode, MaterialCode, OpinionWord
from models.domain.refusals import (
    EndInThePast,
    FieldInvalid,
    GapOpen,
    MaterialMissing,
    MaterialNotTolerable,
    MaterialUnknown,
    PromiseTooLate,
)
from models.domain.rulebook import Rulebook
from models.domain.rules.scene import Scene, require_case_state, require_official
from models.domain.text import Words


def close_gap(scene: Scene, command: change_commands.CloseGap) -> list[Event]:
    """Receive a promised material; what waited for it may now be concluded."""
    require_case_state(scene, "reviewing", "consolidating")
    require_known(scene, command.material)
    owed = [gap.material for gap in scene.case.open_gaps]
    if command.material not in owed:
        listed = words.listed([title(scene, material) for material in owed])
        raise FieldInvalid(
            field="material",
            problem=Words.model_construct(
                zh=f"不是待补的容缺材料；待补：{listed.zh}",
                en=f"is no tolerated material that is still owed; owed: {listed.en}",
            ),
        )
    items = needing(scene.case, command.material, scene.book)
    return [change_events.GapClosed(**scene.stamp, material=command.material, items=items)]


def owed_for(case: Case, item: ItemCode, book: Rulebook) -> tuple[PromisedGap, ...]:
    """The tolerated materials that the item needs and that have not come yet."""
    if not case.tolerated:
        return ()
    needed = book.catalogue.item(item).materials
    return tuple(gap for gap in case.open_gaps if gap.material in needed)


def needing(case: Case, material: MaterialCode, book: Rulebook) -> tuple[ItemCode, ...]:
    """The open items that need a material."""
    return tuple(
        item.code for item in case.open_items if material in book.catalogue.item(item.code).materials
    )


def require_nothing_owed(scene: Scene, item: Item, opinion: OpinionWord) -> None:
    """Refuse with ``GapOpen`` to conclude without a promised material.

    Once its promised day has passed, the department may disagree for want of it, else the case never ends.
    """
    owed = [
        gap
        for gap in owed_for(scene.case, item.code, scene.book)
        if opinion != "disagree" or f"gap:{gap.material}" not in scene.case.fired
    ]
    if owed:
        raise GapOpen(materials=words.listed([title(scene, gap.material) for gap in owed]))


def require_promises(scene: Scene, promised: Iterable[change_commands.Promise]) -> tuple[PromisedGap, ...]:
    """The gaps that may be tolerated. Raises ``MaterialUnknown`` or ``MaterialNotTolerable``."""
    gaps = tuple(PromisedGap(material=promise.material, by=promise.by) for promise in promised)
    seen: set[MaterialCode] = set()
    for gap in gaps:
        require_known(scene, gap.material)
        if gap.material in seen:
            twice = title(scene, gap.material)
            problem = Words.model_construct(
                zh=f"材料“{twice.zh}”写了两次", en=f"the material “{twice.en}” is named twice"
            )
            raise FieldInvalid(field="gaps", problem=problem)
        seen.add(gap.material)
        if not scene.book.catalogue.material(gap.material).tolerable:
            raise MaterialNotTolerable(material=title(scene, gap.material))
    return gaps


def require_kept_in_time(scene: Scene, gaps: Iterable[PromisedGap], accepted: Case) -> None:
    """A material must be promised for a day from today up to the committed deadline of the accepted case."""
    limit = due_day(case_clocks(accepted, scene.book)["committed"], scene.book.days)
    for gap in gaps:
        if gap.by < scene.today:
            raise EndInThePast(until=gap.by.isoformat(), today=scene.today.isoformat())
        if limit is not None and gap.by > limit:
            too_late = Words(zh="承诺补齐日是否过晚", en="whether the promised day is too late")
            require_official(scene, limit, too_late)
            raise PromiseTooLate(
                material=title(scene, gap.material), by=gap.by.isoformat(), limit=limit.isoformat()
            )


def require_none_missing(scene: Scene, missing: Iterable[MaterialCode]) -> None:
    """Refuse with ``MaterialMissing``, which names every material."""
    titles = [title(scene, material) for material in missing]
    if titles:
        raise MaterialMissing(materials=words.listed(titles))


def require_known(scene: Scene, material: MaterialCode) -> None:
    """Refuse with ``MaterialUnknown`` unless the catalogue has the material."""
    known = scene.book.catalogue.material_by_code
    if material not in known:
        raise MaterialUnknown(material=material, allowed=", ".join(known) or "-")


def title(scene: Scene, material: MaterialCode) -> Words:
    """What the material is called."""
    return scene.book.catalogue.material(material).title
