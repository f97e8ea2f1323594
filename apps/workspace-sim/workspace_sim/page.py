"""The frame of every HTML page of the simulator: one stylesheet, light and dark."""

from functools import cache
from html import escape
from importlib.resources import files


@cache
def style() -> str:
    return files("workspace_sim").joinpath("static", "page.css").read_text("utf-8")


def page(title: str, body: str, *, narrow: bool = False) -> str:
    """A whole document; `body` is trusted HTML, `title` is text."""
    narrowed = ' class="narrow"' if narrow else ""
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f'<meta name="viewport" content="width=device-width,initial-scale=1"><style>{style()}</style></head>'
        f"<body><main{narrowed}>{body}</main></body></html>"
    )
