"""Settings. Environment variables alone choose between the two profiles:

- laptop (the default): SQLite, in-memory channel layer, one process, static files straight from the sources
- production (`PLAYGROUND_PROFILE=production`): needs SECRET_KEY, ALLOWED_HOSTS, DATABASE_URL and REDIS_URL
"""

import os
import secrets
from pathlib import Path
from tempfile import gettempdir
from typing import Any

import environ
from csp.constants import NONCE, NONE, SELF

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = BASE_DIR / "var"
env = environ.Env()

PRODUCTION = env.str("PLAYGROUND_PROFILE", "laptop") == "production"
DEBUG = env.bool("DEBUG", False)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS") if PRODUCTION else env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
VAR.mkdir(exist_ok=True)


def _development_key() -> str:
    """A key of this machine's own, made at the first start."""
    file = VAR / "secret-key"
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(50))
    return file.read_text()


SECRET_KEY = env.str("SECRET_KEY") if PRODUCTION else env.str("SECRET_KEY", default="") or _development_key()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "playground.catalog",
    "playground.workspaces",
    "playground.kubeapi",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # what collectstatic has not compressed; what is secret in pages is masked
    "csp.middleware.CSPMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "playground.urls"
ASGI_APPLICATION = "playground.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "playground.catalog.assets.import_map",
                "playground.catalog.language.language",
            ],
        },
    }
]

# -- data

_SQLITE: dict[str, Any] = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": env.str("SQLITE_FILE", str(VAR / "playground.sqlite3")),
    "OPTIONS": {
        # A killed process loses nothing in WAL mode; only a power cut could take the last moments.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
    },
    "CONN_MAX_AGE": None,
    # A file, not memory: the server of the browser tests has threads of its own. One for each run of the tests.
    "TEST": {"NAME": str(Path(gettempdir()) / f"playground-test-{os.getpid()}.sqlite3")},
}
DATABASES = {"default": env.db("DATABASE_URL") if PRODUCTION or "DATABASE_URL" in env.ENVIRON else _SQLITE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_REDIS = env.str("REDIS_URL") if PRODUCTION else env.str("REDIS_URL", default="")
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": [_REDIS]},
    }
    if _REDIS
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}

MANY_WORKERS = bool(_REDIS)
"""Whether other processes serve the same workspaces."""

# -- static files

STATIC_URL = "/static/"
STATIC_ROOT = env.str("STATIC_ROOT", str(BASE_DIR / "staticfiles")) if PRODUCTION else None
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not PRODUCTION
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_MAX_AGE = 60 if PRODUCTION else 0

# -- protection

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = False  # the page's own script sends it back in a header
CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SAMESITE = "Lax"
if PRODUCTION:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", True)
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", 31_536_000)
    CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
    CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS if host != "*"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 512 * 1024

# -- words and time

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_SAMESITE = "Lax"
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO" if DEBUG else "WARNING"},
    # A page that does not exist is not an event for the operator.
    "loggers": {"django.request": {"level": "ERROR"}},
}

# -- the playground's own

LABS_DIR = Path(env.str("LABS_DIR", str(BASE_DIR / "labs")))
"""The folder that instructors write in."""

PREVIEW_LAB = "" if PRODUCTION else env.str("PREVIEW_LAB", "")
"""TRACK/SLUG of the lab that /preview/ shows to its author (`manage.py previewlab`); without one there is no such page."""

LIVE_WORKSPACES = env.int("LIVE_WORKSPACES", 200)
"""How many workspaces' clusters a process keeps in memory; the others are rebuilt from their logs."""
