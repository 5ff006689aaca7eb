"""What a clerk is told whose case has lost one of its two halves."""

import pytest
import typer

from desk.cli.running import UNREACHABLE, finish
from desk.outcomes import EngineLost, InHand, RegisterLost
from models.domain.names import CaseNumber, CommandKey

NUMBER, KEY = CaseNumber("450721-2026-000001"), CommandKey("k1")


@pytest.mark.parametrize(
    ("lost", "command"),
    [
        (EngineLost(NUMBER, KEY), f"lianshen register restart-cases --case {NUMBER}"),
        (RegisterLost(NUMBER, KEY), f"lianshen register refill --case {NUMBER}"),
    ],
)
@pytest.mark.parametrize(("lang", "says"), [("zh", "请管理员执行"), ("en", "An administrator types")])
def test_the_command_that_helps_is_told(
    lost: InHand, command: str, lang: str, says: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the key under which to ask again, and exit code 3: nothing is refused, and nothing is done."""

    async def ordered() -> None:
        raise lost

    with pytest.raises(typer.Exit) as ended:
        finish(ordered(), lang)
    told = capsys.readouterr().err

    assert ended.value.exit_code == UNREACHABLE
    assert says in told
    assert command in told
    assert f"--key {KEY}" in told
