"""The command line: puts the commands of the desk together under one name."""

import sys

import typer

from desk.cli import act, case, catalogue, deadline, office, register, rehearse

app = typer.Typer(
    name="lianshen",
    help="联审：政府部门并联审批 / joint approval by government departments",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("office")(office.office)
app.add_typer(case.app, name="case")
app.command("act")(act.act)
app.command("deadline")(deadline.deadline)
app.add_typer(catalogue.app, name="catalogue")
app.command("rehearse")(rehearse.rehearse)
app.add_typer(register.app, name="register")


def main() -> None:
    """The command ``lianshen``."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    app()


if __name__ == "__main__":
    main()
