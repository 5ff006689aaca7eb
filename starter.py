"""The command line: puts the commands of the desk together under one name."""

import gc
import sys
from importlib import import_module
from typing import Final

import typer

COMMANDS: Final = (
    "office",
    "case",
    "act",
    "deadline",
    "catalogue",
    "calendar",
    "people",
    "account",
    "rehearse",
    "register",
)
"""Each is a module of ``desk.cli`` with a function of that name, or with an ``app`` of several commands."""


def build(names: tuple[str, ...] = COMMANDS) -> typer.Typer:
    """The command line with these commands. A module is imported when it is asked for, to start quicker."""
    app = typer.Typer(
        name="lianshen",
        help="联审：政府部门并联审批 / joint approval by government departments",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_commands_follow)
    for name in names:
        module = import_module(f"desk.cli.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(getattr(module, name))
    return app


def main() -> None:
    """The command ``lianshen``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    asked = sys.argv[1] if len(sys.argv) > 1 else ""
    gc.disable()  # what is imported stays: to look for what does not would take a seventh of the start
    app = build((asked,) if asked in COMMANDS else COMMANDS)
    gc.freeze()
    gc.enable()
    app()


def _commands_follow() -> None:
    """联审：政府部门并联审批 / joint approval by government departments."""


if __name__ == "__main__":
    main()
