"""promised response times, and since when who writes waits"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations.security import in_every_organization, protect_tenant

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_SPEAKS = (
    "(m.classification IN ('human', 'complaint', 'notification', 'calendar')"
    " AND m.classification_evidence->>'informs' IS NULL)"
)

# What `app.tickets.activity` derives whenever mail comes, for the mail that is there.
_DERIVE = f"""
WITH mail AS MATERIALIZED (
    SELECT tm.ticket_id, m.id, m.direction, m.classification = 'human' AS human, m.internal_date, m.identity_key,
           coalesce(nullif(m.author->>'email', ''), m.from_email) AS writer, {_SPEAKS} AS speaks,
           m.direction = 'outbound' AND m.to_emails || m.cc_emails <> '{{}}' AND NOT EXISTS (
               SELECT FROM unnest(m.to_emails || m.cc_emails || m.bcc_emails) one
               WHERE NOT split_part(one, '@', 2) = ANY(own.domains)) AS inside,
           CASE WHEN m.internal_date - m.sort_at > interval '15 minutes' THEN m.internal_date ELSE m.sort_at END
               AS credible_at
    FROM ticket_messages tm
    JOIN organizations own ON own.id = tm.organization_id
    JOIN messages m ON m.organization_id = tm.organization_id AND m.id = tm.message_id
), company AS (
    SELECT ticket_id, bool_and(inside) AS inside,
        (array_agg(writer ORDER BY speaks DESC, credible_at, internal_date, identity_key))[1] AS beginner
    FROM mail GROUP BY ticket_id
), weighed AS MATERIALIZED (
    SELECT mail.*, CASE WHEN c.inside AND writer = beginner THEN 'inbound' ELSE direction END AS side
    FROM mail JOIN company c USING (ticket_id) WHERE speaks
), answered AS (
    SELECT ticket_id, max(credible_at) AS at FROM weighed WHERE human AND side = 'outbound' GROUP BY ticket_id
), found AS (
    SELECT message_id, min(created_at) AS at FROM message_occurrences
    WHERE message_id IS NOT NULL AND discovered_by <> 'import' GROUP BY message_id
), waiting AS (
    SELECT w.ticket_id, min(w.credible_at) AS since FROM weighed w
    JOIN found f ON f.message_id = w.id AND f.at <= w.credible_at + interval '14 days'
    LEFT JOIN answered a ON a.ticket_id = w.ticket_id
    WHERE w.side = 'inbound' AND (a.at IS NULL OR w.credible_at > a.at) GROUP BY w.ticket_id
)
UPDATE tickets t SET is_answered = a.at IS NOT NULL, awaiting_reply_since = x.since
FROM (SELECT DISTINCT ticket_id FROM mail) m
LEFT JOIN answered a ON a.ticket_id = m.ticket_id
LEFT JOIN waiting x ON x.ticket_id = m.ticket_id
WHERE t.id = m.ticket_id AND (a.at IS NOT NULL OR x.since IS NOT NULL)
"""  # noqa: S608 - a constant


def upgrade() -> None:
    op.create_table(
        "business_calendars",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("weekly", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("holidays", postgresql.ARRAY(sa.Date()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_business_calendars_organization_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", name=op.f("pk_business_calendars")),
    )
    op.create_table(
        "response_policies",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("queue_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_response_policies_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "queue_id"],
            ["queues.organization_id", "queues.id"],
            name=op.f("fk_response_policies_organization_id_queue_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "id", name=op.f("pk_response_policies")),
    )
    op.create_index(
        "uq_response_policies_queue",
        "response_policies",
        ["organization_id", "queue_id"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "response_targets",
        sa.Column("organization_id", sa.Uuid(), nullable=False),
        sa.Column("policy_id", sa.Uuid(), nullable=False),
        sa.Column(
            "priority",
            sa.Enum(
                "low", "normal", "high", "urgent", name="priority", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("first_response_minutes", sa.Integer(), nullable=True),
        sa.Column("next_response_minutes", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "first_response_minutes BETWEEN 1 AND 525600",
            name=op.f("ck_response_targets_first_response_minutes_range"),
        ),
        sa.CheckConstraint(
            "next_response_minutes BETWEEN 1 AND 525600", name=op.f("ck_response_targets_next_response_minutes_range")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"],
            ["organizations.id"],
            name=op.f("fk_response_targets_organization_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organization_id", "policy_id"],
            ["response_policies.organization_id", "response_policies.id"],
            name=op.f("fk_response_targets_organization_id_policy_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("organization_id", "policy_id", "priority", name=op.f("pk_response_targets")),
    )
    protect_tenant("business_calendars", "response_policies", "response_targets")
    op.add_column("tickets", sa.Column("is_answered", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.add_column("tickets", sa.Column("awaiting_reply_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("response_due_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("tickets", sa.Column("response_due", sa.String(length=40), nullable=True))
    op.create_check_constraint(op.f("ck_tickets_response_due"), "tickets", "response_due IN ('first', 'next')")
    op.create_check_constraint(
        op.f("ck_tickets_response_due_has_time"), "tickets", "(response_due_at IS NULL) = (response_due IS NULL)"
    )
    op.create_index(
        "ix_tickets_response_due",
        "tickets",
        ["organization_id", "response_due_at", "id"],
        postgresql_where=sa.text("response_due_at IS NOT NULL"),
    )
    in_every_organization(_DERIVE)


def downgrade() -> None:
    op.drop_index("ix_tickets_response_due", table_name="tickets")
    op.drop_constraint(op.f("ck_tickets_response_due_has_time"), "tickets")
    op.drop_constraint(op.f("ck_tickets_response_due"), "tickets")
    for column in ("response_due", "response_due_at", "awaiting_reply_since", "is_answered"):
        op.drop_column("tickets", column)
    op.drop_table("response_targets")
    op.drop_table("response_policies")
    op.drop_table("business_calendars")
