"""Mail: occurrences (copies), canonical messages, content, attachments, references."""
