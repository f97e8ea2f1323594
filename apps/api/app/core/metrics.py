"""Prometheus metrics of this process, in one place so that their names stay consistent."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

HTTP_REQUESTS = Counter("oss_http_requests_total", "HTTP requests", ["method", "route", "status"])
HTTP_SECONDS = Histogram("oss_http_request_seconds", "HTTP request duration", ["method", "route"])
MAILS_PROCESSED = Counter("oss_mails_processed_total", "Mails processed", ["disposition"])
MAILS_FAILED = Counter("oss_mails_failed_total", "Mails set aside after repeated failure")
PROCESS_SECONDS = Histogram("oss_process_batch_seconds", "Duration of one processing batch")
GMAIL_REQUESTS = Counter("oss_gmail_requests_total", "Gmail API requests", ["method", "outcome"])
GMAIL_UNITS = Counter("oss_gmail_quota_units_total", "Gmail quota units spent", ["lane"])
