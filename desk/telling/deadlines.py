"""Why a deadline is that day, in one sentence."""

from datetime import date

from models.domain.calendar import WorkingDays
from models.domain.clock import ONE_DAY, Clock, OfficeHours, due_day, merged
from models.domain.text import Words


def why(clock: Clock, days: WorkingDays, hours: OfficeHours) -> Words:
    """One sentence: where the count began, what was not counted, and where it ends."""
    due = due_day(clock, days)
    unit_zh, unit_en = (
        ("个工作日", "working days") if clock.unit == "working-day" else ("日", "calendar days")
    )
    extension_zh = f"（含延长{clock.extension}）" if clock.extension else ""
    extension_en = f" ({clock.extension} of them by extension)" if clock.extension else ""
    zh = f"{clock.total}{unit_zh}{extension_zh}，自{clock.started}次日起算"
    en = f"{clock.total} {unit_en}{extension_en}, counted from the day after {clock.started}"
    if due is None:
        return _words(
            f"{zh}；计时停止中，截止日待恢复后确定", f"{en}; the clock stands still, so the end is open"
        )
    skipped = _skipped(clock, due, days)
    if skipped:
        zh += f"；不计{'、'.join(part.zh for part in skipped)}"
        en += f"; not counted: {', '.join(part.en for part in skipped)}"
    if days.spans_provisional(clock.started, due):
        zh += "；含尚未公布工作日安排的年份，暂按周一至周五为工作日推算"
        en += "; provisional: in a year without a published calendar, Monday to Friday count as working days"
    closing = hours.closing.strftime("%H:%M")
    return _words(f"{zh}；至{due} {closing}", f"{en}; until {due} {closing}")


def _skipped(clock: Clock, due: date, days: WorkingDays) -> list[Words]:
    """The holidays and stops between the start and the end; plain weekends go without saying."""
    found: list[Words] = []
    day = clock.started + ONE_DAY
    pauses = merged(clock.pauses)
    while day <= due:
        stop = next(
            (pause for pause in pauses if pause[0] < day and (pause[1] is None or day <= pause[1])), None
        )
        described = days.describe(day)
        if stop is not None:
            last = stop[1] or due
            found.append(_words(f"停止计时{_span(day, last)}", f"a stop {_span(day, last)}"))
            day = last + ONE_DAY
            continue
        if described.kind in {"holiday", "office-closed"} and clock.unit == "working-day":
            last = day
            while last < due and days.describe(last + ONE_DAY).kind == described.kind:
                last += ONE_DAY
            found.append(_words(f"{described.zh}{_span(day, last)}", f"{described.en} {_span(day, last)}"))
            day = last
        day += ONE_DAY
    return found


def _span(first: date, last: date) -> str:
    return f"{first:%m-%d}" if first == last else f"{first:%m-%d}–{last:%m-%d}"


def _words(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
