"""``python -m app.worker``"""

from __future__ import annotations

import sys

from app.core.errors import AppError
from app.core.logs import configure_logs
from app.core.memory import tune_garbage_collection
from app.core.settings import get_settings
from app.worker.runner import run

if __name__ == "__main__":
    try:
        configure_logs(get_settings())
        tune_garbage_collection()
        run()
    except AppError as error:
        sys.exit(error.detail)
