"""The one clock of a case: the server's time, or the virtual time of an office that practises."""

from datetime import datetime, timedelta

from temporalio import workflow


class OfficeClock:
    """Tells a case what time it is. ``shift`` is None for a real case; a rehearsed one lives that far away.

    A shifted clock shows whole minutes, as the one on an office's wall, so that a scripted step bears the
    minute it was written for, whatever time a server needed. Lengths of time are never changed.
    """

    def __init__(self, shift: timedelta | None) -> None:
        self._shift = shift

    @property
    def virtual(self) -> bool:
        """Whether this is an office that practises."""
        return self._shift is not None

    def now(self) -> datetime:
        """The moment that an event bears when it happens now."""
        now = self.at(workflow.now())
        return now.replace(second=0, microsecond=0) if self.virtual else now

    def until(self, moment: datetime) -> timedelta:
        """How long to sleep before the clock shows a moment; nothing when it shows it already."""
        return max(moment - self.at(workflow.now()), timedelta(0))

    def at(self, server: datetime) -> datetime:
        """The office's time at an instant of the server."""
        return server if self._shift is None else server + self._shift
