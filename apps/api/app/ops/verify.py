"""Check every invariant of the store: rows by SQL, bytes by reading them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from app.core.db import transaction
from app.ingest.replay import Selection, dry_run
from app.messages.models import Blob, OccurrenceState, Thread
from app.ops.invariants import CATALOGUE, INVARIANTS, Invariant
from app.storage.blobs import BlobMissing, get_blob_store
from app.tickets.homes import read_homes
from app.tickets.placement import place
from app.tickets.response_due import wrongly_due

#: How many blobs are read when not all are asked for.
SAMPLE = 200
_EXAMPLES = 5
_PAGE = 500
REPLAY_RULE = "Processing every mail again from its raw bytes changes nothing."
PINS_RULE = "Where people placed mails, every mail of the thread has its home where thread and pins say."
DUE_RULE = "Answers are due when the promises of now say; not looked at while new ones are being applied."
BLOBS_RULE = "The bytes of every recorded blob are in the store and hash to its key."


@dataclass(frozen=True, slots=True)
class Check:
    """The verdict on one invariant."""

    name: str
    rule: str
    ok: bool
    violations: int
    examples: tuple[str, ...] = ()
    examined: int | None = None
    """How many things were looked at, where that is not simply all of them."""


def verify(
    organization_ids: Iterable[UUID], *, full: bool = False, on_check: Callable[[str], None] = lambda _: None
) -> list[Check]:
    """Every invariant, over these organisations together. `full` reads every blob instead of a random sample, and
    parses every mail again."""
    checks = {}
    with transaction() as session:
        for invariant in CATALOGUE:
            on_check(invariant.name)
            checks[invariant.name] = _run(session, invariant, None)
    for organization_id in organization_ids:
        for check in verify_rows(organization_id, on_check):
            checks[check.name] = _sum(checks.get(check.name), check)
        on_check("home_is_what_pins_say")
        placement = verify_placement(organization_id)
        checks[placement.name] = _sum(checks.get(placement.name), placement)
        on_check("due_is_what_is_promised")
        due = verify_due(organization_id)
        checks[due.name] = _sum(checks.get(due.name), due)
        on_check("blobs_are_stored")
        blobs = verify_blobs(organization_id, None if full else SAMPLE)
        checks[blobs.name] = _sum(checks.get(blobs.name), blobs)
        if full:
            on_check("reprocessing_changes_nothing")
            again = verify_reprocessing(organization_id)
            checks[again.name] = _sum(checks.get(again.name), again)
    return list(checks.values())


def verify_rows(organization_id: UUID, on_check: Callable[[str], None] = lambda _: None) -> list[Check]:
    """The invariants of the rows of one organisation, all seen at one moment."""
    checks = []
    with transaction(organization_id) as session:
        # Otherwise a batch that commits between two statements could look like a broken rule.
        session.connection().exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for invariant in INVARIANTS:
            on_check(invariant.name)
            checks.append(_run(session, invariant, organization_id))
    return checks


def _run(session: Session, invariant: Invariant, organization_id: UUID | None) -> Check:
    statement = text(
        f"WITH offenders(id) AS ({invariant.offenders}) "  # noqa: S608 - our own constant
        "SELECT (SELECT count(*) FROM offenders), ARRAY(SELECT id FROM offenders ORDER BY id LIMIT :examples)"
    )
    count, examples = session.execute(statement, {"o": organization_id, "examples": _EXAMPLES}).one()
    return Check(invariant.name, invariant.rule, count == 0, count, tuple(examples))


def _sum(first: Check | None, second: Check) -> Check:
    if first is None:
        return second
    return replace(
        first,
        ok=first.ok and second.ok,
        violations=first.violations + second.violations,
        examples=(first.examples + second.examples)[:_EXAMPLES],
        examined=None if second.examined is None else (first.examined or 0) + second.examined,
    )


def verify_placement(organization_id: UUID) -> Check:
    """Compute the home of every mail in threads of which people placed mails, and compare with what is stored."""
    wrong: list[str] = []
    examined = 0
    with transaction(organization_id) as session:
        session.connection().exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        pinned = session.scalars(select(Thread.id).where(Thread.organization_id == organization_id, Thread.has_pins))
        for thread_id in pinned.all():
            (thread,) = read_homes(session, organization_id, [thread_id]).values()
            examined += len(thread.mails)
            homes = place(thread.mails, thread.default)
            wrong += [str(mail) for mail, home in homes.items() if thread.present[mail] != home]
    return Check("home_is_what_pins_say", PINS_RULE, not wrong, len(wrong), tuple(sorted(wrong)[:_EXAMPLES]), examined)


def verify_due(organization_id: UUID) -> Check:
    """Compute when an answer is due in every ticket in which somebody waits, and compare with what is stored."""
    with transaction(organization_id) as session:
        session.connection().exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        examined, wrong = wrongly_due(session, organization_id)
    examples = tuple(sorted(str(one) for one in wrong)[:_EXAMPLES])
    return Check("due_is_what_is_promised", DUE_RULE, not wrong, len(wrong), examples, examined)


def verify_blobs(organization_id: UUID, sample: int | None) -> Check:
    """Read blobs back and compare them with their keys: `sample` random ones, or all."""
    wrong: list[str] = []
    examined = 0
    for page in _pages(organization_id, sample):
        with ThreadPoolExecutor(4) as pool:
            sound = list(pool.map(lambda sha256: _sound(organization_id, sha256), page))
        wrong += [sha256.hex() for sha256, good in zip(page, sound, strict=True) if not good]
        examined += len(page)
    return Check("blobs_are_stored", BLOBS_RULE, not wrong, len(wrong), tuple(sorted(wrong)[:_EXAMPLES]), examined)


def verify_reprocessing(organization_id: UUID) -> Check:
    """Parse every processed mail again and compare with what is stored."""
    diff = dry_run(organization_id, Selection(states=(OccurrenceState.processed,)))
    examples = tuple(str(change.occurrence_id) for change in diff.examples[:_EXAMPLES])
    return Check("reprocessing_changes_nothing", REPLAY_RULE, not diff.changed, diff.changed, examples, diff.examined)


def _pages(organization_id: UUID, sample: int | None) -> Iterable[Sequence[bytes]]:
    mine = select(Blob.sha256).where(Blob.organization_id == organization_id)
    if sample is not None:
        with transaction(organization_id) as session:
            # The keys are hashes, evenly spread: those after a random one are a random sample, found by the index.
            start = func.sha256(func.uuid_send(func.gen_random_uuid()))
            pivot = session.scalar(select(start))
            after = session.scalars(mine.where(Blob.sha256 >= pivot).order_by(Blob.sha256).limit(sample)).all()
            before = session.scalars(
                mine.where(Blob.sha256 < pivot).order_by(Blob.sha256).limit(sample - len(after))
            ).all()
        yield [*after, *before]
        return
    last = b""
    while True:
        with transaction(organization_id) as session:
            page = session.scalars(mine.where(Blob.sha256 > last).order_by(Blob.sha256).limit(_PAGE)).all()
        if not page:
            return
        yield page
        last = page[-1]


def _sound(organization_id: UUID, sha256: bytes) -> bool:
    try:
        content = get_blob_store().get(organization_id, sha256)
    except BlobMissing:
        return False
    return hashlib.sha256(content).digest() == sha256
