"""Who held the clock, as one bar: a part for each stretch of days, as wide as it was long."""

from html import escape
from typing import Final

from desk.drawing.lettering import fitting, wide
from desk.picture.shares import Shares
from models.domain.text import Language

WIDTH: Final = 1300
_HIGH: Final = 44
LOOKS: Final = 6
"""How many looks manager.css has for parties; what goes beyond has the last one, and always its number."""


def draw_shares(held: Shares, language: Language) -> str:
    """The bar for a page; the table beside it says the same by number."""
    zh = language == "zh"
    said = "、" if zh else ", "
    told = said.join(
        f"{party.name.in_(language)} {party.days} {'日' if zh else 'd'}" for party in held.parties
    )
    size = f'viewBox="0 0 {WIDTH} {_HIGH}" width="{WIDTH}" height="{_HIGH}"'
    lines = [f'<svg class="shares" {size} role="img" aria-label="{escape(told)}">']
    left = 0.0
    for part in held.parts:
        room = WIDTH * part.days / held.total
        party = held.parties[part.party]
        name = party.name.in_(language)
        look = min(part.party, LOOKS - 1)
        hint = f"{name}, {part.title.in_(language)}: {part.days}"
        lines.append(f"<g><title>{escape(hint)}</title>")
        lines.append(
            f'<rect class="party p{look}" x="{left:.1f}" y="0" width="{room:.1f}" height="{_HIGH}"/>'
        )
        label = f"{part.party + 1} {name} {part.days}"
        text = (
            label if wide(label, 12) <= room - 8 else fitting(f"{part.party + 1} · {part.days}", room - 6, 12)
        )
        if text:
            lines.append(
                f'<text class="of-p{look}" x="{left + room / 2:.1f}" y="27" text-anchor="middle">'
                f"{escape(text)}</text>"
            )
        lines.append("</g>")
        left += room
    lines.append("</svg>")
    return "\n".join(lines)
