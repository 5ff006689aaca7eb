import hashlib
import json
import re
from pathlib import Path

import pytest

from desk.web.rendering import HERE, STATIC

VENDOR = STATIC / "vendor"
NOTES = {"CHECKSUMS", "README.md"}


def test_scripts_of_others_are_those_that_were_taken() -> None:
    """Every file is in the list, every line of the list is a file, and the bytes are the same."""
    lines = (VENDOR / "CHECKSUMS").read_text().splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    lying = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name not in NOTES
    }

    assert lying == listed
    assert 'version="4.0.1"' in (VENDOR / "htmx.min.js").read_text()


@pytest.mark.parametrize("template", sorted((HERE / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_page_bears_a_script_or_a_style_of_its_own(template: Path) -> None:
    """Nothing that the policy would refuse: inline scripts, handlers, styles, or htmx's ways to evaluate."""
    html = template.read_text()

    assert (
        re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|hx-on|[\"'{]\s*js(?:on)?:", html)
        == []
    )


def test_htmx_is_told_to_leave_styles_and_history_alone() -> None:
    """By the page, before it runs; it knows no extension."""
    shell = (HERE / "templates" / "base.html").read_text()
    told = re.search(r"<meta name=\"htmx-config\" content='([^']+)'>", shell)
    assert told is not None

    assert json.loads(told[1]) == {"includeIndicatorCSS": False, "history": False, "extensions": "none"}
