"""Fills in a consent form as a person would who agrees: every permission ticked, the named account chosen."""

import urllib.parse
from dataclasses import dataclass, field
from html.parser import HTMLParser

_AGREES = ("allow", "approve", "continue", "accept", "agree", "next")
_REFUSES = ("deny", "cancel", "refuse", "reject")


@dataclass
class Form:
    """One form of a page: where it goes, and its fields in the page's order as (kind, name, value, label)."""

    action: str
    method: str
    fields: list[tuple[str, str, str, str]] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._button: tuple[str, str] | None = None
        self._label = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(given.get("action", ""), given.get("method", "get").lower()))
        elif tag == "input" and self.forms:
            kind = given.get("type", "text").lower()
            value = given.get("value", "on" if kind == "checkbox" else "")
            self.forms[-1].fields.append((kind, given.get("name", ""), value, value))
        elif tag == "button":
            self._button, self._label = (given.get("name", ""), given.get("value", "")), ""

    def handle_data(self, data: str) -> None:
        if self._button is not None:
            self._label += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "button" and self._button is not None and self.forms:
            name, value = self._button
            self.forms[-1].fields.append(("submit", name, value, self._label.strip()))
            self._button = None


def forms_of(page: str) -> list[Form]:
    parser = _Forms()
    parser.feed(page)
    return parser.forms


def agree(page: str, page_url: str, account: str) -> tuple[str, str, str] | None:
    """The request that agrees: (method, URL, encoded fields). None when no form of the page can be agreed to."""
    for form in forms_of(page):
        buttons = [each for each in form.fields if each[0] == "submit"]
        agreeing = next((each for each in buttons if _agrees(each, account)), None)
        if buttons and agreeing is None:
            continue
        chosen = [(name, value) for kind, name, value, _ in form.fields if name and _is_sent(kind, value, account)]
        if agreeing is not None and agreeing[1]:
            chosen.append((agreeing[1], agreeing[2]))
        return form.method, urllib.parse.urljoin(page_url, form.action), urllib.parse.urlencode(chosen)
    return None


def _agrees(button: tuple[str, str, str, str], account: str) -> bool:
    words = f"{button[2]} {button[3]}".lower()
    return account in words or (any(w in words for w in _AGREES) and not any(w in words for w in _REFUSES))


def _is_sent(kind: str, value: str, account: str) -> bool:
    if kind == "radio":
        return value == account
    return kind not in {"submit", "button", "reset", "image", "file"}
