"""Whatever is typed: the program says what is wrong and ends with its code. It never shows a traceback."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

import starter
from models.domain.commands import COMMANDS
from tests.domain.garbage.values import NASTY_TEXT, PLAUSIBLE, days, tried

DONE, REFUSED, BAD_INPUT, UNREACHABLE = 0, 1, 2, 3
APP = starter.build()

_typed = st.one_of(
    st.sampled_from([text for text in NASTY_TEXT if text.isprintable() and len(text) < 1000]),
    st.sampled_from(PLAUSIBLE),
    days,
    st.text(max_size=8),
)
_number = st.one_of(st.integers(-2, 2000), st.sampled_from((2**40, 10**30))).map(str)


def typed(folder: Path, *arguments: str) -> Result:
    """The program in a folder in which no office has ever run; every ending but a traceback is an ending."""
    home = {"LIANSHEN_HOME": str(folder), "DATABASE_URL": "", "LIANSHEN_LANG": "en"}
    result = CliRunner().invoke(APP, list(arguments), env=home)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    assert result.exit_code == DONE or result.output.strip()
    return result


@tried(60)
@given(
    do=st.sampled_from((*COMMANDS, "nonsense")), case=_typed, fields=st.lists(_typed, max_size=3), key=_typed
)
def test_a_garbled_command_is_refused_or_reaches_no_office(
    tmp_path: Path, do: str, case: str, fields: list[str], key: str
) -> None:
    """By a rule (1), as bad input (2), or because there is no office here (3)."""
    dashed = [f"x{field}" if field.startswith("-") else field for field in fields]
    result = typed(tmp_path, "act", do, f"--case={case}", f"--key={key}", *dashed)

    assert result.exit_code in {REFUSED, BAD_INPUT, UNREACHABLE}


@tried(25)
@given(names=st.tuples(_typed, _typed), document=_typed, key=_typed)
def test_a_garbled_reorganisation_is_refused_or_reaches_no_office(
    tmp_path: Path, names: tuple[str, str], document: str, key: str
) -> None:
    """Its command and its key are looked at before any server is asked."""
    options = (f"--document={document}", f"--key={key}")
    result = typed(tmp_path, "case", "reorganise", *options, "--", *names)

    assert result.exit_code in {REFUSED, BAD_INPUT, UNREACHABLE}


@pytest.mark.parametrize("words", [("case", "show"), ("case", "history"), ("register", "verify", "--case")])
@tried(15)
@given(case=_typed)
def test_a_number_that_no_case_has_is_bad_input(tmp_path: Path, words: tuple[str, ...], case: str) -> None:
    """It is told before any server is asked."""
    assert typed(tmp_path, *words, f"x{case}").exit_code == BAD_INPUT


@tried(80)
@given(
    begin=_typed | days,
    limit=_number,
    stops=st.lists(st.tuples(_typed | days, days), max_size=2),
    more=_number,
)
def test_a_deadline_has_an_answer_or_bad_input(
    tmp_path: Path, begin: str, limit: str, stops: list[tuple[str, str]], more: str
) -> None:
    """Also at the ends of the years that are counted."""
    pauses = [f"--stop={first}:{last}" for first, last in stops]
    result = typed(tmp_path, "deadline", f"--from={begin}", f"--limit={limit}", f"--extend={more}", *pauses)

    assert result.exit_code in {DONE, BAD_INPUT}


@pytest.mark.parametrize(
    "words",
    [
        ("catalogue", "check"),
        ("catalogue", "show"),
        ("calendar", "check"),
        ("calendar", "preview"),
        ("calendar", "adopt"),
        ("case", "open"),
        ("people", "enter"),
        ("rehearse",),
    ],
    ids=" ".join,
)
def test_a_file_that_cannot_be_used_is_bad_input(tmp_path: Path, words: tuple[str, ...]) -> None:
    """One that is none, a folder, an empty one, and one of another kind."""
    empty, other = tmp_path / "empty.yaml", tmp_path / "other.yaml"
    empty.write_text("")
    other.write_text("- 1\n")
    for file in (tmp_path / "none.yaml", tmp_path, empty, other):
        assert typed(tmp_path, *words, str(file)).exit_code == BAD_INPUT


@pytest.mark.parametrize("last", ["2100-12-31", "1949-01-01"])
def test_the_first_and_the_last_year_are_counted(tmp_path: Path, last: str) -> None:
    """The longest limit with the longest extension still has a due day."""
    result = typed(tmp_path, "deadline", "--from", last, "--limit", "1000", "--extend", "1000")

    assert result.exit_code == DONE
    assert "2000 left" in result.output
