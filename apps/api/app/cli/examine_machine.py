"""The doctor's look at this machine: settings, keys, blobs, disk, Google's addresses."""

from __future__ import annotations

import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import httpx

from app.cli.console import explain
from app.cli.findings import Finding, broken, warning, well
from app.core.crypto import get_keyring
from app.core.errors import AppError
from app.core.settings import Settings, get_settings
from app.storage.blobs import get_blob_store

#: The blob store is written under an organisation that cannot exist; the same bytes each time, so nothing piles up.
_NOBODY = UUID(int=0)
_PROBE = b"oss-ticketing doctor\n"
_GB = 1024**3
_LOW_DISK, _FULL_DISK = 5 * _GB, _GB // 2
_SECONDS = 10.0


def settings() -> Iterator[Finding]:
    """The environment and ``.env``."""
    try:
        found = get_settings()
    except AppError as error:
        yield broken("settings", error.detail, "Correct the variable in the environment or in .env.")
        return
    yield well("settings", f"APP_ENV={found.app_env}")
    if found.app_env != "prod" and not found.frontend_url.startswith(("http://localhost", "http://127.0.0.1")):
        mend = "Set APP_ENV=prod: it refuses development sign-in, insecure cookies and a missing key."
        yield warning("production", f"FRONTEND_URL is public but APP_ENV={found.app_env}", mend)


def encryption() -> Iterator[Finding]:
    """The key that tokens are sealed with."""
    found = get_settings()
    keyring = get_keyring()
    if keyring.decrypt(keyring.encrypt(_PROBE, associated_data=b"doctor"), associated_data=b"doctor") != _PROBE:
        yield broken("encryption key", "sealing and opening gave other bytes", "Set ENCRYPTION_KEY_BASE64 anew.")
        return
    if found.encryption_key_base64:
        yield well("encryption key", f"{len(found.encryption_keys())} configured")
        return
    path = found.oss_data_dir / "encryption.key"
    if stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield broken("encryption key", f"{path} can be read by others", f"Run: chmod 600 {path}")
    else:
        yield well("encryption key", f"kept in {path}; back it up, sealed tokens cannot be opened without it")


def blobs() -> Iterator[Finding]:
    """Write a few bytes into the blob store and read them back."""
    found = get_settings()
    where = str(found.blob_dir) if found.blob_store == "local" else f"bucket {found.s3_bucket}"
    mend = (
        "Make LOCAL_BLOB_DIR (or OSS_DATA_DIR) a folder that this user may write."
        if found.blob_store == "local"
        else "Check S3_ENDPOINT_URL, S3_BUCKET, the keys, and that the bucket exists."
    )
    try:
        store = get_blob_store()
        (key,) = store.put_many(_NOBODY, [_PROBE])
        same = store.get(_NOBODY, key) == _PROBE
    except (AppError, OSError) as error:
        yield broken("blob store", explain(error), mend)
        return
    if same:
        yield well("blob store", f"{where} takes and gives back")
    else:
        yield broken("blob store", f"{where} gave other bytes than were written", mend)


def disk() -> Iterator[Finding]:
    """Free space where mail is kept."""
    found = get_settings()
    folders = [found.blob_dir] if found.blob_store == "local" else []
    folders += [found.oss_data_dir] if found.database_url is None else []
    for folder in dict.fromkeys(_existing(folder) for folder in folders):
        free = shutil.disk_usage(folder).free
        detail = f"{free / _GB:.1f} GB free at {folder}"
        mend = "Free some space or move OSS_DATA_DIR; mail stays at Google until there is room."
        if free < _FULL_DISK:
            yield broken("disk", detail, mend)
        elif free < _LOW_DISK:
            yield warning("disk", detail, mend)
        else:
            yield well("disk", detail)


def _existing(folder: Path) -> Path:
    folder = folder.resolve()
    while not folder.exists():
        folder = folder.parent
    return folder


def google() -> Iterator[Finding]:
    """Whether Google's addresses answer; asked only when a client is configured."""
    found = get_settings()
    if not (found.google_client_id and found.google_client_secret):
        mend = "To connect Gmail, set GOOGLE_CLIENT_ID and GOOGLE_CLIENT_SECRET (docs/gmail-setup.md)."
        yield warning("google", "no OAuth client is configured, so no address was asked", mend)
        return
    unreachable = [f"{name} ({reason})" for name, reason in _unreachable(found)]
    if unreachable:
        mend = "Allow outgoing HTTPS to these, or correct the variables."
        yield broken("google", "not reachable: " + ", ".join(unreachable), mend)
    else:
        yield well("google", f"reachable; register the redirect URI {found.oauth_redirect_uri}")


def _unreachable(found: Settings) -> Iterator[tuple[str, str]]:
    addresses = {
        "GOOGLE_AUTH_URL": found.google_auth_url,
        "GOOGLE_TOKEN_URL": found.google_token_url,
        "GOOGLE_JWKS_URL": found.google_jwks_url,
        "GMAIL_API_URL": found.gmail_api_url,
    }
    with httpx.Client(timeout=_SECONDS, follow_redirects=False) as client:
        for name, address in addresses.items():
            try:
                # Any answer proves the way there; without a token most of these refuse.
                if client.get(address).status_code >= 500:
                    yield name, "answers with a server error"
            except httpx.HTTPError as error:
                yield name, type(error).__name__
