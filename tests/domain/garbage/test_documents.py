"""Whatever stands in a file: it is read, or every fault is told with its place. Never anything else."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.domain.text import refuse_unkeepable
from runtime.documents import DATA, DocumentFaults, PlacedFault, load_catalogue
from runtime.reading.yaml_source import read_yaml
from tests.domain.garbage.documents import KINDS, Kind, spoiled, twisted, written
from tests.domain.garbage.values import any_json, tried

KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
LONGEST_LINE = 20_000
MOST_FAULTS = 1200


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder beside the shipped catalogues and calendars, as the files' own paths expect it."""
    for each in ("catalogues", "calendars", "cases"):
        (tmp_path / each).symlink_to(DATA / each)
    files = tmp_path / "files"
    files.mkdir()
    return files


def check(kind: Kind, file: Path, content: bytes) -> None:
    """The file is right, or its faults name the file and say in both languages what is wrong."""
    file.write_bytes(content)
    faults: tuple[PlacedFault, ...] | None = None
    try:
        kind.read(file)
    except DocumentFaults as unusable:
        faults = unusable.faults
    assert faults is None or faults
    for fault in faults or ():
        assert fault.file.startswith(str(file.parent.parent))
        assert fault.line is None or 1 <= fault.line <= content.count(b"\n") + 2
        for said in (fault.in_("zh"), fault.in_("en")):
            assert said.encode("utf-8")
            refuse_unkeepable(said, lines=False)
            assert len(said) < LONGEST_LINE


@KIND
@pytest.mark.parametrize("ending", ["yaml", "json"])
def test_a_file_that_is_right_is_read(kind: Kind, ending: str, folder: Path) -> None:
    """Else nothing below would say anything."""
    content = kind.right.read_text("utf-8")
    if ending == "json":
        content = written(read_yaml(content).value)
    file = folder / f"file.{ending}"
    file.write_text(content, "utf-8")

    assert kind.read(file)


@KIND
@tried(60)
@given(data=st.data())
def test_a_spoiled_file_is_refused_with_its_place(kind: Kind, folder: Path, data: st.DataObject) -> None:
    """Bytes lost, doubled, or put in."""
    check(kind, folder / "file.yaml", data.draw(spoiled(kind.right.read_bytes())))


@KIND
@tried(60)
@given(data=st.data())
def test_a_twisted_file_is_refused_with_its_place(kind: Kind, folder: Path, data: st.DataObject) -> None:
    """One value is any other, one key is unknown, one entry is gone."""
    right = read_yaml(kind.right.read_text("utf-8")).value

    check(kind, folder / "file.json", written(data.draw(twisted(right))).encode())


@KIND
@tried(30)
@given(content=st.one_of(st.binary(max_size=60), any_json.map(written).map(str.encode)))
def test_what_was_never_such_a_file_is_refused(kind: Kind, folder: Path, content: bytes) -> None:
    """Any bytes, and any document, under either name."""
    check(kind, folder / "file.yaml", content)
    check(kind, folder / "file.json", content)


def test_a_character_that_cannot_be_shown_is_spelled_out(folder: Path) -> None:
    """A name that would turn the words of its own fault around."""
    kind = KINDS["rehearsal"]
    content = kind.right.read_text("utf-8").replace("case: market}", "case: \u202emarket}", 1)
    (folder / "file.yaml").write_text(content, "utf-8")

    with pytest.raises(DocumentFaults, match=r"没有“\\u202emarket”") as refused:
        kind.read(folder / "file.yaml")

    assert "\u202e" not in str(refused.value)


@pytest.mark.parametrize(
    "bomb",
    [
        b"a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        b"[" * 1_000_000,
        b"{a: " * 200_000,
        b"a: 1\n" * 60_000,
        b'{"a":' * 200_000,
        b"{" + b'"a":1,' * 60_000 + b'"a":1}',
        b"? " * 100_000,
        b"x" * 2_000_000,
        b"- " * 100_000,
        b"- 1\n" * 60_000,
    ],
    ids=[
        "laughs",
        "lists",
        "maps",
        "doubled",
        "json-maps",
        "json-doubled",
        "keys",
        "long",
        "dashes",
        "entries",
    ],
)
def test_a_file_is_no_bomb(bomb: bytes, folder: Path) -> None:
    """A billion laughs, a million levels, one key for ever: told with few words and their place."""
    for name in ("file.yaml", "file.json"):
        (folder / name).write_bytes(bomb)
        with pytest.raises(DocumentFaults) as refused:
            load_catalogue(folder / name)
        assert len(refused.value.faults) < MOST_FAULTS
