"""Names of files inside a package: as people wrote them, and nothing that leads out of a folder."""

import re
import unicodedata
from typing import Final

_LONGEST: Final = 120
_UNSAFE: Final = re.compile(r'[\\/:*?"<>|]')
_DEVICES: Final = re.compile(r"(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?")
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def safe_name(name: str) -> str:
    """The name as a file's name on any system: Chinese stays, separators and hidden characters go.

    A name of which nothing is left, or that Windows keeps for a device, becomes 文件.
    """
    shown = "".join(
        each for each in unicodedata.normalize("NFC", name) if unicodedata.category(each) not in _HIDDEN
    )
    cleaned = _UNSAFE.sub("_", shown).strip(" .")
    stem, dot, extension = cleaned.rpartition(".")
    if dot and len(extension) <= 10:  # noqa: PLR2004 - a longer one is no extension
        cleaned = stem[: _LONGEST - len(extension) - 1].rstrip(" .") + dot + extension
    else:
        cleaned = cleaned[:_LONGEST].rstrip(" .")
    if not cleaned or _DEVICES.fullmatch(cleaned):
        return f"文件{cleaned}"
    return cleaned


def free_name(name: str, taken: set[str]) -> str:
    """The safe name, numbered where it is taken already (in any case of letters); marks it as taken."""
    safe = safe_name(name)
    stem, dot, extension = safe.rpartition(".")
    if not dot:
        stem, extension = safe, ""
    own, number = safe, 1
    while own.casefold() in taken:
        number += 1
        own = f"{stem}（{number}）{dot}{extension}"
    taken.add(own.casefold())
    return own
