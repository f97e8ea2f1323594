"""Every module that registers jobs: importing this is knowing them all."""

from __future__ import annotations

import app.gmail.jobs
import app.ingest.jobs  # noqa: F401
