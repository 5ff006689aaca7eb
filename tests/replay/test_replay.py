"""Histories of every shape ever released are still understood."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from temporalio.workflow import NondeterminismError

from tests.replay.play import play
from tests.replay.record import FOLDER
from tests.replay.stories import STORIES

ROOT = Path(__file__).parents[2]
HISTORIES = sorted(FOLDER.glob("*.json"))


def test_every_story_has_been_recorded() -> None:
    """A shape that is told but not kept protects nobody."""
    assert set(STORIES) <= {path.stem for path in HISTORIES}


@pytest.mark.parametrize("seed", ["1", "2026"])
def test_every_recorded_history_replays_whatever_order_sets_have(seed: str) -> None:
    """Two hash seeds put sets into two orders; a decision that hangs on one differs from the history."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.replay.play", *map(str, HISTORIES)],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert "Error" not in done.stderr, done.stderr[-4000:]
    assert done.returncode == 0, done.stderr[-4000:]


@pytest.mark.parametrize(
    ("story", "recorded", "otherwise"),
    [
        ("straight-path", '"activityId":"notices:2-5"', '"activityId":"notices:2-6"'),
        ("own-system", '"name":"department.review"', '"name":"department.decide"'),
    ],
)
async def test_a_history_that_this_code_would_not_have_made_is_noticed(
    story: str, recorded: str, otherwise: str
) -> None:
    """The replay does compare: another name for one step is an error."""
    text = (FOLDER / f"{story}.json").read_text(encoding="utf-8")
    assert recorded in text
    with pytest.raises(NondeterminismError):
        await play(story, text.replace(recorded, otherwise))


def test_the_recordings_tell_nothing_of_the_machine() -> None:
    """No path, no host and no process: only made-up people and the word recorder."""
    for path in HISTORIES:
        text = path.read_text(encoding="utf-8")
        assert "site-packages" not in text
        assert set(_values(text, '"identity":"')) == {"recorder"}


def _values(text: str, before: str) -> list[str]:
    return [part.partition('"')[0] for part in text.split(before)[1:]]
