"""Working time as one straight line of minutes: where an instant lies on it, and what lies so far behind."""

from datetime import date, datetime, timedelta
from typing import Final

from models.domain.rulebook import Rulebook

_EPOCH: Final = date(2000, 1, 1)


class WorkingTime:
    """The office's open minutes, counted through. What happens while it is closed happened at closing time.

    What happens before the office opens belongs to the first minute of that day, never to the day before.
    """

    def __init__(self, book: Rulebook) -> None:
        self._days = book.days
        self._hours = book.hours
        opening, closing = book.hours.opening, book.hours.closing
        self._opening = opening.hour * 60 + opening.minute
        self.day: Final = closing.hour * 60 + closing.minute - self._opening
        """Minutes of one working day."""
        self._into_day = [timedelta(minutes=minute) for minute in range(1, self.day + 1)]
        self._opens: dict[int, datetime] = {}
        self._known: dict[date, tuple[int, bool]] = {}
        """Minutes of work up to the end of a day, and whether it is a working day.

        Neither has more entries than the calendar has days.
        """

    def position(self, at: datetime) -> int:
        """The minute of working time in which the instant lies."""
        local = self._hours.local(at)
        day = local.date()
        known = self._known.get(day)
        if known is None:
            known = self._days.between(_EPOCH, day) * self.day, self._days.is_working(day)
            self._known[day] = known
        through, working = known
        if not working:
            return through
        minute = local.hour * 60 + local.minute - self._opening
        return through - self.day + min(max(minute, 1), self.day)

    def moment(self, position: int) -> datetime:
        """The instant of a minute of working time."""
        number, minute = divmod(position - 1, self.day)
        opens = self._opens.get(number)
        if opens is None:
            opens = self._opens[number] = self._hours.opens(self._days.nth_after(_EPOCH, number + 1))
        return opens + self._into_day[minute]

    def after(self, at: datetime, minutes: int) -> datetime:
        """The instant that lies so many minutes of work behind another one, and never before it."""
        return max(at, self.moment(self.position(at) + minutes))

    def between(self, begun: datetime, ended: datetime) -> int:
        """The minutes of work between two instants; 0 when the second is not later."""
        return max(self.position(ended) - self.position(begun), 0)

    def closes(self, day: date) -> datetime:
        """The end of a day's work."""
        return self._hours.closes(day)
