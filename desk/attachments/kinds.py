"""The kinds of files that may be attached, each with the reason; everything else is refused.

No kind is ever shown by our own pages: files leave as downloads.
"""

from dataclasses import dataclass
from typing import Final, Literal

from models.domain.text import Words

KindName = Literal["pdf", "jpeg", "png", "tiff", "ofd", "docx", "xlsx", "pptx", "doc", "dwg", "dxf", "zip"]


@dataclass(frozen=True)
class Kind:
    """One kind of file: how it is called, which endings its name may have, and why it is taken."""

    name: KindName
    words: Words
    endings: tuple[str, ...]
    media_type: str
    reason: Words


def _kind(
    name: KindName, zh: str, en: str, endings: tuple[str, ...], media: str, why: tuple[str, str]
) -> Kind:
    return Kind(name, Words(zh=zh, en=en), endings, media, Words(zh=why[0], en=why[1]))


_SCANS = ("证照和现场照片", "scanned certificates and photographs of the site")
_DRAWINGS = ("设计图纸的原生格式", "what drawings are made in")
_REPORTS = ("申请报告和表格的可编辑稿", "reports and forms that are still edited")

KINDS: Final[dict[KindName, Kind]] = {
    kind.name: kind
    for kind in (
        _kind(
            "pdf", "PDF 文档", "PDF", ("pdf",), "application/pdf", ("正式文书的通用格式", "official papers")
        ),
        _kind("jpeg", "JPEG 图片", "JPEG", ("jpg", "jpeg", "jpe"), "image/jpeg", _SCANS),
        _kind("png", "PNG 图片", "PNG", ("png",), "image/png", _SCANS),
        _kind("tiff", "TIFF 图片", "TIFF", ("tif", "tiff"), "image/tiff", _SCANS),
        _kind(
            "ofd",
            "OFD 版式文档",
            "OFD",
            ("ofd",),
            "application/ofd",
            ("国家标准版式文件（GB/T 33190）", "national fixed-layout format (GB/T 33190)"),
        ),
        _kind(
            "docx",
            "Word 文档",
            "Word",
            ("docx",),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            _REPORTS,
        ),
        _kind(
            "xlsx",
            "Excel 表格",
            "Excel",
            ("xlsx",),
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            _REPORTS,
        ),
        _kind(
            "pptx",
            "PowerPoint 演示文稿",
            "PowerPoint",
            ("pptx",),
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            _REPORTS,
        ),
        _kind(
            "doc",
            "旧版 Office 或 WPS 文档",
            "older Office or WPS document",
            ("doc", "xls", "ppt", "wps", "et", "dps"),
            "application/x-ole-storage",
            ("仍在使用旧版软件的单位", "offices that still use older programs"),
        ),
        _kind("dwg", "DWG 图纸", "DWG", ("dwg",), "image/vnd.dwg", _DRAWINGS),
        _kind("dxf", "DXF 图纸", "DXF", ("dxf",), "image/vnd.dxf", _DRAWINGS),
        _kind(
            "zip",
            "ZIP 压缩包",
            "ZIP",
            ("zip",),
            "application/zip",
            ("整套图纸；只能包含以上各类文件", "sets of drawings; only files of the kinds above"),
        ),
    )
}


def allowed() -> Words:
    """All kinds, to be said to people."""
    return Words.model_construct(
        zh="、".join(kind.words.zh for kind in KINDS.values()),
        en=", ".join(kind.words.en for kind in KINDS.values()),
    )
