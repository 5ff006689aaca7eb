"""Opens the attachments of an office as its settings say."""

from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine

from desk.attachments.attachments import Attachments
from desk.attachments.blobs import Blobs, FolderBlobs
from desk.attachments.limits import MEGABYTE, AttachmentLimits
from desk.attachments.parts import Parts
from desk.attachments.scanning import ClamdScanner, NoScanner
from runtime.attachment_settings import AttachmentSettings
from runtime.trouble import BadSetting


def open_attachments(engine: AsyncEngine, home: Path, settings: AttachmentSettings) -> Attachments:
    """The attachments over this database. Part files lie in the folder, whatever the store is."""
    folder = settings.folder or home / "attachments"
    return Attachments(
        engine,
        _blobs(folder, settings),
        Parts(folder / "parts"),
        NoScanner() if settings.clamd is None else ClamdScanner(settings.clamd),
        AttachmentLimits(
            largest_file=settings.largest_mb * MEGABYTE,
            files_of_a_case=settings.case_files,
            bytes_of_a_case=settings.case_mb * MEGABYTE,
        ),
    )


def _blobs(folder: Path, settings: AttachmentSettings) -> Blobs:
    if settings.s3_endpoint is None:
        return FolderBlobs(folder / "files")
    try:
        from desk.attachments.s3_blobs import S3Blobs
    except ModuleNotFoundError:
        raise BadSetting(
            "S3 存储需要附加组件：pip install 'lianshen[s3]'",
            "The S3 store needs an extra part: pip install 'lianshen[s3]'",
        ) from None
    assert settings.s3_bucket is not None
    assert settings.s3_access_key is not None
    assert settings.s3_secret_key is not None
    return S3Blobs.at(
        endpoint=settings.s3_endpoint,
        bucket=settings.s3_bucket,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key.get_secret_value(),
    )
