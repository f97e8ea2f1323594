"""``Content-Disposition: attachment`` with a file name from a stranger (RFC 6266, RFC 8187)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

#: What may stand in an `ext-value` as it is: attr-char of RFC 8187 §3.2.1.
_ATTR_CHARS = "!#$&+-.^_`|~"
_LONGEST = 180
#: Windows takes these for devices, with whatever extension.
_DEVICE = re.compile(r"(con|prn|aux|nul|clock\$|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*(\.|$)", re.IGNORECASE)


def safe_filename(name: str, fallback: str = "attachment") -> str:
    """`name` without folders, control characters and characters that turn the writing direction (they make
    ``gpj.exe`` look like ``exe.jpg``); never empty, never hidden, no device of Windows, at most 180 characters with
    its extension kept."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(c for c in name if unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp"))
    name = "".join("_" if c in '<>:"|?*' else c for c in name).strip(" .")
    if not name:
        return fallback
    if _DEVICE.match(name):
        name = f"_{name}"
    if len(name) > _LONGEST:
        stem, dot, extension = name.rpartition(".")
        name = f"{stem[: _LONGEST - 20]}.{extension[:19]}" if dot and stem else name[:_LONGEST]
    return name


def disposition(name: str, *, inline: bool = False) -> str:
    """The header's value: an ASCII name for old programs, the real one for all others."""
    name = safe_filename(name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().strip(" .") or "attachment"
    # A name in wide letters may be a device only now.
    plain = f"_{plain}" if _DEVICE.match(plain) else plain
    plain = plain.replace("\\", "_").replace('"', "_").replace("%", "_")
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe=_ATTR_CHARS)}"
