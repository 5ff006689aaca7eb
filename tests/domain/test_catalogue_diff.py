import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError
from typer.testing import CliRunner

from desk.cli.catalogue import app
from models.domain.catalogue import Catalogue, catalogue_digest
from models.domain.catalogue_diff import differences
from models.domain.catalogue_words import FIELDS
from runtime.documents import DATA, load_catalogue
from tests.domain.sample import CATALOGUE, CHINESE

FILES = sorted((DATA / "catalogues").glob("*.yaml"))
SHIPPED = [load_catalogue(file) for file in FILES]
SAMPLE = Catalogue.model_validate(CATALOGUE)

WORDS = st.sampled_from([{"zh": "甲", "en": "A"}, {"zh": "甲", "en": "B"}, {"zh": "乙", "en": "A"}])
CODES = st.sampled_from(["flood", "approval", "fire", "water", "report", "uses_forest", "new-code"])
DAYS = st.sampled_from(["2024-01-01", "2026-06-30", "2026-07-01"])
SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(0, 30), st.sampled_from([0.5, 1.0]), WORDS, CODES, DAYS
)
CONDITIONS = st.recursive(
    st.one_of(
        st.builds(lambda code: {"is": code}, CODES),
        st.builds(lambda code, n: {"above": [code, n]}, CODES, st.sampled_from([1, 1.0, 2.5])),
        st.builds(lambda code, n: {"below": [code, n]}, CODES, st.sampled_from([1, 1.0, 2.5])),
        st.builds(lambda code, v: {"equals": [code, v]}, CODES, st.sampled_from([1, 1.0, True, "1"])),
        st.builds(lambda code, v: {"one_of": [code, v]}, CODES, st.lists(CODES, min_size=1, max_size=2)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda one: {"not": one}, inner),
        st.builds(lambda some: {"all": some}, st.lists(inner, min_size=1, max_size=2)),
        st.builds(lambda some: {"any": some}, st.lists(inner, min_size=1, max_size=2)),
    ),
    max_leaves=3,
)


@st.composite
def mutated(draw: st.DrawFn) -> Catalogue:
    """A shipped catalogue, or the sample one, with up to three places changed."""
    base = draw(st.sampled_from([SAMPLE, SAMPLE, SHIPPED[1]]))
    data = base.model_dump(mode="json")
    for _ in range(draw(st.integers(0, 3))):
        before = json.loads(json.dumps(data))
        _mutate(draw, data)
        try:
            Catalogue.model_validate(data)
        except ValidationError:
            data = before
    return Catalogue.model_validate(data)


def _mutate(draw: st.DrawFn, part: Any) -> None:
    """Walk to some place and change what stands there."""
    while True:
        if isinstance(part, dict):
            key: Any = draw(st.sampled_from(sorted(part)))
        elif part:
            key = draw(st.integers(0, len(part) - 1))
        else:
            part.append(draw(CODES))
            return
        inner = part[key]
        if isinstance(inner, list | dict) and draw(st.integers(0, 3)):
            part = inner
            continue
        _change(draw, part, key)
        return


def _change(draw: st.DrawFn, part: Any, key: Any) -> None:
    match draw(st.sampled_from(["value", "drop", "swap", "twice"])):
        case "drop" if isinstance(part, list):
            del part[key]
        case "swap" if isinstance(part, list):
            part.reverse()
        case "twice" if isinstance(part, list):
            part.append({**part[key], "code": "new-code"} if isinstance(part[key], dict) else draw(CODES))
        case _:
            part[key] = draw(CONDITIONS) if key == "when" else draw(SCALARS)


@settings(max_examples=100, deadline=None)
@given(before=mutated(), after=mutated())
def test_nothing_that_differs_is_left_out(before: Catalogue, after: Catalogue) -> None:
    """The digest differs if and only if there is something to say; each side of it is really another."""
    found = differences(before, after)

    assert bool(found) is (catalogue_digest(before) != catalogue_digest(after))
    assert len({change.path for change in found}) == len(found)
    for change in found:
        assert json.dumps(change.before) != json.dumps(change.after)
        assert CHINESE.search(change.zh)
        for said in (change.zh, change.en):
            if " → " in said:
                was, _, became = said.partition(" → ")
                assert not was.endswith(f"：{became}"), said
                assert not was.endswith(f": {became}"), said


