"""Mail as bytes: header surgery and MIME views that never change what they do not name."""
