"""Every setting of the desk; what differs between banks comes from the environment.

| variable | meaning |
| --- | --- |
| QIAO_HOME | folder of the desk's own files: key, ledger store, static files, private database (default `~/.qiao`) |
| DATABASE_URL | PostgreSQL as the role `qiao_app`; without it `qiao serve` starts a private one |
| DATABASE_OWNER_URL | the same database as `qiao_owner`, for `qiao migrate` alone |
| QIAO_POSTGRES_BIN | folder of the programs that the private PostgreSQL is run with (default: the package's) |
| QIAO_SECRET_KEY | signs sessions; without it the key that `qiao migrate` wrote into QIAO_HOME |
| QIAO_PORT | port that `qiao serve` listens on (default 8000) |
| QIAO_HOSTS | names that the server answers to, with commas (default: this machine only) |
| QIAO_HTTPS | `off` sends pages and cookies over plain HTTP, on this machine only; a sample database implies it |
| QIAO_PROXY | addresses or networks of the reverse proxies, with commas; what they forward about the reader is believed |
| QIAO_MONITORS | addresses or networks that may open /healthz, /readyz and /metrics (default: this machine) |
| QIAO_LOG | `debug`, `info` (default), `warning` or `error` |
| QIAO_LANG | language of the terminal, `zh` (default) or `en` |

A bank's pages go over HTTPS only: its reverse proxy ends the encryption and is named in QIAO_PROXY, or QIAO_HTTPS is set to
`off` in so many words. The sample bank is served to this machine only, whose browsers refuse secure cookies over plain HTTP,
so there HTTPS is off unless asked for.
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import django_stubs_ext
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from qiao.desk.server import logs

django_stubs_ext.monkeypatch()


def _database(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": {"connect_timeout": "10", "application_name": "qiao", **query},
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }


def _words(name: str, default: str = "") -> list[str]:
    """A setting with commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


DESK = Path(__file__).parent
HOME = Path(os.environ.get("QIAO_HOME", "~/.qiao")).expanduser()
IS_HTTPS = os.environ.get("QIAO_HTTPS", "on") != "off"

SECRET_KEY = os.environ.get("QIAO_SECRET_KEY", "")
DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
ALLOWED_HOSTS = _words("QIAO_HOSTS", "localhost,127.0.0.1,[::1]")
PROXIES = _words("QIAO_PROXY")
MONITORS = _words("QIAO_MONITORS", "127.0.0.1,::1")
LOGGING = logs.settings(os.environ.get("QIAO_LOG", "info"))
ROOT_URLCONF = "qiao.desk.urls"
WSGI_APPLICATION = "qiao.desk.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DEBUG = False

# --- parts -----------------------------------------------------------------------------------------------------------

# The rooms, top first; each is `qiao.desk.<room>` and brings its own URLs, templates and texts.
ROOMS = ["today", "people", "audit"]

INSTALLED_APPS = [
    *[f"qiao.desk.{room}" for room in ROOMS],
    "qiao.desk.ui",
    "qiao.desk.common",
    "qiao.desk.server",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "pgtrigger",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "qiao.desk.server.requests.observed",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qiao.desk.people.middleware.language",
    "qiao.desk.audit.middleware.trail",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

_LOADERS = [
    "django_cotton.cotton_loader.Loader",
    "django.template.loaders.filesystem.Loader",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "csp.context_processors.nonce",
                "qiao.desk.ui.context.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "django_cotton.templatetags.cotton",
                "django_htmx.templatetags.django_htmx",
                "template_partials.templatetags.partials",
                "qiao.desk.ui.templatetags.qiao",
            ],
            "loaders": [("template_partials.loader.Loader", [("django.template.loaders.cached.Loader", _LOADERS)])],
        },
    }
]
COTTON_DIR = "components"
FORM_RENDERER = "qiao.desk.ui.forms.Renderer"
CSRF_FAILURE_VIEW = "qiao.desk.ui.views.csrf_refused"

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [("kit", DESK / "ui" / "kit")]  # what the set-up copied from npm's packages
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- people ----------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_ADAPTER = "qiao.desk.people.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_PRESERVE_USERNAME_CASING = True
ACCOUNT_SESSION_REMEMBER = False

# --- language and time -----------------------------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
USE_I18N = True
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

# --- safety ----------------------------------------------------------------------------------------------------------

SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]  # monitors ask directly, behind the proxy
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 60 * 60
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if IS_HTTPS else 0
# Other names below the bank's are the bank's own matter, and a server inside it is on no browser's list.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Tabler draws its ticks and arrows as data images
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 << 20
# Throttles and lock-outs count in the database, which all processes share.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}
