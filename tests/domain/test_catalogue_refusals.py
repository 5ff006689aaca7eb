from pathlib import Path

import pytest

from models.domain.catalogue import Catalogue
from models.domain.faults import path_text
from runtime.documents import DocumentFaults, PlacedFault, load_catalogue

VALID = """\
catalogue: 1
code: county-park
version: "2026.1"
valid_from: 2026-01-01
title: {zh: 园区联合审批, en: Joint approval of parks}
jurisdiction: {code: "450721", name: {zh: 灵山县, en: Lingshan County}, level: county}
designation: 灵政办发〔2017〕74号
mode: paper-round
lead: dev-reform
join: all-required
follows: {catalogue: county-park-one, results: [siting]}
limits:
  acceptance: 5
  corrections: {days: 30, unit: calendar-day}
  committed: 25
  statutory: 45
  extension: 15
  delivery: {committed: 2, statutory: 10}
stops:
  statutory: [hearing, {reason: testing, max: 10}]
  committed: [hearing]
negative_filing: true
archive_after: 10
ladder:
  - {left: 2, tell: [handler, department-head]}
  - {after: 0, tell: [department-head]}
  - {after: 3, tell: [lead-head]}
departments:
  - {code: dev-reform, name: {zh: 发改局, en: Development}}
  - {code: resources, name: {zh: 自然资源局, en: Land}, valid_from: 2019-03-01, succeeds: [land-resources]}
  - {code: forestry, name: {zh: 林业局, en: Forestry}, queue: dept-forestry}
  - {code: parks, name: {zh: 园林局, en: Parks}, valid_until: 2024-12-31}
  - {code: gardens, name: {zh: 园林中心, en: Gardens}, valid_from: 2025-01-01, succeeds: [parks]}
questions:
  - {code: uses_forest, type: boolean, title: {zh: 占用林地, en: Uses forest}}
  - {code: floor_area, type: number, unit: m2, title: {zh: 面积, en: Area}, required: true}
  - {code: route, type: choice, title: {zh: 方式, en: Route}, options: [approval, filing]}
materials:
  - {code: project-report, title: {zh: 报告, en: Report}, required: true}
  - {code: site-photos, title: {zh: 照片, en: Photos}, tolerable: true}
items:
  - code: land
    title: {zh: 用地预审, en: Land review}
    department: resources
    kind: licence
    basis: 土地管理法 第五十二条
    statutory: {days: 20, extension: 10}
    committed: {days: 10}
    levels: [handler, reviewer, approver]
    requires_results: [siting]
  - code: forest-land
    title: {zh: 林地审核, en: Forest review}
    department: forestry
    kind: opinion
    basis: 森林法 第三十七条
    when: {any: [{is: uses_forest}, {above: [floor_area, 9000]}, {one_of: [route, [filing]]}]}
    after: [land]
    statutory: 20
    committed: 15
    levels: [handler, approver]
    visit: true
    materials: [project-report, site-photos]
    deemed: true
    stops: {statutory: [expert-review]}
"""


def _faults(file: Path, text: str) -> list[PlacedFault]:
    file.write_text(text, encoding="utf-8")
    try:
        load_catalogue(file)
    except DocumentFaults as refused:
        return list(refused.faults)
    return []


def test_the_catalogue_that_the_rows_below_change_is_valid(tmp_path: Path) -> None:
    """Otherwise a row could pass for another reason than its own."""
    assert _faults(tmp_path / "valid.yaml", VALID) == []


