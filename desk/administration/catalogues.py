"""The versions of a jurisdiction's procedures: what publishing would do, and the picture of one."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.catalogues import ListedVersion, Published, PublishedCatalogues
from desk.cli.procedure_picture import Procedure
from desk.drawing.procedure_svg import draw_svg
from desk.outcomes import Refused, refused
from models.domain.catalogue import Catalogue
from models.domain.catalogue_diff import Change, differences
from models.domain.catalogue_versions import Version, publishing
from models.domain.names import PersonId
from models.domain.refusals import Refusal
from models.domain.text import Language


@dataclass(frozen=True)
class Foreseen:
    """What publishing a catalogue would do.

    ``before`` is the version that stands on its first day, ``changes`` what differs from it, ``standing`` the
    mark of the versions beside which this was looked at.
    """

    new: bool
    closed: tuple[Version, ...]
    before: Catalogue | None
    changes: tuple[Change, ...]
    standing: str


class Catalogues:
    """The published catalogues, as an administrator works with them."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._published = PublishedCatalogues(engine)

    async def listed(self, jurisdiction: str) -> list[ListedVersion]:
        """Every version of the jurisdiction, by procedure, the newest first."""
        own = [line for line in await self._published.listed() if line.jurisdiction == jurisdiction]
        return sorted(own, key=lambda line: (line.standing.code, -line.standing.valid_from.toordinal()))

    async def find(self, jurisdiction: str, code: str, version: str) -> Catalogue | None:
        """A published version."""
        found = await self._published.find(code, version)
        return next((each for each in found if each.jurisdiction.code == jurisdiction), None)

    async def foresee(self, jurisdiction: str, catalogue: Catalogue) -> Foreseen:
        """Look without publishing. Raises ``Refused`` as publishing would."""
        if catalogue.jurisdiction.code != jurisdiction:
            raise Refused(
                "CatalogueOfAnother",
                f"这是区划{catalogue.jurisdiction.code}的目录，您只能发布{jurisdiction}的目录。",
                f"This catalogue is {catalogue.jurisdiction.code}'s; you publish those of {jurisdiction}.",
            )
        listed = await self.listed(jurisdiction)
        versions = [line.standing for line in listed if line.standing.code == catalogue.code]
        try:
            new, closed = publishing(versions, catalogue)
        except Refusal as refusal:
            raise refused(refusal) from None
        holds = next((each for each in versions if each.holds_on(catalogue.valid_from)), None)
        before = None
        if holds is not None and holds.version != catalogue.version:
            before = await self.find(jurisdiction, holds.code, holds.version)
        changes = () if before is None else tuple(differences(before, catalogue))
        return Foreseen(new, tuple(closed), before, changes, _mark(versions))

    async def publish(
        self, jurisdiction: str, catalogue: Catalogue, seen: str, *, by: PersonId, at: datetime
    ) -> Published:
        """Publish it. Raises ``Refused``, also when the versions beside it are others than were ``seen``."""
        foreseen = await self.foresee(jurisdiction, catalogue)
        if foreseen.new and foreseen.standing != seen:
            raise Refused(
                "PreviewStale",
                "您核对之后又发布了别的版本，没有发布。请按最新内容重新核对。",
                "Another version was published since you looked; nothing was done. Look at it anew.",
            )
        try:
            return await self._published.publish(catalogue, by=by, at=at)
        except Refusal as refusal:
            raise refused(refusal) from None


def picture(catalogue: Catalogue, language: Language) -> str:
    """The procedure as an SVG document."""
    return draw_svg(Procedure.of(catalogue), language)


def _mark(versions: list[Version]) -> str:
    told = "\n".join(sorted(version.model_dump_json() for version in versions))
    return sha256(told.encode()).hexdigest()[:32]
