"""One way for every form about the office itself: form, summary, and everything that does not fit at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.web.callers import Caller
from desk.web.desk import Desk
from desk.web.office.words import AREAS, w
from desk.web.pages.shell import render
from desk.web.problems import Problem
from models.domain.faults import Fault
from models.domain.text import Words

Form = Mapping[str, Sequence[str]]
Widget = Literal["line", "day", "select", "checks", "listed", "password", "file", "radios"]
UNPROCESSABLE: Final = 422


def first(form: Form, name: str) -> str:
    """The first value of a field, without spaces around it."""
    return (form.get(name) or [""])[0].strip()


@dataclass(frozen=True)
class Choice:
    """One value that a field can have; ``group`` is the heading that it stands under."""

    value: str
    words: Words
    group: Words | None = None


@dataclass(frozen=True)
class OfficeField:
    """One field. ``listed`` is a line with proposals; ``fixed`` cannot be changed here."""

    name: str
    label: Words
    widget: Widget = "line"
    required: bool = True
    choices: tuple[Choice, ...] = ()
    hint: Words | None = None
    fixed: bool = False
    autocomplete: str = "off"


@dataclass(frozen=True)
class OfficeForm:
    """A form: what it does is said above it. A ``legal`` one shows a summary before it counts."""

    title: Words
    effect: Words
    action: str
    button: Words
    back: str
    back_words: Words
    fields: tuple[OfficeField, ...] = ()
    legal: bool = True
    hidden: Mapping[str, str] = field(default_factory=dict)
    files: bool = False


@dataclass(frozen=True)
class Told:
    """A line of a summary."""

    label: Words
    values: tuple[Words, ...]


def office_page(
    request: Request, desk: Desk, template: str, caller: Caller, *, status: int = 200, **told: object
) -> HTMLResponse:
    """A page of the administrator or of the own account; ``local`` puts moments on the wall clock."""
    return render(request, desk, template, caller, status=status, areas=AREAS, local=desk.hours.local, **told)


def form_page(
    request: Request,
    desk: Desk,
    caller: Caller,
    form: OfficeForm,
    given: Form,
    *,
    problem: Problem | None = None,
    faults: Sequence[Words] = (),
) -> HTMLResponse:
    """The form, with what was written, and above it everything that does not fit."""
    status = 200 if problem is None and not faults else UNPROCESSABLE if problem is None else problem.status
    return office_page(
        request,
        desk,
        "office_form.html",
        caller,
        status=status,
        it=form,
        given={name: list(values) for name, values in given.items()},
        problem=problem,
        faults=faults,
    )


def summary_page(
    request: Request,
    desk: Desk,
    caller: Caller,
    form: OfficeForm,
    given: Form,
    told: Sequence[Told],
    *,
    follows: Sequence[Words] = (),
) -> HTMLResponse:
    """Everything once more; it takes effect when confirmed. ``follows`` is what happens with it."""
    ours = {"form", "confirmed", *form.hidden}
    return office_page(
        request,
        desk,
        "office_summary.html",
        caller,
        it=form,
        told=told,
        follows=follows,
        pairs=[(name, value) for name, values in given.items() if name not in ours for value in values],
    )


def told_fields(form: OfficeForm, given: Form) -> list[Told]:
    """What was written into the fields, as people read it."""
    lines = []
    for each in form.fields:
        known = {choice.value: choice.words for choice in each.choices}
        values = [value.strip() for value in given.get(each.name, ()) if value.strip()]
        lines.append(Told(each.label, tuple(known.get(value) or w(value, value) for value in values)))
    return lines


def in_words(faults: Sequence[Fault], labels: Mapping[str, Words]) -> list[Words]:
    """Faults with the labels of the fields that they are about; each once."""
    found: dict[tuple[str, str], Words] = {}
    for fault in faults:
        names = [str(part) for part in fault.path if not isinstance(part, int)]
        label = next((labels[name] for name in reversed(names) if name in labels), None)
        zh = fault.zh if label is None else f"{label.zh}：{fault.zh}"
        en = fault.en if label is None else f"{label.en} {fault.en}"
        found.setdefault((zh, en), w(zh, en))
    return list(found.values())