REFUSED: list[tuple[str, str, str, str]] = [
    # unknown keys, at every depth
    ("mode: paper-round", "moode: paper-round", "moode", "did you mean mode?"),
    ("extension: 15", "extention: 15", "limits.extention", "did you mean extension?"),
    ("committed: {days: 10}", "committed: {days: 9, extension: 3}", "items[0].committed.extension", "no"),
    ("level: county}", "level: county, mayor: x}", "jurisdiction.mayor", "no key"),
    ("zh: 报告, en: Report", "zh: 报告, en: Report, fr: R", "materials[0].title.fr", "are zh, en"),
    ("{is: uses_forest}", "{is: uses_forest, or: x}", "items[1].when.any[0]", "exactly one operator"),
    # unknown names
    ("lead: dev-reform", "lead: treasury", "lead", "treasury"),
    ("department: forestry", "department: woods", "items[1].department", "woods"),
    ("after: [land]", "after: [lend]", "items[1].after[0]", "lend"),
    ("[project-report, site-photos]", "[project-report, photos]", "items[1].materials[1]", "photos"),
    ("{is: uses_forest}", "{is: uses_woods}", "items[1].when.any[0].is", "uses_woods"),
    ("[floor_area, 9000]", "[area, 9000]", "items[1].when.any[1].above[0]", "area"),
    ("committed: [hearing]", "committed: [lunch]", "stops.committed[0]", "hearing, tender"),
    ("committed: [hearing]", "committed: [3]", "stops.committed[0]", "must be a reason"),
    ("[expert-review]", "[expert-revue]", "items[1].stops.statutory[0]", "did you mean expert-review?"),
    ("tell: [lead-head]", "tell: [mayor]", "ladder[2].tell[0]", "government-office"),
    ("requires_results: [siting]", "requires_results: [soil]", "items[0].requires_results[0]", "soil"),
    # duplicate codes
    ("{code: forestry, name", "{code: dev-reform, name", "departments[2].code", "twice"),
    ("{code: floor_area,", "{code: uses_forest,", "questions[1].code", "twice"),
    ("{code: site-photos,", "{code: project-report,", "materials[1].code", "twice"),
    ("code: forest-land", "code: land", "items[1].code", "twice"),
    ("after: [land]", "after: [land, land]", "items[1].after[1]", "named twice"),
    ("[project-report, site-photos]", "[site-photos, site-photos]", "items[1].materials[1]", "named twice"),
    ("[approval, filing]", "[filing, filing]", "questions[2].options[1]", "named twice"),
    ("committed: [hearing]", "committed: [hearing, hearing]", "stops.committed[1]", "named twice"),
    # order
    ("after: [land]", "after: [land, forest-land]", "items[1].after", "forest-land→forest-land"),
    ("requires_results: [siting]", "after: [forest-land]", "items[0].after", "land→forest-land→land"),
    # limits
    ("committed: {days: 10}", "committed: {days: 21}", "items[0].committed", "above the statutory"),
    ("committed: 15", "committed: {days: 29, unit: calendar-day}", "items[1].committed", "29 calendar days"),
    ("committed: 25", "committed: 46", "limits.committed", "above the statutory"),
    ("{committed: 2, statutory: 10}", "{committed: 11, statutory: 10}", "limits.delivery.committed", "above"),
    ("committed: 25", "committed: 24", "limits.committed", "land→forest-land takes 25"),
    ("committed: 15", "committed: {days: 21, unit: calendar-day}", "limits.committed", "takes 27"),
    ("acceptance: 5", "acceptance: 0", "limits.acceptance", "at least 1"),
    ("acceptance: 5", "acceptance: -3", "limits.acceptance", "at least 1"),
    ("acceptance: 5", "acceptance: 5.5", "limits.acceptance", "whole number of working days"),
    ("acceptance: 5", "acceptance: true", "limits.acceptance", "whole number of working days"),
    ("{days: 20, extension: 10}", "{days: twenty}", "items[0].statutory.days", "whole number"),
    ("{days: 20, extension: 10}", "{days: 20, extension: -1}", "items[0].statutory.extension", "at least 0"),
    ("{days: 20, extension: 10}", "{extension: 10}", "items[0].statutory.days", "missing"),
    ("unit: calendar-day", "unit: week", "limits.corrections.unit", "working-day, calendar-day"),
    ("statutory: 45", "statutory: 100000000000000000000000", "limits.statutory", "at most 1000"),
    ("{reason: testing, max: 10}", "{reason: testing, max: 0}", "stops.statutory[1].max", "at least 1"),
    ("archive_after: 10", "archive_after: 0", "archive_after", "at least 1"),
    # levels
    ("levels: [handler, approver]", "levels: []", "items[1].levels", "one to three"),
    ("[handler, reviewer, approver]", "[handler, reviewer, approver, approver]", "items[0].levels", "three"),
    ("levels: [handler, approver]", "levels: [handler, handler]", "items[1].levels", "repeated"),
    ("levels: [handler, approver]", "levels: [approver, handler]", "items[1].levels", "order"),
    ("levels: [handler, approver]", "levels: [handler, boss]", "items[1].levels[1]", "handler, reviewer"),
    ("levels: [handler, approver]", "levels: handler", "items[1].levels", "must be a list"),
    # deemed
    ("kind: opinion", "kind: licence", "items[1].deemed", "only an opinion"),
    ("kind: opinion", "kind: filing", "items[1].deemed", "only an opinion"),
    # departments in time
    ("valid_from: 2019-03-01", "valid_from: 2026-01-02", "departments[1]", "not valid on 2026-01-01"),
    (", succeeds: [parks]", "", "departments[3].valid_until", "no department succeeds"),
    ("department: forestry", "department: parks", "departments[3]", "not valid"),
    ("succeeds: [parks]", "succeeds: [parks, gardens]", "departments[4].succeeds", "itself"),
    ("{code: parks,", "{code: parks, valid_from: 2025-05-05,", "departments[3].valid_until", "before it"),
    ("valid_from: 2026-01-01", "valid_from: 2026-01-01\nvalid_until: 2025-12-31", "valid_until", "before"),
    # conditions of a wrong type
    ("{is: uses_forest}", "{is: floor_area}", "items[1].when.any[0].is", "boolean"),
    ("[floor_area, 9000]", "[uses_forest, 9000]", "items[1].when.any[1].above[0]", "number"),
    ("[floor_area, 9000]", "[floor_area, lots]", "items[1].when.any[1].above[1]", "must be a number"),
    ("[route, [filing]]", "[route, [post]]", "items[1].when.any[2].one_of[1][0]", "approval, filing"),
    ("{is: uses_forest}", "{unless: uses_forest}", "items[1].when.any[0]", "exactly one operator"),
    ("options: [approval, filing]", "options: []", "questions[2]", "needs options"),
    ("unit: m2,", "unit: m2, options: [big],", "questions[1].options", "only a choice"),
    # the ladder
    ("{left: 2, tell: [handler, department-head]}", "{left: 2, tell: []}", "ladder[0].tell", "nobody"),
    ("{after: 0, tell: [department-head]}", "{after: 4, tell: [department-head]}", "ladder[2]", "not later"),
    ("{after: 0, tell: [department-head]}", "{left: 2, tell: [department-head]}", "ladder[1]", "not later"),
    ("{after: 0, tell: [department-head]}", "{left: 1, after: 0, tell: [supervisor]}", "ladder[1]", "one of"),
    ("{after: 0, tell: [department-head]}", "{tell: [supervisor]}", "ladder[1]", "exactly one"),
    ("[handler, department-head]", "[handler, handler]", "ladder[0].tell[1]", "twice"),
    ("{left: 2,", "{left: 0,", "ladder[0].left", "at least 1"),
    # shapes
    ("catalogue: 1", "catalogue: 2", "catalogue", "must be 1"),
    ("catalogue: 1", "catalogue: true", "catalogue", "format version"),
    ("code: county-park\n", "code: County Park\n", "code", "small letters"),
    ("code: county-park\n", f"code: {'a' * 65}\n", "code", "64"),
    ('version: "2026.1"', "version: 2026.1", "version", "quotes"),
    ("valid_from: 2026-01-01", "valid_from: 2026-13-01", "valid_from", "no such day"),
    ("valid_from: 2026-01-01", "valid_from: 1 Jan 2026", "valid_from", "such as 2026-01-31"),
    ("valid_from: 2026-01-01", "valid_from: 20260101", "valid_from", "such as 2026-01-31"),
    ("valid_from: 2026-01-01", "valid_from: 0026-01-01", "valid_from", "1949"),
    ('code: "450721"', "code: 450721", "jurisdiction.code", "quotes"),
    ('code: "450721"', 'code: "4507"', "jurisdiction.code", "six digits"),
    ("level: county", "level: galaxy", "jurisdiction.level", "county"),
    ("mode: paper-round", "mode: paper-rond", "mode", "did you mean paper-round?"),
    ("negative_filing: true", "negative_filing: yes", "negative_filing", "true or false"),
    ("negative_filing: true", "negative_filing: 1", "negative_filing", "true or false"),
    ("visit: true", "visit:", "items[1].visit", "empty"),
    ("title: {zh: 用地预审, en: Land review}", "title: 用地预审", "items[0].title", "mapping"),
    ("title: {zh: 用地预审, en: Land review}", "title: {zh: 用地预审}", "items[0].title.en", "missing"),
    ("basis: 森林法 第三十七条", 'basis: "a\\0b"', "items[1].basis", "U+0000"),
    ("basis: 森林法 第三十七条", 'basis: "  "', "items[1].basis", "empty"),
    ("basis: 森林法 第三十七条", f"basis: {'法' * 201}", "items[1].basis", "200"),
    ("basis: 森林法 第三十七条", 'basis: "a\\u202Eb"', "items[1].basis", "U+202E"),
    ("    basis: 森林法 第三十七条\n", "", "items[1].basis", "missing"),
    ("kind: opinion", "kind: opnion", "items[1].kind", "did you mean opinion?"),
    ("queue: dept-forestry", "queue: Dept Forestry!", "departments[2].queue", "small letters"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "path", "said"), REFUSED)
