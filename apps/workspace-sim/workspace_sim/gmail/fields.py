"""Partial responses: the `fields` parameter ("a,b/c,items(id,threadId)")."""

from typing import Any

from workspace_sim.errors import invalid

Mask = dict[str, Any]


def select(value: dict[str, Any] | None, fields: str) -> dict[str, Any] | None:
    """`value` reduced to the mask; unchanged without one. GoogleError 400 for a broken mask."""
    if value is None or not fields or fields == "*":
        return value
    mask, rest = _parse(fields)
    if rest:
        raise invalid(f"Invalid field selection {fields}", "invalidParameter")
    picked: dict[str, Any] = _pick(value, mask)
    return picked


def _parse(text: str) -> tuple[Mask, str]:
    mask: Mask = {}
    while text and text[0] != ")":
        length = next((i for i, char in enumerate(text) if char in ",/()"), len(text))
        name, text = text[:length].strip(), text[length:]
        if not name:
            raise invalid("Invalid field selection", "invalidParameter")
        mask[name], text = _below(text)
        text = text.removeprefix(",")
    return mask, text


def _below(text: str) -> tuple[Mask, str]:
    if text.startswith("("):
        mask, text = _parse(text[1:])
        if not text.startswith(")"):
            raise invalid("Invalid field selection", "invalidParameter")
        return mask, text[1:]
    if text.startswith("/"):
        length = next((i for i, char in enumerate(text[1:], 1) if char in ",/()"), len(text))
        below, rest = _below(text[length:])
        return {text[1:length]: below}, rest
    return {}, text


def _pick(value: Any, mask: Mask) -> Any:
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [_pick(item, mask) for item in value]
    if isinstance(value, dict):
        return {key: _pick(value[key], below) for key, below in mask.items() if key in value}
    return value
