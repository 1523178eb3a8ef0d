"""Every setting of the desk; what differs between banks comes from the environment.

| variable | meaning |
| --- | --- |
| QIAO_HOME | folder of the desk's own files: key, `ledger`, `documents`, `audit-heads`, static files, private database (default `~/.qiao`) |
| DATABASE_URL | PostgreSQL as the role `qiao_app`; without it `qiao serve` starts a private one |
| DATABASE_OWNER_URL | the same database as `qiao_owner`, for `qiao migrate` and `qiao restore` alone |
| QIAO_POSTGRES_BIN | folder of the programs that the private PostgreSQL is run with (default: the package's) |
| QIAO_SECRET_KEY | signs sessions; without it the key that `qiao migrate` wrote into QIAO_HOME |
| QIAO_ASSIGNMENTS | who keeps the table of assignments: `bank` (default), or `desk`, where handovers change it (docs/handover.md) |
| QIAO_INBOX | folder into which the bank's systems put batches (default: `inbox` in QIAO_HOME; docs/assessment-data.md) |
| QIAO_TAKEN_DAYS | for how many days the nightly feed keeps what it took from the inbox (default 30; 0: not at all) |
| QIAO_AWARDS | who keeps the awards: `desk` (default), or `bank`, whose batches bring them (docs/awards.md) |
| QIAO_RATINGS | who keeps the ratings: `desk` (default), or `bank`, whose batches bring them (docs/ratings.md) |
| QIAO_TARGETS | who keeps the managers' targets: `desk` (default), or `bank`, whose batches bring them (docs/targets.md) |
| QIAO_PORT | port that `qiao serve` listens on (default 8000) |
| QIAO_HOSTS | names that the server answers to, with commas (default: this machine only) |
| QIAO_HTTPS | `off` sends pages and cookies over plain HTTP, on this machine only; a sample database implies it |
| QIAO_PROXY | addresses or networks of the reverse proxies, with commas; what they forward about the reader is believed |
| QIAO_MONITORS | addresses or networks that may open /healthz, /readyz and /metrics (default: this machine) |
| QIAO_LOG | `debug`, `info` (default), `warning` or `error` |
| QIAO_LANG | language of the terminal, `zh` (default) or `en` |
| QIAO_IDLE_MINUTES | a session that nobody uses for so long ends (default 60) |
| QIAO_CONTACT_DAYS | a contact person who left, or whose client is none any more, is kept so many days, from 30 on (default 1095; docs/contacts.md) |
| QIAO_WEBHOOK_HOSTS | hosts inside the bank that webhooks may call, with commas (docs/webhooks.md) |
| QIAO_WEBHOOK_CA | file with the certificates of who vouches for them (default: the system's) |
| QIAO_OIDC_ISSUER | the bank's identity provider (docs/sign-on.md) |
| QIAO_OIDC_CLIENT_ID | how the desk is known there |
| QIAO_OIDC_CLIENT_SECRET | and by what secret |
| QIAO_OIDC_NAME | what its button says |
| QIAO_OIDC_CLAIM | the claim that holds the staff number (default `preferred_username`) |
| QIAO_LDAP_URL | the bank's directory (docs/sign-on.md) |
| QIAO_LDAP_BASE | where people lie in it |
| QIAO_LDAP_BIND | who searches it |
| QIAO_LDAP_BIND_PASSWORD | and by what password |
| QIAO_LDAP_STAFF_ATTRIBUTE | the attribute that holds the staff number (default `uid`) |
| QIAO_LDAP_CA | file of the authority that vouches for it |
| QIAO_LDAP_TLS | `off` for plain text on one machine |
| QIAO_LDAP_ONLY | `on` where passwords kept by the desk no longer count |
| QIAO_CLAMD | the bank's virus scanner for documents, `host:port` or `unix:/path` (docs/documents.md); without it they are marked as not scanned |

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


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


DESK = Path(__file__).parent
HOME = Path(os.environ.get("QIAO_HOME", "~/.qiao")).expanduser()
LEDGER = HOME / "ledger"  # the store that `qiao ingest` adds batches to
INBOX = Path(os.environ.get("QIAO_INBOX") or HOME / "inbox").expanduser()  # where the bank's systems put batches
TAKEN_DAYS = int(os.environ.get("QIAO_TAKEN_DAYS", "30"))
DOCUMENTS = HOME / "documents"  # their bytes, by digest; nothing but a view serves them
# Hosts inside the bank that webhooks may call, and unencrypted too (docs/webhooks.md); and who vouches for their certificates.
WEBHOOK_HOSTS = _words("QIAO_WEBHOOK_HOSTS")
WEBHOOK_CA = os.environ.get("QIAO_WEBHOOK_CA", "")
CLAMD = os.environ.get("QIAO_CLAMD", "")
OWNED = frozenset(  # the desk's tables
    table
    for table, owner in (("assignments", "bank"), ("awards", "desk"), ("ratings", "desk"), ("targets", "desk"))
    if os.environ.get(f"QIAO_{table.upper()}", owner) == "desk"
)
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
ROOMS = ["api", "today", "plan", "growth", "score", "assess", "clients", "people", "jobs", "notices", "audit"]

INSTALLED_APPS = [
    *[f"qiao.desk.{room}" for room in ROOMS],
    "qiao.desk.people.signing_on",
    "qiao.desk.ui",
    "qiao.desk.common",
    "qiao.desk.server",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.postgres",  # arrays with an index, exclusion constraints; no extension
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "csp",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "pgtrigger",
    "procrastinate.contrib.django",
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
    "qiao.desk.people.middleware.justified",
    "qiao.desk.audit.middleware.trail",
    "django.contrib.messages.middleware.MessageMiddleware",
    "qiao.desk.people.signing_on.middleware.Expiry",
    "qiao.desk.people.signing_on.middleware.SignInRequired",
    "qiao.desk.people.signing_on.middleware.SetUp",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qiao.desk.ui.unreadable.Readable",
    "qiao.desk.ui.refusing.Refusing",
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
                "qiao.desk.notices.context.bell",
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
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("staff_number", "name", "name_en", "name_key")},
    },
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
ACCOUNT_FORMS = {"login": "qiao.desk.people.signing_on.forms.SignInForm"}
# One lock counts every guess (people/signing_on/lockout.py), so the library's own are off.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False
IDLE_SECONDS = int(os.environ.get("QIAO_IDLE_MINUTES", "60")) * 60

MFA_ADAPTER = "qiao.desk.people.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "qiao.desk.people.signing_on.forms.CodeForm",
    "activate_totp": "qiao.desk.people.signing_on.forms.SetUpAppForm",
}
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # a passkey is two factors: the key, and the finger or PIN that opens it
MFA_TOTP_TOLERANCE = 1  # half a minute of drift between server and phone; each code is taken once all the same
MFA_REAUTHENTICATION_REQUIRED = False  # `proved_recently` stands before these pages instead (people/account_urls.py)

SOCIALACCOUNT_ADAPTER = "qiao.desk.people.adapters.SocialAccountAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
OPENID = {
    "issuer": os.environ.get("QIAO_OIDC_ISSUER", ""),
    "client_id": os.environ.get("QIAO_OIDC_CLIENT_ID", ""),
    "name": os.environ.get("QIAO_OIDC_NAME", ""),
    "claim": os.environ.get("QIAO_OIDC_CLAIM", "preferred_username"),
}
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "bank",
                "name": "bank",
                "client_id": OPENID["client_id"],
                "secret": os.environ.get("QIAO_OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": OPENID["issuer"], "fetch_userinfo": False, "scope": ["openid", "profile"]},
            }
        ],
    }
}
LDAP = {
    "url": os.environ.get("QIAO_LDAP_URL", ""),
    "base": os.environ.get("QIAO_LDAP_BASE", ""),
    "bind": os.environ.get("QIAO_LDAP_BIND", ""),
    "bind_password": os.environ.get("QIAO_LDAP_BIND_PASSWORD", ""),
    "attribute": os.environ.get("QIAO_LDAP_STAFF_ATTRIBUTE", "uid"),
    "ca": os.environ.get("QIAO_LDAP_CA", ""),
    "tls": os.environ.get("QIAO_LDAP_TLS", "on") != "off",
    "only": os.environ.get("QIAO_LDAP_ONLY", "off") == "on",
}
_BACKENDS = {"Local": not LDAP["only"], "Directory": bool(LDAP["url"])}
AUTHENTICATION_BACKENDS = [
    f"qiao.desk.people.signing_on.backends.{name}Backend" for name, is_used in _BACKENDS.items() if is_used
]

# --- clients' people --------------------------------------------------------------------------------------------------

# Three years: as long as claims can be made in civil law (诉讼时效).
CONTACT_DAYS = int(os.environ.get("QIAO_CONTACT_DAYS", "1095"))

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
        # Signing on and out by the identity provider answers a form of ours with a redirect to it.
        "form-action": [SELF, *([_origin(OPENID["issuer"])] if OPENID["issuer"] else [])],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 << 20
FILE_UPLOAD_HANDLERS = [
    "qiao.desk.common.uploads.Limited",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
# Throttles and lock-outs count in the database, which all processes share.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # few enough entries would push out which codes were used
    }
}
