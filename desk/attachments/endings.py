"""Whether a file ends where its own format says that it ends: what lies behind is another file in hiding.

A file that is valid in two formats at once (a polyglot) gets past whoever looks at only one of them.
"""

import re
import struct
from collections.abc import Callable, Mapping
from typing import IO, Final

from desk.attachments.kinds import KindName
from desk.attachments.refusing import AttachmentRefused

_TAIL: Final = 66_000
"""Longer than the end of a zip can be: 22 bytes and a comment of 65,535."""
_HEAD: Final = 4096
_ZIP_END: Final = b"PK\x05\x06"
_FOREIGN: Final = re.compile(
    rb"%PDF-|PK\x03\x04|<\s*(?:script|html|svg|!doctype)|<\?php|MZ\x90\x00", re.IGNORECASE
)
_PDF_END: Final = re.compile(rb"%%EOF[\r\n \t\x00]*\Z")
_MARK, _PICTURE = 0xFF, 0xDA
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


def check(file: IO[bytes], kind: KindName) -> None:
    """Raise `AttachmentRefused` for a file that is damaged, or that is something else as well."""
    size = file.seek(0, 2)
    file.seek(0)
    head = file.read(_HEAD)
    file.seek(max(0, size - _TAIL))
    tail = file.read()
    if _FOREIGN.search(head, 1):
        raise _ambiguous()
    if _holds_zip_end(tail):
        raise _ambiguous()
    asked = _ENDS.get(kind)
    if asked is not None:
        file.seek(0)
        asked(file, size, tail)


def _holds_zip_end(tail: bytes) -> bool:
    """An end record whose comment reaches just to the file's end: a zip reader would open this file."""
    place = tail.rfind(_ZIP_END)
    while place >= 0:
        if place + 22 <= len(tail):
            (comment,) = struct.unpack("<H", tail[place + 20 : place + 22])
            if place + 22 + comment >= len(tail) - 1024:
                return True
        place = tail.rfind(_ZIP_END, 0, place)
    return False


def _pdf(_file: IO[bytes], _size: int, tail: bytes) -> None:
    if b"startxref" not in tail:
        raise _damaged()
    if not _PDF_END.search(tail):
        raise _ambiguous()
    if re.search(rb"/Encrypt\s+\d+\s+\d+\s+R", tail):
        raise AttachmentRefused(
            "FileEncrypted",
            "PDF 已加密，审查部门无法阅读，请上传未加密的文件",
            "the PDF is encrypted and cannot be read by whoever reviews it; send one without a password",
        )


def _png(file: IO[bytes], size: int, _tail: bytes) -> None:
    place = 8
    while place + 12 <= size:
        file.seek(place)
        length, name = struct.unpack(">I4s", file.read(8))
        place += 12 + length
        if name == b"IEND":
            if place != size:
                raise _ambiguous()
            return
    raise _damaged()


def _jpeg(file: IO[bytes], size: int, tail: bytes) -> None:
    """Markers up to the picture itself must be whole; the file must end with the end of the picture.

    Cameras pad with zeros, and some append a second picture: it ends with the same mark.
    """
    place = 2
    while place + 4 <= size:
        file.seek(place)
        mark, code, length = struct.unpack(">BBH", file.read(4))
        if mark != _MARK:
            raise _damaged()
        if code == _MARK:
            place += 1
        elif code in _STANDALONE:
            place += 2
        elif code == _PICTURE:
            if not tail.rstrip(b"\x00").endswith(b"\xff\xd9"):
                raise _ambiguous()
            return
        else:
            place += 2 + length
    raise _damaged()


_ENDS: Final[Mapping[KindName, Callable[[IO[bytes], int, bytes], None]]] = {
    "pdf": _pdf,
    "png": _png,
    "jpeg": _jpeg,
}


def _ambiguous() -> AttachmentRefused:
    return AttachmentRefused(
        "FileAmbiguous",
        "文件中夹带了其他内容，请重新导出后上传",
        "something else is hidden in the file; export it anew and send that",
    )


def _damaged() -> AttachmentRefused:
    return AttachmentRefused(
        "FileDamaged", "文件不完整或已损坏，请重新上传", "the file is damaged or not whole; send it again"
    )
