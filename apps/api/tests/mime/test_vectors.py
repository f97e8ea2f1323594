"""Every hostile piece of HTML, read again by a second parser: nothing in it may run, load, frame or lead astray."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from app.mime import remote_images, sanitize_html
from tests.mime.vectors import read_vectors

pytestmark = pytest.mark.quick
VECTORS = read_vectors()


def _words(text: str) -> set[str]:
    return set(text.split())


#: Everything that may stand in what we show. Written out here again: an addition there must be thought over twice.
ELEMENTS = _words(
    "a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn"
    " dir div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark menu nav ol"
    " p pre q rp rt ruby s samp section small span strike strong sub summary sup table tbody td tfoot th thead time tr"
    " tt u ul var wbr"
)
ATTRIBUTES = _words(
    "align alt bgcolor border bordercolor cellpadding cellspacing class clear color colspan data-remote-src datetime"
    " dir face frame height href hspace lang noshade nowrap open rel reversed rowspan rules scope size span src start"
    " style summary target title type valign value vspace width"
)
FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp"}
AROUND = {
    "bare": "{}",
    "cell": "<table><tr><td>{}</td></tr></table>",
    "document": "<!doctype html><html><head><title>x</title></head><body bgcolor=#eee>{}</body></html>",
    "attribute": '<p title="{}">x</p>',
    "comment": "<!-- {} -->",
    "unclosed": "<div><font color=red><b>{}",
    "script": "<script>{}</script>",
    "svg": "<svg>{}</svg>",
    "math": "<math><mtext>{}",
    "noscript": "<noscript>{}</noscript>",
}


class Reader(HTMLParser):
    """Checks each tag as it comes."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: set[tuple[str, tuple[tuple[str, str | None], ...]]] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS
        self.tags.add((tag, tuple(attrs)))
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        for name, value in attrs:
            assert name in ATTRIBUTES
            check_value(tag, name, value or "")

    def handle_comment(self, data: str) -> None:
        raise AssertionError("a comment")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError("a declaration")

    def handle_pi(self, data: str) -> None:
        raise AssertionError("an instruction")

    def unknown_decl(self, data: str) -> None:
        raise AssertionError("an unknown declaration")


def check_value(tag: str, name: str, value: str) -> None:
    lower = value.lower()
    if name == "src":
        assert tag == "img"
        assert re.match(r"cid:|data:image/(png|gif|jpe?g|webp|bmp)[;,]", lower)
    elif name == "data-remote-src":
        assert tag == "img"
        assert re.match(r"https?://", lower)
    elif name == "href":
        assert tag == "a"
        assert re.match(r"https?://|mailto:|tel:|sms:", lower)
    elif name == "target":
        assert value == "_blank"
    elif name == "rel":
        assert value == "noopener noreferrer nofollow"
    elif name == "style":
        assert not re.search(r"url|@|\\|expression|behavior|binding|position\s*:|z-index|transform|/\*", lower)
        assert set(re.findall(r"([a-z-]*)\(", lower)) <= FUNCTIONS


def check_clean(clean: str) -> None:
    """Nothing forbidden is in it, and a browser that reads it (and writes it, and reads it again) finds the same."""
    reader = Reader()
    reader.feed(clean)
    reader.close()
    again = sanitize_html(clean)
    if again != clean:
        # HTML itself takes a link in a link apart; no tag may become another by it, and it must come to rest.
        assert re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", clean, re.DOTALL), "another reading gives something else"
        second = Reader()
        second.feed(again)
        assert second.tags == reader.tags, "another reading gives other tags"
        assert sanitize_html(again) == again, "it does not come to rest"


def test_there_are_many() -> None:
    assert len(VECTORS) >= 150
    assert len({html for _, html in VECTORS}) == len(VECTORS)


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("heading", sorted({heading for heading, _ in VECTORS}))
def test_nothing_is_left_of_it(heading: str, around: str) -> None:
    for found, vector in VECTORS:
        if found != heading:
            continue
        clean = sanitize_html(AROUND[around].replace("{}", vector))
        try:
            check_clean(clean)
        except AssertionError as error:
            raise AssertionError(f"{error}\n  of {vector!r}\n  is left {clean!r}") from None
        for url in remote_images(clean):
            assert re.match(r"https?://", url)


def test_all_at_once() -> None:
    clean = sanitize_html("\n".join(vector for _, vector in VECTORS))
    check_clean(clean)


def test_the_reader_would_notice() -> None:
    """The check itself can fail: the same vectors, not cleaned, do not pass it."""
    caught = 0
    for _, vector in VECTORS:
        try:
            Reader().feed(vector)
        except AssertionError:
            caught += 1
    assert caught > 0.8 * len(VECTORS)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ('<body bgcolor="#112233" text=white><p>x</p></body>',
         '<div style="background-color:#112233;color:white"><p>x</p></div>'),
        ("<html><head><title>t</title></head><BODY style='margin:0;background:#eee' BGCOLOR=red>x",
         '<div style="background-color:red;margin:0;background:#eee">x</div>'),
        ('<body class="x" link="#00f"><p>x</p></body>', "<p>x</p>"),
        ("<body bgcolor='red;position:fixed'>x</body>", "x"),
        ('<body style="background:url(https://x.example/a.png);color:red">x</body>', '<div style="color:red">x</div>'),
        ("<!--[if mso]><table><tr><td>Outlook</td></tr></table><![endif]--><p>x</p>", "<p>x</p>"),
        ("<!--[if !mso]><!--><p>x</p><!--<![endif]-->", "<p>x</p>"),
        ("<o:p>&nbsp;</o:p><p class=MsoNormal>x</p>", '&nbsp;<p class="MsoNormal">x</p>'),
        ("<style>.a{color:red}</style><p class=a>x</p>", "<p>x</p>"),
        ('<center><font color="red" face="Arial, sans-serif" size="2">x</font></center>',
         '<center><font color="red" face="Arial, sans-serif" size="2">x</font></center>'),
        ('<a href="https://x.example/?a=1&amp;b=2" style="color:#fff;text-decoration:none">x</a>',
         '<a href="https://x.example/?a=1&amp;b=2" style="color:#fff;text-decoration:none" target="_blank"'
         ' rel="noopener noreferrer nofollow">x</a>'),
        ("<div style=\"font:14px/1.5 'Segoe UI',Arial,sans-serif;width:calc(100% - 2px)\">x</div>",
         '<div style="font:14px / 1.5 &quot;Segoe UI&quot; , Arial , sans-serif;width:calc(100% - 2px)">x</div>'),
        ('<img data-remote-src="javascript:alert(1)">', "<img>"),
        ('<img data-remote-src="https://a.example/" src="https://b.example/">', '<img data-remote-src="https://b.example/">'),
        ('<a href="http:/api/auth/logout">x</a>', '<a rel="noopener noreferrer nofollow">x</a>'),
    ],
)  # fmt: skip
def test_real_mail_keeps_its_looks(given: str, shown: str) -> None:
    assert _tags(sanitize_html(given)) == _tags(shown)


def _tags(html: str) -> list[object]:
    """The HTML with the order of attributes forgotten."""
    pieces: list[object] = []

    class Collect(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            pieces.append((tag, sorted((name, re.sub(r"\s*,\s*", ",", value or "")) for name, value in attrs)))

        def handle_endtag(self, tag: str) -> None:
            pieces.append(f"/{tag}")

        def handle_data(self, data: str) -> None:
            pieces.append(data)

    Collect().feed(html)
    return pieces
