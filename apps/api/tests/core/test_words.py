"""Mails and queries are split alike: by character where a script has no spaces, and without accents."""

from __future__ import annotations

import pytest

from app.core.words import searchable

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("关于发票INV-2026-90130", "关 于 发 票 INV-2026-90130"),
        ("請求書です", "請 求 書 で す"),
        ("Corrección für Zoë", "Correccion fur Zoe"),
        ("Сообщение ёлка", "Сообщение елка"),
        ("استفسار عن الفاتورة", "استفسار عن الفاتورة"),
    ],
)
def test_table(text: str, expected: str) -> None:
    assert " ".join(searchable(text).split()) == expected


def test_composed_and_decomposed_are_the_same() -> None:
    assert searchable("Corrección") == searchable("Corrección")
