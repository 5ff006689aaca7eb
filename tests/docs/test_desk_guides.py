"""The guides of the desk name buttons, pages and refusals: each is found on the desk itself."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise, zip_longest
from pathlib import Path

import pytest
from starlette.routing import Match, Route

from desk.web.api.routes import api
from desk.web.application import PAGES
from desk.web.navigation import PLACES
from desk.web.problems import names_by_status
from models.domain.refusals import every_refusal
from runtime.attachment_settings import AttachmentSettings
from runtime.message_settings import MessageSettings
from runtime.oidc_settings import OidcSettings
from runtime.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
WEB = ROOT / "desk" / "web"
GUIDES = sorted((ROOT / "docs" / "guide" / "zh").glob("desk*.md"))
BOTH = [ROOT / "docs" / "guide" / folder / guide.name for guide in GUIDES for folder in ("zh", "en")]

_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ADDRESS = re.compile(r"`(/[^`\s]+)`")
_FACT = re.compile(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)+)`")
_CHOSEN = re.compile(r"""\bt\(\s*(['"])(.*?)\1[^,]*?,\s*(['"])(.*?)\3""", re.DOTALL)
_ONLY_STRESSED = {"点日期就看到理由", "点任何数字就是背后的清单。", "只显示一次", "原样再提交一次"}
"""What is bold because it matters, and does not stand on the screen."""


@cache
def said() -> frozenset[tuple[str, str]]:
    """Everything that the desk says, in Chinese and in English."""
    pairs = {("English", "中文"), ("有 1 项更新。", "1 update.")}
    for template in (WEB / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        pairs |= {(zh, en) for _, zh, _, en in _CHOSEN.findall(text)}
    for module in WEB.rglob("*.py"):
        pairs |= set(_pairs(ast.parse(module.read_text(encoding="utf-8"))))
    return frozenset(pairs)


def _pairs(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Each two texts beside each other, positional or as ``zh`` and ``en``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
            named = {
                each.arg: each.value.value for each in node.keywords if isinstance(each.value, ast.Constant)
            }
            if "zh" in named and "en" in named:
                texts = [named["zh"], named["en"]]
            for zh, en in pairwise(texts):
                if isinstance(zh, str) and isinstance(en, str):
                    yield zh, en


def on_screen(zh: str, en: str) -> bool:
    """Whether the desk says both, as one thing."""
    return bool(zh and en) and any(zh in one and en in other for one, other in said())


def bold(guide: Path) -> list[str]:
    """The words in bold, in order."""
    return _BOLD.findall(guide.read_text(encoding="utf-8"))


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_what_a_guide_prints_in_bold_stands_on_the_desk(guide: Path) -> None:
    """The same words in both languages, in the same order, as one button or heading says them."""
    zh, en = bold(guide), bold(ROOT / "docs" / "guide" / "en" / guide.name)
    told = list(zip_longest(zh, en, fillvalue=""))
    strange = [pair for pair in told if pair[0] not in _ONLY_STRESSED and not on_screen(*pair)]

    assert len(told) > 10
    assert strange == []


@pytest.mark.parametrize("guide", BOTH, ids=lambda guide: f"{guide.parent.name}-{guide.stem}")
def test_the_addresses_in_a_guide_are_pages(guide: Path) -> None:
    """Each is a route that answers to GET."""
    routes = [route for router in PAGES for route in router.routes if isinstance(route, Route)]
    named = set(_ADDRESS.findall(guide.read_text(encoding="utf-8")))
    lost = [
        address
        for address in sorted(named - {"/"})
        if not any(
            route.matches({"type": "http", "method": "GET", "path": address})[0] is Match.FULL
            for route in routes
        )
    ]

    assert lost == []


@pytest.mark.parametrize("guide", BOTH, ids=lambda guide: f"{guide.parent.name}-{guide.stem}")
def test_the_refusals_that_a_guide_explains_can_be_met(guide: Path) -> None:
    """A fact of the rules, of the desk, or of the pages of the administrator."""
    known = set(every_refusal()) | {name for names in names_by_status().values() for name in names}
    known |= {
        name
        for folder in ("accounts", "administration")
        for module in (ROOT / "desk" / folder).rglob("*.py")
        for name in re.findall(
            r'^\s+"([A-Z]\w+)",$|Refused\("(\w+)"', module.read_text(encoding="utf-8"), re.MULTILINE
        )
        for name in name
    }

    assert set(_FACT.findall(guide.read_text(encoding="utf-8"))) <= known


def test_every_place_of_the_desk_is_in_a_guide() -> None:
    """Whatever stands in somebody's first row is told about."""
    for folder in ("zh", "en"):
        told = "".join(each.read_text(encoding="utf-8") for each in BOTH if each.parent.name == folder)
        assert [place.way for place in PLACES if f"`{place.way}`" not in told] == []


def test_what_other_programs_are_told_to_ask_for_is_there() -> None:
    """Each method and address of the page about the HTTP API is a route."""
    page = (ROOT / "docs" / "http-api.md").read_text(encoding="utf-8")
    named = re.findall(r"`(GET|POST|PATCH|DELETE) (/api/v1[^`?\s]*)", page)
    lost = [
        (method, address)
        for method, address in named
        if not any(
            route.matches({"type": "http", "method": method, "path": address.removeprefix("/api/v1")})[0]
            is Match.FULL
            for route in api.routes
        )
    ]

    assert len(named) > 8
    assert lost == []


def test_operators_are_told_every_setting() -> None:
    """What an office can set and nobody knows of is not set."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    whole = set(re.findall(r"`([A-Z][A-Z0-9_]+)", page))
    ends = tuple(f"_{end}" for end in re.findall(r"`…_([A-Z0-9_]+)`", page))
    asked = [
        str(about.validation_alias or f"{settings.model_config['env_prefix']}{field}".upper())
        for settings in (Settings, AttachmentSettings, MessageSettings, OidcSettings)
        for field, about in settings.model_fields.items()
    ]

    assert [name for name in asked if name not in whole and not name.endswith(ends)] == []
