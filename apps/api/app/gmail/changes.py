"""History records → what to do, as a set: records of a page may repeat, overlap and be out of order, so per message
only its newest news counts, and whether a message that was both added and deleted is there is for Gmail to say.
Pure: knows neither database nor network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.gmail.answers import HistoryRecord, Reference

DRAFT, CHAT, SENT, SPAM = "DRAFT", "CHAT", "SENT", "SPAM"
#: Not mail: a draft's id changes with every autosave, chats came with old Hangouts.
NOT_MAIL = frozenset({DRAFT, CHAT})


@dataclass(slots=True)
class LabelChange:
    """New labels of a message: the whole set where Google gave it, else what was added and removed; and the newest
    history record (or state of the message) that says so."""

    history_id: int | None = None
    labels: tuple[str, ...] | None = None
    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def apply(self, before: Iterable[str]) -> list[str]:
        """The labels after the change."""
        return sorted(self.labels if self.labels is not None else (set(before) | self.added) - self.removed)


@dataclass(slots=True)
class Changes:
    """What a page of history says. ``uncertain`` messages were deleted and also changed: a look decides."""

    present: list[Reference] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    uncertain: list[str] = field(default_factory=list)
    labels: dict[str, LabelChange] = field(default_factory=dict)


def ignored_label(label_ids: Iterable[str]) -> str | None:
    """The label for which a message is no mail of ours, if it has one."""
    labels = set(label_ids)
    return None if SENT in labels else next(iter(sorted(labels & NOT_MAIL)), None)


def fold(records: Sequence[HistoryRecord]) -> Changes:
    """The changes that `records` amount to."""
    seen: dict[str, Reference] = {}
    changes = Changes()
    deleted: set[str] = set()
    for record in sorted(records, key=lambda r: r.id):
        for reference in record.added:
            seen[reference.id] = reference
            if reference.label_ids is not None:
                changes.labels[reference.id] = LabelChange(record.id, labels=reference.label_ids)
        for reference, added, removed in record.labelled:
            seen[reference.id] = reference
            change = changes.labels.setdefault(reference.id, LabelChange())
            change.history_id = record.id
            _relabel(change, reference, added, removed)
        deleted.update(record.deleted)
    changes.deleted = sorted(deleted - seen.keys())
    changes.uncertain = sorted(deleted & seen.keys())
    for identifier, reference in seen.items():
        labels = changes.labels[identifier].apply(()) if identifier in changes.labels else []
        if identifier not in deleted and not ignored_label(labels):
            changes.present.append(Reference(identifier, reference.thread_id, tuple(labels)))
    return changes


def _relabel(change: LabelChange, reference: Reference, added: frozenset[str], removed: frozenset[str]) -> None:
    if reference.label_ids is not None:
        change.labels = reference.label_ids
    elif change.labels is not None:
        change.labels = tuple(sorted((set(change.labels) | added) - removed))
    change.added = (change.added | added) - removed
    change.removed = (change.removed | removed) - added
