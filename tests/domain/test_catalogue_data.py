from pathlib import Path

import pytest

from models.domain.catalogue import Catalogue, catalogue_digest
from models.domain.limits import STOP_REASONS
from models.domain.names import DepartmentCode, ItemCode, MaterialCode
from models.domain.procedure import critical_path, working_days_at_most
from runtime.documents import DATA, load_catalogue

FILES = sorted((DATA / "catalogues").glob("*.yaml"))
LINGSHAN = load_catalogue(DATA / "catalogues/lingshan-major-project.yaml")
PHASE_ONE = load_catalogue(DATA / "catalogues/major-project-phase-one.yaml")
PHASE_TWO = load_catalogue(DATA / "catalogues/major-project-phase-two.yaml")


def test_three_catalogues_are_shipped() -> None:
    """A county window, and a municipal rule in two phases."""
    assert [load_catalogue(file).code for file in FILES] == [file.stem for file in FILES]
    assert len(FILES) == 3


@pytest.mark.parametrize("catalogue", [LINGSHAN, PHASE_ONE, PHASE_TWO], ids=lambda catalogue: catalogue.code)
def test_a_shipped_catalogue_is_complete_for_those_who_use_it(catalogue: Catalogue) -> None:
    """The desk answers (no queue), refusals are filed, a licence has a result, a supervisor has a house."""
    assert all(department.queue is None for department in catalogue.departments)
    assert catalogue.negative_filing
    assert all(item.result is not None for item in catalogue.items if item.kind == "licence")
    assert not any(item.deemed for item in catalogue.items)
    assert {"service-centre", "government-office"} <= catalogue.department_by_code.keys()
    used = {material for item in catalogue.items for material in item.materials}
    assert used == catalogue.material_by_code.keys()


def test_the_county_catalogue_names_the_departments_of_the_plan_by_their_names_of_today() -> None:
    """发改、国土、住建、环保、水利、消防、人防、地震、工信、气象、招商; forestry joins them."""
    names = [department.name.zh for department in LINGSHAN.departments]

    assert names[:12] == [
        "发展和改革局", "自然资源局", "住房和城乡建设局", "生态环境局", "水利局", "消防救援大队",
        "国防动员办公室（人民防空办公室）", "应急管理局", "工业和信息化局", "气象局", "林业局", "投资促进局",
    ]  # fmt: skip
    assert LINGSHAN.department(DepartmentCode("natural-resources")).succeeds == ("land-resources",)


def test_investment_promotion_is_an_agent_and_gives_no_permit() -> None:
    """Every other department of the plan has at least one item."""
    with_items = {item.department for item in LINGSHAN.items}

    assert {code for code in LINGSHAN.department_by_code if code not in with_items} == {
        "investment", "service-centre", "government-office",
    }  # fmt: skip


def test_a_sample_figure_of_the_county_says_that_it_is_one() -> None:
    """The plan publishes no committed limits; national law publishes the statutory ones."""
    assert {item.committed.source for item in LINGSHAN.items} == {"sample"}
    assert {item.source for item in LINGSHAN.items} == {"sample"}
    assert {item.statutory.source for item in LINGSHAN.items} == {"published"}
    assert LINGSHAN.limits.committed.source == "sample"


def test_phase_one_has_the_published_promises() -> None:
    """40: siting 20, land, EIA, soil and water, forest 25, consultations 5, approval 15 after two of them."""
    assert {item.code: item.committed.days for item in PHASE_ONE.items} == {
        "siting": 20, "land-preliminary": 25, "eia-report": 25, "soil-water": 25, "forest-land": 25,
        "transport-opinion": 5, "water-opinion": 5, "fire-opinion": 5, "project-approval": 15,
    }  # fmt: skip
    assert {item.committed.source for item in PHASE_ONE.items} == {"published"}
    assert PHASE_ONE.item(ItemCode("project-approval")).after == ("siting", "land-preliminary")
    assert [item.code for item in PHASE_ONE.items if item.after] == ["project-approval"]
    assert PHASE_ONE.limits.committed.days == 40


def test_phase_two_has_two_permits_of_ten_days_and_names_the_results_of_phase_one() -> None:
    """60 working days in two phases."""
    assert [(item.code, item.committed.days) for item in PHASE_TWO.items] == [
        ("land-use-planning", 10),
        ("engineering-planning", 10),
    ]
    assert PHASE_ONE.limits.committed.days + PHASE_TWO.limits.committed.days == 60
    follows = PHASE_TWO.follows
    assert follows is not None
    assert follows.catalogue == PHASE_ONE.code
    assert set(follows.results) <= PHASE_ONE.item_by_code.keys()


