import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from desk.cli.catalogue import app
from runtime.documents import DATA

COUNTY = str(DATA / "catalogues/lingshan-major-project.yaml")
PHASE_ONE = str(DATA / "catalogues/major-project-phase-one.yaml")


def _run(*arguments: str, language: str | None = None) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"LIANSHEN_LANG": language, "COLUMNS": "200"})


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """A catalogue whose lead does not exist and whose last item promises too much."""
    file = tmp_path / "faulty.yaml"
    text = Path(PHASE_ONE).read_text(encoding="utf-8")
    text = text.replace("lead: dev-reform", "lead: treasury").replace("committed: 15", "committed: 30")
    file.write_text(text, encoding="utf-8")
    return file


def test_good_catalogues_are_counted_and_exit_zero() -> None:
    """Several files in one go."""
    result = _run("check", COUNTY, PHASE_ONE)

    assert result.exit_code == 0
    assert "14 个部门、15 个事项、11 种材料、12 个问题" in result.stdout
    assert result.stdout.count("通过：") == 2
    assert result.stderr == ""


def test_all_faults_of_all_files_are_named_and_exit_two(faulty: Path) -> None:
    """A good file between bad ones is still counted; both languages stand on one line."""
    result = _run("check", str(faulty), COUNTY, "nowhere.yaml")

    assert result.exit_code == 2
    assert result.stdout.count("通过：") == 1
    lines = result.stderr.splitlines()
    assert [line.startswith(f"{faulty}:") for line in lines] == [True, True, True, False]
    assert ": lead: 牵头部门 treasury" in lines[0]
    assert "the lead treasury is no department" in lines[0]
    assert "the critical path land-preliminary→project-approval takes 55" in lines[1]
    assert "items[8].committed" in lines[2]
    assert lines[3].startswith("nowhere.yaml: 找不到文件")


@pytest.mark.parametrize(("language", "absent"), [("en", "牵头部门"), ("zh", "is no department")])
def test_one_language_is_spoken_when_it_is_asked_for(faulty: Path, language: str, absent: str) -> None:
    """By option or by LIANSHEN_LANG alike."""
    by_option = _run("check", "--lang", language, str(faulty))
    by_environment = _run("check", str(faulty), language=language)

    assert by_option.stderr == by_environment.stderr
    assert absent not in by_option.stderr


def test_another_language_is_bad_input() -> None:
    """Said by name instead of falling back in silence."""
    assert _run("check", "--lang", "fr", COUNTY).exit_code == 2


def test_faults_can_be_read_by_a_machine(faulty: Path) -> None:
    """The same faults, as data."""
    result = _run("check", "--json", str(faulty))

    assert result.exit_code == 2
    faults = json.loads(result.stdout)
    assert [fault["path"] for fault in faults] == [
        ["lead"],
        ["limits", "committed"],
        ["items", 8, "committed"],
    ]
    assert all(fault.keys() == {"file", "line", "path", "zh", "en"} for fault in faults)


def test_the_picture_shows_layers_limits_samples_and_the_critical_path() -> None:
    """What a department head asks first: who with whom, who after whom, how long."""
    lines = _run("show", "--lang", "zh", COUNTY).stdout.splitlines()

    assert lines[0].startswith("重大项目联合审批")
    assert any("牵头 发展和改革局" in line for line in lines)
    assert any(line.startswith("▶ 关键路径") and line.endswith("= 25 个工作日") for line in lines)
    steps = [line for line in lines if line.startswith("第 ")]
    assert steps == ["第 1 步", "第 2 步", "第 3 步", "第 4 步"]
    fire = next(line for line in lines if line.startswith("▶  fire-design "))
    assert "住房和城乡建设局" in fire
    assert "承诺 5*" in fire
    assert "法定 15 " in fire
    assert "≤ 第 25 日" in fire
    assert fire.endswith("← engineering-planning")
    assert any("60自然日" in line for line in lines)
    assert "样例" in lines[-1]


def test_the_picture_as_data_has_the_same_figures() -> None:
    """For other tools."""
    data = json.loads(_run("show", "--json", PHASE_ONE).stdout)

    assert data["critical_path"] == {"items": ["land-preliminary", "project-approval"], "days": 40}
    assert data["layers"][1] == ["project-approval"]
    assert data["items"]["project-approval"]["earliest_finish"] == 40
    assert data["items"]["soil-water"]["statutory"]["source"] == "sample"
    assert len(data["digest"]) == 64


def test_a_faulty_catalogue_has_no_picture(faulty: Path) -> None:
    """Its faults instead."""
    result = _run("show", str(faulty))

    assert result.exit_code == 2
    assert result.stdout == ""
    assert len(result.stderr.splitlines()) == 3
