"""Where the servers of an office are: told by the environment, or written down by the running office."""

import json
import os
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from runtime.embedded.process import alive
from runtime.settings import Settings
from runtime.trouble import BadSetting, ServerUnreachable

NAMESPACE = "lianshen"

_TEMPORAL_VARIABLES = ("TEMPORAL_ADDRESS", "TEMPORAL_PROFILE", "TEMPORAL_CONFIG_FILE")


class TemporalAddress(BaseModel):
    """A Temporal service; `from_environment` means that Temporal's own configuration says how to connect."""

    model_config = ConfigDict(frozen=True)

    target: str
    namespace: str
    ui_url: str | None = None
    from_environment: bool = False


class Addresses(BaseModel):
    """Everything a process needs to reach an office's servers."""

    model_config = ConfigDict(frozen=True)

    database_url: str
    temporal: TemporalAddress


class OfficeRecord(Addresses):
    """The running office's own note, `office.json`: its addresses, its desk and the process of each part."""

    office_pid: int
    pids: dict[str, int] = {}
    desk_url: str | None = None


def record_file(home: Path) -> Path:
    """The place of the running office's note."""
    return home / "office.json"


def read_record(home: Path) -> OfficeRecord | None:
    """The note that a running, or a killed, office left; nothing when there is none or it is torn."""
    try:
        return OfficeRecord.model_validate_json(record_file(home).read_bytes())
    except (FileNotFoundError, ValidationError):
        return None


def write_record(home: Path, record: OfficeRecord) -> None:
    """Replace the note in one step, readable by its owner alone: it holds the database's password."""
    fresh = record_file(home).with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(record.model_dump(mode="json"), file, ensure_ascii=False, indent=2)
    fresh.replace(record_file(home))


def temporal_of_environment() -> TemporalAddress | None:
    """The Temporal service that the process's environment names, if it names one.

    Only explicit variables count: a developer's configuration file alone must not lead away from this office.
    """
    if not any(os.environ.get(name) for name in _TEMPORAL_VARIABLES):
        return None
    from temporalio.envconfig import ClientConfig

    try:
        config = ClientConfig.load_client_connect_config()
    except (RuntimeError, ValueError, OSError) as invalid:
        raise BadSetting(
            f"Temporal 的环境配置不能用：{invalid}",
            f"Temporal's environment configuration cannot be used: {invalid}",
        ) from None
    return TemporalAddress(
        target=config.get("target_host") or "localhost:7233",
        namespace=config.get("namespace") or "default",
        from_environment=True,
    )


def office_addresses(settings: Settings) -> Addresses:
    """The servers to talk to: what the environment names first, else those of the office running in `home`.

    Nothing is contacted. `ServerUnreachable` says where was looked when neither tells.
    """
    temporal = temporal_of_environment()
    if settings.database_url and temporal:
        return Addresses(database_url=settings.database_url, temporal=temporal)
    record = _running_record(settings.home)
    if record is None:
        missing = [] if settings.database_url else ["DATABASE_URL"]
        missing += [] if temporal else ["TEMPORAL_ADDRESS"]
        raise ServerUnreachable([*(f"{name}: 未设置 not set" for name in missing), _absent(settings.home)])
    return Addresses(
        database_url=settings.database_url or record.database_url, temporal=temporal or record.temporal
    )


def _running_record(home: Path) -> OfficeRecord | None:
    try:
        record = read_record(home)
    except PermissionError:
        raise ServerUnreachable([f"{record_file(home)}: 无权读取 not readable by this user"]) from None
    if record is None or not alive(record.office_pid):
        return None
    return record


def _absent(home: Path) -> str:
    return f"{home}: 没有正在运行的办公室 no office is running there"
