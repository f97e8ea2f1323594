"""Tables of tickets."""

from __future__ import annotations

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.columns import CreatedAt, Json, Moment, closed_set
from app.core.db import Base, TenantRow, owned_by_organization, tenant_fk


class TicketStatus(StrEnum):
    """``new``: nobody answered yet; ``open``: ours to act; ``pending``: the customer's turn; then the ends."""

    new = "new"
    open = "open"
    pending = "pending"
    resolved = "resolved"
    closed = "closed"
    spam = "spam"


#: Statuses of tickets that somebody still has to do something about.
ACTIVE = (TicketStatus.new, TicketStatus.open, TicketStatus.pending)


class Priority(StrEnum):
    """How soon it wants work."""

    low = "low"
    normal = "normal"
    high = "high"
    urgent = "urgent"


class ResponseDue(StrEnum):
    """Which answer is due: the ``first`` one of all, or the ``next`` one of a conversation."""

    first = "first"
    next = "next"


class EventKind(StrEnum):
    """What may happen to a ticket; ``data`` holds the particulars, with ``from`` and ``to`` where a value changed."""

    created = "created"
    message_received = "message_received"
    message_sent = "message_sent"
    outside_reply = "outside_reply"
    status_changed = "status_changed"
    priority_changed = "priority_changed"
    assignee_changed = "assignee_changed"
    queue_changed = "queue_changed"
    subject_changed = "subject_changed"
    tags_changed = "tags_changed"
    note_added = "note_added"
    routed = "routed"
    merged = "merged"
    split_off = "split"
    message_moved = "message_moved"
    snoozed = "snoozed"
    unsnoozed = "unsnoozed"
    woken = "woken"
    undone = "undone"


class Queue(TenantRow, Base):
    """A team's queue."""

    __tablename__ = "queues"
    __table_args__ = (
        owned_by_organization(),
        Index("uq_queues_organization_id_name", "organization_id", func.lower(text("name")), unique=True),
        CheckConstraint("length(btrim(name)) BETWEEN 1 AND 100", name="name_length"),
    )
    name: Mapped[str]
    created_at: Mapped[CreatedAt]


