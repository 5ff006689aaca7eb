"""How long the hands may take, and how they are tried again. Retries have no end, because a case has none."""

from datetime import timedelta
from typing import Final

from temporalio.common import RetryPolicy

APPEND_TRY: Final = timedelta(seconds=3)
"""One short try of the register inside the workflow task; the rest goes on as an ordinary activity."""

APPEND_TIMEOUT: Final = timedelta(seconds=15)
NOTICE_TIMEOUT: Final = timedelta(seconds=30)
RECEIVE_TIMEOUT: Final = timedelta(minutes=1)

REVIEW_TIMEOUT: Final = timedelta(days=400)
"""A department's own system answers when it has decided; the legal clock, and not this, presses it."""

ONCE: Final = RetryPolicy(maximum_attempts=1)
FOR_EVER: Final = RetryPolicy(
    initial_interval=timedelta(milliseconds=200), maximum_interval=timedelta(minutes=1), maximum_attempts=0
)

MOST_ANSWERS: Final = 2000
"""Answers that a new run takes along, some 250 bytes each; what a message may weigh is 2 MiB in all.

The register still knows the older keys, and enters none of them twice.
"""

MOST_KNOWN: Final = 512 * 1024
"""Bytes of lines that a run which is started from the register takes along."""

UNFILED_FOR: Final = timedelta(minutes=10)
"""A run whose filing was refused, or never came, ends after this long; nothing was promised."""

SPREAD: Final = timedelta(minutes=5)
"""Deadlines of one instant are worked through over this long; their events bear the lawful time."""
