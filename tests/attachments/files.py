"""Real small files of every kind, and hostile ones, made here."""

import io
import struct
import zipfile
import zlib

import typst

PDF: bytes = typst.compile(b"#set page(width: 20mm, height: 20mm)\nA", format="pdf", timestamp=0)


def png(width: int = 1) -> bytes:
    """A picture of one line."""
    head = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(bytes(width + 1))), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def jpeg() -> bytes:
    """The markers of a picture, and little in it."""
    frame = b"\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"
    return b"\xff\xd8" + frame + b"\xff\xda\x00\x08\x01\x01\x00\x00\x3f\x00" + b"\x12\x34" + b"\xff\xd9"


def zipped(files: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these files."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def office(part: str, **more: bytes) -> bytes:
    """An office document with this main part."""
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{part}"/></Types>'
    return zipped({"[Content_Types].xml": types.encode(), "part.xml": b"<x/>", **more})


def ole(more: bytes = b"") -> bytes:
    """An older office document."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000) + more


DOCX = office("wordprocessingml.document.main+xml")
DWG = b"AC1032\x00" + bytes(2000)
DXF = b"  0\r\nSECTION\r\n  2\r\nHEADER\r\n  0\r\nENDSEC\r\n  0\r\nEOF\r\n"
OFD = zipped({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<x/>"})
DRAWINGS = zipped({"总图/平面.dwg": DWG, "总图/说明.pdf": PDF, "总图/字体.shx": b"x"})


def with_symlink() -> bytes:
    """A zip with a link to a file of the system."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        link = zipfile.ZipInfo("a.pdf")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return made.getvalue()


def lying_about_size() -> bytes:
    """A zip whose directory says that its entry is small."""
    made = bytearray(zipped({"a.pdf": bytes(3_000_000)}))
    for sign, place in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        at = made.index(sign) + place
        made[at : at + 4] = struct.pack("<I", 1000)
    return bytes(made)


def encrypted() -> bytes:
    """A zip whose entry says that it needs a password."""
    made = bytearray(zipped({"a.pdf": PDF}))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        made[made.index(sign) + place] |= 1
    return bytes(made)
