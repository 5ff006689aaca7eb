"""The fonts of documents: which lie where, in which order they are asked, and what they can write."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import BinaryIO, Final, Literal

import typst
from fontTools.ttLib import TTCollection, TTFont, TTLibError

from desk.documents.system_fonts import FOLDERS, Face, SystemSerif, find_serif
from runtime.trouble import Trouble

Part = Literal["title", "heading", "text"]

PARTS: Final[tuple[Part, ...]] = ("title", "heading", "text")

_MARKS: Final[Mapping[Part, tuple[str, ...]]] = {
    "title": ("小标宋", "xiaobiaosong", "xbs"),
    "heading": ("黑体", "heiti", "simhei"),
    "text": ("仿宋", "fangsong", "simfang"),
}
"""By these an office's own fonts are told from their family names (GB/T 9704-2012, 5.2.2)."""

_FILES: Final = (".ttf", ".otf", ".ttc", ".otc")
_WITHOUT_GLYPH: Final = frozenset(" \n\u3000\u00a0\u200b")
_EVERY_DOCUMENT: Final = frozenset(map(ord, "联审受理通知书年月日第号"))
"""Whoever cannot write these has no Chinese font at all, only one for some rare characters."""


class FontUnusable(Trouble):
    """A font file cannot be read."""


class NoChineseFont(Trouble):
    """Neither the office's folder nor this machine has a font for documents."""

    def __init__(self, own: Path | None) -> None:
        place = _place(own)
        super().__init__(
            "本机没有可用的中文宋体，不能打印文书。请安装后重试，不必重启：apt-get install fonts-noto-cjk"
            f"（Debian、Ubuntu）；或把字体文件放入 {place}。",
            "This machine has no Chinese serif, so no document can be printed. Install one and try again, "
            f"without a restart: apt-get install fonts-noto-cjk (Debian, Ubuntu); or put fonts into {place}.",
        )


class MissingGlyphs(Trouble):
    """No font of the office has a glyph for these characters; nothing was printed.

    Without this check the character would be left out of the document, and nobody would be told.
    """

    def __init__(self, characters: Iterable[str], folder: Path | None) -> None:
        self.characters = tuple(sorted(set(characters)))
        listed = "、".join(f"{each}（U+{ord(each):04X}）" for each in self.characters)
        codes = ", ".join(f"{each} (U+{ord(each):04X})" for each in self.characters)
        place = _place(folder)
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
    serif: SystemSerif | None
    own: Path | None = None

    @cached_property
    def characters(self) -> frozenset[int]:
        """Every character that some font of the chain can write, in text and in headings."""
        system = (
            () if self.serif is None else [_of_face(face, _changed(face.file)) for face in self.serif.faces]
        )
        common = frozenset.intersection(*system) if system else frozenset()
        return common.union(*(_characters(file, _changed(file)) for file in self.files))

    @cached_property
    def loaded(self) -> typst.Fonts:
        """The fonts as typst takes them: of these folders alone, and none of its own."""
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
def font_chain(own: Path | None = None, system: tuple[Path, ...] = FOLDERS) -> FontChain:
    """The chain of an office: the fonts in its own folder that suit a part first, then the machine's serif.

    Its other fonts come last, for characters that nothing before has. A folder that is not there is none.
    Raises `NoChineseFont`, and `FontUnusable`.
    """
    files = () if own is None or not own.is_dir() else _font_files(own)
    serif = find_serif(system)
    places = [*((own,) if own is not None and files else ()), *_folders(serif)]
    others: list[str] = []
    if files:
        listed = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(own)])
        others = sorted(listed.families())
    families = {part: _ordered(part, others, serif) for part in PARTS}
    chain = FontChain(folders=tuple(places), families=families, files=files, serif=serif, own=own)
    if serif is None and not chain.characters >= _EVERY_DOCUMENT:
        raise NoChineseFont(own)
    return chain


def _ordered(part: Part, others: Sequence[str], serif: SystemSerif | None) -> tuple[str, ...]:
    first = [family for family in others if any(mark in family.lower() for mark in _MARKS[part])]
    between = [] if serif is None else [serif.family]
    return tuple(dict.fromkeys((*first, *between, *others)))


def _folders(serif: SystemSerif | None) -> list[Path]:
    return [] if serif is None else list(dict.fromkeys(face.file.parent for face in serif.faces))


def _place(own: Path | None) -> str:
    return "office/fonts" if own is None else str(own)


def _font_files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(file for file in folder.iterdir() if file.suffix.lower() in _FILES))


def _changed(file: Path) -> int:
    return file.stat().st_mtime_ns


@cache
def _of_face(face: Face, _changed: int) -> frozenset[int]:
    with _opened(face.file) as opened:
        return _written(TTFont(opened, fontNumber=face.number, lazy=True))


@cache
def _characters(file: Path, _changed: int) -> frozenset[int]:
    with _opened(file) as opened:
        if file.suffix.lower() in {".ttc", ".otc"}:
            return frozenset().union(*(_written(font) for font in TTCollection(opened, lazy=True).fonts))
        return _written(TTFont(opened, lazy=True))


def _written(font: TTFont) -> frozenset[int]:
    return frozenset(font.getBestCmap() or ())


@contextmanager
def _opened(file: Path) -> Iterator[BinaryIO]:
    try:
        with file.open("rb") as opened:
            yield opened
    except (TTLibError, OSError) as unreadable:
        raise FontUnusable(
            f"字体文件 {file.name} 不能读取：{unreadable}",
            f"The font {file.name} cannot be read: {unreadable}",
        ) from unreadable
