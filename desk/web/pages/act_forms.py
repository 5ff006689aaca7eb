"""The two pages before an act: its form, and the summary with all that it would bring about."""

import secrets
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse

from desk.web.acts.fields import FormField
from desk.web.acts.foreseeing import Foreseen, foresee
from desk.web.acts.naming import Act
from desk.web.acts.reading import ACTION_ROWS, Form, action_rows, first
from desk.web.callers import Seen
from desk.web.desk import Desk
from desk.web.pages.act_pages import case_now, page_of
from desk.web.pages.lines import item_lines
from desk.web.pages.shell import render
from desk.web.problems import Problem
from models.domain.commands import Command, Order
from models.domain.names import CommandKey, ItemCode
from models.domain.text import Words
from models.domain.visibility import sees_inside

_OURS = frozenset({"form", "confirmed", "key", "seq", "item", "more"})


@dataclass(frozen=True)
class Asked:
    """The act that a page is about, about which item, with which fields."""

    do: str
    act: Act
    item: ItemCode | None
    title: Words | None
    fields: list[FormField]


def try_out(seen: Seen, command: Command) -> Foreseen:
    """Ask the rules without doing anything, so that the summary shows nothing that would be refused."""
    order = Order(key=CommandKey("-"), by=seen.caller.person, command=command)
    return foresee(seen.case, order, seen.at, seen.book)


async def form_page(
    request: Request, desk: Desk, seen: Seen, asked: Asked, form: Form, problem: Problem | None = None
) -> HTMLResponse:
    """The form of an act, with what was written and why it was refused."""
    page = page_of(asked.do)
    return render(
        request,
        desk,
        page.template,
        seen.caller,
        status=200 if problem is None else problem.status,
        case=seen.case,
        asked=asked,
        by_name={field.name: field for field in asked.fields},
        given={name: list(values) for name, values in form.items()},
        rows=max(ACTION_ROWS, action_rows(form)) + (ACTION_ROWS if first(form, "more") else 0),
        key=first(form, "key") or secrets.token_urlsafe(16),
        seq=first(form, "seq") or str(seen.case.seq),
        problem=problem,
        **await page.tell(desk, seen, case_now(seen)),
    )


async def summary_page(
    request: Request, desk: Desk, seen: Seen, asked: Asked, form: Form, foreseen: Foreseen
) -> HTMLResponse:
    """Everything that was written once more, and what will happen; nothing has been done yet."""
    inside = sees_inside(seen.caller.sight, seen.case)
    notified = asked.do == "accept-case"
    return render(
        request,
        desk,
        "summary.html",
        seen.caller,
        case=seen.case,
        asked=asked,
        told=[(field, _told(field, form)) for field in asked.fields],
        pairs=[(name, value) for name, values in form.items() if name not in _OURS for value in values],
        key=first(form, "key") or secrets.token_urlsafe(16),
        seq=first(form, "seq") or str(seen.case.seq),
        sentences=foreseen.sentences if inside else (),
        sheets=foreseen.sheets if inside else (),
        items=item_lines(foreseen.after, seen.at, seen.book, {}) if notified else [],
    )


def _told(field: FormField, form: Form) -> list[Words]:
    """What was written into a field, as people read it."""
    known = {choice.value: choice.words for choice in field.choices}
    match field.widget:
        case "promises":
            by = [(choice.words, first(form, f"{field.name}.{choice.value}")) for choice in field.choices]
            return [_both(f"{words.zh}：{day}", f"{words.en}: {day}") for words, day in by if day]
        case "gaps":
            told = []
            for material in form.get(field.name, ()):
                words, why = known.get(material), first(form, f"gaps.{material}.reason")
                if words is not None:
                    told.append(
                        _both(
                            f"{words.zh}{f'（{why}）' if why else ''}",
                            f"{words.en}{f' ({why})' if why else ''}",
                        )
                    )
            return told
        case "actions":
            parts = {choice.value: choice.words for choice in field.parts}
            return [_action(form, field.name, n, parts) for n in range(action_rows(form))]
        case _:
            given = [value.strip() for value in form.get(field.name, ()) if value.strip()]
            return [known.get(value) or _both(value, value) for value in given]


def _action(form: Form, name: str, number: int, parts: dict[str, Words]) -> Words:
    text, due = (first(form, f"{name}.{number}.{part}") for part in ("text", "due"))
    code = first(form, f"{name}.{number}.department")
    department = parts.get(code) or _both(code, code)
    return (
        _both(f"{department.zh}：{text}（{due}）", f"{department.en}: {text} ({due})")
        if text
        else _both("—", "—")
    )


def _both(zh: str, en: str) -> Words:
    return Words.model_construct(zh=zh, en=en)
