"""Who may import whom, whose the names at the root are, and what the wheel carries."""

import importlib.metadata
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMES = ("models", "workflows", "activities", "runtime", "desk", "worker", "starter")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CARRIED = set(PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]["only-include"])
AT_HOME = {"tests", "benchmarks", "docs", ".ci", ".github"}
"""Folders that are of no use where the product runs."""


def test_imports_keep_to_their_layers() -> None:
    """Every contract of the import linter is kept."""
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--no-logo"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)

    assert done.returncode == 0, done.stdout[-3000:]
    assert " 0 broken" in done.stdout


def test_the_names_at_the_root_are_ours_alone() -> None:
    """Another distribution with a package of one of these names would write into ours without a word."""
    owners = importlib.metadata.packages_distributions()

    owned = {name: owners[name] for name in NAMES if name in owners}  # an editable install lists none

    assert owned == {name: ["lianshen"] for name in owned}
    assert importlib.metadata.version("lianshen")


def test_the_wheel_carries_every_package_and_every_entry_point() -> None:
    """What has an ``__init__.py`` at the root, and what is a module there, is named in the wheel's list."""
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    modules = {path.name for path in ROOT.glob("*.py")}

    assert (packages | modules) - AT_HOME <= CARRIED
    assert {f"{name}.py" if name in {"worker", "starter"} else name for name in NAMES} <= CARRIED


def test_the_wheel_carries_the_data_and_the_migrations() -> None:
    """A catalogue, a page or a migration that stays behind is missed only where it is installed."""
    needed = ("*.yaml", "*.html", "*.css", "*.sql", "*.mako", "*.po")
    folders = {path.relative_to(ROOT).parts[0] for kind in needed for path in tracked_below(kind)}

    assert folders - AT_HOME <= CARRIED
    assert {"data", "deploy"} <= CARRIED


def tracked_below(kind: str) -> list[Path]:
    """The repository's files of a kind that lie in a folder."""
    told = subprocess.run(
        ["git", "ls-files", "-z", kind], cwd=ROOT, capture_output=True, check=True, text=True
    )
    return [ROOT / name for name in told.stdout.split("\0") if "/" in name]
