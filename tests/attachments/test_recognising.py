import io

import pytest

from desk.attachments.kinds import KINDS
from desk.attachments.limits import AttachmentLimits
from desk.attachments.names import disposition, kept_name
from desk.attachments.recognising import recognise
from desk.attachments.refusing import AttachmentRefused, Fact, size_words
from tests.attachments import files

LIMITS = AttachmentLimits(archive_entries=50, archive_unfolded=20_000_000)


def fact(content: bytes, name: str) -> str:
    """The kind that was found, or the fact for which the file was refused."""
    try:
        return recognise(io.BytesIO(content), name, LIMITS).name
    except AttachmentRefused as refused:
        return refused.fact if refused.words.zh and refused.words.en else "nothing said"


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (files.PDF, "申请报告.pdf", "pdf"),
        (files.PDF + b"\r\n\x00", "换行结尾.PDF", "pdf"),
        (files.png(), "现场.png", "png"),
        (files.jpeg(), "现场.jpg", "jpeg"),
        (files.jpeg() + bytes(100), "补零.jpeg", "jpeg"),
        (b"II*\x00" + bytes(100), "扫描.tif", "tiff"),
        (files.DWG, "总平面.dwg", "dwg"),
        (files.DXF, "总平面.dxf", "dxf"),
        (b"  999\nmade by\n" + files.DXF, "注释.dxf", "dxf"),
        (b"AutoCAD Binary DXF\r\n\x1a\x00" + bytes(50), "二进制.dxf", "dxf"),
        (files.OFD, "批复.ofd", "ofd"),
        (files.DOCX, "报告.docx", "docx"),
        (files.office("spreadsheetml.sheet.main+xml"), "投资.xlsx", "xlsx"),
        (files.office("presentationml.presentation.main+xml"), "汇报.pptx", "pptx"),
        (files.ole(), "旧报告.wps", "doc"),
        (files.DRAWINGS, "图纸.zip", "zip"),
    ],
)
def test_every_kind_of_the_table_is_told_by_its_content(content: bytes, name: str, kind: str) -> None:
    """The name only has to agree."""
    assert fact(content, name) == kind


def test_every_kind_has_its_reason() -> None:
    """An office can read why a kind is taken."""
    assert all(kind.reason.zh and kind.endings and "html" not in kind.media_type for kind in KINDS.values())


