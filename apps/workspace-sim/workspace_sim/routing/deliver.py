"""The post office: one envelope in, copies in mailboxes, journals and customers' mailboxes out."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from workspace_sim.directory import Account, Group
from workspace_sim.mail import headers
from workspace_sim.mailbox.message import StoredMessage
from workspace_sim.routing import bounce, groups, message_id, stamp
from workspace_sim.routing.placing import place
from workspace_sim.truth import Truth

if TYPE_CHECKING:
    from workspace_sim.world import World


@dataclass(slots=True)
class Envelope:
    """A mail on its way. `sender` is the reverse-path, empty for bounces."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    date: datetime
    spam: bool = False
    truth: Truth | None = None
    sent_copy: bool = True
    """Put a SENT copy into the sender's mailbox when the sender is an account."""


@dataclass(slots=True)
class Delivery:
    """What became of an envelope."""

    copies: list[tuple[str, StoredMessage]] = field(default_factory=list)
    suppressed: int = 0
    outside: list[str] = field(default_factory=list)
    bounced: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """One envelope while it is carried."""

    world: "World"
    envelope: Envelope
    head: bytes
    body: bytes
    account: Account | None
    result: Delivery = field(default_factory=Delivery)
    journal: list[tuple[str, bytes, bytes, str]] = field(default_factory=list)
    """Copies for the journals: original recipient, head, body, reverse-path."""
    done: set[str] = field(default_factory=set)


def deliver(world: "World", envelope: Envelope) -> Delivery:
    """Carry one mail to every recipient and mirror it into the journals."""
    envelope.date = envelope.date.astimezone(UTC)
    envelope.sender = envelope.sender.lower()
    head, body = headers.split(envelope.raw)
    run = _Run(world, envelope, head, body, world.directory.account(envelope.sender))
    if run.account:
        run.head = message_id.ensured(head, world.rng)
        if envelope.sent_copy:
            stamped = stamp.outbound(envelope.sender, envelope.date, headers.newline(head), api=False) + run.head
            _keep(run, run.account.email, stamped, body, ["SENT"])
            run.head = headers.without(run.head, "Bcc")
    else:
        world.customer_sent(envelope)
    for recipient in dict.fromkeys(r.lower() for r in envelope.recipients):
        _to(run, recipient)
    _mirror(run)
    return run.result


def _to(run: _Run, recipient: str) -> None:
    world, directory = run.world, run.world.directory
    target = directory.resolve(recipient)
    if target is None and directory.is_ours(recipient) and world.settings.catch_all:
        target = directory.account(world.settings.catch_all)
    if isinstance(target, Group):
        _to_group(run, target)
    elif isinstance(target, Account):
        _to_account(run, target, recipient, run.head, run.body, run.envelope.sender)
    elif directory.is_ours(recipient):
        _bounce(run, recipient)
    else:
        _to_outside(run, recipient)


def _to_account(run: _Run, target: Account, recipient: str, head: bytes, body: bytes, path: str) -> None:
    if target.email in run.world.directory.journals:
        run.journal.append(("", head, body, path))
        return
    if target.suspended or not target.gmail_enabled:
        _bounce(run, recipient)
        return
    if _mirrors(run):
        run.journal.append((recipient, head, body, path))
    if target.email in run.done:
        return
    run.done.add(target.email)
    stamped = _stamps(run, path, recipient, target.email, head) + _own_id(run, head)
    _keep(run, target.email, stamped, body, _labels(run, head))


def _to_group(run: _Run, group: Group) -> None:
    settings, sender = run.world.settings, run.envelope.sender
    if settings.journal_groups and _mirrors(run):
        run.journal.append((group.email, run.head, run.body, sender))
    head = groups.rewrite(group, run.head, outside=run.account is None, rewrite_from=settings.group_rewrite_from)
    body = groups.with_footer(group, run.head, run.body) if settings.group_footer else run.body
    for member in group.members:
        account = run.world.directory.account(member)
        if account:
            _to_account(run, account, member, head, body, groups.return_path(group, member))
        elif not run.world.directory.is_ours(member):
            _to_outside(run, member)


