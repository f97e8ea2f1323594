"""first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from procrastinate.schema import SchemaManager
from sqlalchemy.dialects import postgresql

from app.core.db import APP_ROLE
from app.migrations.security import create_app_role, create_search_function, grant_global, let_people_see_their_own, protect_tenant

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('organizations',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('domains', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('next_ticket_number', sa.Integer(), server_default='1', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(btrim(name)) BETWEEN 1 AND 200', name=op.f('ck_organizations_name_length')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_organizations'))
    )
    op.create_index('uq_organizations_name', 'organizations', [sa.literal_column('lower(name)')], unique=True)
    op.create_table('users',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('name', sa.String(), server_default='', nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('email = lower(email)', name=op.f('ck_users_email_lower')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_users'))
    )
    op.create_index('uq_users_email', 'users', ['email'], unique=True)
    op.create_table('blobs',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(sha256) = 32', name=op.f('ck_blobs_sha256_length')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_blobs_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'sha256', name=op.f('pk_blobs'))
    )
    op.create_table('mailboxes',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('journal', 'sending', 'archive', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('google_sub', sa.String(), nullable=False),
    sa.Column('status', sa.Enum('connected', 'needs_reauth', 'error', name='status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.Column('error_detail', sa.String(), nullable=True),
    sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('not_before', sa.DateTime(timezone=True), nullable=True),
    sa.Column('connected_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_mailboxes_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_mailboxes'))
    )
    op.create_index('uq_mailboxes_organization_id_kind_google_sub', 'mailboxes', ['organization_id', 'kind', 'google_sub'], unique=True)
    op.create_table('memberships',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('role', sa.Enum('admin', 'agent', 'viewer', name='role', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_memberships_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_memberships_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_memberships'))
    )
    op.create_index('ix_memberships_user_id', 'memberships', ['user_id'], unique=False)
    op.create_index('uq_memberships_organization_id_user_id', 'memberships', ['organization_id', 'user_id'], unique=True)
    op.create_table('queues',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(btrim(name)) BETWEEN 1 AND 100', name=op.f('ck_queues_name_length')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_queues_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_queues'))
    )
    op.create_index('uq_queues_organization_id_name', 'queues', ['organization_id', sa.literal_column('lower(name)')], unique=True)
    op.create_table('routing_allowlist',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('pattern', sa.String(), nullable=False),
    sa.Column('is_enabled', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(pattern) BETWEEN 1 AND 320', name=op.f('ck_routing_allowlist_pattern_length')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_routing_allowlist_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_routing_allowlist'))
    )
    op.create_index('uq_routing_allowlist_pattern', 'routing_allowlist', ['organization_id', 'pattern'], unique=True)
    op.create_table('saved_views',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_user_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('filters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(btrim(name)) BETWEEN 1 AND 100', name=op.f('ck_saved_views_name_length')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_saved_views_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_user_id'], ['users.id'], name=op.f('fk_saved_views_owner_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_saved_views'))
    )
    op.create_index('ix_saved_views_owner', 'saved_views', ['organization_id', 'owner_user_id'], unique=False)
    op.create_table('api_tokens',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name=op.f('fk_api_tokens_organization_id_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_tokens'))
    )
    op.create_index('uq_api_tokens_token_hash', 'api_tokens', ['token_hash'], unique=True)
    op.create_table('mailbox_credentials',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mailbox_id', sa.Uuid(), nullable=False),
    sa.Column('refresh_token_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('access_token_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('access_token_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('refresh_leased_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('scopes', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'mailbox_id'], ['mailboxes.organization_id', 'mailboxes.id'], name=op.f('fk_mailbox_credentials_organization_id_mailbox_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_mailbox_credentials_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_mailbox_credentials'))
    )
    op.create_index('uq_mailbox_credentials_organization_id_mailbox_id', 'mailbox_credentials', ['organization_id', 'mailbox_id'], unique=True)
    op.create_table('mailbox_quotas',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mailbox_id', sa.Uuid(), nullable=False),
    sa.Column('units', sa.Double(), nullable=False),
    sa.Column('refilled_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'mailbox_id'], ['mailboxes.organization_id', 'mailboxes.id'], name=op.f('fk_mailbox_quotas_organization_id_mailbox_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_mailbox_quotas_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_mailbox_quotas'))
    )
    op.create_index('uq_mailbox_quotas_organization_id_mailbox_id', 'mailbox_quotas', ['organization_id', 'mailbox_id'], unique=True)
    op.create_table('mailbox_syncs',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mailbox_id', sa.Uuid(), nullable=False),
    sa.Column('history_id', sa.Numeric(precision=20, scale=0), nullable=True),
    sa.Column('backfill_state', sa.Enum('pending', 'running', 'done', name='backfill_state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('backfill_page_token', sa.String(), nullable=True),
    sa.Column('backfill_query', sa.String(), nullable=True),
    sa.Column('backfill_listed', sa.Integer(), server_default='0', nullable=False),
    sa.Column('backfill_total_estimate', sa.Integer(), nullable=True),
    sa.Column('backfill_started_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('backfill_finished_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resync_count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('last_resync_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_history_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reconciled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reconcile_page_token', sa.String(), nullable=True),
    sa.Column('reconcile_missing', sa.Integer(), server_default='0', nullable=False),
    sa.Column('watch_expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failures', sa.Integer(), server_default='0', nullable=False),
    sa.Column('retry_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_error_code', sa.String(), nullable=True),
    sa.Column('last_error_detail', sa.String(), nullable=True),
    sa.Column('last_error_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint('history_id >= 0 AND history_id < 18446744073709551616', name=op.f('ck_mailbox_syncs_history_id_uint64')),
    sa.ForeignKeyConstraint(['organization_id', 'mailbox_id'], ['mailboxes.organization_id', 'mailboxes.id'], name=op.f('fk_mailbox_syncs_organization_id_mailbox_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_mailbox_syncs_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_mailbox_syncs'))
    )
    op.create_index('uq_mailbox_syncs_organization_id_mailbox_id', 'mailbox_syncs', ['organization_id', 'mailbox_id'], unique=True)
    op.create_table('routing_rules',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('priority', sa.Integer(), server_default='100', nullable=False),
    sa.Column('is_enabled', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('match_recipient_pattern', sa.String(), nullable=True),
    sa.Column('match_sender_email_pattern', sa.String(), nullable=True),
    sa.Column('match_sender_domain_pattern', sa.String(), nullable=True),
    sa.Column('match_direction', sa.Enum('inbound', 'outbound', name='match_direction', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('action_assign_queue_id', sa.Uuid(), nullable=True),
    sa.Column('action_assign_user_id', sa.Uuid(), nullable=True),
    sa.Column('action_set_status', sa.Enum('new', 'open', 'pending', 'resolved', 'closed', 'spam', name='action_set_status', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('action_drop', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('action_auto_close', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(btrim(name)) BETWEEN 1 AND 200', name=op.f('ck_routing_rules_name_length')),
    sa.ForeignKeyConstraint(['action_assign_user_id'], ['users.id'], name=op.f('fk_routing_rules_action_assign_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id', 'action_assign_queue_id'], ['queues.organization_id', 'queues.id'], name=op.f('fk_routing_rules_organization_id_action_assign_queue_id'), ondelete='SET NULL (action_assign_queue_id)'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_routing_rules_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_routing_rules'))
    )
    op.create_index('ix_routing_rules_order', 'routing_rules', ['organization_id', 'priority', 'id'], unique=False)
    op.create_table('send_identities',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mailbox_id', sa.Uuid(), nullable=False),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('display_name', sa.String(), server_default='', nullable=False),
    sa.Column('signature_html', sa.String(), server_default='', nullable=False),
    sa.Column('is_primary', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_default', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('is_verified', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'mailbox_id'], ['mailboxes.organization_id', 'mailboxes.id'], name=op.f('fk_send_identities_organization_id_mailbox_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_send_identities_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_send_identities'))
    )
    op.create_index('uq_send_identities_mailbox_email', 'send_identities', ['organization_id', 'mailbox_id', 'email'], unique=True)
    op.create_table('sessions',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('token_hash', sa.LargeBinary(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'user_id'], ['memberships.organization_id', 'memberships.user_id'], name=op.f('fk_sessions_organization_id_user_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sessions_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sessions'))
    )
    op.create_index('ix_sessions_expires_at', 'sessions', ['expires_at'], unique=False)
    op.create_index('uq_sessions_token_hash', 'sessions', ['token_hash'], unique=True)
    op.create_table('tickets',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('ticket_code', sa.String(), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('subject_set_by_person', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('requester_email', sa.String(), nullable=False),
    sa.Column('requester_name', sa.String(), nullable=False),
    sa.Column('status', sa.Enum('new', 'open', 'pending', 'resolved', 'closed', 'spam', name='status', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('status_set_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('priority', sa.Enum('low', 'normal', 'high', 'urgent', name='priority', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('priority_rank', sa.Integer(), server_default='1', nullable=False),
    sa.Column('assignee_user_id', sa.Uuid(), nullable=True),
    sa.Column('assignee_queue_id', sa.Uuid(), nullable=True),
    sa.Column('tags', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('snippet', sa.String(), server_default='', nullable=False),
    sa.Column('message_count', sa.Integer(), server_default='0', nullable=False),
    sa.Column('has_attachments', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('first_message_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_message_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_direction', sa.String(), server_default='inbound', nullable=False),
    sa.Column('last_inbound_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('last_outbound_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('root_message_id', sa.Uuid(), nullable=True),
    sa.Column('routed_message_id', sa.Uuid(), nullable=True),
    sa.Column('merged_into', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['assignee_user_id'], ['users.id'], name=op.f('fk_tickets_assignee_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id', 'assignee_queue_id'], ['queues.organization_id', 'queues.id'], name=op.f('fk_tickets_organization_id_assignee_queue_id'), ondelete='SET NULL (assignee_queue_id)'),
    sa.ForeignKeyConstraint(['organization_id', 'merged_into'], ['tickets.organization_id', 'tickets.id'], name='fk_tickets_merged_into'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_tickets_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_tickets'))
    )
    op.create_index('ix_tickets_assignee_queue', 'tickets', ['organization_id', 'assignee_queue_id', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_tickets_assignee_user', 'tickets', ['organization_id', 'assignee_user_id', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_tickets_created', 'tickets', ['organization_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_tickets_last', 'tickets', ['organization_id', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_tickets_priority', 'tickets', ['organization_id', 'priority_rank', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_tickets_requester', 'tickets', ['organization_id', 'requester_email', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_tickets_status_last', 'tickets', ['organization_id', 'status', 'last_message_at', 'id'], unique=False)
    op.create_index('ix_tickets_tags', 'tickets', ['tags'], unique=False, postgresql_using='gin')
    op.create_index('ix_tickets_updated', 'tickets', ['organization_id', 'updated_at'], unique=False)
    op.create_index('uq_tickets_organization_id_number', 'tickets', ['organization_id', 'number'], unique=True)
    op.create_index('uq_tickets_organization_id_ticket_code', 'tickets', ['organization_id', 'ticket_code'], unique=True)
    op.create_table('oauth_states',
    sa.Column('state_hash', sa.LargeBinary(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('session_id', sa.Uuid(), nullable=False),
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('mailbox_kind', sa.Enum('journal', 'sending', 'archive', name='mailbox_kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('mailbox_id', sa.Uuid(), nullable=True),
    sa.Column('code_verifier_sealed', sa.LargeBinary(), nullable=False),
    sa.Column('nonce', sa.String(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_oauth_states_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_oauth_states_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_oauth_states'))
    )
    op.create_index('ix_oauth_states_expires_at', 'oauth_states', ['expires_at'], unique=False)
    op.create_table('threads',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=True),
    sa.Column('disposition', sa.Enum('ticketed', 'parked', 'dropped', name='disposition', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name='fk_threads_ticket'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_threads_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_threads'))
    )
    op.create_index('ix_threads_organization_id_ticket_id', 'threads', ['organization_id', 'ticket_id'], unique=False)
    op.create_table('ticket_aliases',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('alias_id', sa.Uuid(), nullable=False),
    sa.Column('alias_code', sa.String(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_aliases_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_aliases_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'alias_id', name=op.f('pk_ticket_aliases'))
    )
    op.create_index('ix_ticket_aliases_ticket', 'ticket_aliases', ['organization_id', 'ticket_id'], unique=False)
    op.create_table('ticket_notes',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('author_user_id', sa.Uuid(), nullable=True),
    sa.Column('body_markdown', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['author_user_id'], ['users.id'], name=op.f('fk_ticket_notes_author_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_notes_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_notes_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_ticket_notes'))
    )
    op.create_index('ix_ticket_notes_ticket', 'ticket_notes', ['organization_id', 'ticket_id', 'created_at', 'id'], unique=False)
    op.create_table('messages',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('identity_key', sa.LargeBinary(), nullable=False),
    sa.Column('fingerprint', sa.LargeBinary(), nullable=False),
    sa.Column('rfc_message_id', sa.String(), nullable=True),
    sa.Column('thread_id', sa.Uuid(), nullable=False),
    sa.Column('direction', sa.Enum('inbound', 'outbound', name='direction', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('classification', sa.String(), nullable=False),
    sa.Column('classification_evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('from_email', sa.String(), nullable=False),
    sa.Column('from_name', sa.String(), nullable=False),
    sa.Column('author', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('reply_to_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('to_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('cc_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('bcc_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('in_reply_to', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('reference_ids', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('date_header', sa.DateTime(timezone=True), nullable=True),
    sa.Column('internal_date', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sort_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('snippet', sa.String(), nullable=False),
    sa.Column('has_attachments', sa.Boolean(), nullable=False),
    sa.Column('raw_sha256', sa.LargeBinary(), nullable=False),
    sa.Column('parser_version', sa.Integer(), nullable=False),
    sa.Column('defects', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('stitch_reason', sa.String(), nullable=False),
    sa.Column('stitch_confidence', sa.Double(), nullable=False),
    sa.Column('stitch_evidence', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'raw_sha256'], ['blobs.organization_id', 'blobs.sha256'], name=op.f('fk_messages_organization_id_raw_sha256')),
    sa.ForeignKeyConstraint(['organization_id', 'thread_id'], ['threads.organization_id', 'threads.id'], name=op.f('fk_messages_organization_id_thread_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_messages_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_messages'))
    )
    op.create_index('ix_messages_organization_id_from_email', 'messages', ['organization_id', 'from_email'], unique=False)
    op.create_index('ix_messages_organization_id_rfc_message_id', 'messages', ['organization_id', 'rfc_message_id'], unique=False)
    op.create_index('ix_messages_organization_id_thread_id', 'messages', ['organization_id', 'thread_id'], unique=False)
    op.create_index('uq_messages_organization_id_identity_key', 'messages', ['organization_id', 'identity_key'], unique=True)
    op.create_table('thread_keys',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.LargeBinary(), nullable=False),
    sa.Column('thread_id', sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'thread_id'], ['threads.organization_id', 'threads.id'], name=op.f('fk_thread_keys_organization_id_thread_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_thread_keys_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'key', 'thread_id', name=op.f('pk_thread_keys'))
    )
    op.create_index('ix_thread_keys_organization_id_thread_id', 'thread_keys', ['organization_id', 'thread_id'], unique=False)
    op.create_table('attachments',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('part', sa.String(), nullable=False),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('content_id', sa.String(), nullable=True),
    sa.Column('is_inline', sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_attachments_organization_id_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_attachments_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_attachments'))
    )
    op.create_index('uq_attachments_message_part', 'attachments', ['organization_id', 'message_id', 'part'], unique=True)
    op.create_table('message_contents',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('body_text', sa.String(), nullable=False),
    sa.Column('body_html_sanitized', sa.String(), nullable=True),
    sa.Column('new_ranges', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('signature_range', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('inline_answers', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('search', postgresql.TSVECTOR(), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_message_contents_organization_id_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_message_contents_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'message_id', name=op.f('pk_message_contents'))
    )
    op.create_index('ix_message_contents_search', 'message_contents', ['search'], unique=False, postgresql_using='gin')
    op.create_table('message_occurrences',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('mailbox_id', sa.Uuid(), nullable=False),
    sa.Column('gmail_message_id', sa.String(), nullable=False),
    sa.Column('gmail_thread_id', sa.String(), nullable=True),
    sa.Column('gmail_history_id', sa.Numeric(precision=20, scale=0), nullable=True),
    sa.Column('label_ids', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False),
    sa.Column('internal_date', sa.DateTime(timezone=True), nullable=True),
    sa.Column('size', sa.Integer(), nullable=True),
    sa.Column('deleted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('state', sa.Enum('discovered', 'fetched', 'processed', 'gone', 'failed', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('discovered_by', sa.Enum('history', 'backfill', 'reconcile', 'import', name='discovered_by', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('priority', sa.Integer(), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('error_code', sa.String(), nullable=True),
    sa.Column('error_detail', sa.String(), nullable=True),
    sa.Column('raw_sha256', sa.LargeBinary(), nullable=True),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('dedupe_reason', sa.String(), nullable=True),
    sa.Column('original_recipient', sa.String(), nullable=True),
    sa.Column('original_recipient_source', sa.String(), nullable=True),
    sa.Column('original_recipient_confidence', sa.Double(), nullable=True),
    sa.Column('original_recipient_evidence', postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('fetched_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('processed_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("state NOT IN ('fetched', 'processed') OR raw_sha256 IS NOT NULL", name=op.f('ck_message_occurrences_fetched_has_raw')),
    sa.CheckConstraint("state NOT IN ('processed') OR message_id IS NOT NULL", name=op.f('ck_message_occurrences_processed_has_message')),
    sa.ForeignKeyConstraint(['organization_id', 'mailbox_id'], ['mailboxes.organization_id', 'mailboxes.id'], name=op.f('fk_message_occurrences_organization_id_mailbox_id')),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_message_occurrences_organization_id_message_id')),
    sa.ForeignKeyConstraint(['organization_id', 'raw_sha256'], ['blobs.organization_id', 'blobs.sha256'], name=op.f('fk_message_occurrences_organization_id_raw_sha256')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_message_occurrences_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_message_occurrences'))
    )
    op.create_index('ix_message_occurrences_fresh', 'message_occurrences', ['organization_id', 'priority', 'id'], unique=False, postgresql_where=sa.text("state = 'fetched' AND attempts = 0"))
    op.create_index('ix_message_occurrences_tried', 'message_occurrences', ['organization_id', 'priority', 'id'], unique=False, postgresql_where=sa.text("state = 'fetched' AND attempts > 0"))
    op.create_index('ix_message_occurrences_list', 'message_occurrences', ['organization_id', 'created_at', 'id'], unique=False)
    op.create_index('ix_message_occurrences_message', 'message_occurrences', ['organization_id', 'message_id'], unique=False)
    op.create_index('ix_message_occurrences_progress', 'message_occurrences', ['organization_id', 'mailbox_id', 'state', 'fetched_at'], unique=False)
    op.create_index('ix_message_occurrences_todo', 'message_occurrences', ['organization_id', 'state', 'mailbox_id', 'priority', 'id'], unique=False, postgresql_where=sa.text("state IN ('discovered', 'fetched', 'failed')"))
    op.create_index('uq_message_occurrences_gmail', 'message_occurrences', ['organization_id', 'mailbox_id', 'gmail_message_id'], unique=True)
    op.create_table('outbound_messages',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('author_user_id', sa.Uuid(), nullable=True),
    sa.Column('send_identity_id', sa.Uuid(), nullable=False),
    sa.Column('idempotency_key', sa.String(), nullable=False),
    sa.Column('content_hash', sa.LargeBinary(), nullable=False),
    sa.Column('state', sa.Enum('queued', 'sending', 'sent', 'observed', 'failed', 'cancelled', name='state', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('to_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('cc_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('bcc_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body_text', sa.String(), nullable=False),
    sa.Column('body_html', sa.String(), nullable=True),
    sa.Column('send_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('attempts', sa.Integer(), server_default='0', nullable=False),
    sa.Column('failure_code', sa.String(), nullable=True),
    sa.Column('failure_detail', sa.String(), nullable=True),
    sa.Column('gmail_message_id', sa.String(), nullable=True),
    sa.Column('gmail_thread_id', sa.String(), nullable=True),
    sa.Column('rfc_message_id', sa.String(), nullable=True),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('observed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint("state <> 'failed' OR failure_code IS NOT NULL", name=op.f('ck_outbound_messages_failed_has_code')),
    sa.CheckConstraint("state NOT IN ('sent', 'observed') OR gmail_message_id IS NOT NULL", name=op.f('ck_outbound_messages_sent_has_gmail_id')),
    sa.ForeignKeyConstraint(['author_user_id'], ['users.id'], name=op.f('fk_outbound_messages_author_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_outbound_messages_organization_id_message_id')),
    sa.ForeignKeyConstraint(['organization_id', 'send_identity_id'], ['send_identities.organization_id', 'send_identities.id'], name=op.f('fk_outbound_messages_organization_id_send_identity_id')),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_outbound_messages_organization_id_ticket_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_outbound_messages_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_outbound_messages'))
    )
    op.create_index('ix_outbound_messages_rfc_message_id', 'outbound_messages', ['organization_id', 'rfc_message_id'], unique=False)
    op.create_index('ix_outbound_messages_ticket', 'outbound_messages', ['organization_id', 'ticket_id', 'created_at'], unique=False)
    op.create_index('uq_outbound_messages_idempotency', 'outbound_messages', ['organization_id', 'idempotency_key'], unique=True)
    op.create_index('uq_outbound_messages_message', 'outbound_messages', ['organization_id', 'message_id'], unique=True)
    op.create_table('ticket_events',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('kind', sa.Enum('created', 'message_received', 'message_sent', 'outside_reply', 'status_changed', 'priority_changed', 'assignee_changed', 'queue_changed', 'subject_changed', 'tags_changed', 'note_added', 'routed', 'merged', 'split', 'message_moved', 'undone', name='kind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('actor_user_id', sa.Uuid(), nullable=True),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('data', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['actor_user_id'], ['users.id'], name=op.f('fk_ticket_events_actor_user_id'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_ticket_events_organization_id_message_id'), ondelete='SET NULL (message_id)'),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_events_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_events_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_ticket_events'))
    )
    op.create_index('ix_ticket_events_message', 'ticket_events', ['organization_id', 'message_id'], unique=False)
    op.create_index('ix_ticket_events_ticket', 'ticket_events', ['organization_id', 'ticket_id', 'created_at', 'id'], unique=False)
    op.create_table('ticket_messages',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('sort_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_ticket_messages_organization_id_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_ticket_messages_organization_id_ticket_id')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_ticket_messages_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'message_id', name=op.f('pk_ticket_messages'))
    )
    op.create_index('ix_ticket_messages_thread', 'ticket_messages', ['organization_id', 'ticket_id', 'sort_at', 'message_id'], unique=False)
    op.create_table('outbound_uploads',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('outbound_message_id', sa.Uuid(), nullable=True),
    sa.Column('uploaded_by_user_id', sa.Uuid(), nullable=True),
    sa.Column('filename', sa.String(), nullable=False),
    sa.Column('content_type', sa.String(), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.LargeBinary(), nullable=False),
    sa.Column('content_id', sa.String(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'outbound_message_id'], ['outbound_messages.organization_id', 'outbound_messages.id'], name=op.f('fk_outbound_uploads_organization_id_outbound_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'sha256'], ['blobs.organization_id', 'blobs.sha256'], name=op.f('fk_outbound_uploads_organization_id_sha256')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_outbound_uploads_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['uploaded_by_user_id'], ['users.id'], name=op.f('fk_outbound_uploads_uploaded_by_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_outbound_uploads'))
    )
    op.create_index('ix_outbound_uploads_message', 'outbound_uploads', ['organization_id', 'outbound_message_id'], unique=False)

    create_app_role()
    grant_global("organizations", "users", "api_tokens", "sessions", "oauth_states")
    protect_tenant(
        "blobs",
        "mailboxes",
        "memberships",
        "queues",
        "routing_allowlist",
        "saved_views",
        "mailbox_credentials",
        "mailbox_quotas",
        "mailbox_syncs",
        "routing_rules",
        "send_identities",
        "tickets",
        "threads",
        "ticket_aliases",
        "ticket_notes",
        "messages",
        "thread_keys",
        "attachments",
        "message_contents",
        "message_occurrences",
        "outbound_messages",
        "ticket_events",
        "ticket_messages",
        "outbound_uploads",
    )
    let_people_see_their_own("memberships")
    create_search_function()
    # procrastinate's own schema; the app only enqueues, reads and cancels through these.
    # On the driver itself: the text has many statements and percent signs.
    op.get_bind().connection.driver_connection.execute(SchemaManager.get_schema())
    for table in ("jobs", "events", "workers", "periodic_defers"):
        op.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON procrastinate_{table} TO {APP_ROLE}")
        op.execute(f"GRANT USAGE ON SEQUENCE procrastinate_{table}_id_seq TO {APP_ROLE}")
    op.execute(f"GRANT SELECT ON alembic_version TO {APP_ROLE}")


def downgrade() -> None:
    raise NotImplementedError("The first schema is not taken back: drop the database instead.")
