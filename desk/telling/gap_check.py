"""The materials of a case against what its items need: received, missing, tolerable, reported, asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from desk.telling.standing import missing
from models.domain import words as said
from models.domain.case import Case
from models.domain.catalogue import Material
from models.domain.rulebook import Rulebook
from models.domain.text import Words

Need = Literal["required", "tolerable", "optional"]


@dataclass(frozen=True)
class Line:
    """One material: whether it has come, must come or may follow, and which items need it."""

    material: Material
    need: Need
    there: bool
    missing: bool
    needed_by: Words
    asked: bool
    reported_by: Words | None


@dataclass(frozen=True)
class GapCheck:
    """All of them, and those without which the case cannot be accepted."""

    lines: Sequence[Line]

    @property
    def missing(self) -> list[Line]:
        """What is not there and must be."""
        return [line for line in self.lines if line.missing]

    @property
    def tolerable(self) -> list[Line]:
        """What of that may follow by a promised day (容缺受理)."""
        return [line for line in self.missing if line.material.tolerable]

    @property
    def blocking(self) -> list[Line]:
        """What of that must be there before the case is accepted."""
        return [line for line in self.missing if not line.material.tolerable]


def gap_check(case: Case, book: Rulebook) -> GapCheck:
    """Every material that the open items need, or that a department has reported."""
    catalogue, lacking = book.catalogue, set(missing(case, book))
    asked = {gap.material for gap in case.asked}
    lines = []
    for material in catalogue.materials:
        by = [
            catalogue.item(item.code).title
            for item in case.open_items
            if material.code in catalogue.item(item.code).materials
        ]
        reporters = dict.fromkeys(gap.department for gap in case.reported if gap.material == material.code)
        if not by and not reporters:
            continue
        must = (material.required and bool(by)) or bool(reporters)
        names = [said.department(code, case, catalogue) for code in reporters]
        lines.append(
            Line(
                material=material,
                need=("tolerable" if material.tolerable else "required") if must else "optional",
                there=material.code in case.materials,
                missing=material.code in lacking,
                needed_by=said.listed(by),
                asked=material.code in asked,
                reported_by=said.listed(names) if names else None,
            )
        )
    return GapCheck(lines)
