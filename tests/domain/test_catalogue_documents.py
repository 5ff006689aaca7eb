import json
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.domain.case_file import CaseFile
from models.domain.faults import path_text
from runtime import documents
from runtime.documents import DATA, DocumentFaults, load, load_calendar, load_case, load_catalogue

ON_DISK = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)


def _refused(file: Path, content: str | bytes) -> list[str]:
    file.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
    with pytest.raises(DocumentFaults) as refused:
        load_catalogue(file)
    return [line.removeprefix(str(file)) for line in refused.value.lines("en")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ": the file is empty"),
        ("# only a remark\n", ": the file is empty"),
        ("catalogue: 1\n---\ncatalogue: 1\n", ":2: a file holds one document only"),
        ("a: &x [1]\nb: *x\n", ":1: a: anchors and aliases (& and *) are not read"),
        ("a: *x\n", ":1: a: anchors and aliases (& and *) are not read"),
        ("&a a: 1\n", ":1: a key must be plain text"),
        ("a: !!python/object/apply:os.getcwd []\n", ":1: a: tags (!) are not read"),
        ("a: !!binary aGk=\n", ":1: a: tags (!) are not read"),
        ("? [a, b]\n: 1\n", ":1: a key must be plain text"),
        ("a: [1\nb: 2\n", ":2: is no valid YAML"),
        ("a: 1\n b: 2\n", ":2: is no valid YAML"),
        ("a: 1\nb: \x07\n", ":2: holds a control character (U+0007)"),
        ("a: 1\n\n\x00", ":3: holds a control character (U+0000)"),
        ("a: x\u2028y\n", ":1: holds a control character (U+2028)"),
        (b"a: 1\nb: \xff\n", ":2: is not UTF-8 text"),
        ("a: 1".encode("utf-16"), ":1: is not UTF-8 text"),
        ("[" * 40, ":1: is nested deeper than 32 levels"),
        ("a: " + "[" * 40 + "]" * 40, "is nested deeper than 32 levels"),
        ("x" * 1_048_577, ": is larger than 1048576 bytes"),
        ("a:\n" + "- 1\n" * 50_001, "holds more than 50000 values"),
        ("- 1\n", ":1: must be a mapping (key: value)"),
        ("just text\n", ":1: must be a mapping (key: value)"),
        ('"a\\x07b": 1\n', ":1: a key holds control characters"),
    ],
)
def test_what_is_no_document_is_refused_in_one_line(tmp_path: Path, content: str | bytes, said: str) -> None:
    """Never a traceback, never a bomb: the place and what is wrong with it."""
    lines = _refused(tmp_path / "file.yaml", content)

    assert any(said in line for line in lines), lines


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", ": the file is empty"),
        ('{"a": 1,\n "a": 2}', ":2: a: the key is already on line 1"),
        ('{"a": NaN}', ":1: is no valid JSON: did not expect 'N'"),
        ('{"a": 1,}', ":1: is no valid JSON: did not expect '}'"),
        ('{"a": 1\n "b": 2}', ":2: is no valid JSON"),
        ('{"a": 01}', ":1: is no valid JSON"),
        ('{"a": "b', ":1: is no valid JSON"),
        ('{"a": [1, 2', ":1: is no valid JSON: ends too early"),
        ("{} {}", ":1: is no valid JSON"),
        ("'a'", ":1: is no valid JSON"),
        ('{"a": "\\ud800"}', ":1: a: character 1 (U+D800)"),
        ('{"a": "x\\u0000"}', ":1: a: character 2 (U+0000)"),
        ("[" * 100_000, "is nested deeper than 32 levels"),
    ],
)
def test_what_is_no_json_is_refused_in_one_line(tmp_path: Path, content: str, said: str) -> None:
    """The same care for the files of other systems."""
    lines = _refused(tmp_path / "file.json", content)

    assert any(said in line for line in lines), lines


def test_a_file_that_is_not_there_is_a_fault_and_no_traceback(tmp_path: Path) -> None:
    """Neither is a folder, nor a name that no file can have."""
    for path, said in [
        (tmp_path / "none.yaml", "there is no such file"),
        (tmp_path, "is a folder"),
        (tmp_path / "nul\x00.yaml", "cannot be read"),
        (tmp_path / ("x" * 300), "cannot be read"),
    ]:
        with pytest.raises(DocumentFaults) as refused:
            load_catalogue(path)
        assert said in refused.value.lines("en")[0]