def test_a_catalogue_is_refused_at_the_place_that_is_wrong(
    tmp_path: Path, old: str, new: str, path: str, said: str
) -> None:
    """Interfaces §1: the place by path and by line, and what would be right there."""
    assert VALID.count(old) == 1
    faults = _faults(tmp_path / "changed.yaml", VALID.replace(old, new))

    here = [fault for fault in faults if path_text(fault.path) == path]
    assert here, [fault.in_("en") for fault in faults]
    assert any(said in fault.en for fault in here)
    assert all(fault.zh and fault.zh != fault.en for fault in here)


@pytest.mark.parametrize(
    ("old", "new", "line", "path"),
    [
        ("lead: dev-reform", "lead: treasury", 9, "lead"),
        ("acceptance: 5", "acceptance: 0", 13, "limits.acceptance"),
        ("committed: [hearing]", "committed: [lunch]", 21, "stops.committed[0]"),
        ("{after: 0, tell: [department-head]}", "{after: 4, tell: [department-head]}", 27, "ladder[2]"),
        ("{code: forestry, name", "{code: dev-reform, name", 31, "departments[2].code"),
        ("committed: {days: 10}", "committed: {days: 21}", 48, "items[0].committed"),
        ("when: {any: [{is: uses_forest}", "when: {any: [{is: no}", 56, "items[1].when.any[0].is"),
        ("after: [land]", "after:\n      - lend", 58, "items[1].after[0]"),
        ("    basis: 森林法 第三十七条\n", "", 51, "items[1].basis"),  # missing: where the item begins
        ("visit: true", "visit: true\n    visit: false", 62, "items[1].visit"),  # the second one
    ],
)
def test_a_fault_names_its_line(tmp_path: Path, old: str, new: str, line: int, path: str) -> None:
    """The line an editor jumps to, counted from one."""
    file = tmp_path / "changed.yaml"
    faults = _faults(file, VALID.replace(old, new))

    assert [
        f"{fault.file}:{fault.line}: {path_text(fault.path)}"
        for fault in faults
        if path_text(fault.path) == path
    ] == [f"{file}:{line}: {path}"]


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    """Faults of the shape do not hide faults of the content: one round of repair is enough."""
    text = VALID
    for old, new in [
        ("mode: paper-round", "moode: paper-round"),
        ("lead: dev-reform", "lead: treasury"),
        ("acceptance: 5", "acceptance: 0"),
        ("archive_after: 10", "archive_after: never"),
        ("department: forestry", "department: woods"),
        ("after: [land]", "after: [land, forest-land]"),
        ("kind: opinion", "kind: licence"),
        ("{code: site-photos,", "{code: project-report,"),
        ("valid_from: 2019-03-01", "valid_from: 2029-03-01"),
    ]:
        text = text.replace(old, new)

    faults = _faults(tmp_path / "many.yaml", text)

    assert [path_text(fault.path) for fault in faults] == [
        "moode",
        "lead",
        "limits.acceptance",
        "archive_after",
        "departments[1]",
        "materials[1].code",
        "items[1].department",
        "items[1].after",
        "items[1].materials[1]",
        "items[1].deemed",
    ]
    assert [fault.line for fault in faults] == sorted(fault.line or 0 for fault in faults)