@pytest.mark.parametrize(
    ("catalogue", "chain", "days"),
    [
        (LINGSHAN, ["land-preliminary", "project-approval", "engineering-planning", "fire-design"], 25),
        (PHASE_ONE, ["land-preliminary", "project-approval"], 40),
        (PHASE_TWO, ["land-use-planning", "engineering-planning"], 20),
    ],
    ids=lambda value: getattr(value, "code", None),
)
def test_the_critical_path_just_fits_the_promise(catalogue: Catalogue, chain: list[str], days: int) -> None:
    """The promise of the case is the length of its longest chain."""
    after = {item.code: item.after for item in catalogue.items}
    limits = {item.code: working_days_at_most(item.committed) for item in catalogue.items}

    assert critical_path(after, limits) == (tuple(chain), days)
    assert catalogue.limits.committed.days == days


def test_an_assessment_is_limited_in_calendar_days_by_its_own_law() -> None:
    """环境影响评价法 art. 22: 60 days for a report, 30 for a form."""
    limits = {code: LINGSHAN.item(ItemCode(code)).statutory for code in ("eia-report", "eia-form")}

    assert {code: (limit.days, limit.unit) for code, limit in limits.items()} == {
        "eia-report": (60, "calendar-day"),
        "eia-form": (30, "calendar-day"),
    }


def test_items_apply_by_the_answers_in_the_order_of_the_file() -> None:
    """One form for all departments decides who is asked."""
    assert LINGSHAN.applicable_items({}) == ("seismic", "fire-layout")
    assert LINGSHAN.applicable_items({"uses_forest": True, "floor_area": 42000}) == (
        "forest-land", "seismic", "fire-layout",
    )  # fmt: skip
    assert "project-filing" in LINGSHAN.applicable_items({"approval_route": "filing"})


def test_a_prerequisite_that_the_case_does_not_have_is_ignored() -> None:
    """Nobody waits for an approval that nobody asked for."""
    permit = ItemCode("engineering-planning")
    applicable = LINGSHAN.applicable_items({"new_buildings": True, "approval_route": "filing"})

    assert LINGSHAN.prerequisites(permit, applicable) == ("project-filing",)
    assert LINGSHAN.prerequisites(permit, ()) == ()


def test_an_item_has_its_own_reasons_to_stop_or_the_catalogues() -> None:
    """Technical review of a soil and water plan is at most 30 working days outside the limit."""
    soil_water = ItemCode("soil-water")

    own = {rule.reason: rule.max for rule in LINGSHAN.stop_rules(soil_water, "statutory")}

    assert own == {"hearing": None, "expert-review": 30, "higher-authority": None}
    assert {rule.reason for rule in LINGSHAN.stop_rules(soil_water, "committed")} == STOP_REASONS.keys()


def test_what_a_catalogue_does_not_know_it_does_not_invent() -> None:
    """A lookup of a code that is not there is an error, not a blank."""
    for lookup in (
        lambda: LINGSHAN.item(ItemCode("no")),
        lambda: LINGSHAN.department(DepartmentCode("no")),
        lambda: LINGSHAN.material(MaterialCode("no")),
        lambda: LINGSHAN.question("no"),
    ):
        with pytest.raises(KeyError):
            lookup()


def test_the_digest_is_of_what_the_catalogue_says(tmp_path: Path) -> None:
    """Blank lines, remarks and defaults written out change nothing; a changed figure does."""
    text = FILES[1].read_text(encoding="utf-8")
    variants = [
        text,
        "# remark\n\n" + text,
        text.replace("lead: dev-reform", "lead: dev-reform\njoin: all-required"),
    ]
    digests = []
    for number, variant in enumerate([*variants, text.replace("committed: 15", "committed: 14")]):
        file = tmp_path / f"{number}.yaml"
        file.write_text(variant, encoding="utf-8")
        digests.append(catalogue_digest(load_catalogue(file)))

    assert digests[0] == digests[1] == digests[2] != digests[3]
    assert all(len(digest) == 64 for digest in digests)


def test_the_digest_survives_json() -> None:
    """The workflow carries the catalogue as JSON and must find the same digest again."""
    for catalogue in (LINGSHAN, PHASE_ONE, PHASE_TWO):
        back = Catalogue.model_validate_json(catalogue.model_dump_json())
        assert catalogue_digest(back) == catalogue_digest(catalogue)
    assert len({catalogue_digest(load_catalogue(file)) for file in FILES}) == 3