def _to_outside(run: _Run, recipient: str) -> None:
    world, envelope = run.world, run.envelope
    if run.account and world.settings.journal_outbound:
        run.journal.append((recipient, run.head, run.body, envelope.sender))
    run.result.outside.append(recipient)
    customer = world.customer(recipient)
    if customer.bounces and envelope.sender:
        _bounce(run, recipient)
        return
    end = headers.newline(run.head)
    raw = (
        headers.block([("Return-Path", f"<{envelope.sender}>"), ("Delivered-To", recipient)], end) + run.head + run.body
    )
    customer.add(raw, "received", envelope.date)
    world.on_outside(raw, recipient)


def _bounce(run: _Run, recipient: str) -> None:
    """Tell the sender; a bounce itself never bounces."""
    run.result.bounced.append(recipient)
    sender = run.envelope.sender
    if not sender:
        return
    dsn = bounce.notification(run.head + run.body, sender, recipient, run.envelope.date + timedelta(seconds=1))
    truth = Truth(run.envelope.truth.conversation, "bounce", "system") if run.envelope.truth else None
    deliver(run.world, Envelope("", (sender,), dsn, run.envelope.date + timedelta(seconds=1), truth=truth))


def _mirrors(run: _Run) -> bool:
    """Whether a delivery to an account triggers the routing rule."""
    settings = run.world.settings
    if run.account is None:
        return settings.journal_inbound and (settings.journal_spam or not run.envelope.spam)
    return settings.journal_internal_sending or settings.journal_internal_receiving


def _mirror(run: _Run) -> None:
    """Copies into every journal, in arbitrary order because Gmail keeps an arbitrary one of them."""
    world, settings = run.world, run.world.settings
    if run.account and run.account.email in world.directory.journals:
        run.journal = [copy for copy in run.journal if not copy[0]]
    if run.account and settings.journal_internal_sending and settings.journal_internal_receiving:
        run.journal += [copy for copy in run.journal if copy[0] and world.directory.is_ours(copy[0])]
    world.rng.shuffle(run.journal)
    for journal in world.directory.journals:
        for recipient, head, body, path in run.journal:
            mark = recipient if settings.journal_x_gm_original_to else ""
            stamped = _stamps(run, path, recipient or journal, journal, head, mark=mark) + _own_id(run, head)
            _keep(
                run, journal, stamped, body, _labels(run, head), delay=timedelta(milliseconds=world.rng.randrange(1500))
            )


def _stamps(run: _Run, path: str, recipient: str, mailbox: str, head: bytes, mark: str = "") -> bytes:
    end, date = headers.newline(head), run.envelope.date
    if run.account:
        stamps = stamp.internal(path, recipient, mailbox, date, end)
    else:
        check = stamp.checked(run.envelope.sender, run.head)
        stamps = stamp.inbound(path, recipient, mailbox, date, end, check, spam=run.envelope.spam)
    # Above the hop that took the mail in: what stands below it, a sender could have written.
    return stamp.journal_mark(mark, run.envelope.spam, end) + stamps


def _own_id(run: _Run, head: bytes) -> bytes:
    return message_id.ensured(head, run.world.rng)


def _labels(run: _Run, head: bytes) -> list[str]:
    if run.envelope.spam:
        return ["SPAM", "UNREAD"]
    bulk = headers.get(head, "List-Unsubscribe") and not headers.get(head, "X-Google-Group-Id")
    category = "CATEGORY_PROMOTIONS" if bulk else "CATEGORY_UPDATES" if not run.envelope.sender else "CATEGORY_PERSONAL"
    return ["INBOX", "UNREAD", category]


def _keep(run: _Run, email: str, head: bytes, body: bytes, labels: list[str], delay: timedelta = timedelta(0)) -> None:
    stored = place(run.world, email, head, body, labels, run.envelope.date + delay)
    if stored is None:
        run.result.suppressed += 1
        return
    run.result.copies.append((email, stored))
    if run.envelope.truth:
        run.world.truth.add(stored.rfc_ids, run.envelope.truth)