def test_mending_a_figure_blames_nobody_else(tmp_path: Path) -> None:
    """A promise of no days is one fault, not also a critical path of our own making."""
    faults = _faults(
        tmp_path / "one.yaml", VALID.replace("statutory: {days: 20, extension: 10}", "statutory: 0")
    )

    assert [path_text(fault.path) for fault in faults] == ["items[0].statutory"]


def test_optional_parts_may_be_left_out_and_get_the_figures_of_the_law(tmp_path: Path) -> None:
    """Acceptance 5, item 20 + 10, case 45 + 15, delivery 10; a promise defaults to the law."""
    head, rest = VALID.split("designation:")
    departments = rest[rest.index("departments:") :].replace("    statutory: {days: 20, extension: 10}\n", "")
    file = tmp_path / "short.yaml"
    text = f"{head}lead: dev-reform\n{departments.replace('    requires_results: [siting]', '')}"
    file.write_text(text.replace("    committed: {days: 10}\n", ""), encoding="utf-8")

    catalogue = load_catalogue(file)

    assert [
        catalogue.limits.acceptance.days,
        catalogue.limits.corrections.days,
        catalogue.limits.acknowledgement.days,
        catalogue.limits.statutory.days,
        catalogue.limits.committed.days,
        catalogue.limits.extension,
        catalogue.limits.delivery.statutory.days,
        catalogue.limits.delivery.committed.days,
        catalogue.archive_after,
    ] == [5, 30, 1, 45, 45, 15, 10, 10, 10]
    land = catalogue.items[0]
    assert (land.statutory.days, land.statutory.extension, land.committed.days) == (20, 10, 20)
    assert [(rung.left, rung.after) for rung in catalogue.ladder] == [
        (2, None),
        (None, 0),
        (None, 1),
        (None, 3),
        (None, 5),
    ]
    assert len(catalogue.stop_rules(land.code, "statutory")) == 9
    assert Catalogue.model_validate_json(catalogue.model_dump_json()) == catalogue
