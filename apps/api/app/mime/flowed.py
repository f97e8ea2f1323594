"""format=flowed text (RFC 3676) joined back into paragraphs, quote depth and signature respected."""

from __future__ import annotations


def unflow(text: str, delete_space: bool) -> str:
    """`text` with soft line breaks removed; `delete_space` is the DelSp parameter."""
    out: list[str] = []
    paragraph = ""
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
            out.append(paragraph)
            open_depth = -1
        prefix = ">" * depth + " " if depth else ""
        paragraph = paragraph + content if open_depth >= 0 else prefix + content
        if flows:
            open_depth = depth
            if delete_space:
                paragraph = paragraph[:-1]
        else:
            out.append(paragraph)
            open_depth = -1
    if open_depth >= 0:
        out.append(paragraph)
    return "\n".join(out)
