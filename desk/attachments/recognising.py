"""What a file is, told by its content alone: its name is only compared with what was found."""

import re
from typing import IO, Final

from desk.attachments import endings
from desk.attachments.archives import kind_of_archive
from desk.attachments.kinds import KINDS, Kind, KindName, allowed
from desk.attachments.limits import AttachmentLimits
from desk.attachments.refusing import AttachmentRefused

_HEAD: Final = 4096
_DXF_TEXT: Final = re.compile(rb"(?:\s*999\r?\n[^\n]*\n)*\s*0\s*\r?\n\s*SECTION\s*\r?\n")
_BINARY_DXF: Final = b"AutoCAD Binary DXF\r\n\x1a\x00"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DWG: Final = re.compile(rb"AC10[0-9]{2}\x00")
_MACROS: Final = "_VBA_PROJECT".encode("utf-16-le")


def recognise(file: IO[bytes], name: str, limits: AttachmentLimits) -> Kind:
    """The kind of the file. Raises `AttachmentRefused` for everything that cannot be taken.

    Refused are kinds that are not in the table, files that are two kinds at once or have something behind
    their end, archives that unfold too far or hold something else, macros, and names that say another kind.
    """
    head = file.read(_HEAD)
    if not head:
        raise AttachmentRefused("FileEmpty", "文件是空的", "the file is empty")
    found = _by_head(head)
    if found is None:
        raise AttachmentRefused(
            "TypeNotAllowed",
            f"不接受这种文件（按内容判断）。可以上传：{allowed().zh}",
            f"files of this kind (by their content) are not taken. Taken are: {allowed().en}",
        )
    file.seek(0)
    if found == "zip":
        found = kind_of_archive(file, limits)
    else:
        endings.check(file, found)
        if found == "doc":
            _refuse_macros(file)
    kind = KINDS[found]
    _compare_name(kind, name)
    return kind


def kind_of_head(head: bytes) -> KindName | None:
    """The kind that the first bytes speak of; None for none of the table."""
    return _by_head(head)


def _by_head(head: bytes) -> KindName | None:
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if head.startswith((b"II*\x00", b"MM\x00*")):
        return "tiff"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(_OLE):
        return "doc"
    if _DWG.match(head):
        return "dwg"
    if head.startswith(_BINARY_DXF) or _DXF_TEXT.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "dxf"
    return None


def _compare_name(kind: Kind, name: str) -> None:
    ending = name.rpartition(".")[2].strip().lower() if "." in name else ""
    if ending not in kind.endings:
        raise AttachmentRefused(
            "NameMisleads",
            f"内容是{kind.words.zh}，文件名应以 .{kind.endings[0]} 结尾",
            f"the content is {kind.words.en}: the name must end with .{kind.endings[0]}",
        )


def _refuse_macros(file: IO[bytes]) -> None:
    """Older documents keep macros in a storage of this name, spelt in UTF-16."""
    file.seek(0)
    before = b""
    while chunk := file.read(1 << 20):
        if _MACROS in before + chunk:
            raise AttachmentRefused(
                "TypeNotAllowed",
                "文档含有宏，请另存为不含宏的文件或 PDF",
                "the document holds macros; save it without them, or as PDF",
            )
        before = chunk[-len(_MACROS) :]
