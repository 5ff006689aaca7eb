from pathlib import Path

import pytest

from models.domain.answers import check_answers
from models.domain.case_file import CaseFile
from models.domain.faults import path_text
from models.domain.identity import citizen_check_digit, credit_check_digit, identity_remark
from runtime.documents import DATA, DocumentFaults, load_case, load_catalogue

SAMPLE = DATA / "cases/industrial-park.yaml"
LINGSHAN = load_catalogue(DATA / "catalogues/lingshan-major-project.yaml")
PHASE_TWO = """\
case: 1
catalogue: major-project-phase-two.yaml
project: {code: 2026-459900-48-01-000001, name: 园区}
applicant: {name: 公司, id: 91450721MA5XXXXXX0}
materials: [land-contract, design-scheme]
earlier_results:
  - {item: siting, number: 选字〔2026〕1号, date: 2026-03-02}
  - {item: land-preliminary, number: 预审〔2026〕2号, date: 2026-03-03}
  - {item: project-approval, number: 核准〔2026〕3号, date: 2026-04-01}
"""


def _places(tmp_path: Path, text: str) -> list[tuple[int | None, str]]:
    (tmp_path / "catalogues").mkdir(exist_ok=True)
    (tmp_path / "cases").mkdir(exist_ok=True)
    for file in (DATA / "catalogues").glob("*.yaml"):
        for folder in ("catalogues", "cases"):
            (tmp_path / folder / file.name).write_bytes(file.read_bytes())
    case = tmp_path / "cases/case.yaml"
    case.write_text(text, encoding="utf-8")
    try:
        load_case(case)
    except DocumentFaults as refused:
        return [(fault.line, path_text(fault.path)) for fault in refused.faults]
    return []


def test_the_sample_case_fits_its_catalogue_and_most_items_apply() -> None:
    """What a newcomer opens first must work, with nothing missing at the window."""
    case, catalogue = load_case(SAMPLE)

    assert catalogue == LINGSHAN
    applicable = catalogue.applicable_items(case.answers)
    assert set(catalogue.item_by_code) - set(applicable) == {"eia-form", "project-filing"}
    needed = {material for code in applicable for material in catalogue.item(code).materials}
    assert needed <= set(case.materials)
    assert identity_remark(case.applicant.id) is None


def test_a_case_file_survives_json() -> None:
    """The desk and the command line hand in the same thing."""
    case, _ = load_case(SAMPLE)

    assert CaseFile.model_validate_json(case.model_dump_json()) == case


@pytest.mark.parametrize(
    ("old", "new", "places"),
    [
        ("case: 1", "case: 2", [(3, "case")]),
        ("code: 2026-450721-48-01-000123", "code: 2026-450721-48-01-12", [(6, "project.code")]),
        ("code: 2026-450721-48-01-000123", "code: ２０２６-450721-48-01-000123", [(6, "project.code")]),
        ("id: 91450721MA5XXXXXX0", "id: 914507210000000000", [(10, "applicant.id")]),  # needs quotes
        ("  name: 十里工业园开发有限公司（示例）\n", "", [(8, "applicant.name")]),
        ("name: 十里工业园开发有限公司（示例）", 'name: "a\\nb"', [(9, "applicant.name")]),
        ("contact: 项目办公室", "telephone: 项目办公室", [(11, "applicant.telephone")]),
        ("floor_area: 42000", "floor_area: true", [(13, "answers.floor_area")]),
        ("floor_area: 42000", "floor_area: .nan", [(13, "answers.floor_area")]),
        ("floor_area: 42000", "floor_area: .inf", [(13, "answers.floor_area")]),
        ("floor_area: 42000", "floor_area: big", [(13, "answers.floor_area")]),
        ("floor_area: 42000", "floor_aria: 42000", [(12, "answers"), (13, "answers.floor_aria")]),
        ("uses_forest: true", "uses_forest: 1", [(14, "answers.uses_forest")]),
        ("uses_forest: true", "uses_forest: yes", [(14, "answers.uses_forest")]),
        ("uses_forest: true", "uses_forest:", [(14, "answers.uses_forest")]),
        ("uses_forest: true", "uses_forest: [true]", [(14, "answers.uses_forest")]),
        ("eia_class: report", "eia_class: novel", [(24, "answers.eia_class")]),
        ("- site-photos", "- site-videos", [(27, "materials[1]")]),
        ("- site-photos", "- project-report", [(27, "materials[1]")]),
        ("- site-photos", "- 7", [(27, "materials[1]")]),
        ("materials:", "earlier_results: [{item: siting, number: x, date: 2026-01-05}]\nmaterials:",
         [(25, "earlier_results[0].item")]),
        ("../catalogues/lingshan-major-project.yaml", "nowhere.yaml", [(None, "")]),
    ],
)  # fmt: skip
def test_a_case_file_is_refused_at_the_place_that_is_wrong(
    tmp_path: Path, old: str, new: str, places: list[tuple[int | None, str]]
) -> None:
    """The clerk sees every place at once; nothing is filed."""
    text = SAMPLE.read_text(encoding="utf-8")
    assert text.count(old) == 1

    assert _places(tmp_path, text.replace(old, new)) == places


