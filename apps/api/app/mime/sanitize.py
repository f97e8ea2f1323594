"""HTML of strangers made harmless while it keeps looking like itself.

nh3 (ammonia on html5ever) parses as a browser does and writes only allowed elements and attributes, in one canonical
form: lower-case names, every value in double quotes with `"` and `&` escaped. The passes after it rely on that form.
They see to it that nothing loads by itself: remote images wait in `data-remote-src`, CSS keeps no fetching function.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape

import nh3

_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite",
    "code", "col", "colgroup", "dd", "del", "details", "dfn", "dir", "div", "dl", "dt", "em", "figcaption", "figure",
    "font",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main", "mark",
    "menu",
    "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strike", "strong",
    "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
}  # fmt: skip
_DROPPED_WITH_CONTENT = {
    "script", "style", "title", "head", "template", "iframe", "object", "embed", "applet", "noscript", "noembed",
    "noframes", "xmp", "textarea", "select", "svg", "math", "plaintext", "frameset", "audio", "video", "canvas",
}  # fmt: skip
_BOX = {"align", "valign", "width", "height", "bgcolor"}
_ATTRIBUTES = {
    "*": {"style", "dir", "lang", "title", "align"},
    "a": {"href"},
    "img": {"src", "data-remote-src", "alt", "width", "height", "border", "hspace", "vspace"},
    "table": _BOX | {"border", "cellpadding", "cellspacing", "summary", "rules", "frame", "bordercolor"},
    "td": _BOX | {"colspan", "rowspan", "nowrap"}, "th": _BOX | {"colspan", "rowspan", "nowrap", "scope"},
    "tr": _BOX, "tbody": _BOX, "thead": _BOX, "tfoot": _BOX, "col": _BOX | {"span"}, "colgroup": _BOX | {"span"},
    "font": {"color", "face", "size"}, "hr": {"size", "width", "color", "noshade"}, "div": {"bgcolor"},
    "ol": {"start", "type", "reversed"}, "ul": {"type"}, "li": {"value", "type"}, "br": {"clear"},
    "blockquote": {"type"}, "time": {"datetime"}, "details": {"open"},
}  # fmt: skip
# Classes by which clients mark quoted history; the interface folds what they mark.
_QUOTE_CLASSES = {
    "gmail_quote", "gmail_attr", "gmail_extra", "gmail_signature", "gmail_quote_container", "gmail_signature_prefix",
    "moz-cite-prefix", "moz-signature", "moz-forward-container", "yahoo_quoted", "yahoo-quoted", "protonmail_quote",
    "protonmail_signature_block", "AppleMailSignature", "OutlookMessageHeader", "WordSection1", "MsoNormal",
    "zmail_extra",
}  # fmt: skip
_CLASSES = dict.fromkeys(("div", "blockquote", "p", "span", "pre"), _QUOTE_CLASSES)
_PROPERTIES = {
    "background-color", "background", "border", "border-bottom", "border-bottom-color", "border-bottom-left-radius",
    "border-bottom-right-radius", "border-bottom-style", "border-bottom-width", "border-collapse", "border-color",
    "border-left", "border-left-color", "border-left-style", "border-left-width", "border-radius", "border-right",
    "border-right-color", "border-right-style", "border-right-width", "border-spacing", "border-style", "border-top",
    "border-top-color", "border-top-left-radius", "border-top-right-radius", "border-top-style", "border-top-width",
    "border-width", "box-sizing", "caption-side", "clear", "color", "direction", "display", "empty-cells", "float",
    "font",
    "font-family", "font-size", "font-style", "font-variant", "font-weight", "height", "letter-spacing", "line-height",
    "list-style-position", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right", "margin-top",
    "max-height", "max-width", "min-height", "min-width", "opacity", "overflow", "overflow-wrap", "overflow-x",
    "padding", "padding-bottom", "padding-left", "padding-right", "padding-top", "table-layout", "text-align",
    "text-decoration", "text-decoration-color", "text-decoration-line", "text-indent", "text-overflow",
    "text-transform",
    "unicode-bidi", "vertical-align", "visibility", "white-space", "width", "word-break", "word-spacing", "word-wrap",
    "writing-mode", "mso-hide",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_TAGS,
    clean_content_tags=_DROPPED_WITH_CONTENT,
    attributes=_ATTRIBUTES,
    allowed_classes=_CLASSES,
    filter_style_properties=_PROPERTIES,
    # `data` is for images only; the pass over links takes it from everything else.
    url_schemes={"http", "https", "mailto", "tel", "sms", "cid", "data"},
    link_rel="noopener noreferrer nofollow",
    strip_comments=True,
    url_relative="deny",
)

_MAX_DEPTH = 600
_MAX_MARKS = 150_000
_MAX_ATTRIBUTES = 2000
_LONG_TAG = 8000
_LONG_TAGS = re.compile(rf"<[a-zA-Z][^<>]{{{_LONG_TAG},}}")
_TAG_NAME = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})")
_ANY_TAG = re.compile(r"<[^<>]{0,2000}>")
_CLOSED_BY_ITSELF = frozenset(
    [
        "p",
        "li",
        "dt",
        "dd",
        "tr",
        "td",
        "th",
        "tbody",
        "thead",
        "tfoot",
        "option",
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "col",
        "wbr",
        "area",
        "base",
        "embed",
        "param",
        "source",
    ]
)
_BODY = re.compile(r"<body\b((?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>", re.IGNORECASE)
_BODY_ATTRIBUTE = re.compile(
    r"""(?<![^\s"'/])(bgcolor|text|style)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""",
    re.IGNORECASE,
)
_COLOUR = re.compile(r"#?\w{3,30}")
_LINK = re.compile(r'(<a(?: [a-z-]+="[^"]*")*?) href="([^"]*)"')
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_ATTRIBUTE = re.compile(r' ([a-z-]+)="([^"]*)"')
_REMOTE = re.compile(r' data-remote-src="([^"]*)"')
_STYLE = re.compile(r'(<[a-z0-9]+(?: [a-z-]+="[^"]*")*?) style="([^"]*)"')
# With both slashes: "http:/x" and "http:x" lead to a page of our own where we are served over http.
_LINK_SCHEMES = ("http://", "https://", "mailto:", "tel:", "sms:")
_REMOTE_SCHEMES = ("http://", "https://")
_IMAGE_DATA = re.compile(r"^data:image/(?:png|gif|jpe?g|webp|bmp)(?:;[^,]*)?,", re.IGNORECASE)
_FUNCTION = re.compile(r"([a-z-]*)\(")
_HARMLESS_FUNCTIONS = frozenset({"rgb", "rgba", "hsl", "hsla", "calc", "min", "max", "clamp"})
_MAX_DATA_IMAGE = 512 * 1024
#: A newsletter's `head` may hold a long style sheet before the body begins.
_BODY_WITHIN = 200_000


def sanitize_html(html: str, *, max_links: int = 10_000) -> str:
    """`html` with nothing that runs, loads, frames or leaves its place. Text beyond `max_links` links stays as text.

    Remote images: `src` becomes `data-remote-src`. Images by Content-ID keep `src="cid:…"`. Total for any string.
    """
    if not html:
        return ""
    if too_costly(html):
        return f'<div style="white-space:pre-wrap">{escape(unescape(_ANY_TAG.sub(" ", html)), quote=False)}</div>'
    clean = _CLEANER.clean(_with_body(html)).replace(' class=""', "")
    if "<a " in clean:
        count = 0

        def link(match: re.Match[str]) -> str:
            nonlocal count
            count += 1
            target = match[2].lstrip().lower()
            keep = count <= max_links and target.startswith(_LINK_SCHEMES)
            return f'{match[1]} href="{match[2]}" target="_blank"' if keep else match[1]

        clean = _LINK.sub(link, clean)
    if "<img " in clean:
        clean = _IMAGE.sub(_image, clean)
    if ' style="' in clean:
        clean = _STYLE.sub(_style, clean)
    return clean


def _with_body(html: str) -> str:
    """`html` inside a `div` painted as its `body` is: the parser drops the body's own tag, and white words on the dark
    ground of a newsletter would then be white on white. What it says is cleaned with all the rest."""
    body = _BODY.search(html, 0, _BODY_WITHIN)
    said = (
        {name.lower(): unescape(value.strip("\"'")) for name, value in _BODY_ATTRIBUTE.findall(body[1])} if body else {}
    )
    style = []
    for name, css in (("bgcolor", "background-color"), ("text", "color")):
        if _COLOUR.fullmatch(said.get(name, "")):
            style.append(f"{css}:{said[name]}")
    if said.get("style", "").strip():
        style.append(said["style"])
    return f'<div style="{escape(";".join(style))}">{html}</div>' if style else html


def remote_images(sanitized: str) -> list[str]:
    """The addresses of the images that `sanitize_html` put aside, each once, in their order."""
    return list(dict.fromkeys(unescape(found) for found in _REMOTE.findall(sanitized)))


def too_costly(html: str) -> bool:
    """Whether HTML is built to be slow: the parser's time grows with the square of depth and of attributes."""
    tags = html.count("<")
    if tags + html.count("&") > _MAX_MARKS:
        return True
    if len(html) > _LONG_TAG and any(tag.count("=") > _MAX_ATTRIBUTES for tag in _LONG_TAGS.findall(html)):
        return True
    if tags <= 2 * _MAX_DEPTH:
        return False
    depth = 0
    for closing, name in _TAG_NAME.findall(html):
        if name.lower() not in _CLOSED_BY_ITSELF:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > _MAX_DEPTH:
                return True
    return False


def _image(match: re.Match[str]) -> str:
    attributes = dict(_ATTRIBUTE.findall(match[1]))
    shown = [f' {name}="{value}"' for name, value in _sources(attributes)]
    return f"<img{''.join(shown)}>"


def _sources(attributes: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The attributes in their order, an image's address under the one name that is right for it."""
    for name, value in attributes.items():
        if name == "src":
            source = value.strip()
            lower = source[:40].lower()
            if lower.startswith(_REMOTE_SCHEMES):
                yield "data-remote-src", source
            elif lower.startswith("cid:") or (_IMAGE_DATA.match(lower) and len(source) <= _MAX_DATA_IMAGE):
                yield "src", source
        elif name != "data-remote-src":
            yield name, value
        elif "src" not in attributes and value.lower().startswith(_REMOTE_SCHEMES):
            # HTML of ours that is cleaned once more. A sender who writes it gains no more than by `src`.
            yield name, value


def _style(match: re.Match[str]) -> str:
    value = match[2]
    if "(" not in value and "\\" not in value and "@" not in value:
        return match[0]
    kept = [one for one in unescape(value).split(";") if _harmless(one)]
    joined = ";".join(kept).replace("&", "&amp;").replace('"', "&quot;")
    return f'{match[1]} style="{joined}"' if joined else match[1]


def _harmless(declaration: str) -> bool:
    """Whether a declaration calls nothing but colour and length functions. An escape could hide a name."""
    if not declaration.strip() or "\\" in declaration or "@" in declaration:
        return False
    return all(name in _HARMLESS_FUNCTIONS for name in _FUNCTION.findall(declaration.lower()))
