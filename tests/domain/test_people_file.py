from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest

from models.domain.people import DirectoryEntry
from models.domain.people_file import PeopleFile, check_people_file
from runtime.documents import DATA, DocumentFaults, load

WORKER = "department: water, roles: [handler]"
GIVEN = (
    "principal: lei, name: 雷, department: water, levels: [approver], "
    "valid_from: 2026-06-01, valid_until: 2026-06-30, document: 水委〔2026〕5号"
)


def read(
    folder: Path, *people: str, standing: Mapping[str, DirectoryEntry] | None = None, whose: str = "450721"
) -> PeopleFile:
    """A people file with these lines; raises what is wrong with it."""
    file = folder / "people.yaml"
    head = ["people_file: 1", f'jurisdiction: "{whose}"', "people:"]
    file.write_text("\n".join([*head, *(f"  {line}" for line in people)]), encoding="utf-8")
    return load(file, PeopleFile, lambda found: check_people_file(found, standing), blanks=False)


def faults(folder: Path, *people: str, standing: Mapping[str, DirectoryEntry] | None = None) -> list[str]:
    """What is wrong with the file, as it is printed, without the folder and the words."""
    with pytest.raises(DocumentFaults) as found:
        read(folder, *people, standing=standing)
    return [f"{fault.line}: {'.'.join(map(str, fault.path))}" for fault in found.value.faults]


def test_all_faults_of_a_people_file_are_told_at_once(tmp_path: Path) -> None:
    """Of its shape and of its sense, each with its line."""
    told = faults(
        tmp_path,
        "a: {name: 甲, roles: [handler]}",
        "b: {name: 乙, department: water, roles: []}",
        "c: {name: 丙, department: water, roles: [applicant]}",
        f"d: {{name: 丁, {WORKER}, valid_from: 2026-06-02, valid_until: 2026-06-01}}",
        f"e: {{name: 戊, {WORKER}, colour: red}}",
        "f: {name: 己, department: water, roles: [handler, handler]}",
    )

    assert told == [
        "4: people.a.department",
        "5: people.b.roles",
        "6: people.c.roles",
        "7: people.d.valid_until",
        "8: people.e.colour",
        "9: people.f.roles",
    ]


def test_a_principal_may_stand_in_the_directory_already(tmp_path: Path) -> None:
    """Before it is known who stands there nothing is held against the file; afterwards it must fit."""
    deputy = f"wu: {{name: 吴, {WORKER}, delegations: [{{{GIVEN}}}]}}"
    lei = "lei: {name: 雷, department: water, roles: [approver]}"
    standing = read(tmp_path, lei).entries()

    assert read(tmp_path, deputy).people["wu"].delegations
    assert read(tmp_path, deputy, standing=standing).people["wu"].delegations
    assert faults(tmp_path, deputy, standing={}) == ["4: people.wu.delegations.0.principal"]


def test_nobody_acts_for_a_person_who_has_left(tmp_path: Path) -> None:
    """Also when the deputy is not in the file that lets the principal go."""
    deputy = f"wu: {{name: 吴, {WORKER}, delegations: [{{{GIVEN}}}]}}"
    lei = "lei: {name: 雷, department: water, roles: [approver]"
    standing = read(tmp_path, deputy, f"{lei}}}").entries()
    gone = f"{lei}, valid_until: 2026-06-20}}"

    assert faults(tmp_path, deputy, gone) == ["4: people.wu.delegations.0.valid_until"]
    assert faults(tmp_path, gone, standing=standing) == ["3: people.wu.delegations.0.valid_until"]
    shortened = deputy.replace("2026-06-30", "2026-06-20")
    assert set(read(tmp_path, shortened, gone, standing=standing).people) == {"wu", "lei"}


def test_an_id_belongs_to_one_jurisdiction(tmp_path: Path) -> None:
    """Events name persons by their id alone."""
    line = f"wu: {{name: 吴, {WORKER}}}"
    standing = read(tmp_path, line, whose="450722").entries()

    assert faults(tmp_path, line, standing=standing) == ["4: people.wu"]


def test_the_first_and_the_last_day_are_included() -> None:
    """As those of a delegation are."""
    days = {"valid_from": date(2026, 6, 1), "valid_until": date(2026, 6, 2)}
    entry = DirectoryEntry.model_validate(
        {"jurisdiction": "450721", "person": {"id": "wu", "name": "吴"}, **days}
    )
    acts = [entry.acts_on(date(2026, 5, 31)), *(entry.acts_on(date(2026, 6, day)) for day in (1, 2, 3))]

    assert acts == [False, True, True, False]


def test_the_shipped_people_have_no_fault() -> None:
    """They are entered at the first start of an office."""
    file = load(
        DATA / "people" / "lingshan.yaml",
        PeopleFile,
        lambda found: check_people_file(found, {}),
        blanks=False,
    )

    assert file.sample
