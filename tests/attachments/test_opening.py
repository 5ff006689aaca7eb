from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from desk.attachments.attachments import Attachments
from desk.attachments.limits import GIGABYTE, MEGABYTE, AttachmentLimits
from desk.attachments.opening import open_attachments
from desk.attachments.refusing import AttachmentRefused
from runtime.attachment_settings import load_attachment_settings
from runtime.trouble import BadSetting
from tests.attachments.sending import CASE, CLERK, NOW, REPORT, send

VARIABLE = "LIANSHEN_ATTACHMENTS_"


@pytest.fixture
def opened(engine: AsyncEngine, tmp_path: Path) -> Attachments:
    """An office that sets nothing."""
    return open_attachments(engine, tmp_path, load_attachment_settings())


async def test_an_office_that_sets_nothing_keeps_files_in_its_own_folder(
    opened: Attachments, tmp_path: Path
) -> None:
    """Below its home, with the default limits."""
    await send(opened)

    assert {path.name for path in (tmp_path / "attachments").iterdir()} == {"files", "parts"}
    assert opened.limits == AttachmentLimits()
    assert opened.limits.largest_file == GIGABYTE


async def test_limits_come_from_the_environment(
    engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In megabytes."""
    monkeypatch.setenv(f"{VARIABLE}LARGEST_MB", "2")
    opened = open_attachments(engine, tmp_path, load_attachment_settings())

    with pytest.raises(AttachmentRefused, match="2 MB"):
        await opened.begin(CASE, REPORT, "图.dwg", 2 * MEGABYTE + 1, CLERK, NOW)


async def test_a_scanner_that_is_named_is_asked(
    engine: AsyncEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its socket is not there, so the file is not kept."""
    monkeypatch.setenv(f"{VARIABLE}CLAMD", str(tmp_path / "clamd.sock"))

    with pytest.raises(AttachmentRefused) as refused:
        await send(open_attachments(engine, tmp_path, load_attachment_settings()))

    assert refused.value.fact == "ScannerAway"


@pytest.mark.parametrize(
    ("name", "value"),
    [("LARGEST_MB", "0"), ("LARGEST_MB", "many"), ("CLAMD", "no address"), ("S3_BUCKET", "alone")],
)
def test_a_setting_that_cannot_be_used_is_named(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its variable, not with its value."""
    monkeypatch.setenv(VARIABLE + name, value)

    with pytest.raises(BadSetting) as bad:
        load_attachment_settings()

    assert VARIABLE in str(bad.value)
    assert "s3_endpoint" in str(bad.value) or name in str(bad.value)


def test_a_secret_is_not_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in a refusal nor in the settings' own words."""
    monkeypatch.setenv(f"{VARIABLE}S3_SECRET_KEY", "very-secret")

    with pytest.raises(BadSetting) as bad:
        load_attachment_settings()

    assert "very-secret" not in str(bad.value)
