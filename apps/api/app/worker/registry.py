"""Every module that registers jobs: importing this is knowing them all."""

from __future__ import annotations

import app.gmail.jobs
import app.ingest.jobs
import app.outbound.jobs
import app.tickets.jobs  # noqa: F401
