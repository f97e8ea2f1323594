"""Settings from the environment or a repository-root ``.env``; `.env.example` lists them with their meaning."""

from __future__ import annotations

import base64
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.errors import ConfigurationError
from app.core.setting_types import CookieName, DatabaseUrl, HostsAndPorts, HttpUrl, Origins, Token, UrlPath, origin_of

REPOSITORY_ROOT = Path(__file__).resolve().parents[4]

AppEnv = Literal["dev", "test", "prod"]


class Settings(BaseSettings):
    """Every variable of the application. Wrong values stop the start with one line that names the variable."""

    model_config = SettingsConfigDict(
        env_file=REPOSITORY_ROOT / ".env", env_file_encoding="utf-8", extra="ignore", env_ignore_empty=True, frozen=True
    )

    app_env: AppEnv = "dev"
    database_url: DatabaseUrl | None = None
    oss_data_dir: Path = REPOSITORY_ROOT / "var"
    api_base_url: HttpUrl = "http://localhost:8000"
    frontend_url: HttpUrl = "http://localhost:3000"
    allow_dev_login: bool = False
    encryption_key_base64: str | None = None
    session_ttl_seconds: int = Field(2_592_000, ge=60)
    session_cookie_name: CookieName = "oss_session"
    csrf_cookie_name: CookieName = "oss_csrf"
    csrf_header_name: Token = "x-csrf-token"
    cookie_secure: bool = False
    cookie_samesite: Literal["lax", "strict", "none"] = "lax"
    cookie_domain: str | None = None
    cors_origins: Origins | None = None
    blob_store: Literal["local", "s3"] = "local"
    local_blob_dir: Path | None = None
    s3_endpoint_url: HttpUrl | None = None
    s3_region: str = "us-east-1"
    s3_access_key_id: str | None = None
    s3_secret_access_key: str | None = None
    s3_bucket: str | None = None
    attachment_download_url_ttl_seconds: int = Field(300, ge=10, le=604_800)
    google_client_id: str = ""
    google_client_secret: str = ""
    google_service_account_file: Path | None = None
    google_delegated_subjects: str = ""
    google_auth_url: HttpUrl = "https://accounts.google.com/o/oauth2/v2/auth"
    google_token_url: HttpUrl = "https://oauth2.googleapis.com/token"  # noqa: S105 - an address, not a secret
    google_revoke_url: HttpUrl = "https://oauth2.googleapis.com/revoke"
    google_jwks_url: HttpUrl = "https://www.googleapis.com/oauth2/v3/certs"
    gmail_api_url: HttpUrl = "https://gmail.googleapis.com"
    gmail_poll_seconds: float = Field(30, gt=0, le=3600)
    gmail_quota_units_per_minute: int = Field(6000, ge=100)
    gmail_pubsub_topic: str | None = None
    gmail_push_audience: str | None = None
    gmail_push_service_account: str | None = None
    remote_images: bool = True
    remote_images_test_hosts: HostsAndPorts | None = None
    rate_limit_requests_per_minute: int = Field(600, ge=0)
    enable_prometheus_metrics: bool = True
    prometheus_metrics_path: UrlPath = "/metrics"
    enable_otel_tracing: bool = False
    otel_exporter_otlp_traces_endpoint: str | None = None
    otel_service_name: str = "oss-ticketing"
    otel_trace_sample_ratio: float = Field(1.0, ge=0, le=1)
    request_id_header: Token = "x-request-id"
    content_security_policy: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.blob_store == "s3" and not (self.s3_bucket and self.s3_access_key_id and self.s3_secret_access_key):
            raise ValueError("BLOB_STORE: s3 needs S3_BUCKET, S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY")
        if self.encryption_key_base64 is not None and not self.encryption_keys():
            raise ValueError("ENCRYPTION_KEY_BASE64: holds no key")
        if self.cookie_samesite == "none" and not self.cookie_secure:
            raise ValueError("COOKIE_SAMESITE: none needs COOKIE_SECURE=true")
        if self.csrf_cookie_name == self.session_cookie_name:
            raise ValueError("CSRF_COOKIE_NAME: must differ from SESSION_COOKIE_NAME")
        if self.app_env == "prod":
            self._fit_for_production()
        return self

    def _fit_for_production(self) -> None:
        if self.allow_dev_login:
            raise ValueError("ALLOW_DEV_LOGIN: must be false when APP_ENV=prod")
        if not self.cookie_secure:
            raise ValueError("COOKIE_SECURE: must be true when APP_ENV=prod")
        if self.encryption_key_base64 is None:
            raise ValueError("ENCRYPTION_KEY_BASE64: is required when APP_ENV=prod")
        if self.remote_images_test_hosts:
            raise ValueError("REMOTE_IMAGES_TEST_HOSTS: must be empty when APP_ENV=prod")

    def encryption_keys(self) -> tuple[bytes, ...]:
        """The configured AES-256 keys, the encrypting one first; empty when none is configured."""
        keys = []
        for item in (self.encryption_key_base64 or "").split(","):
            if not item.strip():
                continue
            try:
                key = base64.b64decode(item.strip(), validate=True)
            except ValueError:
                # Not binascii.Error alone: characters beyond ASCII raise its parent.
                raise ValueError("ENCRYPTION_KEY_BASE64: is not valid base64") from None
            if len(key) != 32:
                raise ValueError(f"ENCRYPTION_KEY_BASE64: needs 32 bytes, has {len(key)}")
            keys.append(key)
        return tuple(keys)

    @property
    def delegated_subjects(self) -> frozenset[str]:
        """The addresses that the service account may act for, each bare or as ``<organisation id>:address``."""
        return frozenset(item.strip().lower() for item in self.google_delegated_subjects.split(",") if item.strip())

    @property
    def blob_dir(self) -> Path:
        """Where local blobs live."""
        return self.local_blob_dir or self.oss_data_dir / "blobs"

    @property
    def allowed_origins(self) -> list[str]:
        """Origins that may call the API from a browser, as it sends them."""
        return self.cors_origins.split(",") if self.cors_origins else [origin_of(self.frontend_url)]

    @property
    def oauth_redirect_uri(self) -> str:
        """Where Google sends the browser back; must be registered with the OAuth client, exactly."""
        return f"{self.api_base_url}/mailboxes/gmail/oauth/callback"


def _one_line(error: ValidationError) -> str:
    lines = []
    for item in error.errors():
        message = item["msg"].removeprefix("Value error, ")
        name = "_".join(str(part) for part in item["loc"]).upper()
        lines.append(f"{name}: {message}" if name else message)
    return "; ".join(lines)


def _read() -> Settings:
    return Settings()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The settings of this process. Raises `ConfigurationError` with one line naming each wrong variable."""
    try:
        return _read()
    except ValidationError as error:
        raise ConfigurationError(f"Configuration error: {_one_line(error)}. See .env.example.") from None
