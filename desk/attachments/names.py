"""The names of attachments: kept as people typed them, as data alone. No name is ever part of a path."""

import unicodedata
from typing import Final
from urllib.parse import quote

from desk.documents.package_names import safe_name

LONGEST: Final = 255
_SHOWN_AS_LOST: Final = frozenset({"Cc", "Cs", "Cn", "Zl", "Zp"})
_HIDDEN: Final = frozenset({"Cf"})


def kept_name(name: str) -> str:
    """The name as it is kept: in NFC, without characters that cannot be kept or that turn text round.

    What cannot be kept (NUL, lone surrogates, line feeds) becomes U+FFFD; what cannot be seen (bidi controls,
    zero widths) is left out. A name too long loses its middle, not its ending.
    """
    marked = "".join(
        "\ufffd" if unicodedata.category(each) in _SHOWN_AS_LOST else each
        for each in unicodedata.normalize("NFC", name)
        if unicodedata.category(each) not in _HIDDEN
    ).strip()
    if len(marked) > LONGEST:
        marked = f"{marked[: LONGEST - 21]}…{marked[-20:]}"
    return marked or "文件"


def disposition(name: str) -> str:
    """The header under which a file leaves: a download, its name for old and new browsers (RFC 6266)."""
    safe = safe_name(name)
    plain = safe.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("%", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(safe, safe='')}"
