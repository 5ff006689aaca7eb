"""The fields of an act's form: made from the command's model, with what this case offers to choose from."""

from dataclasses import dataclass
from typing import Final, Literal

from desk.web.acts.choices import Choice, Choices
from desk.web.acts.labels import LABELS
from models.domain.commands import COMMANDS
from models.domain.names import ItemCode
from models.domain.text import Words

Widget = Literal[
    "line",
    "text",
    "day",
    "moment",
    "number",
    "select",
    "radios",
    "checks",
    "lines",
    "gaps",
    "promises",
    "actions",
]

_BY_FIELD: Final[dict[str, Widget]] = {
    "conditions": "lines",
    "names": "lines",
    "days": "number",
    "opinion": "radios",
    "outcome": "radios",
    "disposal": "radios",
    "stars": "radios",
    "materials": "checks",
    "items": "checks",
    "absent": "checks",
    "actions": "actions",
    "until": "day",
    "date": "day",
    "scheduled": "moment",
}
_TEXTS: Final = frozenset({"text", "explanation", "finding", "minutes", "position", "comment"})


@dataclass(frozen=True)
class FormField:
    """One field. ``choices`` are what it can be; ``parts`` the departments of an action table."""

    name: str
    label: Words
    widget: Widget
    required: bool
    choices: tuple[Choice, ...] = ()
    parts: tuple[Choice, ...] = ()


def fields_of(do: str, item: ItemCode | None, choices: Choices) -> list[FormField]:
    """The fields of an act, in the order of its model; what the address says already is no field."""
    found: list[FormField] = []
    for name, info in COMMANDS[do].model_fields.items():
        if name == "do" or (name == "item" and do != "add-item"):
            continue
        offered = choices.of(do, name, item)
        widget = _widget(do, name)
        if offered == () and not info.is_required() and widget != "gaps":
            continue  # nothing to choose, nothing to ask
        if offered is not None and widget == "line":
            widget = "select"
        found.append(
            FormField(
                name=name,
                label=LABELS.get(f"{do}.{name}") or LABELS[name],
                widget=widget,
                required=info.is_required() or (do, name) in _NEEDED,
                choices=offered or (),
                parts=choices.departments if widget == "actions" else (),
            )
        )
    return found


def _widget(do: str, name: str) -> Widget:
    if name == "gaps":
        return "gaps" if do == "request-corrections" else "promises"
    if name == "reason" and do not in {"stop-clock", "resume-clock"}:
        return "text"
    if name in _TEXTS:
        return "text"
    return _BY_FIELD.get(name, "line")


_NEEDED: Final = {
    ("decline-case", "reason"),
    ("decline-case", "basis"),
    ("withdraw-case", "reason"),
    ("drop-item", "reason"),
    ("extend-case", "reason"),
    ("extend-item", "reason"),
    ("send-back", "reason"),
    ("return-notice", "reason"),
    ("return-negative", "reason"),
    ("stop-clock", "notice"),
    ("stop-clock", "until"),
    ("record-finding", "names"),
}
"""Optional in the model so that their absence has its own name; a form asks for them all the same."""
