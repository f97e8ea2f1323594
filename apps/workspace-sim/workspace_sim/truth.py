"""What a perfect reader would know: which conversation each Message-ID belongs to."""

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(slots=True, frozen=True)
class Truth:
    conversation: str
    kind: str
    origin: str


@dataclass(slots=True)
class TruthTable:
    """RFC Message-ID to truth; ids that Google added or replaced are known too."""

    known: dict[str, Truth] = field(default_factory=dict)

    def add(self, rfc_ids: Iterable[str], truth: Truth) -> None:
        for rfc_id in rfc_ids:
            self.known.setdefault(rfc_id, truth)

    def of_reply(self, references: Iterable[str], kind: str, origin: str) -> Truth | None:
        """The truth of a mail that answers one of `references`."""
        for rfc_id in references:
            if found := self.known.get(rfc_id):
                return Truth(found.conversation, kind, origin)
        return None
