"""What a route of the API can answer besides well, for its description: each status with its named facts."""

from typing import Any

from desk.web.api.schemas import ProblemBody, RecordingBody
from desk.web.problems import names_by_status

_ABOUT = {
    202: "taken and still being recorded: poll the address in `poll`",
    401: "not signed in",
    403: "not this person's authority",
    404: "nothing there, or not the caller's to see",
    409: "the state does not allow it",
    413: "too large",
    415: "not application/json",
    422: "the input does not fit",
    429: "too fast, or locked out for a while; Retry-After says how long",
    503: "a server behind the desk is away and nothing was taken; Retry-After says when to try again",
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The responses of a route, by status."""
    names = names_by_status()
    found: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        if status == 202:  # noqa: PLR2004
            found[status] = {"model": RecordingBody, "description": _ABOUT[status]}
            continue
        listed = ", ".join(f"`{name}`" for name in names.get(status, []))
        found[status] = {
            "description": f"{_ABOUT[status]}: {listed}",
            "content": {
                "application/problem+json": {
                    "schema": {"$ref": f"#/components/schemas/{ProblemBody.__name__}"}
                }
            },
        }
    return found
