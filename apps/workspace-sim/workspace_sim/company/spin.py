"""Text templates: `[a|b|c]` is one of the alternatives (they nest), `{slot}` a fact of the conversation."""

import re
from collections.abc import Mapping
from random import Random

_ALTERNATIVES = re.compile(r"\[([^\[\]]*)\]")


def spin(template: str, rng: Random, facts: Mapping[str, str]) -> str:
    """Expand the innermost alternatives first, then fill the slots. An unknown slot raises KeyError."""
    text = template
    while "[" in text:
        text = _ALTERNATIVES.sub(lambda match: rng.choice(match[1].split("|")), text)
    return text.format_map(facts)
