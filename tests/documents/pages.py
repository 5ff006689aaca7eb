"""Reads printed documents again, as a program that knows nothing of how they were made."""

import io
import re

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader


def reader(pdf: bytes) -> PdfFileReader:
    """The document, parsed."""
    return PdfFileReader(io.BytesIO(pdf), strict=False)


def pages(pdf: bytes) -> int:
    """How many pages there are."""
    return int(reader(pdf).root["/Pages"]["/Count"])


def conformance(pdf: bytes) -> str:
    """What the file says of itself: the part and level of PDF/A, such as 2A."""
    xmp = reader(pdf).root["/Metadata"].data.decode()
    part = re.search(r"pdfaid:part>(\d)<", xmp)
    level = re.search(r"pdfaid:conformance>(\w)<", xmp)
    assert part is not None
    assert level is not None
    return part[1] + level[1]


def embedded_fonts(pdf: bytes) -> dict[str, bool]:
    """Every font that the file describes, and whether its program is in the file."""
    read = reader(pdf)
    found: dict[str, bool] = {}
    for number in range(1, int(read.trailer["/Size"])):
        thing = generic.Reference(number, 0, read).get_object()
        if isinstance(thing, generic.DictionaryObject) and thing.get("/Type") == "/FontDescriptor":
            found[str(thing["/FontName"])] = "/FontFile2" in thing or "/FontFile3" in thing
    return found


def title(pdf: bytes) -> str:
    """The title in the file's metadata."""
    xmp = reader(pdf).root["/Metadata"].data.decode()
    found = re.search(r"<dc:title>.*?<rdf:li[^>]*>(.*?)</rdf:li>", xmp, re.DOTALL)
    assert found is not None
    return found[1]
