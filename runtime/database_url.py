"""The address of a database: taken in the forms people have it, given in the form our driver needs."""

from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_DRIVER = "postgresql+asyncpg"
_SCHEMES = {"postgres", "postgresql", _DRIVER}
_PARAMETERS = {"host", "port", "ssl", "target_session_attrs", "passfile", "krbsrvname"}


def normalise(url: str) -> str:
    """The address in SQLAlchemy's form for asyncpg; `ValueError` says what cannot be used.

    `postgres://` and `postgresql://` are taken, and libpq's `sslmode` becomes asyncpg's `ssl`.
    """
    parts = _split(url)
    if parts.scheme not in _SCHEMES or not url.startswith(f"{parts.scheme}://"):
        message = "not an address like postgresql://user:password@host:5432/database"
        raise ValueError(message)
    query = {("ssl" if name == "sslmode" else name): value for name, value in _parameters(parts)}
    unknown = sorted(query.keys() - _PARAMETERS)
    if unknown:
        message = f"unknown parameter {', '.join(unknown)}"
        raise ValueError(message)
    return _join(_DRIVER, parts, query)


def for_asyncpg(url: str) -> str:
    """The address for asyncpg itself, which reads libpq's names of the parameters."""
    parts = _split(normalise(url))
    query = {("sslmode" if name == "ssl" else name): value for name, value in _parameters(parts)}
    return _join("postgresql", parts, query)


def place(url: str) -> str:
    """The address for people: without user name, password and parameters."""
    parts = _split(normalise(url))
    host = parts.hostname or dict(_parameters(parts)).get("host", "localhost")
    return f"postgresql://{host}:{parts.port or 5432}{parts.path}"


def _split(url: str) -> SplitResult:
    parts = urlsplit(url)
    _ = parts.port  # refuses what is no port number
    return parts


def _parameters(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))


def _join(scheme: str, parts: SplitResult, query: dict[str, str]) -> str:
    asked = f"?{urlencode(query, safe='/')}" if query else ""
    return f"{scheme}://{parts.netloc}{parts.path}{asked}"
