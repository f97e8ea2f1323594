"""who pays attention: snoozed tickets, followers, mentions, notifications, presence"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations.security import protect_tenant

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

_KINDS = (
    'created', 'message_received', 'message_sent', 'outside_reply', 'status_changed', 'priority_changed',
    'assignee_changed', 'queue_changed', 'subject_changed', 'tags_changed', 'note_added', 'routed', 'merged', 'split',
    'message_moved', 'undone',
)  # fmt: skip
_NEW_KINDS = ('snoozed', 'unsnoozed', 'woken')


def _allow_kinds(kinds: tuple[str, ...]) -> None:
    # Not valid first: the rows are then looked at under a lock that lets everybody go on writing.
    names = ", ".join(f"'{kind}'" for kind in kinds)
    op.drop_constraint(op.f('ck_ticket_events_kind'), 'ticket_events', type_='check')
    op.execute(f"ALTER TABLE ticket_events ADD CONSTRAINT ck_ticket_events_kind CHECK (kind IN ({names})) NOT VALID")
    op.execute("ALTER TABLE ticket_events VALIDATE CONSTRAINT ck_ticket_events_kind")


def upgrade() -> None:
    op.create_table('ticket_followers',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_followers_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name='fk_ticket_followers_membership', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_followers_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'ticket_id', 'user_id', name=op.f('pk_ticket_followers'))
    )
    op.create_index('ix_ticket_followers_user', 'ticket_followers', ['organization_id', 'user_id', 'ticket_id'], unique=False)
    op.create_table('ticket_presence',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('client_id', sa.Uuid(), nullable=False),
    sa.Column('state', sa.Enum('viewing', 'replying', 'noting', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_presence_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name='fk_ticket_presence_membership', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_presence_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'ticket_id', 'user_id', 'client_id', name=op.f('pk_ticket_presence')),
    prefixes=['UNLOGGED']
    )
    op.create_index('ix_ticket_presence_seen', 'ticket_presence', ['organization_id', 'seen_at'], unique=False)
    op.create_table('notifications',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('mention', 'assigned', 'reply', 'note', 'woken', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('actor_user_id', sa.Uuid(), nullable=True),
    sa.Column('note_id', sa.Uuid(), nullable=True),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('count', sa.Integer(), server_default='1', nullable=False),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['actor_user_id'], ['users.id'], name=op.f('fk_notifications_actor_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_notifications_organization_id_message_id'), ondelete='SET NULL (message_id)'),
    sa.ForeignKeyConstraint(['organization_id', 'note_id'], ['ticket_notes.organization_id', 'ticket_notes.id'], name=op.f('fk_notifications_organization_id_note_id'), ondelete='SET NULL (note_id)'),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_notifications_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name='fk_notifications_membership', ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_notifications_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_notifications'))
    )
    op.create_index('ix_notifications_message', 'notifications', ['organization_id', 'message_id'], unique=False)
    op.create_index('ix_notifications_note', 'notifications', ['organization_id', 'note_id'], unique=False)
    op.create_index('ix_notifications_ticket', 'notifications', ['organization_id', 'ticket_id'], unique=False)
    op.create_index('ix_notifications_user', 'notifications', ['organization_id', 'user_id', 'happened_at', 'id'], unique=False)
    op.create_index('uq_notifications_unread', 'notifications', ['organization_id', 'user_id', 'ticket_id', 'kind'], unique=True, postgresql_where=sa.text('read_at IS NULL'))
    op.add_column('ticket_notes', sa.Column('mentioned_user_ids', postgresql.ARRAY(sa.Uuid()), server_default='{}', nullable=False))
    op.add_column('tickets', sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('tickets', sa.Column('snoozed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('tickets', sa.Column('snoozed_by_user_id', sa.Uuid(), nullable=True))
    op.create_index('ix_tickets_snoozed', 'tickets', ['organization_id', 'snoozed_until'], unique=False, postgresql_where=sa.text('snoozed_until IS NOT NULL'))
    op.create_foreign_key(op.f('fk_tickets_snoozed_by_user_id'), 'tickets', 'users', ['snoozed_by_user_id'], ['id'], ondelete='SET NULL')
    op.create_check_constraint(op.f('ck_tickets_snooze_has_time'), 'tickets', '(snoozed_until IS NULL) = (snoozed_at IS NULL)')
    _allow_kinds(_KINDS + _NEW_KINDS)
    protect_tenant("ticket_followers", "notifications", "ticket_presence")


def downgrade() -> None:
    op.execute("DELETE FROM ticket_events WHERE kind IN ('snoozed', 'unsnoozed', 'woken')")
    _allow_kinds(_KINDS)
    op.drop_constraint(op.f('ck_tickets_snooze_has_time'), 'tickets', type_='check')
    op.drop_constraint(op.f('fk_tickets_snoozed_by_user_id'), 'tickets', type_='foreignkey')
    op.drop_index('ix_tickets_snoozed', table_name='tickets', postgresql_where=sa.text('snoozed_until IS NOT NULL'))
    op.drop_column('tickets', 'snoozed_by_user_id')
    op.drop_column('tickets', 'snoozed_at')
    op.drop_column('tickets', 'snoozed_until')
    op.drop_column('ticket_notes', 'mentioned_user_ids')
    op.drop_index('uq_notifications_unread', table_name='notifications', postgresql_where=sa.text('read_at IS NULL'))
    op.drop_index('ix_notifications_user', table_name='notifications')
    op.drop_index('ix_notifications_ticket', table_name='notifications')
    op.drop_index('ix_notifications_note', table_name='notifications')
    op.drop_index('ix_notifications_message', table_name='notifications')
    op.drop_table('notifications')
    op.drop_index('ix_ticket_presence_seen', table_name='ticket_presence')
    op.drop_table('ticket_presence')
    op.drop_index('ix_ticket_followers_user', table_name='ticket_followers')
    op.drop_table('ticket_followers')
