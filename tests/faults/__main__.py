"""The fault test by hand: ``python -m tests.faults --minutes 10 --seed 7``; ends with 1 on any finding."""

import argparse
import asyncio
import logging
import secrets
import sys

from temporalio.runtime import LoggingConfig, Runtime, TelemetryConfig, TelemetryFilter

from tests.faults.plan import Plan, make_plan
from tests.faults.soak import Outcome, run
from tests.faults.telling import elapsed, tell


def report(plan: Plan, outcome: Outcome) -> str:
    """The final table."""
    counts, found, struck = outcome.counts, outcome.found, outcome.struck
    rows = [
        ("cases ended", ", ".join(f"{count} {state}" for state, count in sorted(found.cases.items()))),
        ("commands acknowledged", counts["acknowledged"]),
        ("refused", counts["refused"]),
        ("unknown and asked again", counts["unknown and asked again"]),
        ("given up and asked again", counts["given up and asked again"]),
        ("asked once more at the end", found.asked_again),
        *((f"{part} {what}", count) for (what, part), count in sorted(struck.items())),
        ("register lines", found.entries),
        ("of these by the clock", found.by_the_clock),
        ("of these rungs and overruns", found.rungs),
        ("messages in boxes", found.messages),
        ("workflow runs continued as new", found.new_runs),
        ("seconds", round(elapsed())),
        ("findings", len(outcome.findings)),
    ]
    return "\n".join(f"{name:32} {value}" for name, value in [("seed", plan.seed), *rows])


def main() -> int:
    """Print the plan, run it, print the table; on a finding, the plan of its cases in full."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long cases begin and servers die")
    parser.add_argument("--seed", type=int, help="replays the plan of this seed; else drawn")
    parser.add_argument("--every", type=float, default=2.5, help="seconds between two cases, on the average")
    parser.add_argument("--pause", type=float, default=8.0, help="seconds between two faults, on the average")
    parser.add_argument("--plan", action="store_true", help="only print the plan, with all its clicks")
    asked = parser.parse_args()
    seed = secrets.randbelow(10**6) if asked.seed is None else asked.seed
    plan = make_plan(seed, asked.minutes * 60, every=asked.every, pause=asked.pause)
    tell(str(plan))
    if asked.plan:
        tell("\n".join(story.in_full() for story in plan.stories))
        return 0
    Runtime.set_default(_quiet())
    logging.getLogger("asyncio").setLevel(logging.CRITICAL)  # questions put again leave futures behind
    outcome = asyncio.run(run(plan))
    tell(report(plan, outcome))
    if not outcome.findings:
        return 0
    named = [folder.story for folder in outcome.folders if _is_named(folder.story.number, outcome)]
    tell("\n".join([plan.title, *map(str, plan.faults), *(s.in_full() for s in named)]))
    tell("\n".join(f"FINDING {finding}" for finding in outcome.findings))
    tell(f"again: python -m tests.faults --seed {seed} --minutes {asked.minutes:g}"
         f" --every {asked.every:g} --pause {asked.pause:g}")  # fmt: skip
    return 1


def _quiet() -> Runtime:
    """Without the SDK's warnings of servers that are away, which is what this is about."""
    errors = TelemetryFilter(core_level="ERROR", other_level="ERROR")
    return Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter=errors)))


def _is_named(number: int, outcome: Outcome) -> bool:
    return any(finding.startswith((f"case {number}:", f"case {number} (")) for finding in outcome.findings)


if __name__ == "__main__":
    sys.exit(main())