class Ticket(TenantRow, Base):
    """A conversation with someone. The columns from ``subject`` to ``has_attachments`` and, until a person sets it,
    the status are derived from the messages (`app.tickets.activity`), so that the order of arrival does not matter."""

    __tablename__ = "tickets"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("assignee_queue_id", "queues", ondelete="SET NULL"),
        tenant_fk("merged_into", "tickets", name="fk_tickets_merged_into"),
        Index("uq_tickets_organization_id_number", "organization_id", "number", unique=True),
        Index("uq_tickets_organization_id_ticket_code", "organization_id", "ticket_code", unique=True),
        Index("ix_tickets_last", "organization_id", "last_message_at", "id"),
        Index("ix_tickets_status_last", "organization_id", "status", "last_message_at", "id"),
        Index("ix_tickets_created", "organization_id", "created_at", "id"),
        Index("ix_tickets_priority", "organization_id", "priority_rank", "last_message_at", "id"),
        Index("ix_tickets_assignee_user", "organization_id", "assignee_user_id", "last_message_at", "id"),
        Index("ix_tickets_assignee_queue", "organization_id", "assignee_queue_id", "last_message_at", "id"),
        Index("ix_tickets_requester", "organization_id", "requester_email", "last_message_at", "id"),
        Index("ix_tickets_updated", "organization_id", "updated_at"),
        Index(
            "ix_tickets_merged_into", "organization_id", "merged_into", postgresql_where=text("merged_into IS NOT NULL")
        ),
        Index("ix_tickets_tags", "tags", postgresql_using="gin"),
        Index(
            "ix_tickets_snoozed",
            "organization_id",
            "snoozed_until",
            postgresql_where=text("snoozed_until IS NOT NULL"),
        ),
        # Soonest due first, and how many are late.
        Index(
            "ix_tickets_response_due",
            "organization_id",
            "response_due_at",
            "id",
            postgresql_where=text("response_due_at IS NOT NULL"),
        ),
        CheckConstraint("(snoozed_until IS NULL) = (snoozed_at IS NULL)", name="snooze_has_time"),
        CheckConstraint("(response_due_at IS NULL) = (response_due IS NULL)", name="response_due_has_time"),
    )
    number: Mapped[int]
    ticket_code: Mapped[str]
    subject: Mapped[str]
    subject_set_by_person: Mapped[bool] = mapped_column(server_default=text("false"))
    requester_email: Mapped[str]
    requester_name: Mapped[str]
    status: Mapped[TicketStatus] = mapped_column(closed_set(TicketStatus, "status"))
    status_set_at: Mapped[Moment | None]
    """When a person or a rule last set the status; later mail may still move it, earlier mail may not."""
    priority: Mapped[Priority] = mapped_column(closed_set(Priority, "priority"))
    priority_rank: Mapped[int] = mapped_column(server_default="1")
    """0 low … 3 urgent, for sorting."""
    assignee_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    assignee_queue_id: Mapped[UUID | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    snoozed_until: Mapped[Moment | None]
    """Out of the active views until then, or until the requester writes (`app.tickets.snooze`)."""
    snoozed_at: Mapped[Moment | None]
    snoozed_by_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    snippet: Mapped[str] = mapped_column(server_default="")
    message_count: Mapped[int] = mapped_column(server_default="0")
    has_attachments: Mapped[bool] = mapped_column(server_default=text("false"))
    first_message_at: Mapped[Moment]
    last_message_at: Mapped[Moment]
    last_direction: Mapped[str] = mapped_column(server_default="inbound")
    last_inbound_at: Mapped[Moment | None]
    last_outbound_at: Mapped[Moment | None]
    is_answered: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether somebody of ours has ever written in it."""
    awaiting_reply_since: Mapped[Moment | None]
    """When the first mail came that nobody of ours has answered yet, as `app.tickets.activity` says."""
    response_due_at: Mapped[Moment | None]
    """Until when an answer is promised (`app.tickets.response_due`); empty when none is."""
    response_due: Mapped[ResponseDue | None] = mapped_column(closed_set(ResponseDue, "response_due"))
    root_message_id: Mapped[UUID | None]
    """The mail that the ticket began with, by date: it names subject and requester, and routing goes by it."""
    routed_message_id: Mapped[UUID | None]
    """The root that routing went by. Replies never route again; only an earlier root of an untouched ticket does."""
    merged_into: Mapped[UUID | None]
    """The ticket that a person merged it into; never one that is itself merged. Its threads, pins and notes stay its
    own (their *home*) and are shown in that ticket, so that undoing the merge finds them."""
    created_at: Mapped[CreatedAt]
    updated_at: Mapped[CreatedAt]


class TicketAlias(Base):
    """A ticket that stitching joined into another when a late mail showed that they are one conversation. Its id and
    code keep answering."""

    __tablename__ = "ticket_aliases"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        Index("ix_ticket_aliases_ticket", "organization_id", "ticket_id"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    alias_id: Mapped[UUID] = mapped_column(primary_key=True)
    alias_code: Mapped[str]
    ticket_id: Mapped[UUID]
    created_at: Mapped[CreatedAt]


class TicketMessage(Base):
    """Which ticket a message stands in: one at most. Where it has its home follows from thread and pins
    (`app.tickets.placement`); it is shown there, or in the ticket that its home was merged into."""

    __tablename__ = "ticket_messages"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("message_id", "messages", ondelete="CASCADE"),
        tenant_fk("ticket_id", "tickets"),
        tenant_fk("home_ticket_id", "tickets"),
        Index("ix_ticket_messages_thread", "organization_id", "ticket_id", "sort_at", "message_id"),
        Index(
            "ix_ticket_messages_home",
            "organization_id",
            "home_ticket_id",
            postgresql_where=text("home_ticket_id IS NOT NULL"),
        ),
        Index(
            "ix_ticket_messages_pins",
            "organization_id",
            "pin_event_id",
            postgresql_where=text("pin_event_id IS NOT NULL"),
        ),
        CheckConstraint("home_ticket_id <> ticket_id", name="home_is_elsewhere"),
        CheckConstraint("pin_event_id IS NULL OR pinned_at IS NOT NULL", name="pin_has_time"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID]
    sort_at: Mapped[Moment]
    """Copied from the message, so that a long thread is paged by one index."""
    home_ticket_id: Mapped[UUID | None]
    """Its home while that is merged into `ticket_id`; empty when `ticket_id` is its home."""
    pinned_at: Mapped[Moment | None]
    """When it was given its home by itself, whatever becomes of its thread: a person placed it, or it had to be held
    where a person saw it."""
    pin_event_id: Mapped[UUID | None]
    """The person's action behind the pin, if there is one. Not a foreign key, see `Thread.placed_event_id`."""
    created_at: Mapped[CreatedAt]


class TicketEvent(TenantRow, Base):
    """Something that happened to a ticket; never changed, only undone by a later one."""

    __tablename__ = "ticket_events"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        tenant_fk("message_id", "messages", ondelete="SET NULL"),
        Index("ix_ticket_events_ticket", "organization_id", "ticket_id", "created_at", "id"),
        Index("ix_ticket_events_message", "organization_id", "message_id"),
    )
    ticket_id: Mapped[UUID]
    kind: Mapped[EventKind] = mapped_column(closed_set(EventKind, "kind"))
    actor_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    message_id: Mapped[UUID | None]
    data: Mapped[Json]
    undone_at: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]


