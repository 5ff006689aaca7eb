"""The published versions of a procedure: which one is in force on a day, and what a new one closes."""

from collections.abc import Iterable
from datetime import date, timedelta

from pydantic import BaseModel, ConfigDict

from models.domain.catalogue import Catalogue, catalogue_digest
from models.domain.refusals import (
    CatalogueAlreadyPublished,
    CatalogueNotInForce,
    CatalogueNotPublished,
    CataloguePeriodTaken,
    OtherCatalogueInForce,
)

ONE_DAY = timedelta(days=1)


class Version(BaseModel):
    """One published version. ``valid_until`` is its last day: its own, or one that a newer version set."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: str
    version: str
    digest: str
    valid_from: date
    valid_until: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether cases received on this day go by it."""
        return self.valid_from <= day and (self.valid_until is None or day <= self.valid_until)

    @property
    def period(self) -> str:
        """Its days, as written in messages."""
        return f"{self.valid_from} – {self.valid_until or '…'}"


def version_of(catalogue: Catalogue) -> Version:
    """The version that a catalogue is, with the days that it gives itself."""
    return Version(
        code=catalogue.code,
        version=catalogue.version,
        digest=catalogue_digest(catalogue),
        valid_from=catalogue.valid_from,
        valid_until=catalogue.valid_until,
    )


def publishing(published: Iterable[Version], catalogue: Catalogue) -> tuple[bool, list[Version]]:
    """Whether the catalogue is new, and the older versions that it closes, with their new last day.

    Raises ``CatalogueAlreadyPublished`` for other content under the same version, ``CataloguePeriodTaken``
    where a version that begins later, or on the same day, holds some of its days.
    """
    new = version_of(catalogue)
    closed: list[Version] = []
    for other in published:
        if other.version == new.version:
            if other.digest == new.digest:
                return False, []
            raise CatalogueAlreadyPublished(code=new.code, version=new.version)
        if other.valid_until is not None and other.valid_until < new.valid_from:
            continue
        if new.valid_until is not None and new.valid_until < other.valid_from:
            continue
        if other.valid_from >= new.valid_from:
            raise CataloguePeriodTaken(version=new.version, other=other.version, period=other.period)
        closed.append(other.model_copy(update={"valid_until": new.valid_from - ONE_DAY}))
    return True, closed


def require_in_force(published: Iterable[Version], catalogue: Catalogue, day: date) -> None:
    """Refuse a filing on this day by any version but the published one that is in force.

    Raises ``CatalogueAlreadyPublished`` for other content, ``CatalogueNotInForce`` when no version holds on
    that day, ``CatalogueNotPublished`` and ``OtherCatalogueInForce``. Where nothing is published yet, the
    catalogue's own days count.
    """
    asked, known = version_of(catalogue), list(published)
    for each in known:
        if each.version == asked.version and each.digest != asked.digest:
            raise CatalogueAlreadyPublished(code=asked.code, version=asked.version)
    in_force = next((each for each in known or [asked] if each.holds_on(day)), None)
    if in_force is None:
        periods = ", ".join(f"{each.version}: {each.period}" for each in known or [asked])
        raise CatalogueNotInForce(code=asked.code, day=day.isoformat(), periods=periods)
    if in_force.version == asked.version:
        return
    if all(each.version != asked.version for each in known):
        raise CatalogueNotPublished(code=asked.code, version=asked.version, other=in_force.version)
    raise OtherCatalogueInForce(
        code=asked.code, version=asked.version, other=in_force.version, day=day.isoformat()
    )
