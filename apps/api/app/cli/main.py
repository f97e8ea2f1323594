"""`oss-ticketing`: the flat list of commands, each in a file of its own."""

from __future__ import annotations

import logging
from typing import Annotated

import typer

from app.cli.console import OneLineErrors
from app.cli.create_admin import create_admin
from app.cli.doctor import doctor
from app.cli.export import export
from app.cli.import_mail import import_mail
from app.cli.migrate import migrate
from app.cli.openapi import openapi
from app.cli.replay import replay
from app.cli.verify import verify

app = typer.Typer(
    name="oss-ticketing",
    cls=OneLineErrors,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Operate OSS Ticketing: database, people, imported mail, checks. Settings come from the environment or .env.",
)
app.command("migrate")(migrate)
app.command("create-admin")(create_admin)
app.command("import")(import_mail)
app.command("export")(export)
app.command("replay")(replay)
app.command("verify")(verify)
app.command("doctor")(doctor)
app.command("openapi")(openapi)


@app.callback()
def options(
    debug: Annotated[bool, typer.Option("--debug", help="Show tracebacks and log lines.")] = False,
) -> None:
    """What stands before the command."""
    logging.getLogger().setLevel(logging.INFO if debug else logging.ERROR)


def run() -> None:
    """Entry point of the console script."""
    app()


if __name__ == "__main__":
    run()