@pytest.mark.parametrize(
    ("content", "name", "refused"),
    [
        (b"", "空.pdf", "FileEmpty"),
        (b"MZ\x90\x00" + bytes(100), "程序.pdf", "TypeNotAllowed"),
        (b"<html><script>1</script>", "网页.pdf", "TypeNotAllowed"),
        (b"<svg onload=x>", "图.svg", "TypeNotAllowed"),
        (b"GIF89a" + bytes(50), "图.gif", "TypeNotAllowed"),
        (
            files.office("wordprocessingml.document.main+xml", **{"word/vbaProject.bin": b"x"}),
            "宏.docx",
            "TypeNotAllowed",
        ),
        (files.ole("_VBA_PROJECT".encode("utf-16-le")), "宏.doc", "TypeNotAllowed"),
        (files.PDF, "报告.docx", "NameMisleads"),
        (files.PDF, "报告", "NameMisleads"),
        (files.DOCX, "报告.zip", "NameMisleads"),
        (files.PDF[:-200], "断.pdf", "FileDamaged"),
        (files.png()[:-5], "断.png", "FileDamaged"),
        (files.DRAWINGS[:-30], "断.zip", "FileDamaged"),
        (files.jpeg() + files.DRAWINGS, "夹带.jpg", "FileAmbiguous"),
        (files.png() + b"<script>", "夹带.png", "FileAmbiguous"),
        (files.PDF + files.DRAWINGS, "夹带.pdf", "FileAmbiguous"),
        (files.PDF.replace(b"%PDF-1.7", b"%PDF-1.7\n<html><script>", 1), "夹带.pdf", "FileAmbiguous"),
        (b"II*\x00" + bytes(100) + files.DRAWINGS, "夹带.tif", "FileAmbiguous"),
        (files.DWG + files.DRAWINGS, "夹带.dwg", "FileAmbiguous"),
        (
            files.PDF.replace(b"trailer", b"/Encrypt 9 0 R trailer", 1)[:-7] + b"/Encrypt 9 0 R\n%%EOF",
            "密.pdf",
            "FileEncrypted",
        ),
        (files.encrypted(), "密.zip", "FileEncrypted"),
        (files.DRAWINGS + b"more", "尾.zip", "ArchiveUnsafe"),
        (files.zipped({"a.exe": b"MZ"}), "程序.zip", "ArchiveUnsafe"),
        (files.zipped({"a.pdf": b"MZ\x90\x00"}), "改名.zip", "ArchiveUnsafe"),
        (files.zipped({"a.zip": files.DRAWINGS}), "套.zip", "ArchiveUnsafe"),
        (files.zipped({"a.pdf": files.DRAWINGS}), "套改名.zip", "ArchiveUnsafe"),
        (files.zipped({"../../a.pdf": files.PDF}), "滑.zip", "ArchiveUnsafe"),
        (files.zipped({"/etc/a.pdf": files.PDF}), "根.zip", "ArchiveUnsafe"),
        (files.zipped({"C:\\a.pdf": files.PDF}), "盘.zip", "ArchiveUnsafe"),
        (files.with_symlink(), "链.zip", "ArchiveUnsafe"),
        (files.zipped({"a.pdf": bytes(10_000_000)}), "炸弹.zip", "ArchiveUnsafe"),
        (files.zipped({f"{n}.pdf": b"" for n in range(51)}), "多.zip", "ArchiveUnsafe"),
        (files.zipped({f"{n}.pdf": bytes(900_000) for n in range(30)}), "大.zip", "ArchiveUnsafe"),
        (
            files.office("wordprocessingml.document.main+xml", big=bytes(10_000_000)),
            "炸弹.docx",
            "ArchiveUnsafe",
        ),
        (files.lying_about_size(), "谎.zip", "FileDamaged"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(content: bytes, name: str, refused: Fact) -> None:
    """Wrong kinds, damaged files, polyglots, bombs, and what leads out of an archive."""
    assert fact(content, name) == refused


def test_a_zip_with_something_before_it_is_another_file_as_well() -> None:
    """A zip reader would find the archive behind a picture's head."""
    assert fact(b"PK\x03\x04junk" + files.DRAWINGS, "前.zip") == "ArchiveUnsafe"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("总平面图（最终版）.dwg", "总平面图（最终版）.dwg"),
        ("../../etc/passwd", "../../etc/passwd"),
        ("'; DROP TABLE attachments; --.pdf", "'; DROP TABLE attachments; --.pdf"),
        ("<script>alert(1)</script>.pdf", "<script>alert(1)</script>.pdf"),
        ("图\u202egpj.exe", "图gpj.exe"),
        ("a\x00b\ud800.pdf", "a\ufffdb\ufffd.pdf"),
        ("  \u200b ", "文件"),
        ("𠮷野家.pdf", "𠮷野家.pdf"),
    ],
)
def test_a_name_is_kept_as_data(typed: str, kept: str) -> None:
    """As it was typed, without what cannot be kept or seen."""
    assert kept_name(typed) == kept


def test_an_endless_name_keeps_its_ending() -> None:
    """The middle goes."""
    kept = kept_name("图" * 400 + ".dwg")

    assert len(kept) == 255
    assert kept.endswith(".dwg")


def test_a_download_never_opens_in_the_page_and_leads_nowhere() -> None:
    """Old browsers get a plain name, new ones the Chinese one; nothing breaks out of the header."""
    header = disposition('../总"平面\r\nSet-Cookie: a=b.dwg')

    assert header.startswith('attachment; filename="')
    assert "\r" not in header
    assert "\n" not in header
    assert "/" not in header
    assert header.count('"') == 2
    assert "filename*=UTF-8''" in header
    assert header.isascii()


@pytest.mark.parametrize(("size", "said"), [(1 << 30, "1 GB"), (1536 << 20, "1.5 GB"), (900, "900 B")])
def test_sizes_are_said_as_people_read_them(size: int, said: str) -> None:
    """Whole numbers without a point."""
    assert size_words(size) == said
