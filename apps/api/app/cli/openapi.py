"""`oss-ticketing openapi`: the API's description, which the web's types are generated from."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer


def openapi(
    out: Annotated[Path | None, typer.Option("--out", help="The file to write; standard output when left out.")] = None,
) -> None:
    """Write the OpenAPI description of the HTTP API. Needs no database."""
    # Only this command needs the web application, and assemblies do not import each other.
    from importlib import import_module

    document = json.dumps(import_module("app.main").app.openapi(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
    if out is None:
        typer.echo(document, nl=False)
        return
    out.write_text(document, encoding="utf-8")
