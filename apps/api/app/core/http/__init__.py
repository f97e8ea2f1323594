"""What every HTTP answer has in common: problem+json, request ids, security headers, limits, metrics, list pages.

Pure ASGI, no ``BaseHTTPMiddleware``: that one buffers, and server-sent events must flow."""
