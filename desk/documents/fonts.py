"""The fonts of documents: which lie where, in which order they are asked, and what they can write."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Final, Literal

import typst
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from runtime.trouble import Trouble

SHIPPED: Final = Path(__file__).resolve().parents[2] / "data" / "fonts"
_BODY, _HEADING = "Noto Serif SC", "Noto Serif SC Heading"

Part = Literal["title", "heading", "text"]

PARTS: Final[tuple[Part, ...]] = ("title", "heading", "text")

_SHIPPED: Final[Mapping[Part, tuple[str, ...]]] = {
    "title": (_HEADING, _BODY),
    "heading": (_HEADING, _BODY),
    "text": (_BODY,),
}
_MARKS: Final[Mapping[Part, tuple[str, ...]]] = {
    "title": ("小标宋", "xiaobiaosong", "xbs"),
    "heading": ("黑体", "heiti", "simhei"),
    "text": ("仿宋", "fangsong", "simfang"),
}
"""By these an office's own fonts are told from their family names (GB/T 9704-2012, 5.2.2)."""

_FILES: Final = (".ttf", ".otf", ".ttc", ".otc")
_WITHOUT_GLYPH: Final = frozenset(" \n\u3000\u00a0\u200b")


class FontUnusable(Trouble):
    """A font file in the office's folder cannot be read."""


class MissingGlyphs(Trouble):
    """No font of the office has a glyph for these characters; nothing was printed.

    Without this check the character would be left out of the document, and nobody would be told.
    """

    def __init__(self, characters: Iterable[str], folder: Path | None) -> None:
        self.characters = tuple(sorted(set(characters)))
        listed = "、".join(f"{each}（U+{ord(each):04X}）" for each in self.characters)
        codes = ", ".join(f"{each} (U+{ord(each):04X})" for each in self.characters)
        place = "office/fonts" if folder is None else str(folder)
        super().__init__(
            f"现有字体没有这些字：{listed}。请把含有这些字的字体文件放入 {place} 后重试"
            "（如 Debian 软件包 fonts-hanazono 的 HanaMinA、HanaMinB）。",
            f"No font here has these characters: {codes}. Put a font file that has them into {place} and try "
            "again (such as HanaMinA and HanaMinB of Debian's package fonts-hanazono).",
        )


@dataclass(frozen=True)
class FontChain:
    """The fonts of an office in the order in which they are asked for a character."""

    folders: tuple[Path, ...]
    families: Mapping[Part, tuple[str, ...]]
    files: tuple[Path, ...]
    own: Path | None = None

    @cached_property
    def characters(self) -> frozenset[int]:
        """Every character that some font of the chain can write."""
        return frozenset().union(*(_characters(file, file.stat().st_mtime_ns) for file in self.files))

    @cached_property
    def loaded(self) -> typst.Fonts:
        """The fonts as typst takes them: these alone, none of the system's and none of typst's own."""
        return typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(folder) for folder in self.folders],
        )

    def require(self, texts: Iterable[str]) -> None:
        """Raise `MissingGlyphs` with every character of the texts that would be left out."""
        used = set().union(*texts) - _WITHOUT_GLYPH
        missing = [each for each in used if ord(each) not in self.characters]
        if missing:
            raise MissingGlyphs(missing, self.own)


@cache
def font_chain(own: Path | None = None) -> FontChain:
    """The chain of an office: the fonts in its own folder that suit a part first, then the shipped one.

    Its other fonts come last, for characters that nothing before has. A folder that is not there is none.
    """
    found = () if own is None or not own.is_dir() else _font_files(own)
    folders = (*((own,) if own is not None and found else ()), SHIPPED)
    files = (*found, *_font_files(SHIPPED))
    listed = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[str(folder) for folder in folders],
    ).families()
    others = sorted(family for family in listed if family not in {_BODY, _HEADING})
    return FontChain(
        folders=folders, families={part: _ordered(part, others) for part in PARTS}, files=files, own=own
    )


def _ordered(part: Part, others: Sequence[str]) -> tuple[str, ...]:
    first = [family for family in others if any(mark in family.lower() for mark in _MARKS[part])]
    return (*first, *_SHIPPED[part], *(family for family in others if family not in first))


def _font_files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in _FILES))


@cache
def _characters(file: Path, _changed: int) -> frozenset[int]:
    try:
        with file.open("rb") as opened:
            if file.suffix.lower() in {".ttc", ".otc"}:
                fonts = TTCollection(opened, lazy=True).fonts
            else:
                fonts = [TTFont(opened, lazy=True)]
            return frozenset().union(*(font.getBestCmap() or () for font in fonts))
    except (TTLibError, OSError) as unreadable:
        raise FontUnusable(
            f"字体文件 {file.name} 不能读取：{unreadable}",
            f"The font {file.name} cannot be read: {unreadable}",
        ) from unreadable
