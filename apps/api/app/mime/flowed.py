"""format=flowed text (RFC 3676) joined back into paragraphs, quote depth and signature respected."""

from __future__ import annotations


def unflow(text: str, delete_space: bool) -> str:
    """`text` with soft line breaks removed; `delete_space` is the DelSp parameter."""
    out: list[str] = []
    paragraph: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:]
        if content.startswith(" "):
            content = content[1:]
        signature = content == "-- "
        flows = content.endswith(" ") and not signature
        if open_depth >= 0 and (depth != open_depth or signature):
            # A quote depth change ends a paragraph although its last line said it flows (§4.5).
            out.append("".join(paragraph))
            open_depth = -1
        prefix = ">" * depth + " " if depth else ""
        if open_depth < 0:
            paragraph = [prefix]
        paragraph.append(content[:-1] if flows and delete_space else content)
        if flows:
            open_depth = depth
        else:
            out.append("".join(paragraph))
            open_depth = -1
    if open_depth >= 0:
        out.append("".join(paragraph))
    return "\n".join(out)
