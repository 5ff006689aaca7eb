"""What must hold for every source file, so that replays, other machines and readers can rely on it."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST_FILE, LONGEST_TABLE = 300, 500
"""Lines. A file that needs more has more than one responsibility; tests of rules are tables."""

TABLES = {"models/domain/events.py", "models/domain/refusals.py"}
"""One record for each kind of event, one for each refusal, and nothing else."""

DETERMINISTIC = [path for folder in ("models", "workflows") for path in sorted((ROOT / folder).rglob("*.py"))]
WORKFLOWS = sorted((ROOT / "workflows").rglob("*.py"))

CHANCE_OR_CLOCK = re.compile(
    r"(datetime\.)?(datetime|date)\.(now|utcnow|today)$"
    r"|time\.(time|monotonic|perf_counter|sleep)$|(uuid\.)?uuid[14]$|random(\..*)?$|secrets(\..*)?$|os\.urandom$"
)
MACHINE = re.compile(
    r"(?<![\w.])/(work|home|root|Users)/[\w.-]+|file://|--(extra-)?index-url|pypi\.org/simple"
)


def tracked() -> list[Path]:
    """Every file that the repository holds."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    return [ROOT / name for name in told.stdout.split("\0") if name and (ROOT / name).is_file()]


def calls(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every call by its dotted name."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield node.lineno, ast.unparse(node.func)


def sets_gone_through(tree: ast.AST) -> Iterator[int]:
    """Lines where the order of a set, which a hash seed decides, becomes the order of something else."""
    for node in ast.walk(tree):
        over = [node.iter] if isinstance(node, ast.For | ast.AsyncFor | ast.comprehension) else []
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"list", "tuple", "enumerate", "iter"}:
            over = node.args[:1]
        for each in over:
            made = ast.unparse(each.func) if isinstance(each, ast.Call) else ""
            if isinstance(each, ast.Set | ast.SetComp) or made in {"set", "frozenset"}:
                yield each.lineno


def test_no_source_file_is_longer_than_its_one_responsibility() -> None:
    """Three hundred lines are the most that one reads in one go."""
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked()
        if path.suffix == ".py"
    }

    tables = {name for name in lengths if name.startswith("tests/") or name in TABLES}
    most = {name: LONGEST_TABLE if name in tables else LONGEST_FILE for name in lengths}

    assert {name: length for name, length in lengths.items() if length > most[name]} == {}


def test_rules_and_workflows_ask_no_clock_and_no_dice() -> None:
    """The sandbox does not see into modules that it passes through; here is who looks instead."""
    found = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for path in DETERMINISTIC
        for line, name in calls(ast.parse(path.read_text(encoding="utf-8")))
        if CHANCE_OR_CLOCK.match(name) and not name.startswith("workflow.")
    ]

    assert found == []


def test_workflows_go_through_no_set() -> None:
    """Replays would pass under one hash seed and fail under another."""
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in WORKFLOWS
        for line in sets_gone_through(ast.parse(path.read_text(encoding="utf-8")))
    ]

    assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "for each in {1, 2}: pass",
        "[each for each in set(names)]",
        "list(frozenset(names))",
        "async def f():\n async for each in {n for n in names}: pass",
    ],
)
def test_a_set_that_is_gone_through_is_found(source: str) -> None:
    """The look-out sees what it looks out for."""
    assert list(sets_gone_through(ast.parse(source))) != []


@pytest.mark.parametrize(
    "call", ["datetime.now()", "date.today()", "datetime.datetime.utcnow()", "uuid4()", "random.random()"]
)
def test_a_clock_and_a_die_are_found(call: str) -> None:
    """The look-out sees these, too."""
    assert [name for _, name in calls(ast.parse(call)) if CHANCE_OR_CLOCK.match(name)] != []


def test_no_tracked_file_knows_this_machine() -> None:
    """No path of somebody's machine and no address of a package index stands in the repository."""
    own = Path(__file__).resolve()
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path != own and (match := MACHINE.search(path.read_text(encoding="utf-8", errors="ignore")))
    ]

    assert found == []
