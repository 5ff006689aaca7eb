"""How a command can end besides well: refused by name, in hand, or about a case that does not exist."""

from models.domain.refusals import Refusal


class Refused(Exception):
    """The rules refused: the fact's name and its sentences."""

    def __init__(self, name: str, zh: str, en: str) -> None:
        self.name, self.zh, self.en = name, zh, en
        super().__init__(f"{name}: {en}")


class InHand(Exception):  # a fact, too
    """Nobody has answered in time. The command may still be carried out; asking again with its key tells."""


class EngineLost(InHand):
    """The case is open in the register, and the engine has no workflow of it that runs."""


class RegisterLost(InHand):
    """The engine remembers a case under this number of which the register has no line any more."""


class NoSuchCase(Exception):
    """The register has no case of this number."""


def refused(refusal: Refusal) -> Refused:
    """A refusal of the rules as the desk tells it."""
    return Refused(refusal.name, refusal.text("zh"), refusal.text("en"))
