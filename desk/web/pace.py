"""How fast one caller may ask: a bucket that fills again for each, kept in bounded memory."""

from collections import OrderedDict
from typing import Final

MOST_CALLERS: Final = 20_000


class Pace:
    """``burst`` requests at once, then ``rate`` a second."""

    def __init__(self, *, rate: float = 20.0, burst: float = 100.0) -> None:
        self._rate = rate
        self._burst = burst
        self._callers: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def admits(self, caller: str, at: float) -> bool:
        """Count a request ``at`` these seconds of a clock that never goes back; False when it is too fast."""
        left, seen = self._callers.pop(caller, (self._burst, at))
        left = min(self._burst, left + (at - seen) * self._rate)
        admitted = left >= 1
        self._callers[caller] = (left - 1 if admitted else left, at)
        if len(self._callers) > MOST_CALLERS:
            self._callers.popitem(last=False)
        return admitted
