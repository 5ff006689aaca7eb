"""Says how a run goes, with the seconds since it began."""

import sys
import time
from typing import Final


class _Clock:
    begun = time.monotonic()


_CLOCK: Final = _Clock()


def begin() -> None:
    """The schedule's seconds count from now."""
    _CLOCK.begun = time.monotonic()


def elapsed() -> float:
    """Seconds since the run began."""
    return time.monotonic() - _CLOCK.begun


def say(text: str) -> None:
    """Progress, a line each."""
    sys.stdout.write(f"[{elapsed():5.1f} s] {text}\n")
    sys.stdout.flush()


def tell(text: str) -> None:
    """A part of the report."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()
