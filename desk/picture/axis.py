"""An axis of working days: every working day is one column, days without work are closed up between two."""

from dataclasses import dataclass
from datetime import date

from models.domain.calendar import WorkingDays


@dataclass(frozen=True)
class Axis:
    """From the first to the last day, both working days.

    ``left`` is where it begins and ``column`` the width of a day, in units of the picture.
    """

    first: date
    last: date
    days: WorkingDays
    left: float
    column: float

    @property
    def count(self) -> int:
        """How many columns there are."""
        return self.days.between(self.first, self.last) + 1

    @property
    def right(self) -> float:
        """Where it ends."""
        return self.left + self.count * self.column

    def after(self, day: date) -> float:
        """The right edge of a day, where what began on it begins to count and what ends on it has ended.

        A day without work stands at the edge between its two neighbours.
        """
        if day < self.first:
            return self.left
        return min(self.left + (self.days.between(self.first, day) + 1) * self.column, self.right)

    def before(self, day: date) -> float:
        """The left edge of a day."""
        at = self.after(day)
        return at - self.column if self.days.is_working(day) and self.first <= day <= self.last else at

    def months(self) -> list[tuple[date, float]]:
        """The first working day of each month, with its left edge; the axis begins with one, too."""
        found = [(self.first, self.left)]
        day = self.first
        while True:
            following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
            day = self.days.on_or_after(following)
            if day > self.last:
                return found
            found.append((day, self.before(day)))

    def weeks(self) -> list[tuple[date, float]]:
        """The days on which work begins again after a weekend or holiday, with their left edges."""
        found, day = [], self.first
        while day < self.last:
            following = self.days.nth_after(day, 1)
            if (following - day).days > 1:
                found.append((following, self.before(following)))
            day = following
        return found
