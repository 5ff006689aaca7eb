"""The manifest of a delivery package: its files, and the register's lines that they rest on."""

from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from activities.register_lines import Line
from models.domain.chain import entry_hash
from models.domain.names import CaseNumber, CommandKey

MANIFEST: Final = "清单.json"
README: Final = "说明.txt"

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
MOST_LINES: Final = 100_000
LONGEST_MANIFEST: Final = 64 * 1024 * 1024


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FileEntry(_Part):
    """A file by its name in the package. ``line`` and ``number`` are those of a document of the office."""

    name: str
    sha256: Digest
    size: Annotated[int, Field(ge=0)]
    title: str
    number: str | None = None
    line: int | None = None


class LineBody(_Part):
    """What stands in a line, so that its hash can be computed again."""

    key: str
    digest: str
    entered_at: datetime
    body: str


class LineEntry(_Part):
    """One line by its hash; what stands in it is told only where a file of the package rests on it."""

    seq: int
    hash: Digest
    told: LineBody | None = None

    def own_hash(self, case: str, previous: str) -> str | None:
        """What the hash must be after the line before; None for a line that is not told."""
        if self.told is None:
            return None
        return entry_hash(
            previous=previous,
            case=CaseNumber(case),
            seq=self.seq,
            key=CommandKey(self.told.key),
            digest=self.told.digest,
            entered_at=self.told.entered_at,
            body=self.told.body,
        )


class Manifest(_Part):
    """Everything in the package but the manifest itself."""

    package: Literal[1] = 1
    case: str
    project: str
    applicant: str
    files: Annotated[tuple[FileEntry, ...], Field(min_length=1, max_length=10_000)]
    register_lines: Annotated[tuple[LineEntry, ...], Field(min_length=1, max_length=MOST_LINES)]


def line_entry(line: Line, *, told: bool) -> LineEntry:
    """A line of the register, with or without what stands in it."""
    body = LineBody(key=line.key, digest=line.digest, entered_at=line.entered_at, body=line.body)
    return LineEntry(seq=line.seq, hash=line.hash, told=body if told else None)
