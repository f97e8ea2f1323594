"""References that travel in mail: ours are believed, nobody else's."""

from __future__ import annotations

import os
from collections.abc import Iterator
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import signing
from app.core.crypto import Keyring
from app.core.signing import Reference, read_address, read_header, signed_address, signed_header, without_token

ORGANIZATION, OTHER = UUID(int=1), UUID(int=2)
OLD, NEW = os.urandom(32), os.urandom(32)
UUIDS = st.uuids()
HEADERS = st.sampled_from([Reference.ticket_header, Reference.message_header])


@pytest.fixture(autouse=True, scope="module")
def keys() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    patch.setattr(signing, "get_keyring", lambda: Keyring((NEW, OLD)))
    yield
    patch.undo()


@given(HEADERS, UUIDS)
def test_a_header_of_ours_is_read_by_its_organisation_and_purpose_alone(kind: Reference, identifier: UUID) -> None:
    value = signed_header(kind, ORGANIZATION, identifier)
    assert read_header(kind, ORGANIZATION, f" {value}\r\n") == identifier
    assert read_header(kind, OTHER, value) is None
    for other in Reference:
        assert other is kind or read_header(other, ORGANIZATION, value) is None


@given(UUIDS, st.integers(0, 68), st.sampled_from("0123456789abcdef"))
def test_a_changed_header_is_nothing(identifier: UUID, at: int, letter: str) -> None:
    value = signed_header(Reference.ticket_header, ORGANIZATION, identifier)
    changed = value[:at] + letter + value[at + 1 :]
    assert changed == value or read_header(Reference.ticket_header, ORGANIZATION, changed) is None


@given(st.text(max_size=200))
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert read_header(Reference.ticket_header, ORGANIZATION, text) is None
    assert read_address(ORGANIZATION, text) is None
    assert isinstance(without_token(text), str)


@given(UUIDS)
def test_an_address_names_its_ticket_in_any_case(ticket: UUID) -> None:
    address = signed_address(ORGANIZATION, ticket, "support@acme.example")
    assert address is not None
    local, _, domain = address.partition("@")
    assert len(local) <= 64
    assert domain == "acme.example"
    for spelled in (address, address.upper(), f"a+b+{local.partition('+')[2]}@x.example"):
        assert read_address(ORGANIZATION, spelled) == ticket
    assert read_address(OTHER, address) is None
    assert without_token(address) == "support@acme.example"


@given(UUIDS, st.integers(13, 51), st.sampled_from("abcdefghijklmnopqrstuvwxyz234567"))
def test_a_changed_address_is_nothing(ticket: UUID, at: int, letter: str) -> None:
    address = signed_address(ORGANIZATION, ticket, "support@acme.example")
    assert address is not None
    changed = address[:at] + letter + address[at + 1 :]
    # Base32 of 24 bytes ends in bits that mean nothing.
    assert changed == address or read_address(ORGANIZATION, changed) in (None, *([ticket] if at == 50 else []))


def test_no_token_where_it_would_not_fit() -> None:
    assert signed_address(ORGANIZATION, UUID(int=7), f"{'a' * 30}@acme.example") is None


def test_what_an_older_key_signed_is_still_believed_and_a_foreign_key_never() -> None:
    ticket = UUID(int=7)
    patch = pytest.MonkeyPatch()
    patch.setattr(signing, "get_keyring", lambda: Keyring((OLD,)))
    old = signed_header(Reference.ticket_header, ORGANIZATION, ticket)
    patch.setattr(signing, "get_keyring", lambda: Keyring((os.urandom(32),)))
    foreign = signed_header(Reference.ticket_header, ORGANIZATION, ticket)
    patch.undo()
    assert read_header(Reference.ticket_header, ORGANIZATION, old) == ticket
    assert read_header(Reference.ticket_header, ORGANIZATION, foreign) is None
