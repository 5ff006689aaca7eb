"""Late entry (补录): an act of earlier is entered now. It counts from when it happened, and rewrites nothing.

What may be told late and why stands in docs/decisions/0101-late-entry.md.
"""

from datetime import datetime

from models.domain.case import Case
from models.domain.commands import (
    AdoptCalendar,
    Command,
    FileCase,
    Order,
    StopClock,
    item_of,
)
from models.domain.joint_commands import ReorganiseDepartment
from models.domain.moment import office_moment
from models.domain.refusals import FieldInvalid, LateEntryNotPossible
from models.domain.rulebook import Rulebook
from models.domain.rules.scene import Scene
from models.domain.text import Words


def scene_of(case: Case, order: Order, now: datetime, book: Rulebook) -> Scene:
    """What the rules look at: the moment of now, or for a late entry the one at which it happened."""
    now = book.hours.local(now)
    if order.happened is None:
        return Scene(case, order.by, now, book)
    happened = office_moment(order.happened, book.hours)
    if happened > now:
        problem = Words(zh="晚于现在，不能预先录入", en="lies in the future; nothing is entered in advance")
        raise FieldInvalid(field="happened", problem=problem)
    return Scene(case=case, by=order.by, at=happened, book=book, entered=now)


def require_tellable(scene: Scene, command: Command) -> None:
    """Refuse what cannot be told late; a command that happens now is never refused here."""
    if scene.entered is None:
        return
    if scene.by.department is None:
        raise _refused(scene, "补录由工作人员办理", "only officers enter late")
    if isinstance(command, AdoptCalendar | ReorganiseDepartment):
        raise _refused(scene, "此事自录入时起生效", "this takes effect when it is entered")
    if isinstance(command, StopClock) and scene.at.date() < scene.entered.date():
        raise _refused(scene, "停止计时不能追溯，已计的日子不退回", "a stop gives no counted day back")
    if isinstance(command, FileCase) and scene.today < scene.book.catalogue.valid_from:
        raise _refused(scene, "目录当时尚未施行", "the catalogue was not in force yet")
    code = item_of(command)
    item = None if code is None else scene.case.items.get(code)
    last = scene.case.last_at if item is None else item.last_at
    if last is not None and scene.at < last:
        at = f"{last:%Y-%m-%d %H:%M}"
        raise _refused(scene, f"其后于{at}已有登记", f"something that it bears on was entered for {at}")


def _refused(scene: Scene, zh: str, en: str) -> LateEntryNotPossible:
    return LateEntryNotPossible(happened=f"{scene.at:%Y-%m-%d %H:%M}", why=Words(zh=zh, en=en))
