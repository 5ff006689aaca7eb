"""What stands on a document, as plain data for the template: texts, tables and forms, never markup."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from json import dumps
from typing import Literal

from desk.documents.fonts import Part
from models.domain.text import Words


@dataclass(frozen=True)
class Paragraph:
    """Running text, its first line indented by two characters."""

    text: str
    kind: Literal["paragraph"] = "paragraph"


@dataclass(frozen=True)
class Facts:
    """Labels with their values, one or two pairs in a line; an empty value is a field to be written in."""

    rows: tuple[tuple[str, ...], ...]
    tall: bool = False
    kind: Literal["facts"] = "facts"


@dataclass(frozen=True)
class Grid:
    """A table under heads; ``widths`` are in parts of the whole, columns named in ``centred`` are centred."""

    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    centred: tuple[int, ...] = (0,)
    kind: Literal["grid"] = "grid"


Block = Paragraph | Facts | Grid


@dataclass(frozen=True)
class Sheet:
    """One document without its number, its code for checking and its seal.

    ``issuer`` is the office in the head and, with ``day``, at the foot, where the seal goes unless it is a
    form for the hand. ``slip`` comes below: what the addressee fills in. ``copies`` get one, too (抄送).
    """

    title: Words
    issuer: str
    blocks: tuple[Block, ...]
    day: str
    addressee: str | None = None
    sealed: bool = True
    slip: tuple[Block, ...] = ()
    copies: tuple[str, ...] = ()


@dataclass(frozen=True)
class Mark:
    """What tells this document from all others: its number, its line in the register, where to check it."""

    number: str
    case: str
    line: int
    hash: str
    check_page: str


def texts(sheet: Sheet, mark: Mark) -> Iterator[str]:
    """Everything that will be printed, to be compared with the fonts."""
    yield from _strings(asdict(sheet))
    yield from _strings(asdict(mark))


def document_json(sheet: Sheet, mark: Mark, code: str, fonts: Mapping[Part, Sequence[str]]) -> str:
    """The template's input; ``code`` is the QR code as SVG."""
    printed = asdict(sheet) | {"title": sheet.title.zh}
    said = {"sheet": printed, "mark": asdict(mark), "code": code, "fonts": fonts}
    return dumps(said, ensure_ascii=False)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _strings(inner)
