"""Finds a Chinese serif among the fonts of this machine, by its family name: none is shipped."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import typst

FAMILIES: Final = ("Noto Serif CJK SC", "Source Han Serif SC", "Source Han Serif CN", "Noto Serif SC")
"""As China draws 门, 骨 and 直, not as others do; the first that is found is used."""

FOLDERS: Final = tuple(
    Path(folder).expanduser()
    for folder in ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
)
"""Where Linux keeps its fonts."""

_TEXT_WEIGHT, _HEADING_WEIGHT = 400, 700


@dataclass(frozen=True)
class Face:
    """One font in a file, which may be a collection."""

    file: Path
    number: int


@dataclass(frozen=True)
class SystemSerif:
    """The family, and its faces for text and for headings; the same one twice where there is no bold."""

    family: str
    faces: tuple[Face, ...]


def find_serif(folders: Sequence[Path] = FOLDERS) -> SystemSerif | None:
    """The Chinese serif of these folders and all below them; None where there is none."""
    there = [str(folder) for folder in folders if folder.is_dir()]
    if not there:
        return None
    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=there).fonts()
    for family in FAMILIES:
        upright = [font for font in found if font.family == family and font.style == "normal" and font.path]
        if upright:
            chosen = [
                min(upright, key=lambda font: (abs(font.weight - weight), str(font.path)))
                for weight in (_TEXT_WEIGHT, _HEADING_WEIGHT)
            ]
            faces = tuple(Face(Path(str(font.path)), font.index or 0) for font in chosen)
            return SystemSerif(family, tuple(dict.fromkeys(faces)))
    return None
