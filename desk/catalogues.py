"""By which version of its procedure a case is filed: the one in force on the day of receipt."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.catalogues import Published, PublishedCatalogues
from desk.outcomes import refused
from models.domain.refusals import Refusal
from models.domain.rulebook import Rulebook


async def admit(engine: AsyncEngine, book: Rulebook, at: datetime) -> Published:
    """Let a case be filed by this rulebook's catalogue; ``new`` when that published it (ADR 0110).

    Raises ``Refused`` when another version is in force, or none.
    """
    day = book.hours.local(at).date()
    try:
        return await PublishedCatalogues(engine).admit(book.catalogue, day, at=at)
    except Refusal as refusal:
        raise refused(refusal) from None
