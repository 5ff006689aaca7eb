"""The settings of a process, read once from its environment."""

from pathlib import Path
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from runtime.database_url import normalise
from runtime.trouble import BadSetting

Group = TypeVar("Group", bound=BaseSettings)

_NAME_OF_A_DEPLOYMENT = r"^[A-Za-z0-9_-]{1,100}$"
_BUILD = r"^[A-Za-z0-9_.+-]{1,100}$"
_JURISDICTION = r"^[0-9]{6}([0-9]{3}|[0-9]{6})?$"


def _origin(url: str) -> str:
    parts = urlsplit(url)
    bare = parts.path in {"", "/"} and not (parts.query or parts.fragment or parts.username)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not bare:
        message = "must be http:// or https:// with a host, and nothing behind it"
        raise ValueError(message)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as unknown:
        message = "unknown time zone"
        raise ValueError(message) from unknown
    return name


class Settings(BaseSettings):
    """What a process is told by its environment: `LIANSHEN_…`, and `DATABASE_URL` for an office's own server.

    Temporal's own variables (`TEMPORAL_ADDRESS` and its kin) are read by `runtime.temporal`.
    """

    model_config = SettingsConfigDict(env_prefix="LIANSHEN_", frozen=True, populate_by_name=True)

    home: Annotated[Path, AfterValidator(lambda path: path.expanduser().absolute())] = Field(
        default=Path(".office"), validate_default=True
    )
    """The folder of the office's data, passwords and logs."""
    lang: Literal["zh", "en"] = "zh"
    """The language of words for people."""
    timezone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    """The time zone in which the office's days begin and end."""
    log_file: Path | None = None
    """Where a server's process writes its log as JSON lines; a console otherwise."""
    deployment: Annotated[str, Field(pattern=_NAME_OF_A_DEPLOYMENT)] = "lianshen"
    """The worker deployment, by Temporal's name for it: all workers of an office are one."""
    build_id: Annotated[str, Field(pattern=_BUILD)] | None = None
    """The release that a worker runs, where releases are rolled out by versions; unversioned without it."""
    public_url: Annotated[str, AfterValidator(_origin)] | None = None
    """Where browsers reach the desk, such as https://desk.example; on this machine alone without it."""
    behind_proxy: str | None = None
    """The proxies, by commas, whose word on the caller's address is taken."""
    embedded: bool = False
    """Whether this office runs on embedded servers and may use samples; the office tells its programs."""
    jurisdiction: Annotated[str, Field(pattern=_JURISDICTION)] = "450721"
    """Whose office it is: the administrative code under which the first account is made."""
    database_url: Annotated[str, AfterValidator(normalise)] | None = Field(
        default=None, validation_alias="DATABASE_URL"
    )
    """The office's own PostgreSQL, in SQLAlchemy's form for asyncpg."""

    @property
    def fonts(self) -> Path:
        """The folder of the office's own fonts, for documents."""
        return self.home / "fonts"

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        return ZoneInfo(self.timezone)


def load_settings(**given: str) -> Settings:
    """The settings of this process; `BadSetting` names every variable that cannot be used.

    What is given by option goes before the environment.
    """
    try:
        return Settings.model_validate(Settings().model_dump() | given) if given else Settings()
    except ValidationError as invalid:
        faults = [_fault(error["loc"], error["msg"]) for error in invalid.errors(include_url=False)]
        listed = "\n".join(f"  - {fault}" for fault in faults)
        raise BadSetting(
            f"环境变量的值不能用：\n{listed}", f"Settings that cannot be used:\n{listed}"
        ) from None


def _fault(place: tuple[int | str, ...], message: str) -> str:
    """The value itself is left out: it may be a password."""
    name = str(place[0]) if place else "?"
    variable = name if name == "DATABASE_URL" else f"LIANSHEN_{name.upper()}"
    return f"{variable}: {message.removeprefix('Value error, ')}"


def load_group(kind: type[Group], zh: str, en: str) -> Group:
    """Settings that share a prefix; `BadSetting` names every variable that cannot be used, not its value."""
    try:
        return kind()
    except ValidationError as invalid:
        prefix = kind.model_config.get("env_prefix", "")
        listed = "\n".join(
            f"  - {prefix}{'_'.join(map(str, error['loc'])).upper()}: {error['msg']}"
            for error in invalid.errors(include_url=False)
        )
        raise BadSetting(f"{zh}不能用：\n{listed}", f"{en} that cannot be used:\n{listed}") from None
