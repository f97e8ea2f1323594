from urllib.parse import parse_qsl

from support.forms import agree

URL = "http://localhost:8025/o/oauth2/v2/auth?state=s"
CONSENT = """<form method="post" action="/consent">
<input type="hidden" name="state" value="s&amp;1">
<input type="checkbox" name="scope" value="read" checked><input type="checkbox" name="scope" value="send">
<button name="decision" value="deny">Cancel</button><button name="decision" value="allow">Allow</button></form>"""
CHOICE = """<form method="post" action="?step=2">
<input type="radio" name="account" value="anna@acme.example"><input type="radio" name="account" value="j@acme.example">
<button>Next</button></form>"""
ONE_EACH = """<form method="post"><button name="account" value="anna@acme.example">Anna</button></form>
<form method="post"><button name="account" value="j@acme.example">Journal</button></form>"""


def test_every_permission_is_ticked_and_cancel_is_not_pressed() -> None:
    request = agree(CONSENT, URL, "j@acme.example")
    assert request is not None
    method, url, fields = request
    assert (method, url) == ("post", "http://localhost:8025/consent")
    assert parse_qsl(fields) == [("state", "s&1"), ("scope", "read"), ("scope", "send"), ("decision", "allow")]


def test_the_named_account_is_chosen() -> None:
    request = agree(CHOICE, URL, "j@acme.example")
    assert request is not None
    assert request[1:] == ("http://localhost:8025/o/oauth2/v2/auth?step=2", "account=j%40acme.example")


def test_the_form_of_the_named_account_is_chosen() -> None:
    request = agree(ONE_EACH, URL, "j@acme.example")
    assert request is not None
    assert request[2] == "account=j%40acme.example"


def test_a_page_that_only_refuses_is_not_agreed_to() -> None:
    assert agree('<form><button value="deny">Deny</button></form><p>Access blocked</p>', URL, "j@acme.example") is None
    assert agree("<p>Error 400: redirect_uri_mismatch</p>", URL, "j@acme.example") is None