@settings(max_examples=25, deadline=None)
@given(data=st.data(), base=st.sampled_from(SHIPPED))
def test_one_changed_field_is_told_where_it_stands(data: st.DataObject, base: Catalogue) -> None:
    """A limit of one item gives one line, and the other way round the same line turned."""
    item = data.draw(st.sampled_from(base.items))
    days = data.draw(st.integers(1, 60).filter(lambda days: days != item.committed.days))
    committed = item.committed.model_copy(update={"days": days})
    items = [
        each.model_copy(update={"committed": committed}) if each is item else each for each in base.items
    ]
    changed = base.model_copy(update={"items": tuple(items)})
    (there,) = differences(base, changed)
    (back,) = differences(changed, base)

    assert there.path == ("items", item.code, "committed")
    assert (there.before, there.after) == (back.after, back.before)
    assert str(days) in there.zh.partition("→")[2]


@pytest.mark.parametrize(
    ("changes", "zh"),
    [
        ({"lead": "water"}, "牵头部门：发展改革局（dev-reform） → 水利局（water）"),
        ({"join": "lead-decides"}, "汇总规则：全部同意 → 牵头部门决定"),
        ({"negative_filing": False}, "否定报备：是 → 否"),
        (
            {"stops": {"statutory": ["tender", {"reason": "hearing", "max": 30}]}},
            (
                "停止计时的事由 法定时限：听证、招标、拍卖、检验、检测、检疫、鉴定、专家评审、报上级机关 → "
                "招标、听证（最长 30 个工作日）"
            ),
        ),
        (
            {"ladder": [{"after": 0, "tell": ["supervisor"]}]},
            "取消督办梯级：剩余 2 日通知 承办人、部门负责人",
        ),
        (
            {"items": [CATALOGUE["items"][3], CATALOGUE["items"][1]]},
            "事项的次序：flood、approval → approval、flood",
        ),
        (
            {
                "items": [
                    {**CATALOGUE["items"][0], "when": {"not": {"is": "uses_forest"}}},
                    *CATALOGUE["items"][1:],
                ]
            },
            (
                "事项 “使用林地审核（forest-land）” 适用条件："
                "“占用林地”（uses_forest）为是 → 非（“占用林地”（uses_forest）为是）"
            ),
        ),
        (
            {
                "items": [
                    *CATALOGUE["items"][:3],
                    {**CATALOGUE["items"][3], "after": ["flood", "fire-consult"]},
                ]
            },
            "事项 “项目核准（approval）” 前置事项：增加 消防意见（fire-consult）",
        ),
        ({"materials": CATALOGUE["materials"][:1]}, "取消材料：照片（photos）"),
    ],
)
def test_each_kind_of_change_has_its_sentence(changes: dict[str, Any], zh: str) -> None:
    """As a clerk would say it."""
    found = differences(
        Catalogue.model_validate(CATALOGUE), Catalogue.model_validate({**CATALOGUE, **changes})
    )

    assert zh in [change.zh for change in found], [change.zh for change in found]


def test_every_field_of_a_catalogue_has_a_name() -> None:
    """A field added to the format later must be given one."""

    def keys(part: Any) -> set[str]:
        if isinstance(part, list):
            return {key for each in part for key in keys(each)}
        return (
            {*part, *(key for inner in part.values() for key in keys(inner))}
            if isinstance(part, dict)
            else set()
        )

    said = {
        key
        for catalogue in SHIPPED
        for key in keys(catalogue.model_dump(mode="json", exclude={"items": {"__all__": {"when"}}}))
    }

    assert said - set(FIELDS) - {"zh", "en", "days", "reason", "max"} == set()


def test_the_command_tells_both_languages_and_data(tmp_path: Path) -> None:
    """Exit 0 with differences and without; the same changes as data."""
    other = tmp_path / "other.yaml"
    text = FILES[0].read_text(encoding="utf-8")
    other.write_text(text.replace('version: "2026.1"', 'version: "2026.2"', 1), encoding="utf-8")

    def run(*arguments: str) -> str:
        done = CliRunner().invoke(app, ["diff", *arguments], env={"LIANSHEN_LANG": None})
        assert done.exit_code == 0, done.output
        return done.stdout

    assert run(str(FILES[0]), str(FILES[0])) == "两个目录内容相同。\n"
    assert run(str(FILES[0]), str(other)) == "- 版本：2026.1 → 2026.2\n"
    assert run(str(FILES[0]), str(other), "--lang", "en") == "- version: 2026.1 → 2026.2\n"
    (change,) = json.loads(run(str(FILES[0]), str(other), "--json"))
    assert (change["path"], change["before"], change["after"]) == (["version"], "2026.1", "2026.2")
