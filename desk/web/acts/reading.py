"""From the fields of a form to the fields of a command; what was left empty is left out."""

from collections.abc import Iterable, Mapping, Sequence

from desk.web.acts.fields import FormField

Form = Mapping[str, Sequence[str]]

ACTION_ROWS = 3
"""Rows that the table of a meeting's actions begins with."""

_MOST_ROWS = 100


def command_fields(form: Form, fields: Iterable[FormField]) -> dict[str, object]:
    """What the form says of these fields, as `read_command` takes it."""
    read: dict[str, object] = {}
    for field in fields:
        value = _value(form, field)
        if value not in (None, "", [], ()):
            read[field.name] = value
    return read


def _value(form: Form, field: FormField) -> object:
    name = field.name
    match field.widget:
        case "checks":
            return list(form.get(name, ()))
        case "lines":
            lines = [line for value in form.get(name, ()) for line in value.splitlines()]
            return [line.strip() for line in lines if line.strip()]
        case "gaps":
            return [_gap(form, material) for material in form.get(name, ())]
        case "promises":
            by = {choice.value: first(form, f"{name}.{choice.value}") for choice in field.choices}
            return [{"material": material, "by": day} for material, day in by.items() if day]
        case "actions":
            return [row for row in (_row(form, name, n) for n in range(action_rows(form))) if row]
        case _:
            return first(form, name)


def action_rows(form: Form) -> int:
    """How many rows of the table of actions were sent."""
    return next((n for n in range(_MOST_ROWS) if f"actions.{n}.text" not in form), _MOST_ROWS)


def first(form: Form, name: str) -> str:
    """The field's value without spaces around it; empty when it is not there."""
    given = form.get(name, ())
    return given[0].strip() if given else ""


def _gap(form: Form, material: str) -> dict[str, str]:
    reason = first(form, f"gaps.{material}.reason")
    return {"material": material} | ({"reason": reason} if reason else {})


def _row(form: Form, name: str, number: int) -> dict[str, str]:
    given = {part: first(form, f"{name}.{number}.{part}") for part in ("text", "department", "due")}
    return given if given["text"] else {}
