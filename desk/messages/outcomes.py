"""What can come of an attempt to send: three certainties and a doubt."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sent:
    """The other side has taken it."""


@dataclass(frozen=True)
class Later:
    """It has certainly not been taken, and another time it may be."""

    reason: str


@dataclass(frozen=True)
class Refused:
    """It has certainly not been taken, and never will be."""

    reason: str


@dataclass(frozen=True)
class Unknown:
    """It was on its way when the answer failed to come; it may have been taken."""

    reason: str


Outcome = Sent | Later | Refused | Unknown
