"""Whatever is handed in as a command is refused by name, or is a command. Nothing else ever comes of it."""

from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cli.act import read_fields
from models.domain.case import Case
from models.domain.commands import COMMANDS, Command, Order
from models.domain.dues import next_due
from models.domain.events import EVENT
from models.domain.fold import fold
from models.domain.names import CommandKey
from models.domain.refusals import FieldInvalid, Refusal, every_refusal
from models.domain.rules.decide import decide, read_command
from models.domain.text import refuse_unkeepable
from tests.domain.garbage.values import any_json, any_text, bodies, deep, scalars, sensible_bodies, tried
from tests.domain.joint import convened, surveyed
from tests.domain.sample import PEOPLE, Counter, check_sentences, moment
from tests.domain.standings import accepted, correcting, in_state, received

LONGEST_SENTENCE = 9000


def check_refusal(refusal: Refusal) -> None:
    """Known by its name, said in both languages, and harmless to print, to send and to keep."""
    assert refusal.name in every_refusal()
    for said in (refusal.text("zh"), refusal.text("en")):
        assert said.encode("utf-8")
        refuse_unkeepable(said, lines=False)
        assert len(said) < LONGEST_SENTENCE
    if not any("{" in str(fact) or "}" in str(fact) for fact in refusal.facts.values()):
        check_sentences(refusal)


def read(do: str, fields: dict[str, Any]) -> Command | None:
    """The command, or None when it was refused by name."""
    try:
        return read_command(do, fields)
    except Refusal as refusal:
        check_refusal(refusal)
        return None


@tried(250)
@given(bodies())
def test_a_body_is_a_command_or_is_refused_by_name(body: tuple[str, dict[str, Any]]) -> None:
    """As a form, a program or a rehearsal hands it in; what is a command can be written and read again."""
    command = read(*body)

    if command is not None:
        kind = COMMANDS[command.do]
        assert kind.model_validate_json(command.model_dump_json()) == command


_typed = st.one_of(
    any_text,
    st.tuples(
        st.sampled_from(("item", "gaps", "reason", "materials", "answers", "table", "x")), any_text
    ).map("=".join),
    st.tuples(
        st.sampled_from(("gaps", "items", "table", "project")),
        st.sampled_from(
            ("[", "{", "[{", "{{", "[[", "[&a [1], *a, *a]", "[!!int '']", "[2026-13-45]", "[0x_]")
        ),
        any_text,
    ).map(lambda part: f"{part[0]}={part[1]}{part[2]}"),
)


@tried(200)
@given(st.sampled_from(sorted(COMMANDS)), st.lists(_typed, max_size=4))
def test_what_is_typed_is_a_command_or_is_refused_by_name(do: str, typed: list[str]) -> None:
    """Through the same reading that ``lianshen act`` uses; values may be anything that begins like YAML."""
    try:
        fields = read_fields(do, typed)
    except Refusal as refusal:
        check_refusal(refusal)
    else:
        read(do, fields)


@pytest.mark.parametrize(
    "bomb",
    [
        "gaps=[&a [x, x], &b [*a, *a], &c [*b, *b]]",
        "gaps=" + "[" * 5000,
        "gaps={material: photos, material: report}",
        "gaps=[!!python/object/apply:os.getcwd []]",
        "gaps=[{material: photos, by: 2026-13-45}]",
        "gaps=[\x00]",
        "gaps=[\ud800]",
        "gaps=[!!int '']",
    ],
    ids=ascii,
)
def test_a_typed_value_is_no_bomb(bomb: str) -> None:
    """Aliases, tags, doubled keys, dates that are none and depth are told with their field."""
    with pytest.raises(FieldInvalid) as refused:
        read_command("accept-case", read_fields("accept-case", [bomb]))

    check_refusal(refused.value)
    assert str(refused.value.facts["field"]).startswith("gaps")


@cache
def _cases() -> tuple[Counter, ...]:
    ended = [in_state(state).counter for state in ("consolidating", "decided", "delivered", "withdrawn")]
    return (received(materials=[]), correcting(), accepted(), surveyed(), convened(), *ended)


@tried(250)
@given(
    st.integers(0, 8),
    st.sampled_from(sorted(PEOPLE)),
    sensible_bodies(),
    st.sampled_from(("2026-06-15 16:00", "2026-07-20 10:00", "2026-12-31 23:59", "2100-12-31 23:59")),
    st.none() | st.just("2026-06-15 15:00"),
)
def test_a_case_answers_with_events_or_a_named_refusal(
    which: int, by: str, body: tuple[str, dict[str, Any]], at: str, happened: str | None
) -> None:
    """Anybody, anything, at any time: the case is as before, or goes on to where time can go on."""
    command = read(*body)
    if command is None:
        return
    case, book = _cases()[which].case, _cases()[which].book
    told_late = None if happened is None else moment(happened)
    order = Order(key=CommandKey("k"), by=PEOPLE[by], command=command, happened=told_late)
    before = repr(case)
    try:
        caused = decide(case, order, moment(at), book)
    except Refusal as refusal:
        check_refusal(refusal)
    else:
        assert caused
        after: Case = fold(case, caused)
        assert [EVENT.validate_json(EVENT.dump_json(event)) for event in caused] == caused
        next_due(after, book)
    assert repr(case) == before


@tried(60)
@given(
    st.sampled_from(("answers", "gaps", "materials", "conditions", "actions", "project")), any_json, scalars
)
def test_lists_without_end_are_refused(field: str, value: object, scalar: object) -> None:
    """What is too much for a history is too much for a command."""
    for do in COMMANDS:
        for given_value in ([value] * 501, [scalar] * 501, deep(300)):
            if (command := read(do, {field: given_value})) is not None:
                assert len(command.model_dump_json()) < 1_000_000
