"""How much an office takes: of one file, of one case, and of what an archive may unfold into."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

MEGABYTE: Final = 1024 * 1024
GIGABYTE: Final = 1024 * MEGABYTE


@dataclass(frozen=True, kw_only=True)
class AttachmentLimits:
    """Sizes are in bytes. The defaults suit the drawings of a major project."""

    largest_file: int = GIGABYTE
    files_of_a_case: int = 1000
    bytes_of_a_case: int = 20 * GIGABYTE
    uploads_of_a_person: int = 20
    upload_kept: timedelta = timedelta(days=7)
    archive_entries: int = 5000
    archive_unfolded: int = 4 * GIGABYTE
    archive_ratio: int = 100
    """How many times its packed size one entry may become; entries under a megabyte are not asked."""
