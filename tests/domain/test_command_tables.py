"""The tables from a command to its rule: a command without a line would be a crash, not a refusal."""

from models.domain.authority import WHO_MAY
from models.domain.commands import COMMANDS
from models.domain.rules.decide import RULES


def test_every_command_has_a_rule_that_decides_it() -> None:
    """No command can be read that nothing decides, and nothing is decided that is no command."""
    assert set(RULES) == set(COMMANDS.values())


def test_every_command_says_who_may_give_it() -> None:
    """No command can be read that nobody is asked for the right to give."""
    assert set(WHO_MAY) == set(COMMANDS.values())
