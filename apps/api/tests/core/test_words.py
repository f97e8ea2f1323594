"""Mails and queries are split alike: by letters and digits, by character where a script has no spaces, without case
and accents."""

from __future__ import annotations

import pytest

from app.core.words import phrase, vector, words_of

pytestmark = pytest.mark.quick


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Plain WORDS", "plain words"),
        ("关于发票INV-2026-90130", "关 于 发 票 inv 2026 90130"),
        ("請求書です", "請 求 書 で す"),
        ("Corrección für Zoë, Straße", "correccion fur zoe strasse"),
        ("Сообщение ёлка", "сообщение елка"),
        ("استفسار عن الفاتورة", "استفسار عن الفاتورة"),
        ("हिन्दी में", "हिन्दी में"),
        ("ann.b+x@acme.example", "ann b x acme example"),
        ("order_no_12", "order no 12"),
        ("— … !", ""),
    ],
)
def test_table(text: str, expected: str) -> None:
    assert " ".join(words_of(text)) == expected


def test_composed_and_decomposed_are_the_same() -> None:
    assert words_of("Correcci\u00f3n x\u0302") == words_of("Correccio\u0301n x")


def test_vector_keeps_fields_apart_and_is_bounded() -> None:
    assert vector([("Red boat, red", "A"), ("boat", "")]) == "red:1A boat:2A red:3A boat:12"
    many = vector([("word " * 30_000 + "last " + "x" * 250, "")])
    assert many.endswith(f"last:16383 {'x' * 100}:16383 {'x' * 100}:16383 {'x' * 50}:16383")


@pytest.mark.parametrize(
    ("text", "weight", "is_prefix", "expected"),
    [
        ("boat", "", False, "boat"),
        ("INV-20", "", True, "inv <-> 20:*"),
        ("ann@acme.example", "B", False, "ann:B <-> acme:B <-> example:B"),
        ("Sub", "A", True, "sub:*A"),
        ("'; drop", "", False, "drop"),
        ("—", "", False, ""),
    ],
)
def test_phrase(text: str, weight: str, is_prefix: bool, expected: str) -> None:
    assert phrase(text, weight=weight, is_prefix=is_prefix) == expected
