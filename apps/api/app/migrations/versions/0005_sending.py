"""sending: identities, drafts, canned replies, acknowledgements, and what exactly-once delivery remembers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from app.migrations.security import protect_tenant

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('canned_replies',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('owner_user_id', sa.Uuid(), nullable=True),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('is_shared', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('body_html', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('length(btrim(name)) BETWEEN 1 AND 100', name=op.f('ck_canned_replies_name_length')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_canned_replies_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['owner_user_id'], ['users.id'], name=op.f('fk_canned_replies_owner_user_id'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_canned_replies'))
    )
    op.create_index('ix_canned_replies_name', 'canned_replies', ['organization_id', sa.literal_column('lower(name)'), 'id'], unique=False)
    op.create_table('sending_preferences',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('undo_send_seconds', sa.Integer(), server_default='10', nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.CheckConstraint('undo_send_seconds BETWEEN 0 AND 60', name=op.f('ck_sending_preferences_undo_send_seconds')),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_sending_preferences_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_sending_preferences_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'user_id', name=op.f('pk_sending_preferences'))
    )
    op.create_table('queue_acknowledgements',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('queue_id', sa.Uuid(), nullable=False),
    sa.Column('is_enabled', sa.Boolean(), server_default=sa.text('false'), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body_html', sa.String(), nullable=False),
    sa.Column('send_identity_id', sa.Uuid(), nullable=True),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'queue_id'], ['queues.organization_id', 'queues.id'], name=op.f('fk_queue_acknowledgements_organization_id_queue_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'send_identity_id'], ['send_identities.organization_id', 'send_identities.id'], name=op.f('fk_queue_acknowledgements_organization_id_send_identity_id'), ondelete='SET NULL (send_identity_id)'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_queue_acknowledgements_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'queue_id', name=op.f('pk_queue_acknowledgements'))
    )
    op.create_table('reply_drafts',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('ticket_id', sa.Uuid(), nullable=False),
    sa.Column('user_id', sa.Uuid(), nullable=False),
    sa.Column('mode', sa.Enum('reply', 'reply_all', 'forward', 'acknowledgement', name='mode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=True),
    sa.Column('send_identity_id', sa.Uuid(), nullable=True),
    sa.Column('to_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('cc_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('bcc_emails', postgresql.ARRAY(sa.Text()), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('body_html', sa.String(), nullable=False),
    sa.Column('attachment_ids', postgresql.ARRAY(sa.UUID()), nullable=False),
    sa.Column('include_quote', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('expected_last_message_id', sa.Uuid(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('updated_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_reply_drafts_organization_id_message_id'), ondelete='SET NULL (message_id)'),
    sa.ForeignKeyConstraint(['organization_id', 'send_identity_id'], ['send_identities.organization_id', 'send_identities.id'], name=op.f('fk_reply_drafts_organization_id_send_identity_id'), ondelete='SET NULL (send_identity_id)'),
    sa.ForeignKeyConstraint(['organization_id', 'ticket_id'], ['tickets.organization_id', 'tickets.id'], name=op.f('fk_reply_drafts_organization_id_ticket_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_reply_drafts_organization_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['user_id'], ['users.id'], name=op.f('fk_reply_drafts_user_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'id', name=op.f('pk_reply_drafts'))
    )
    op.create_index('uq_reply_drafts_ticket_user', 'reply_drafts', ['organization_id', 'ticket_id', 'user_id'], unique=True)
    op.create_table('acknowledged',
    sa.Column('organization_id', sa.Uuid(), nullable=False),
    sa.Column('message_id', sa.Uuid(), nullable=False),
    sa.Column('outbound_message_id', sa.Uuid(), nullable=True),
    sa.Column('email', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.ForeignKeyConstraint(['organization_id', 'message_id'], ['messages.organization_id', 'messages.id'], name=op.f('fk_acknowledged_organization_id_message_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['organization_id', 'outbound_message_id'], ['outbound_messages.organization_id', 'outbound_messages.id'], name=op.f('fk_acknowledged_organization_id_outbound_message_id'), ondelete='SET NULL (outbound_message_id)'),
    sa.ForeignKeyConstraint(['organization_id'], ['organizations.id'], name=op.f('fk_acknowledged_organization_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('organization_id', 'message_id', name=op.f('pk_acknowledged'))
    )
    op.create_index('ix_acknowledged_email', 'acknowledged', ['organization_id', 'email', 'created_at'], unique=False)
    op.add_column('mailbox_credentials', sa.Column('is_delegated', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.alter_column('mailbox_credentials', 'refresh_token_sealed',
               existing_type=postgresql.BYTEA(),
               nullable=True)
    op.add_column('mailboxes', sa.Column('owner_user_id', sa.Uuid(), nullable=True))
    op.add_column('mailboxes', sa.Column('identities_read_at', sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f('fk_mailboxes_owner_user_id'), 'mailboxes', 'users', ['owner_user_id'], ['id'], ondelete='SET NULL')
    op.add_column('oauth_states', sa.Column('owner_user_id', sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f('fk_oauth_states_owner_user_id'), 'oauth_states', 'users', ['owner_user_id'], ['id'], ondelete='CASCADE')
    op.add_column('outbound_messages', sa.Column('kind', sa.Enum('reply', 'reply_all', 'forward', 'acknowledgement', name='kind', native_enum=False, create_constraint=True, length=40), server_default='reply', nullable=False))
    op.add_column('outbound_messages', sa.Column('mailbox_id', sa.Uuid(), nullable=True))
    _in_every_organization(
        "UPDATE outbound_messages m SET mailbox_id = i.mailbox_id FROM send_identities i"
        " WHERE i.organization_id = m.organization_id AND i.id = m.send_identity_id"
    )
    op.alter_column('outbound_messages', 'mailbox_id', nullable=False)
    op.add_column('outbound_messages', sa.Column('in_reply_to_message_id', sa.Uuid(), nullable=True))
    op.add_column('outbound_messages', sa.Column('from_email', sa.String(), server_default='', nullable=False))
    op.add_column('outbound_messages', sa.Column('set_status', sa.Enum('new', 'open', 'pending', 'resolved', 'closed', 'spam', name='set_status', native_enum=False, create_constraint=True, length=40), nullable=True))
    op.add_column('outbound_messages', sa.Column('due_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbound_messages', sa.Column('waiting_code', sa.String(), nullable=True))
    op.add_column('outbound_messages', sa.Column('waiting_detail', sa.String(), nullable=True))
    op.add_column('outbound_messages', sa.Column('lease_token', sa.Uuid(), nullable=True))
    op.add_column('outbound_messages', sa.Column('leased_until', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbound_messages', sa.Column('raw_sha256', sa.LargeBinary(), nullable=True))
    op.add_column('outbound_messages', sa.Column('history_id', sa.Numeric(precision=20, scale=0), nullable=True))
    op.add_column('outbound_messages', sa.Column('without_thread', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('outbound_messages', sa.Column('attempted_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('outbound_messages', sa.Column('looks', sa.Integer(), server_default='0', nullable=False))
    op.create_index('ix_outbound_messages_due', 'outbound_messages', ['organization_id', 'due_at', 'id'], unique=False, postgresql_where=sa.text('due_at IS NOT NULL'))
    op.create_index('ix_outbound_messages_gmail', 'outbound_messages', ['organization_id', 'mailbox_id', 'gmail_message_id'], unique=False)
    op.create_foreign_key('fk_outbound_messages_in_reply_to', 'outbound_messages', 'messages', ['organization_id', 'in_reply_to_message_id'], ['organization_id', 'id'], ondelete='SET NULL (in_reply_to_message_id)')
    op.create_foreign_key(op.f('fk_outbound_messages_organization_id_raw_sha256'), 'outbound_messages', 'blobs', ['organization_id', 'raw_sha256'], ['organization_id', 'sha256'])
    op.add_column('outbound_uploads', sa.Column('ticket_id', sa.Uuid(), nullable=True))
    op.add_column('outbound_uploads', sa.Column('is_inline', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    op.add_column('outbound_uploads', sa.Column('position', sa.Integer(), server_default='0', nullable=False))
    op.create_index('ix_outbound_uploads_ticket', 'outbound_uploads', ['organization_id', 'ticket_id', 'created_at'], unique=False)
    op.create_foreign_key(op.f('fk_outbound_uploads_organization_id_ticket_id'), 'outbound_uploads', 'tickets', ['organization_id', 'ticket_id'], ['organization_id', 'id'], ondelete='CASCADE')
    op.add_column('send_identities', sa.Column('own_signature_html', sa.String(), nullable=True))
    op.add_column('send_identities', sa.Column('state', sa.Enum('accepted', 'pending', 'removed', name='state', native_enum=False, create_constraint=True, length=40), server_default='pending', nullable=False))
    op.add_column('send_identities', sa.Column('plus_addressing', sa.Boolean(), server_default=sa.text('false'), nullable=False))
    _in_every_organization("UPDATE send_identities SET state = 'accepted' WHERE is_verified")
    op.create_check_constraint(op.f('ck_mailbox_credentials_grant_of_one_kind'), 'mailbox_credentials', 'is_delegated = (refresh_token_sealed IS NULL)')
    op.drop_constraint(op.f('ck_outbound_messages_sent_has_gmail_id'), 'outbound_messages', type_='check')
    op.create_check_constraint(op.f('ck_outbound_messages_sent_has_gmail_id'), 'outbound_messages', "state <> 'sent' OR gmail_message_id IS NOT NULL")
    op.create_check_constraint(op.f('ck_outbound_messages_observed_has_message'), 'outbound_messages', "state <> 'observed' OR message_id IS NOT NULL")
    op.create_check_constraint(op.f('ck_outbound_messages_sending_has_raw'), 'outbound_messages', "state <> 'sending' OR raw_sha256 IS NOT NULL")
    protect_tenant("canned_replies", "sending_preferences", "queue_acknowledgements", "reply_drafts", "acknowledged")


def _in_every_organization(statement: str) -> None:
    """Row-level security holds for the owner of the tables too."""
    connection = op.get_bind()
    for (organization,) in connection.execute(sa.text('SELECT id FROM organizations')).all():
        connection.execute(sa.text(f"SET LOCAL app.organization_id = '{organization}'"))
        connection.execute(sa.text(statement))
    connection.execute(sa.text('RESET app.organization_id'))


def downgrade() -> None:
    raise NotImplementedError("Replies that were sent are not taken back: restore a backup instead.")
