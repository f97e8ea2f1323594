"""Content-addressed bytes: the key is the SHA-256, so writing twice is writing once.

Keys carry the organisation (``<organization>/<aa>/<sha256>``): erasing one organisation, or giving it its own
bucket prefix, never touches another's bytes.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import ObjectStore, S3Store

from app.core.errors import Unavailable
from app.core.settings import Settings, get_settings


class BlobMissing(Unavailable):
    """A blob that a row names is not in the store."""

    code = "blob_missing"
    title = "The stored bytes of this item are missing; restore the blob store from its backup"


class BlobStoreUnavailable(Unavailable):
    """The blob store does not answer."""

    code = "blob_store_unavailable"
    title = "The blob store cannot be reached"


class BlobStore(Protocol):
    """What the application needs of a blob store."""

    def put_many(self, organization_id: UUID, contents: Iterable[bytes]) -> list[bytes]: ...
    def get(self, organization_id: UUID, sha256: bytes) -> bytes: ...
    def exists(self, organization_id: UUID, sha256: bytes) -> bool: ...
    def discard(self, organization_id: UUID, sha256: bytes, before: datetime) -> bool: ...
    def download_url(self, organization_id: UUID, sha256: bytes) -> str | None: ...


def _key(organization_id: UUID, sha256: bytes) -> str:
    name = sha256.hex()
    return f"{organization_id}/{name[:2]}/{name}"


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class LocalBlobs:
    """A folder. Written to a temporary name, then renamed: a reader never sees half a blob."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def _path(self, organization_id: UUID, sha256: bytes) -> Path:
        return self._directory / _key(organization_id, sha256)

    def put_many(self, organization_id: UUID, contents: Iterable[bytes]) -> list[bytes]:
        """Store each of `contents`, return their keys in order. Durable when it returns."""
        with ThreadPoolExecutor(8) as pool:
            keys = list(pool.map(lambda content: self._put(organization_id, content), contents))
            # A renamed file is there after a power cut only once its folder is written too.
            list(pool.map(_sync_folder, {self._path(organization_id, key).parent for key in keys}))
        return keys

    def _put(self, organization_id: UUID, content: bytes) -> bytes:

        sha256 = hashlib.sha256(content).digest()
        path = self._path(organization_id, sha256)
        try:
            if path.exists() and path.stat().st_size == len(content):
                # Wanted again: `discard` leaves what somebody has put lately.
                os.utime(path)
                return sha256
        except FileNotFoundError:
            pass
        except OSError as error:
            raise BlobStoreUnavailable(f"The blob folder {self._directory} cannot be used: {error.strerror}") from error
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{secrets.token_hex(8)}")
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as error:
            raise BlobStoreUnavailable(
                f"The blob folder {self._directory} cannot be written: {error.strerror}"
            ) from error
        return sha256

    def get(self, organization_id: UUID, sha256: bytes) -> bytes:
        """The bytes; `BlobMissing` when there are none."""
        try:
            # Path and buffered reading cost more than the read itself, and this is done for every mail.
            with open(f"{self._directory}/{_key(organization_id, sha256)}", "rb", buffering=0) as file:
                return file.readall()
        except FileNotFoundError:
            # An unmounted volume is an outage, not a mail without bytes.
            if not self._directory.is_dir():
                raise BlobStoreUnavailable(f"The blob folder {self._directory} is not there") from None
            raise BlobMissing() from None
        except OSError as error:
            raise BlobStoreUnavailable(f"The blob folder {self._directory} cannot be read: {error.strerror}") from error

    def exists(self, organization_id: UUID, sha256: bytes) -> bool:
        """Whether the bytes are there."""
        return self._path(organization_id, sha256).exists()

    def discard(self, organization_id: UUID, sha256: bytes, before: datetime) -> bool:
        """Remove bytes that no row names, unless somebody has put them since `before`; whether they are gone."""
        path = self._path(organization_id, sha256)
        aside = path.with_name(f".{secrets.token_hex(8)}")
        try:
            # Aside first: who puts them from now on writes them anew, who has just put them has left the time.
            path.rename(aside)
            if aside.stat().st_mtime >= before.timestamp():
                aside.rename(path)
                return False
            aside.unlink()
        except FileNotFoundError:
            return True
        except OSError as error:
            raise BlobStoreUnavailable(f"The blob folder {self._directory} cannot be used: {error.strerror}") from error
        return True

    def download_url(self, organization_id: UUID, sha256: bytes) -> str | None:
        """None: the application itself serves local blobs."""
        return None


class ObjectBlobs:
    """An S3 bucket (or MinIO)."""

    def __init__(self, store: ObjectStore, *, url_ttl_seconds: int) -> None:
        self._store = store
        self._ttl = timedelta(seconds=url_ttl_seconds)

    def put_many(self, organization_id: UUID, contents: Iterable[bytes]) -> list[bytes]:
        """Store each of `contents`, eight at a time, return their keys in order."""

        def put(content: bytes) -> bytes:
            sha256 = hashlib.sha256(content).digest()
            try:
                obstore.put(self._store, _key(organization_id, sha256), content)
            except BaseError as error:
                raise BlobStoreUnavailable() from error
            return sha256

        with ThreadPoolExecutor(8) as pool:
            return list(pool.map(put, contents))

    def get(self, organization_id: UUID, sha256: bytes) -> bytes:
        """The bytes; `BlobMissing` when there are none."""
        try:
            return bytes(obstore.get(self._store, _key(organization_id, sha256)).bytes())
        except FileNotFoundError:
            raise BlobMissing() from None
        except BaseError as error:
            raise BlobStoreUnavailable() from error

    def exists(self, organization_id: UUID, sha256: bytes) -> bool:
        """Whether the bytes are there."""
        try:
            obstore.head(self._store, _key(organization_id, sha256))
        except FileNotFoundError:
            return False
        except BaseError as error:
            raise BlobStoreUnavailable() from error
        return True

    def discard(self, organization_id: UUID, sha256: bytes, before: datetime) -> bool:
        """Remove bytes that no row names, unless somebody has put them since `before`; whether they are gone. (Every
        put writes them again, and so their time.)"""
        key = _key(organization_id, sha256)
        try:
            if obstore.head(self._store, key)["last_modified"] >= before:
                return False
            obstore.delete(self._store, key)
        except FileNotFoundError:
            return True
        except BaseError as error:
            raise BlobStoreUnavailable() from error
        return True

    def download_url(self, organization_id: UUID, sha256: bytes) -> str | None:
        """A signed address that works for a short time."""
        if not isinstance(self._store, S3Store):
            return None
        return str(obstore.sign(self._store, "GET", _key(organization_id, sha256), self._ttl))


def blob_store_for(settings: Settings) -> BlobStore:
    """The blob store that `settings` name."""
    if settings.blob_store == "local":
        return LocalBlobs(settings.blob_dir)
    store = S3Store(
        settings.s3_bucket,
        endpoint=settings.s3_endpoint_url,
        region=settings.s3_region,
        access_key_id=settings.s3_access_key_id,
        secret_access_key=settings.s3_secret_access_key,
        client_options={"allow_http": (settings.s3_endpoint_url or "").startswith("http://")},
    )
    return ObjectBlobs(store, url_ttl_seconds=settings.attachment_download_url_ttl_seconds)


@lru_cache(maxsize=1)
def get_blob_store() -> BlobStore:
    """The blob store of this process."""
    return blob_store_for(get_settings())
