"""Looks into a zip without unpacking it to disk: what it is, and whether others may unpack it."""

import re
import stat
from typing import IO, Final
from zipfile import BadZipFile, ZipFile, ZipInfo

from desk.attachments.kinds import KINDS, KindName
from desk.attachments.limits import MEGABYTE, AttachmentLimits
from desk.attachments.refusing import AttachmentRefused

_CHUNK: Final = 1 << 20
_ENCRYPTED: Final = 0x1
_CONTENT_TYPES: Final = "[Content_Types].xml"
_MAIN_PARTS: Final[dict[KindName, str]] = {
    "docx": "wordprocessingml.document.main+xml",
    "xlsx": "spreadsheetml.sheet.main+xml",
    "pptx": "presentationml.presentation.main+xml",
}
_LEADS_OUT: Final = re.compile(r"(^|/)\.\.(/|$)|^/|^[A-Za-z]:|\\|\x00")
_HARMLESS: Final = frozenset({"txt", "csv", "shx", "ctb", "plt", "bak", "db", "ds_store"})
"""Also found in sets of drawings: notes, fonts and pen tables of CAD programs, leftovers of folders."""
_INSIDE: Final = frozenset(ending for kind in KINDS.values() if kind.name != "zip" for ending in kind.endings)


def kind_of_archive(file: IO[bytes], limits: AttachmentLimits) -> KindName:
    """What the zip is: an office document, an OFD, or a set of drawings. Raises `AttachmentRefused`."""
    try:
        with ZipFile(file) as archive:
            infos = archive.infolist()
            _check_shape(file, archive, infos, limits)
            kind = _kind(archive, infos)
            if kind == "zip":
                _check_inside(archive, infos)
            _unfold(archive, infos, limits)
            return kind
    except (BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as damaged:
        raise AttachmentRefused(
            "FileDamaged", "压缩包不完整或已损坏", "the archive is damaged or not whole"
        ) from damaged


def _check_shape(file: IO[bytes], archive: ZipFile, infos: list[ZipInfo], limits: AttachmentLimits) -> None:
    if not infos or len(infos) > limits.archive_entries:
        raise _unsafe(f"文件数为 {len(infos)}", f"{len(infos)} entries")
    if infos and min(info.header_offset for info in infos) != 0:
        raise _unsafe("压缩包之前有其他内容", "something lies before the archive")
    size = file.seek(0, 2)
    if _end(archive, file) != size:
        raise _unsafe("压缩包之后有其他内容", "something lies behind the archive")
    names = [info.filename.casefold() for info in infos]
    if len(set(names)) != len(names):
        raise _unsafe("有重名文件", "two entries of one name")
    for info in infos:
        if info.flag_bits & _ENCRYPTED:
            raise AttachmentRefused("FileEncrypted", "压缩包已加密", "the archive is encrypted")
        if _LEADS_OUT.search(info.filename) or stat.S_ISLNK(info.external_attr >> 16):
            raise _unsafe("内含指向压缩包外的文件", "an entry leads out of the archive")
        if info.file_size > MEGABYTE and info.file_size > limits.archive_ratio * max(info.compress_size, 1):
            raise _unsafe("压缩比异常", "an entry unfolds too far")
    if sum(info.file_size for info in infos) > limits.archive_unfolded:
        raise _unsafe("解压后过大", "it unfolds into too much")


def _end(archive: ZipFile, file: IO[bytes]) -> int:
    """Where the archive's own end record ends."""
    size = file.seek(0, 2)
    back = 22 + len(archive.comment)
    file.seek(size - back)
    return size if file.read(4) == b"PK\x05\x06" else -1


def _kind(archive: ZipFile, infos: list[ZipInfo]) -> KindName:
    names = {info.filename for info in infos}
    if _CONTENT_TYPES in names:
        info = archive.getinfo(_CONTENT_TYPES)
        if info.file_size > 4 * MEGABYTE:
            raise _unsafe("内容清单过大", "its list of content types is too long")
        types = archive.read(info).decode("utf-8", "replace")
        if "macroEnabled" in types or any(name.lower().endswith("vbaproject.bin") for name in names):
            raise AttachmentRefused(
                "TypeNotAllowed",
                "文档含有宏，请另存为不含宏的文件或 PDF",
                "the document holds macros; save it without them, or as PDF",
            )
        for kind, part in _MAIN_PARTS.items():
            if part in types:
                return kind
    return "ofd" if "OFD.xml" in names else "zip"


def _check_inside(archive: ZipFile, infos: list[ZipInfo]) -> None:
    """A set of drawings holds files of the table, told by their endings; no archive in an archive."""
    for info in infos:
        if info.is_dir():
            continue
        ending = info.filename.rpartition("/")[2].rpartition(".")[2].lower()
        with archive.open(info) as inside:
            head = inside.read(4)
        nested = head == b"PK\x03\x04" and ending not in {"docx", "xlsx", "pptx", "ofd"}
        if ending not in _INSIDE | _HARMLESS or nested or head[:2] == b"MZ" or head == b"\x7fELF":
            shown = info.filename.encode("utf-8", "replace").decode()[-80:]
            raise _unsafe(f"内含不接受的文件：{shown}", f"it holds a file that is not taken: {shown}")


def _unfold(archive: ZipFile, infos: list[ZipInfo], limits: AttachmentLimits) -> None:
    """Read everything once: what an entry says about its own size may be a lie, its checksum is not."""
    left = limits.archive_unfolded
    for info in infos:
        with archive.open(info) as inside:
            while chunk := inside.read(_CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise _unsafe("解压后过大", "it unfolds into too much")


def _unsafe(zh: str, en: str) -> AttachmentRefused:
    return AttachmentRefused("ArchiveUnsafe", f"压缩包不安全：{zh}", f"the archive is not safe: {en}")
