"""What an office's environment says about its attachments: where they lie, how large, and who scans them."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.settings import load_group

_PREFIX = "LIANSHEN_ATTACHMENTS_"
_SCANNER = r"^(/.+|[^/\s:]+:[0-9]{1,5})$"


class AttachmentSettings(BaseSettings):
    """`LIANSHEN_ATTACHMENTS_…`; without any, attachments lie in the office's own folder."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, frozen=True)

    folder: Path | None = None
    """Another folder than `attachments` in the office's home; part files lie there, too."""
    largest_mb: Annotated[int, Field(ge=1, le=1024 * 1024)] = 1024
    """The largest file, in megabytes."""
    case_files: Annotated[int, Field(ge=1)] = 1000
    """The most attachments of one case."""
    case_mb: Annotated[int, Field(ge=1)] = 20 * 1024
    """The most megabytes of all attachments of one case."""
    clamd: Annotated[str, Field(pattern=_SCANNER)] | None = None
    """ClamAV's daemon: `/path/of/socket` or `host:port`. Without it nobody looks for viruses."""
    s3_endpoint: str | None = None
    """An S3-compatible service; then the bucket and both keys are needed, too."""
    s3_bucket: str | None = None
    s3_access_key: str | None = None
    s3_secret_key: SecretStr | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        given = [self.s3_endpoint, self.s3_bucket, self.s3_access_key, self.s3_secret_key]
        if any(each is not None for each in given) and None in given:
            message = "s3_endpoint, s3_bucket, s3_access_key and s3_secret_key belong together"
            raise ValueError(message)
        return self


def load_attachment_settings() -> AttachmentSettings:
    """The settings of this process; `BadSetting` names every variable that cannot be used, not its value."""
    return load_group(AttachmentSettings, "附件设置", "Settings of attachments")
