"""What can still be judged of a document whose shape has faults.

A user wants all faults at once, so the checks also see a document with unknown keys taken
out, figures moved to the nearest allowed one and other unfit values dropped. Whatever they
find at a mended place, or about figures once one was mended, is not said: it might be our doing.
"""

from collections.abc import Callable, Sequence
from copy import deepcopy
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from models.domain.faults import Fault, Path, Value
from models.domain.model_places import document_path

Model = TypeVar("Model", bound=BaseModel)

ROUNDS = 3
_UNKNOWN = "extra_forbidden"


def without_faults(
    model: type[Model], document: Value, check: Callable[[Model], Sequence[Fault]]
) -> list[Fault]:
    """The further faults that the check finds beside those of the shape; none if too little is left."""
    mended: set[Path] = set()
    document = deepcopy(document)
    for _ in range(ROUNDS):
        try:
            found = model.model_validate(document)
        except ValidationError as error:
            if not _mend(document, error, mended):
                return []
        else:
            return [fault for fault in check(found) if not _concerns(fault, mended)]
    return []


def _mend(document: Value, error: ValidationError, mended: set[Path]) -> bool:
    """Whether every fault could be taken out of the document; entries of lists stay where they are."""
    details = error.errors(include_url=False)
    paths = [document_path(detail["loc"], document) for detail in details]
    for detail, path in zip(details, paths, strict=True):
        if detail["type"] == "default_factory_not_called":
            continue
        if detail["type"] == "missing" or not path or not isinstance(path[-1], str):
            return False
        holder = _at(document, path[:-1])
        if not isinstance(holder, dict):
            return False
        if detail["type"] == _UNKNOWN:
            holder.pop(path[-1], None)
            continue
        mended.add(path)
        if (nearest := _nearest(detail)) is not None:
            holder[path[-1]] = nearest
        else:
            holder.pop(path[-1], None)
    return True


def _nearest(detail: ErrorDetails) -> int | None:
    context = detail.get("ctx", {})
    bound = context.get("ge", context.get("le"))
    return bound if isinstance(bound, int) else None


def _at(document: Value, path: Path) -> Value:
    value = document
    for part in path:
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    return value


def _concerns(fault: Fault, mended: set[Path]) -> bool:
    if mended and fault.path[:1] == ("limits",):
        return True
    return any(fault.path[:2] == path[:2] for path in mended)
