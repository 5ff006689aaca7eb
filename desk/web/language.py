"""In which language the desk speaks: pages Chinese unless English was chosen, programs as they ask."""

from typing import Final

from starlette.requests import Request

from models.domain.text import Language

COOKIE: Final = "lianshen-lang"
API: Final = "/api/"


def language_of(request: Request) -> Language:
    """The language chosen by the link, for programs the first known one of Accept-Language, else Chinese."""
    chosen = request.cookies.get(COOKIE)
    if chosen == "en":
        return "en"
    if chosen != "zh" and request.url.path.startswith(API):
        for part in request.headers.get("accept-language", "").split(","):
            tag = part.partition(";")[0].strip().lower()
            if tag.startswith("en"):
                return "en"
            if tag.startswith("zh"):
                return "zh"
    return "zh"
