"""Which models stand at a place of a document, and which keys they allow there."""

import types
from collections.abc import Mapping
from typing import Annotated, Literal, Union, get_args, get_origin

from pydantic import BaseModel

from models.domain.faults import Path, Value


def document_path(location: Path, document: Value) -> Path:
    """The place in the document that pydantic's location means.

    Pydantic puts names of its own between (the tag of a union, the field that a shorter
    form stands for); what the document does not have is left out.
    """
    path: list[str | int] = []
    value = document
    for part in location:
        if isinstance(value, dict) and str(part) in value:
            path.append(str(part))
            value = value[str(part)]
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            path.append(part)
            value = value[part]
    return tuple(path)


def allowed_keys(model: type[BaseModel], path: Path, document: Value) -> list[str]:
    """The keys that the mapping at this path of the model's document may have."""
    places, value = _places(model), document
    for part in path:
        places = [inner for place in places for inner in _step(place, part)]
        if isinstance(value, dict):
            value = value.get(str(part))
        elif isinstance(value, list) and isinstance(part, int) and part < len(value):
            value = value[part]
        places = [place for place in places if _fits(place, value)]
    return list(dict.fromkeys(key for place in places for key in _keys(place)))


def _places(annotation: object) -> list[object]:
    """The models, sequences and mappings among the alternatives of an annotation."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _places(arguments[0])
    if origin in {Union, types.UnionType}:
        return [place for argument in arguments for place in _places(argument)]
    return [annotation]


def _step(place: object, part: str | int) -> list[object]:
    if isinstance(place, type) and issubclass(place, BaseModel):
        return [
            inner
            for name, field in place.model_fields.items()
            if part in {name, field.alias}
            for inner in _places(field.annotation)
        ]
    origin, arguments = get_origin(place), get_args(place)
    if isinstance(part, int) and origin in {tuple, list} and arguments:
        return _places(arguments[0 if Ellipsis in arguments else min(part, len(arguments) - 1)])
    if isinstance(part, str) and isinstance(origin, type) and issubclass(origin, Mapping):
        return _places(arguments[1])
    return []


def _fits(place: object, value: Value) -> bool:
    """Whether the words that tell this model from its alternatives are those of the document."""
    if not (isinstance(place, type) and issubclass(place, BaseModel) and isinstance(value, dict)):
        return True
    return all(
        value.get(name, None) in get_args(field.annotation)
        for name, field in place.model_fields.items()
        if get_origin(field.annotation) is Literal and name in value and len(get_args(field.annotation)) == 1
    )


def _keys(place: object) -> list[str]:
    if isinstance(place, type) and issubclass(place, BaseModel):
        return [field.alias or name for name, field in place.model_fields.items()]
    return []
