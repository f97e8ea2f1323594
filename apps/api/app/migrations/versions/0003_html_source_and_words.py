"""HTML is kept as it came and made harmless when shown; search words are split by us"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

from app.core.words import vector

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

_PAGE = 500
_SEARCHED_BODY = 150_000


def upgrade() -> None:
    # Rows of before hold sanitised HTML: sanitising it again changes nothing, and a replay brings the source back.
    op.alter_column('message_contents', 'body_html_sanitized', new_column_name='body_html')
    connection = op.get_bind()
    for (organization,) in connection.execute(sa.text('SELECT id FROM organizations')).all():
        # Row-level security holds for the owner of the tables too.
        connection.execute(sa.text(f"SET LOCAL app.organization_id = '{organization}'"))
        _split_words_anew(connection, organization)
    connection.execute(sa.text('RESET app.organization_id'))


def _split_words_anew(connection: sa.Connection, organization: object) -> None:
    """Search vectors by the words of now; queries would not find those of PostgreSQL's own parser."""
    after = '00000000-0000-0000-0000-000000000000'
    while True:
        rows = connection.execute(_READ, {'o': organization, 'after': after, 'page': _PAGE}).all()
        if not rows:
            return
        after = rows[-1].message_id
        vectors = [
            {
                'id': str(row.message_id),
                'search': vector(
                    (
                        (row.subject, 'A'),
                        (row.people[:20_000], 'B'),
                        (row.files[:5_000], 'C'),
                        (row.body_text[:_SEARCHED_BODY], ''),
                    )
                ),
            }
            for row in rows
        ]
        connection.execute(_WRITE, {'o': organization, 'rows': json.dumps(vectors, ensure_ascii=False)})


_READ = sa.text(
    """
    SELECT c.message_id, c.body_text, m.subject,
        concat_ws(' ', m.author->>'name', m.author->>'email', m.from_name, m.from_email,
                  array_to_string(m.to_emails || m.cc_emails, ' ')) AS people,
        coalesce((SELECT string_agg(a.filename, ' ') FROM attachments a
                  WHERE a.organization_id = c.organization_id AND a.message_id = c.message_id), '') AS files
    FROM message_contents c
    JOIN messages m ON m.organization_id = c.organization_id AND m.id = c.message_id
    WHERE c.organization_id = :o AND c.message_id > :after ORDER BY c.message_id LIMIT :page
    """
)
_WRITE = sa.text(
    """
    UPDATE message_contents c SET search = CAST(row.search AS tsvector)
    FROM json_to_recordset(CAST(:rows AS json)) AS row (id uuid, search text)
    WHERE c.organization_id = :o AND c.message_id = row.id
    """
)


def downgrade() -> None:
    op.alter_column('message_contents', 'body_html', new_column_name='body_html_sanitized')
