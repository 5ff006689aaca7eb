"""The names of one case's catalogue, in both languages, as they stand inside a sentence."""

from collections.abc import Collection, Sequence

from models.domain import words as said
from models.domain.case import Case
from models.domain.events import AskedGap
from models.domain.limits import STOP_REASONS
from models.domain.names import DepartmentCode, ItemCode
from models.domain.rulebook import Rulebook

Pair = tuple[str, str]
"""The same words in Chinese and in English."""


class Names:
    """Looks names up in a rulebook, and those of departments that came later in the case."""

    def __init__(self, book: Rulebook, case: Case) -> None:
        self._book = book
        self._case = case

    def item(self, code: ItemCode | None) -> Pair:
        """An item in quotation marks."""
        if code is None:
            return "", ""
        title = self._book.catalogue.item(code).title
        return f"“{title.zh}”", f"“{title.en}”"

    def department(self, code: DepartmentCode | None) -> Pair:
        """A department by its name of the day."""
        if code is None:
            return "", ""
        name = said.department(code, self._case, self._book.catalogue)
        return name.zh, name.en

    def departments(self, codes: Collection[DepartmentCode]) -> Pair:
        """Several departments."""
        listed = said.listed([said.department(code, self._case, self._book.catalogue) for code in codes])
        return listed.zh, listed.en

    def items(self, codes: Collection[ItemCode]) -> Pair:
        """Several items."""
        listed = said.listed([self._book.catalogue.item(code).title for code in codes])
        return listed.zh, listed.en

    def principal(self, name: str | None) -> Pair:
        """For whom somebody acts, to follow the actor's name."""
        return ("", "") if name is None else (f"代{name}", f" for {name}")

    def materials(self, gaps: Sequence[AskedGap]) -> Pair:
        """Asked-for materials, each with what is wrong with it."""
        titles = [self._book.catalogue.material(gap.material).title for gap in gaps]
        reasons = [because(gap.reason, None) for gap in gaps]
        zh = "、".join(f"{title.zh}{reason[0]}" for title, reason in zip(titles, reasons, strict=True))
        en = ", ".join(f"{title.en}{reason[1]}" for title, reason in zip(titles, reasons, strict=True))
        return zh, en

    def listed(self, codes: Collection[str]) -> Pair:
        """Materials by their titles."""
        listed = said.listed(
            [material.title for material in self._book.catalogue.materials if material.code in codes]
        )
        return listed.zh, listed.en

    def tells(self, tell: tuple[str, ...]) -> Pair:
        """Who is told, to follow a sentence."""
        told = said.listed([said.TELLS[who] for who in tell])
        return f"，告知{told.zh}", f"; told: {told.en}"

    def reason(self, reason: str) -> Pair:
        """Why a clock stands still."""
        known = {str(name): words for name, words in STOP_REASONS.items()}.get(reason)
        return (reason, reason) if known is None else (known.zh, known.en)


def because(reason: str | None, basis: str | None) -> Pair:
    """A reason and its basis in brackets; nothing when there is neither."""
    given = [part for part in (reason, basis) if part]
    return (f"（{'；'.join(given)}）", f" ({'; '.join(given)})") if given else ("", "")
