"""Copies → messages, threads, tickets: everything that one batch changes, in the caller's transaction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.ids import new_id
from app.ingest.disposition import settle_threads
from app.ingest.finishing import finish_copies
from app.ingest.orphans import remove_orphans
from app.ingest.own_mail import OwnMail, link_own_mail, reply_named_by, tickets_named_by
from app.ingest.pins import carry_pins
from app.ingest.reading import Surroundings, keys_for
from app.ingest.successors import carry_references
from app.messages.canonical import Copy, Known, known_messages, move_earlier, write_messages
from app.messages.delivery_reports import link_originals, write_delivery_reports
from app.messages.models import Direction
from app.mime import PARSER_VERSION
from app.realtime.notify import announce
from app.routing.apply import load_policy, route_tickets
from app.stitching.components import Match
from app.stitching.keys import CONFIDENCE, Keys
from app.stitching.threads import one_at_a_time, stitch
from app.tickets.activity import SPEAKS, refresh_tickets
from app.tickets.notifications import tell_of_mail
from app.tickets.response_due import set_response_due


@dataclass(frozen=True, slots=True)
class _Placed:
    """Where a mail of the batch ended up."""

    message_id: UUID
    best: Copy
    thread_id: UUID
    match: Match
    rewrite: bool


def record(session: Session, organization_id: UUID, copies: Sequence[Copy], around: Surroundings) -> Counter[str]:
    """Record a batch; how many copies ended ticketed, parked and dropped. Copies that somebody else has recorded
    meanwhile are left alone."""
    one_at_a_time(session, organization_id)
    by_identity: dict[bytes, list[Copy]] = {}
    waiting, read_before = _still_waiting(session, organization_id, copies)
    for copy in waiting:
        by_identity.setdefault(copy.identity, []).append(copy)
    if not by_identity:
        return Counter()
    known = known_messages(session, organization_id, list(by_identity))
    former = _former(session, organization_id, read_before)
    placed, touched = _place(session, organization_id, by_identity, known, former, around)
    _write(session, organization_id, by_identity, placed, known)
    link_originals(session, organization_id, [copy for members in by_identity.values() for copy in members])
    finish_copies(
        session,
        organization_id,
        by_identity,
        {identity: place.message_id for identity, place in placed.items()},
        known.keys(),
    )
    link_own_mail(session, organization_id, _own_mail(organization_id, placed))
    now_known = {place.message_id for place in placed.values()}
    replaced = {message for message, _ in former.values()} - now_known
    successors = _replacements(by_identity, placed, former, replaced)
    carry_pins(session, organization_id, successors)
    carry_references(session, organization_id, successors)
    touched |= remove_orphans(session, organization_id, replaced)
    threads = {place.thread_id for place in placed.values()}
    policy = load_policy(session, organization_id)
    touched |= settle_threads(session, organization_id, threads, policy)
    touched |= _tickets_of(session, organization_id, threads)
    refresh_tickets(session, organization_id, touched)
    again = route_tickets(session, organization_id, touched, policy)
    refresh_tickets(session, organization_id, again)
    set_response_due(session, organization_id, touched)
    tell_of_mail(session, organization_id, now_known, SPEAKS)
    announce(session, organization_id, "ticket", touched)
    return _count(session, organization_id, by_identity, placed)


def _replacements(
    by_identity: dict[bytes, list[Copy]],
    placed: dict[bytes, _Placed],
    former: dict[UUID, tuple[UUID, UUID]],
    replaced: set[UUID],
) -> set[tuple[UUID, UUID]]:
    """Replaced messages, each with the one that a copy of it stands for now."""
    return {
        (former[copy.occurrence_id][0], placed[identity].message_id)
        for identity, members in by_identity.items()
        for copy in members
        if copy.occurrence_id in former and former[copy.occurrence_id][0] in replaced
    }


def _still_waiting(session: Session, organization_id: UUID, copies: Sequence[Copy]) -> tuple[list[Copy], list[UUID]]:
    """Those that are still to be recorded, and which of them stand for a message already. One whose labels have
    changed since it was claimed stays: what was read of it rests on the labels of then, and it is read again."""
    rows = session.execute(
        text(
            "SELECT id, label_ids, message_id FROM message_occurrences"
            " WHERE organization_id = :o AND id = ANY(:ids) AND state = 'fetched' ORDER BY id FOR UPDATE"
        ),
        {"o": organization_id, "ids": [copy.occurrence_id for copy in copies]},
    )
    labels, before = {}, set()
    for occurrence_id, label_ids, message_id in rows:
        labels[occurrence_id] = tuple(label_ids)
        if message_id is not None:
            before.add(occurrence_id)
    waiting = [copy for copy in copies if labels.get(copy.occurrence_id) == copy.label_ids]
    return waiting, [copy.occurrence_id for copy in waiting if copy.occurrence_id in before]


def _former(session: Session, organization_id: UUID, ids: Sequence[UUID]) -> dict[UUID, tuple[UUID, UUID]]:
    """Occurrence → the message that it stood for until now, and that one's thread, for copies that are read again."""
    if not ids:
        return {}
    rows = session.execute(
        text(
            "SELECT o.id, m.id, m.thread_id FROM message_occurrences o"
            " JOIN messages m ON m.organization_id = o.organization_id AND m.id = o.message_id"
            " WHERE o.organization_id = :o AND o.id = ANY(:ids)"
        ),
        {"o": organization_id, "ids": ids},
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def _place(
    session: Session,
    organization_id: UUID,
    by_identity: dict[bytes, list[Copy]],
    known: dict[bytes, Known],
    former: dict[UUID, tuple[UUID, UUID]],
    around: Surroundings,
) -> tuple[dict[bytes, _Placed], set[UUID]]:
    """Give each mail its thread; also the tickets that grew by that."""
    keys = [_keys_of_all(members, around) for members in by_identity.values()]
    anchors = {}
    for position, (identity, members) in enumerate(by_identity.items()):
        stood = {former[copy.occurrence_id][1] for copy in members if copy.occurrence_id in former}
        anchors[position] = stood | ({known[identity].thread_id} if identity in known else set())
    stitched = stitch(session, organization_id, keys, anchors)
    placed = {}
    for (identity, members), thread, match in zip(
        by_identity.items(), stitched.thread_ids, stitched.matches, strict=True
    ):
        best = min(members, key=lambda copy: copy.rank)
        before = known.get(identity)
        placed[identity] = _Placed(
            message_id=before.id if before else new_id(),
            best=best,
            thread_id=thread,
            match=match,
            rewrite=before is None or best.rank < before.rank or _is_read_again(members, before, former),
        )
    return placed, set(stitched.tickets_touched)


def _is_read_again(members: Sequence[Copy], before: Known, former: dict[UUID, tuple[UUID, UUID]]) -> bool:
    """The copy that the message shows comes once more: a newer parser, or its labels, may say something else."""
    return any(
        copy.raw_sha256 == before.rank[1] and former.get(copy.occurrence_id, (None,))[0] == before.id
        for copy in members
    )


def _keys_of_all(members: Sequence[Copy], around: Surroundings) -> Keys:
    """The keys of every copy: a copy that came by another way may know more."""
    each = [keys_for(copy, around) for copy in members]
    if len(each) == 1:
        return each[0]
    lookups = dict.fromkeys(lookup for keys in each for lookup in keys.lookups)
    return Keys(frozenset().union(*(keys.registered for keys in each)), tuple(lookups))


def _write(
    session: Session,
    organization_id: UUID,
    by_identity: dict[bytes, list[Copy]],
    placed: dict[bytes, _Placed],
    known: dict[bytes, Known],
) -> None:
    dates = {}
    for identity, members in by_identity.items():
        before = known.get(identity)
        moments = [copy.internal_date for copy in members] + ([before.internal_date] if before else [])
        dates[placed[identity].message_id] = min((m for m in moments if m is not None), default=None)
    rewritten = [place for place in placed.values() if place.rewrite]
    stored = [before.id for before in known.values()]
    write_messages(
        session,
        organization_id,
        copies={place.message_id: place.best for place in rewritten},
        threads={place.message_id: place.thread_id for place in rewritten},
        stitched={
            place.message_id: _stitch_record(place.match, tickets_named_by(organization_id, place.best.mail))
            for place in rewritten
        },
        internal_dates=dates,
        parser_version=PARSER_VERSION,
        stored=stored,
    )
    shown = {place.message_id: place.best for place in rewritten}
    write_delivery_reports(session, organization_id, shown, stored)
    kept = {place.message_id: dates[place.message_id] for place in placed.values() if not place.rewrite}
    move_earlier(session, organization_id, {i: moment for i, moment in kept.items() if moment is not None})


def _own_mail(organization_id: UUID, placed: dict[bytes, _Placed]) -> list[OwnMail]:
    return [
        OwnMail(
            message_id=place.message_id,
            rfc_message_id=place.best.mail.message_id,
            from_email=place.best.mail.author.email,
            reply_id=reply_named_by(organization_id, place.best.mail),
        )
        for place in placed.values()
        if place.best.direction is Direction.outbound
    ]


def _stitch_record(match: Match, tokens: tuple[str, ...]) -> tuple[str, float, dict[str, Any]]:
    evidence: dict[str, Any] = {"matched": match.evidence} if match.evidence else {}
    if tokens:
        # Also where they matched nothing yet: the reply that gave one away may be read later.
        evidence["tokens"] = list(tokens)
    if match.others:
        evidence["alternatives"] = [
            {
                "reason": reason.value,
                "matched": matched,
                "confidence": CONFIDENCE[reason],
                "not_taken": "It matched as well; a stronger reason decided",
            }
            for reason, matched in match.others
        ]
    return match.reason.value, CONFIDENCE[match.reason], evidence


def _tickets_of(session: Session, organization_id: UUID, threads: set[UUID]) -> set[UUID]:
    rows = session.execute(
        text(
            "SELECT coalesce(h.merged_into, h.id) FROM threads t"
            " JOIN tickets h ON h.organization_id = t.organization_id AND h.id = t.ticket_id"
            " WHERE t.organization_id = :o AND t.id = ANY(:ids)"
        ),
        {"o": organization_id, "ids": list(threads)},
    )
    return set(rows.scalars())


def _count(
    session: Session, organization_id: UUID, by_identity: dict[bytes, list[Copy]], placed: dict[bytes, _Placed]
) -> Counter[str]:
    rows = session.execute(
        text("SELECT id, disposition FROM threads WHERE organization_id = :o AND id = ANY(:ids)"),
        {"o": organization_id, "ids": list({place.thread_id for place in placed.values()})},
    )
    dispositions = {row[0]: str(row[1]) for row in rows}
    counts: Counter[str] = Counter()
    for identity, members in by_identity.items():
        counts[dispositions[placed[identity].thread_id]] += len(members)
    return counts
