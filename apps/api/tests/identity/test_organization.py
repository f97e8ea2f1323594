"""Members and the organisation."""

from __future__ import annotations

import json

import pytest

from app.mime.addresses import parse_list
from tests.api import Browser, assert_problem


def test_members_are_those_of_this_organisation_only(
    admin: Browser, agent: Browser, viewer: Browser, stranger: Browser
) -> None:
    # Ada belongs to the other organisation too, and may read her own membership there: it is no member of Acme.
    admin.sign_in("ada@acme.test", "Other").sign_in("ada@acme.test", "Acme")
    page = viewer.get("/members").json()
    assert page["next_cursor"] is None
    assert [(m["email"], m["role"]) for m in page["items"]] == [
        ("ada@acme.test", "admin"),
        ("ben@acme.test", "agent"),
        ("vera@acme.test", "viewer"),
    ]


def test_domains_are_normalised(admin: Browser) -> None:
    answer = admin.patch("/organization", json={"domains": ["Example.COM", "example.com.", "Bücher.example", "a.test"]})
    assert answer.json()["domains"] == ["a.test", "bücher.example", "example.com"]
    assert admin.get("/organization").json() == answer.json()
    assert admin.patch("/organization", json={"domains": []}).json()["domains"] == []


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("münchen.de", b"x@xn--mnchen-3ya.de"),
        ("xn--mnchen-3ya.de", "x@MÜNCHEN.de".encode()),
        ("mu\u0308nchen.de", b"x@xn--mnchen-3ya.de"),
        ("Straße.de", b"x@xn--strae-oqa.de"),
        ("日本。jp", b"x@xn--wgv71a.jp"),
        ("xn--i-7iq.ws", b"x@xn--i-7iq.ws"),
        ("xn--99999.de", b"x@xn--99999.de"),
    ],
)
def test_a_domain_is_stored_as_parsed_addresses_have_it(admin: Browser, typed: str, address: bytes) -> None:
    (parsed,) = parse_list(address)
    stored = admin.patch("/organization", json={"domains": [typed]}).json()["domains"]
    assert stored == [parsed.email.rpartition("@")[2]]
    assert admin.patch("/organization", json={"domains": stored}).json()["domains"] == stored


@pytest.mark.parametrize(
    "domain",
    [
        "\ud800.test",
        "a\u00a0b.é.test",
        "é b❤.test",
        "é" * 300 + ".test",
        "",
        "localhost",
        "a b.test",
        "-a.test",
        "a..test",
        "x" * 64 + ".test",
        "a@b.test",
    ],
)
def test_what_is_no_domain_is_refused(admin: Browser, domain: str) -> None:
    # Not json=: the client cannot encode a lone surrogate, JSON's escapes can.
    body = json.dumps({"domains": ["ok.test", domain]})
    answer = admin.patch("/organization", content=body, headers={"content-type": "application/json"})
    problem = assert_problem(answer, 422, "invalid")
    assert problem["errors"][0]["loc"] == ["body", "domains", 1]


def test_a_name_belongs_to_one(admin: Browser, stranger: Browser) -> None:
    assert_problem(admin.patch("/organization", json={"name": "OTHER"}), 409, "organization_name_taken")
    assert admin.patch("/organization", json={"name": "ACME"}).json()["name"] == "ACME"


def test_an_unknown_field_is_refused(admin: Browser) -> None:
    assert_problem(admin.patch("/organization", json={"nmae": "x"}), 422, "invalid")


def test_only_admins_change_it(agent: Browser, viewer: Browser) -> None:
    for browser in (agent, viewer):
        assert browser.get("/organization").status_code == 200
        assert_problem(browser.patch("/organization", json={"name": "Mine"}), 403, "role_too_low")
