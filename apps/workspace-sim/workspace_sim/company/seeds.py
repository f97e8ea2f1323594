"""The only source of chance: streams derived from the caller's seed and a label, so that parts stay independent."""

from random import Random


def stream(seed: int | str, *labels: int | str) -> Random:
    """A generator of its own for (seed, labels); the same arguments give the same numbers on every run."""
    return Random("/".join(str(label) for label in (seed, *labels)))
