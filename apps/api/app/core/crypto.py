"""Secrets at rest: AES-256-GCM with the row's identity as associated data, so that a ciphertext moved to
another row does not decrypt. Layout: version (1) | key id (4) | nonce (12) | ciphertext and tag.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from app.core.errors import ConfigurationError
from app.core.settings import Settings, get_settings

_VERSION = b"\x01"


class UndecryptableSecret(ConfigurationError):
    """No configured key opens the stored secret."""

    code = "undecryptable_secret"
    title = "A stored secret cannot be decrypted with the configured ENCRYPTION_KEY_BASE64"


class Keyring:
    """The keys in use: the first encrypts, all decrypt."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._keys = {hashlib.sha256(key).digest()[:4]: key for key in keys}
        self._all = keys
        self._first = keys[0]

    def encrypt(self, plaintext: bytes, *, associated_data: bytes) -> bytes:
        """Encrypt under the first key; the same `associated_data` is needed to decrypt."""
        nonce = os.urandom(12)
        sealed = AESGCM(self._first).encrypt(nonce, plaintext, associated_data)
        return _VERSION + hashlib.sha256(self._first).digest()[:4] + nonce + sealed

    def decrypt(self, ciphertext: bytes, *, associated_data: bytes) -> bytes:
        """Raises `UndecryptableSecret` for an unknown key, a changed ciphertext or other associated data."""
        key = self._keys.get(ciphertext[1:5])
        if ciphertext[:1] != _VERSION or key is None:
            raise UndecryptableSecret()
        try:
            return AESGCM(key).decrypt(ciphertext[5:17], ciphertext[17:], associated_data)
        except InvalidTag:
            raise UndecryptableSecret() from None

    def mac(self, purpose: str, message: bytes) -> bytes:
        """HMAC-SHA256 under a key derived for `purpose`."""
        return self.macs(purpose, message)[0]

    def macs(self, purpose: str, message: bytes) -> list[bytes]:
        """The MAC of `message` under each key in use, the first key's first: what an older key signed still counts."""
        derived = [hmac.digest(key, b"mac:" + purpose.encode(), "sha256") for key in self._all]
        return [hmac.digest(key, message, "sha256") for key in derived]


def _development_key(path: Path) -> bytes:
    """The key kept in the data directory, made on first use; two processes starting at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600)
    draft.write_bytes(base64.b64encode(os.urandom(32)))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    key = base64.b64decode(path.read_bytes())
    if len(key) != 32:
        raise ConfigurationError(f"{path} does not hold a key of 32 bytes. Restore it from your backup.")
    return key


def keyring_for(settings: Settings) -> Keyring:
    """The keyring of `settings`; outside production a key is made and kept in the data directory, mode 0600."""
    keys = settings.encryption_keys()
    if not keys:
        keys = (_development_key(settings.oss_data_dir / "encryption.key"),)
    return Keyring(keys)


@lru_cache(maxsize=1)
def get_keyring() -> Keyring:
    """The keyring of this process."""
    return keyring_for(get_settings())
