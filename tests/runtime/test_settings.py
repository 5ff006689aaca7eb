"""What the environment tells a process, and how it is told that it is wrong."""

import os
import stat
from pathlib import Path

import pytest

from runtime.addresses import (
    Addresses,
    OfficeRecord,
    TemporalAddress,
    office_addresses,
    read_record,
    record_file,
    write_record,
)
from runtime.settings import Settings, load_settings
from runtime.trouble import BadSetting, ServerUnreachable

DATABASE = "postgresql+asyncpg://u:secret@db/x"
EMBEDDED = TemporalAddress(target="127.0.0.1:20000", namespace="lianshen")


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of the variables of whoever runs the tests."""
    for name in os.environ:
        if name.startswith(("LIANSHEN_", "TEMPORAL_", "DATABASE_URL")):
            monkeypatch.delenv(name)


def office_in(home: Path, *, pid: int) -> OfficeRecord:
    """The note of an office."""
    record = OfficeRecord(database_url="postgresql+asyncpg:///office", temporal=EMBEDDED, office_pid=pid)
    write_record(home, record)
    return record


def test_without_any_variable_the_office_speaks_chinese_in_the_folder_here(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The defaults of the documents."""
    monkeypatch.chdir(tmp_path)

    settings = load_settings()

    assert settings.home == tmp_path / ".office"
    assert (settings.lang, settings.timezone, settings.database_url) == ("zh", "Asia/Shanghai", None)
    assert settings.zone.key == "Asia/Shanghai"


def test_every_bad_value_is_named_at_once_and_no_password_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """One look, one correction."""
    monkeypatch.setenv("LIANSHEN_LANG", "fr")
    monkeypatch.setenv("LIANSHEN_TIMEZONE", "Mars/Olympus")
    monkeypatch.setenv("DATABASE_URL", "mysql://u:secret@db/x")

    with pytest.raises(BadSetting) as bad:
        load_settings()

    for name in ("LIANSHEN_LANG", "LIANSHEN_TIMEZONE", "DATABASE_URL"):
        assert name in bad.value.words.zh
        assert name in bad.value.words.en
    assert "secret" not in str(bad.value)


def test_the_running_office_is_found_in_its_folder(tmp_path: Path) -> None:
    """By its note, as long as its process lives."""
    record = office_in(tmp_path, pid=os.getpid())

    found = office_addresses(Settings(home=tmp_path))

    assert found == Addresses(database_url=record.database_url, temporal=EMBEDDED)


def test_the_note_is_readable_by_its_owner_alone(tmp_path: Path) -> None:
    """It holds the password of the database."""
    office_in(tmp_path, pid=os.getpid())
    office_in(tmp_path, pid=os.getpid())

    assert stat.S_IMODE(record_file(tmp_path).stat().st_mode) == 0o600


def test_a_dead_office_is_not_taken_for_a_running_one(tmp_path: Path) -> None:
    """Its note may have survived a power cut."""
    office_in(tmp_path, pid=2**22 + 1)

    with pytest.raises(ServerUnreachable) as unreachable:
        office_addresses(Settings(home=tmp_path))

    assert str(tmp_path) in unreachable.value.tried[-1]
    assert "make run" in unreachable.value.words.zh
    assert "make run" in unreachable.value.words.en


def test_a_torn_note_counts_as_none(tmp_path: Path) -> None:
    """Whatever tore it."""
    record_file(tmp_path).write_text('{"database_url": "po')

    assert read_record(tmp_path) is None


def test_servers_named_by_the_environment_need_no_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The remote office: its database and Temporal's own variables."""
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    monkeypatch.setenv("TEMPORAL_ADDRESS", "temporal.example:7233")
    monkeypatch.setenv("TEMPORAL_NAMESPACE", "county")
    monkeypatch.setenv("LIANSHEN_HOME", str(tmp_path))

    found = office_addresses(load_settings())

    assert found.database_url == DATABASE
    assert found.temporal == TemporalAddress(
        target="temporal.example:7233", namespace="county", from_environment=True
    )


def test_one_server_of_the_environment_goes_with_the_other_of_the_office(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office with its own database and the embedded engine."""
    office_in(tmp_path, pid=os.getpid())
    monkeypatch.setenv("DATABASE_URL", DATABASE)
    monkeypatch.setenv("LIANSHEN_HOME", str(tmp_path))

    assert office_addresses(load_settings()) == Addresses(database_url=DATABASE, temporal=EMBEDDED)


def test_a_broken_configuration_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not a traceback of the library that reads it."""
    (tmp_path / "temporal.toml").write_text("[profile.default\n")
    monkeypatch.setenv("TEMPORAL_CONFIG_FILE", str(tmp_path / "temporal.toml"))

    with pytest.raises(BadSetting, match="Temporal"):
        office_addresses(Settings(home=tmp_path))
