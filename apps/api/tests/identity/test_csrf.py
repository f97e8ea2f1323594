"""Whatever may change something needs the CSRF header to equal the cookie."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.api import Browser, assert_problem

METHODS = ["POST", "PUT", "PATCH", "DELETE"]


@pytest.mark.parametrize("method", METHODS)
def test_without_the_header_it_is_refused(admin: Browser, method: str) -> None:
    answer = admin.client.request(method, "/organization", json={"name": "Changed"})
    assert_problem(answer, 403, "csrf_failed")
    assert admin.get("/organization").json()["name"] == "Acme"


@pytest.mark.parametrize("sent", ["", "wrong", "ü"])
def test_a_wrong_header_is_refused(admin: Browser, sent: str) -> None:
    headers = {"x-csrf-token": sent.encode()}
    assert_problem(admin.client.patch("/organization", json={"name": "Changed"}, headers=headers), 403, "csrf_failed")


def test_an_empty_cookie_does_not_match_an_empty_header(new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    answer = browser.client.post("/auth/logout", headers={"x-csrf-token": ""})
    assert_problem(answer, 403, "csrf_failed")


def test_even_signing_in_needs_it(new_browser: Callable[[], Browser]) -> None:
    answer = new_browser().client.post("/auth/dev/login", json={"email": "a@b.test", "organization_name": "B"})
    assert_problem(answer, 403, "csrf_failed")


def test_the_token_of_this_browser_stays_until_it_signs_in(new_browser: Callable[[], Browser]) -> None:
    browser = new_browser()
    first = browser.get("/auth/csrf").json()["csrf_token"]
    assert browser.get("/auth/csrf").json()["csrf_token"] == first
    assert browser.client.cookies["oss_csrf"] == first


def test_with_the_header_it_passes(admin: Browser) -> None:
    assert admin.patch("/organization", json={"name": "Changed"}).json()["name"] == "Changed"
