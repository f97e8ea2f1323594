"""How failures are described in the OpenAPI document."""

from __future__ import annotations

from typing import Any

from app.core.http.problem import MEDIA_TYPE, Problem

_REF = {"$ref": "#/components/schemas/Problem"}


def describe_problems(document: dict[str, Any]) -> dict[str, Any]:
    """Give every operation of `document` a problem+json ``default`` response, in place of FastAPI's own 422."""
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schema = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(schema.pop("$defs", {}))
    schemas["Problem"] = schema
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for path in document["paths"].values():
        for operation in path.values():
            operation["responses"].pop("422", None)
            operation["responses"]["default"] = {
                "description": "Problem details (RFC 9457)",
                "content": {MEDIA_TYPE: {"schema": _REF}},
            }
    for schema in schemas.values():
        _always_present(schema)
    return document


def _always_present(schema: dict[str, Any]) -> None:
    """A property marked ``x-always`` is in every answer although it has a default."""
    for name, value in schema.get("properties", {}).items():
        if isinstance(value, dict) and value.pop("x-always", False):
            schema.setdefault("required", []).append(name)
