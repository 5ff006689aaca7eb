"""Refused files and unprintable documents as problems: their own names and words, a status for each."""

from desk.attachments.refusing import AttachmentRefused
from desk.documents.fonts import FontUnusable, MissingGlyphs, NoChineseFont
from desk.web.problems import Problem

UNPRINTABLE = (MissingGlyphs, NoChineseFont, FontUnusable)


def problem_of_file(refused: AttachmentRefused) -> Problem:
    """Why the file was not taken."""
    return Problem(refused.fact, zh=f"{refused.words.zh}。", en=f"{_sentence(refused.words.en)}.")


def problem_of_print(raised: MissingGlyphs | NoChineseFont | FontUnusable) -> Problem:
    """Why nothing was printed, and what to install."""
    return Problem(type(raised).__name__, zh=raised.words.zh, en=raised.words.en)


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
