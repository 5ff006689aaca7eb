"""Files as people spoil them: cut, doubled, twisted, or never meant to be what they are taken for."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NamedTuple

from hypothesis import strategies as st

from desk.cli.rehearse import books_of, load_rehearsal
from models.domain.case_file import CaseFile
from models.domain.people_file import PeopleFile, check_people_file
from models.domain.rules.stage import play
from runtime.documents import DATA, load, load_calendar_file, load_case, load_catalogue
from tests.domain.garbage.values import any_json


def rehearse(file: Path) -> object:
    """Read and play, as ``lianshen rehearse`` does."""
    rehearsal = load_rehearsal(file)
    return play(rehearsal, books_of(file, rehearsal))


class Kind(NamedTuple):
    """A kind of file: what reads it, and one that is right."""

    read: Callable[[Path], object]
    right: Path


CALENDARS: Final = Path(__file__).parents[2] / "calendars"
KINDS: Final = {
    "catalogue": Kind(load_catalogue, DATA / "catalogues/major-project-phase-two.yaml"),
    "calendar": Kind(load_calendar_file, DATA / "calendars/CN/2026.yaml"),
    "office-days": Kind(load_calendar_file, CALENDARS / "sample-flood.yaml"),
    "case": Kind(load_case, DATA / "cases/industrial-park.yaml"),
    "rehearsal": Kind(rehearse, min((DATA / "rehearsals").glob("*.yaml"))),
    "people": Kind(
        lambda file: load(file, PeopleFile, check_people_file), next((DATA / "people").glob("*.yaml"))
    ),
    "case-alone": Kind(lambda file: load(file, CaseFile), DATA / "cases/industrial-park.yaml"),
}
NASTY: Final = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"&a ", b"*a", b"!!python/object/apply:os.getcwd []", b"!x ",
    b"<<: ", b"[" * 50, b"{" * 50, b"- " * 50, b"\t", b"\r", b"%YAML 9.9\n---\n", b"---\n", b"...\n",
    b"? ", b"|\n", b">\n", b"'", b'"', b": ", b"#", b",", b"]", b"}", b"1e999", b".nan", b"-.inf",
    b"0o17", b"1099511627776", b"9" * 40, b"2026-02-30", b"9999-12-31", b"0001-01-01", b"\xed\xa0\x80",
    b"\xe2\x80\xae", b"\x1b[2J", b"\xc2\x85", b"\xe2\x80\xa8", b"\n", b"code: x\n", b"catalogue: 1\n",
)  # fmt: skip


@st.composite
def spoiled(draw: st.DrawFn, content: bytes) -> bytes:
    """The file with a few of its bytes taken out, doubled, or replaced by what does not belong there."""
    for _ in range(draw(st.integers(1, 3))):
        begin = draw(st.integers(0, len(content)))
        end = min(len(content), begin + draw(st.sampled_from((0, 0, 1, 3, 20, 200))))
        put = draw(st.one_of(st.sampled_from(NASTY), st.binary(max_size=4), st.just(content[begin:end] * 2)))
        content = content[:begin] + put + content[end:]
    return content


@st.composite
def twisted(draw: st.DrawFn, right: Any) -> Any:
    """The document with one of its values replaced by any other, a key that nobody knows, or one less."""
    places = _places(right, ())
    path = draw(st.sampled_from(places))
    what = draw(st.sampled_from(("value", "value", "value", "key", "less")))
    return _twist(right, path, what, draw(any_json))


def _places(value: Any, path: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _places(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            found += _places(inner, (*path, position))
    return found


def _twist(value: Any, path: tuple[Any, ...], what: str, other: object) -> Any:
    first, *rest = path
    changed = dict(value) if isinstance(value, dict) else list(value)
    if rest:
        changed[first] = _twist(changed[first], tuple(rest), what, other)
    elif what == "value":
        changed[first] = other
    elif what == "less" or not isinstance(changed, dict):
        del changed[first]
    else:
        changed["nobody-knows"] = other
    return changed


def written(document: Any) -> str:
    """The document as JSON, which is YAML as well; ten thousand levels are written as one."""
    try:
        return json.dumps(document, default=str)
    except RecursionError:
        return "[" * 10_000