def test_a_case_may_be_filed_with_materials_missing(tmp_path: Path) -> None:
    """That is what gaps are for."""
    head, _ = SAMPLE.read_text(encoding="utf-8").split("materials:")

    assert _places(tmp_path, head + "materials: [project-report]\n") == []


def test_phase_two_needs_the_results_of_phase_one(tmp_path: Path) -> None:
    """By number and date, each once, and no others."""
    assert _places(tmp_path, PHASE_TWO) == []
    assert _places(tmp_path, PHASE_TWO.replace("item: siting", "item: eia-report")) == [
        (6, "earlier_results"),
        (7, "earlier_results[0].item"),
    ]
    assert _places(tmp_path, PHASE_TWO.replace("item: siting", "item: project-approval")) == [
        (6, "earlier_results"),
        (9, "earlier_results[2].item"),
    ]
    assert _places(tmp_path, PHASE_TWO[: PHASE_TWO.index("earlier_results")]) == [(1, "earlier_results")] * 3


def test_an_unanswered_required_question_is_named() -> None:
    """Answers that come over the desk are checked by the same rule."""
    faults = check_answers(LINGSHAN, {"uses_forest": True})

    assert [fault.path for fault in faults] == [()]
    assert "floor_area" in faults[0].en


def test_an_answer_to_an_unknown_question_suggests_the_known_one() -> None:
    """A slip of the pen is named as one."""
    faults = check_answers(LINGSHAN, {"floor_area": 1, "use_forest": True})

    assert [(fault.path, "uses_forest" in fault.zh) for fault in faults] == [(("use_forest",), True)]


@pytest.mark.parametrize(
    ("number", "doubtful"),
    [
        ("91350100M000100Y43", False),  # the example of GB 32100-2015
        ("91350100M000100Y44", True),
        ("11010519491231002X", False),  # the example of GB 11643-1999
        ("110105194912310021", True),
        ("91450721MA5XXXXXXX", True),
        ("12345", True),
    ],
)
def test_a_check_digit_that_does_not_fit_is_remarked(number: str, doubtful: bool) -> None:
    """A remark for the clerk, no refusal."""
    assert (identity_remark(number) is not None) is doubtful


def test_every_other_check_digit_is_wrong() -> None:
    """One slip in the last place never goes unnoticed."""
    for body, digit, alphabet in [
        ("91350100M000100Y4", credit_check_digit, "0123456789ABCDEFGHJKLMNPQRTUWXY"),
        ("11010519491231002", citizen_check_digit, "0123456789X"),
    ]:
        right = digit(body)
        assert [last for last in alphabet if identity_remark(body + last) is None] == [right]
