"""Why an event is not undone, as undoing its parts finds it."""

from __future__ import annotations

from app.core.errors import Conflict


class NotUndoable(Conflict):
    """An event of a kind that undoing does not know: what mail or rules did, notes, and undoing itself."""

    code = "not_undoable"
    title = "Such an event cannot be undone"


class ChangedSince(Conflict):
    """A later change touches the same thing."""

    code = "changed_since"
    title = "A later change touches the same thing; undo that first"