class TicketNote(TenantRow, Base):
    """An internal note."""

    __tablename__ = "ticket_notes"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        Index("ix_ticket_notes_ticket", "organization_id", "ticket_id", "created_at", "id"),
    )
    ticket_id: Mapped[UUID]
    author_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    body_markdown: Mapped[str]
    mentioned_user_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid), server_default="{}")
    """Members whom it calls by ``@name``."""
    created_at: Mapped[CreatedAt]


class SavedView(TenantRow, Base):
    """A named set of list filters, a person's own or shared."""

    __tablename__ = "saved_views"
    __table_args__ = (
        owned_by_organization(),
        Index("ix_saved_views_owner", "organization_id", "owner_user_id"),
        CheckConstraint("length(btrim(name)) BETWEEN 1 AND 100", name="name_length"),
    )
    owner_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    filters: Mapped[dict[str, Any]] = mapped_column(JSONB)
    created_at: Mapped[CreatedAt]


class TicketRead(Base):
    """Until when a person has read a ticket (`app.tickets.reading`)."""

    __tablename__ = "ticket_reads"
    __table_args__ = (
        owned_by_organization(),
        tenant_fk("ticket_id", "tickets", ondelete="CASCADE"),
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["memberships.organization_id", "memberships.user_id"],
            name="fk_ticket_reads_membership",
            ondelete="CASCADE",
        ),
        Index("ix_ticket_reads_ticket", "organization_id", "ticket_id"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(primary_key=True)
    read_at: Mapped[Moment]
    """When the last mail was recorded that the person has seen."""


class BulkChange(TenantRow, Base):
    """One change that a person made to many tickets at once. Its events name it (`bulk` in their data)."""

    __tablename__ = "bulk_changes"
    __table_args__ = (
        owned_by_organization(),
        Index("ix_bulk_changes_created", "organization_id", "created_at"),
    )
    actor_user_id: Mapped[UUID | None] = mapped_column(ForeignKey("users.id", ondelete="SET NULL"))
    ticket_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid))
    """The tickets that it really changed."""
    undone_at: Mapped[Moment | None]
    created_at: Mapped[CreatedAt]


class ImageSender(Base):
    """A sender whose remote images a person wants to see without asking."""

    __tablename__ = "image_senders"
    __table_args__ = (
        owned_by_organization(),
        ForeignKeyConstraint(
            ["organization_id", "user_id"],
            ["memberships.organization_id", "memberships.user_id"],
            name="fk_image_senders_membership",
            ondelete="CASCADE",
        ),
        CheckConstraint("length(email) BETWEEN 1 AND 320", name="email_length"),
    )
    organization_id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[CreatedAt]
