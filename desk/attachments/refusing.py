"""Why an attachment is not taken: facts with a sentence in both languages."""

from typing import Literal

from models.domain.text import Words

Fact = Literal[
    "FileEmpty",
    "FileTooLarge",
    "TooManyFiles",
    "CaseFull",
    "TooManyUploads",
    "UploadUnknown",
    "OffsetWrong",
    "SizeWrong",
    "DigestWrong",
    "TypeNotAllowed",
    "NameMisleads",
    "FileDamaged",
    "FileAmbiguous",
    "ArchiveUnsafe",
    "FileEncrypted",
    "FileInfected",
    "ScannerAway",
]


class AttachmentRefused(Exception):
    """An attachment, or a piece of one, was not taken; ``fact`` names why, ``words`` says it to people."""

    def __init__(self, fact: Fact, zh: str, en: str) -> None:
        self.fact = fact
        self.words = Words.model_construct(zh=zh, en=en)
        super().__init__(f"{fact}: {en}")


class OffsetWrong(AttachmentRefused):
    """The piece does not begin where the upload stands; ``stands`` is where to go on."""

    def __init__(self, stands: int) -> None:
        self.stands = stands
        super().__init__(
            "OffsetWrong",
            f"续传位置不对：已收到 {stands} 字节，请从那里继续",
            f"the upload stands at {stands} bytes; go on from there",
        )


def too_large(largest: int) -> AttachmentRefused:
    """The file is larger than one may be."""
    return AttachmentRefused(
        "FileTooLarge",
        f"文件超过单个文件的上限 {size_words(largest)}",
        f"the file is larger than one may be: {size_words(largest)}",
    )


def size_words(size: int) -> str:
    """A size as people read it."""
    for unit, factor in (("GB", 1 << 30), ("MB", 1 << 20), ("KB", 1 << 10)):
        if size >= factor:
            return f"{size / factor:.0f} {unit}" if size % factor == 0 else f"{size / factor:.1f} {unit}"
    return f"{size} B"
