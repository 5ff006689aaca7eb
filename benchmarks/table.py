"""The one table that a run prints: figures, ratios and the targets beside them."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from benchmarks.cold import Cold
from benchmarks.rounds import Round


@dataclass(frozen=True)
class Figure:
    """One line: what was measured, what it came to, and the target, if the documents state one."""

    what: str
    value: str
    target: str = ""
    reached: bool | None = None


def at_least(what: str, value: float, target: float, form: str) -> Figure:
    """A figure that should not be below the target."""
    return Figure(what, format(value, form), f">= {target:g}", value >= target)


def at_most(what: str, value: float, target: float, form: str) -> Figure:
    """A figure that should not be above the target."""
    return Figure(what, format(value, form), f"<= {target:g}", value <= target)


def figures_of_rounds(product: Sequence[Round], twin: Sequence[Round]) -> list[Figure]:
    """The product beside its twin: commands a second, processor time by process, history events."""
    speeds = [each.commands_a_second for each in product], [each.commands_a_second for each in twin]
    spent = [_cpu(product), _cpu(twin)]
    lines = [
        Figure("product: commands/s (min, median, max)", _spread(speeds[0])),
        Figure("bare twin: commands/s (min, median, max)", _spread(speeds[1])),
        at_least("product / twin, medians of commands/s", median(speeds[0]) / median(speeds[1]), 0.85, ".2f"),
        Figure("twin / product, processor time a command", f"{spent[1]['all'] / spent[0]['all']:.2f}"),
        at_most(
            "product: history events a case", median(each.history_events for each in product), 260, ".0f"
        ),
        Figure("bare twin: history events a case", f"{median(each.history_events for each in twin):.0f}"),
    ]
    lines += [
        Figure(f"{name}: processor ms a command, product and twin", f"{own:.1f}, {spent[1][name]:.1f}")
        for name, own in spent[0].items()
    ]
    return lines


def figures_of_cases(what: str, seconds: Sequence[float]) -> list[Figure]:
    """Whole cases a second: by the median case, and by the best tenth, which nothing else disturbed."""
    ordered = sorted(seconds)
    return [
        at_least(f"{what}: cases/s on one core, median", 1 / median(ordered), 500, ".0f"),
        Figure(f"{what}: the same, best tenth", f"{1 / ordered[len(ordered) // 10]:.0f}"),
    ]


def figures_of_cold(cold: Cold) -> list[Figure]:
    """Cold commands and memory."""
    ordered = sorted(cold.milliseconds)
    return [
        Figure(f"opening {cold.open_cases} cases: cases/s", f"{cold.opened_a_second:.0f}"),
        at_most("command on a cold case: median ms", median(ordered), 60, ".0f"),
        Figure(
            "command on a cold case: 95 %, max ms",
            f"{ordered[len(ordered) * 95 // 100]:.0f}, {ordered[-1]:.0f}",
        ),
        at_most("worker memory, MB", cold.megabytes, 400, ".0f"),
    ]


def printed(figures: Sequence[Figure]) -> str:
    """The table as text."""
    widths = [max(len(each.what) for each in figures), max(len(each.value) for each in figures), 8]
    lines = []
    for each in figures:
        verdict = "" if each.reached is None else "reached" if each.reached else "MISSED"
        lines.append(
            f"{each.what:<{widths[0]}}  {each.value:>{widths[1]}}  {each.target:<{widths[2]}}  {verdict}"
        )
    return "\n".join(line.rstrip() for line in lines)


def machine() -> str:
    """How busy the machine is: figures of a busy one are too low."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{os.cpu_count()} cores, load average {load}"


def _spread(values: Sequence[float]) -> str:
    return f"{min(values):.0f}, {median(values):.0f}, {max(values):.0f}"


def _cpu(rounds: Sequence[Round]) -> dict[str, float]:
    names = rounds[0].cpu_ms_a_command
    by_name = {name: median(each.cpu_ms_a_command[name] for each in rounds) for name in names}
    return {**by_name, "all": sum(by_name.values())}