def test_plain_yes_and_clock_times_stay_text(tmp_path: Path) -> None:
    """YAML 1.1 would make `no` false and 1:30 ninety; here the model says what is wrong with them."""
    text = (DATA / "catalogues/major-project-phase-two.yaml").read_text(encoding="utf-8")
    changed = text.replace("negative_filing: true", "negative_filing: no")

    assert any("must be true or false" in line for line in _refused(tmp_path / "c.yaml", changed))


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm(tmp_path: Path) -> None:
    """Files come from every office program."""
    text = (DATA / "calendars/CN/2026.yaml").read_text(encoding="utf-8")
    file = tmp_path / "cn.yaml"
    file.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())

    assert load_calendar(file) == load_calendar(DATA / "calendars/CN/2026.yaml")


def test_json_of_a_catalogue_is_the_same_catalogue(tmp_path: Path) -> None:
    """Another system may hand the procedure over as JSON, blanks left out."""
    catalogue = load_catalogue(DATA / "catalogues/lingshan-major-project.yaml")
    file = tmp_path / "lingshan.json"
    file.write_text(catalogue.model_dump_json(exclude_none=True, indent=1), encoding="utf-8")

    assert load_catalogue(file) == catalogue


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["1", "x", "a-b"])
)
KEYS = st.text(max_size=8) | st.sampled_from(
    ["catalogue", "code", "items", "title", "zh", "en", "when", "not", "all"]
)
GARBAGE = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=30,
)
SHIPPED = yaml.safe_load((DATA / "catalogues/lingshan-major-project.yaml").read_text(encoding="utf-8"))
SHIPPED = json.loads(json.dumps(SHIPPED, default=str))


@given(
    st.binary(max_size=400) | st.text(max_size=400).map(lambda text: text.encode("utf-8", "surrogatepass"))
)
@ON_DISK
def test_arbitrary_bytes_raise_nothing_but_faults(tmp_path: Path, content: bytes) -> None:
    """As YAML and as JSON."""
    for name in ("garbage.yaml", "garbage.json"):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(DocumentFaults) as refused:
            load_catalogue(tmp_path / name)
        assert all(line.isprintable() for line in refused.value.lines("zh"))


@given(GARBAGE)
@ON_DISK
def test_arbitrary_values_raise_nothing_but_faults(tmp_path: Path, value: object) -> None:
    """For every kind of document."""
    (tmp_path / "garbage.json").write_text(json.dumps(value), encoding="utf-8")
    (tmp_path / "garbage.yaml").write_text(yaml.safe_dump(value, allow_unicode=True), encoding="utf-8")

    for name in ("garbage.json", "garbage.yaml"):
        for read in (load_catalogue, load_calendar, load_case):
            with pytest.raises(DocumentFaults):
                read(tmp_path / name)


@st.composite
def _spoilt(draw: st.DrawFn) -> object:
    """The shipped catalogue with garbage put at one to three places deep inside."""
    document = json.loads(json.dumps(SHIPPED))
    for _ in range(draw(st.integers(1, 3))):
        value = document
        while True:
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            if not keys:
                break
            key = draw(st.sampled_from(keys))
            if isinstance(value[key], dict | list) and draw(st.integers(0, 4)):
                value = value[key]
                continue
            value[key] = draw(GARBAGE)
            break
    return document


@given(_spoilt())
@ON_DISK
def test_a_spoilt_catalogue_is_read_or_refused_with_places_that_exist(
    tmp_path: Path, document: object
) -> None:
    """Whatever is wrong deep inside: every fault leads somewhere and is printable."""
    file = tmp_path / "spoilt.json"
    file.write_text(json.dumps(document, indent=1), encoding="utf-8")
    try:
        load_catalogue(file)
    except DocumentFaults as refused:
        lines_of_file = len(file.read_text(encoding="utf-8").splitlines())
        for fault in refused.faults:
            assert 1 <= (fault.line or 1) <= lines_of_file
            assert fault.in_("zh").isprintable()
            assert fault.in_("en").isprintable()


def test_a_generic_model_is_read_with_the_same_care(tmp_path: Path) -> None:
    """Other files of the product go through the same door."""
    file = tmp_path / "case.yaml"
    file.write_text("case: 1\ncatalogue: x.yaml\nproject: {code: P1, name: 园}\n", encoding="utf-8")

    with pytest.raises(DocumentFaults) as refused:
        load(file, CaseFile)

    assert [(fault.line, path_text(fault.path)) for fault in refused.value.faults] == [
        (1, "applicant"),
        (3, "project.code"),
    ]


def test_the_data_lie_beside_the_packages() -> None:
    """In the source tree and in the wheel alike."""
    assert DATA.parent == Path(documents.__file__).resolve().parents[1]
    assert (DATA / "calendars/CN/2026.yaml").is_file()
