import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from models.domain.faults import Unfit
from models.domain.text import Code, Line, Paragraph, clean_text


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("  园区  ", "园区"),
        ("e\u0301", "\u00e9"),  # NFC: one spelling for what looks the same
        ("a b", "a b"),
        ("𠮷野", "𠮷野"),  # beyond the first plane
        ("👩\u200d🌾", "👩\u200d🌾"),  # a joiner inside a sign is no control
    ],
)
def test_text_is_kept_in_one_spelling(written: str, kept: str) -> None:
    """Names are compared and searched, so each has one form."""
    assert clean_text(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "   ",
        "a\x00b",
        "a\nb",
        "a\tb",
        "\ud800",
        "a\u202eb",
        "a\u2066b",
        "a\u2028b",
        "\x7f",
        "\x85",
        "x" * 4001,
    ],
)
def test_text_that_cannot_be_kept_is_refused_in_both_languages(written: str) -> None:
    """PostgreSQL, JSON and the reader's eye each refuse some of it."""
    with pytest.raises(Unfit) as refused:
        clean_text(written)

    assert refused.value.zh != refused.value.en


def test_a_paragraph_has_lines_and_a_line_has_none() -> None:
    """Reasons may be long; names may not break a list."""
    assert TypeAdapter(Paragraph).validate_python("一\r\n二\t三") == "一\n二\t三"
    with pytest.raises(ValidationError):
        TypeAdapter(Line).validate_python("一\n二")


@given(st.text(max_size=300))
def test_what_is_kept_can_be_stored_and_is_kept_again(written: str) -> None:
    """Cleaning twice is cleaning once, and the result is valid UTF-8 without NUL."""
    try:
        kept = clean_text(written, longest=200)
    except Unfit:
        return

    assert clean_text(kept, longest=200) == kept
    assert b"\x00" not in kept.encode("utf-8")
    assert 1 <= len(kept) <= 200


@pytest.mark.parametrize("written", ["a", "a-b", "a_b", "a1-b2", "x" * 64])
def test_a_code_is_small_letters_digits_and_single_hyphens(written: str) -> None:
    """Codes stand in addresses, file names and histories."""
    assert TypeAdapter(Code).validate_python(written) == written


@pytest.mark.parametrize(
    "written", ["", "A", "1a", "a--b", "-a", "a-", "a b", "a\n", "消防", "ａ", "x" * 65, 5, None]
)
def test_anything_else_is_no_code(written: object) -> None:
    """Not even with a line end behind it."""
    with pytest.raises(ValidationError):
        TypeAdapter(Code).validate_python(written)
