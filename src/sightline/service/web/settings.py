"""Settings, all from the environment. What is missing outside the demo is refused, not guessed.

| variable | what it is |
|---|---|
| ``SIGHTLINE_SECRET_KEY`` | signs sessions; at least 50 characters |
| ``SIGHTLINE_SEAL_KEYS`` | seal sessions and second factors: Fernet keys, the newest first |
| ``DATABASE_URL`` | the database as the application: ``postgres://...``, ``sqlite:///...`` |
| ``OWNER_DATABASE_URL`` | the same as its owner, for migrations, erasure and restoring |
| ``BACKUP_DATABASE_URL`` | the same as a role that reads all of it, for backups |
| ``SIGHTLINE_HOSTS`` | the names it is reached by |
| ``SIGHTLINE_PROXIES`` | how many proxies stand before it; each adds to ``X-Forwarded-For`` |
| ``SIGHTLINE_STATIC_ROOT`` | where ``collectstatic`` gathers style sheets and scripts |
| ``SIGHTLINE_CHECKPOINT_KEY`` | signs checkpoints: Ed25519, 64 hexadecimal digits |
| ``SIGHTLINE_BACKUP_KEYS`` | for whom backups are sealed: ``age1...``, from ``backup-key`` |
| ``SIGHTLINE_STORE`` | the folder of uploaded files, which no web server shows |
| ``SIGHTLINE_STORE_KEY`` | seals them: 64 hexadecimal digits each, the newest first |
| ``SIGHTLINE_DOCUMENT_MB`` | how large a document may be, in megabytes; 20 if not said |
| ``SIGHTLINE_DRAFT_DAYS`` | for how many days a draft is kept that nobody goes on with; 30 |
| ``SIGHTLINE_CLAMAV`` | where ClamAV answers: the path of its socket, or host:port |
| ``SIGHTLINE_STANDARD`` | the standard: its name or folder; ``england`` if not said |
| ``SIGHTLINE_OIDC_ISSUER`` | the OpenID Connect provider, if people sign in by one: its address |
| ``SIGHTLINE_OIDC_CLIENT``, ``SIGHTLINE_OIDC_SECRET`` | how Sightline is known there |
| ``SIGHTLINE_OIDC_SUBJECT`` | the claim people are linked by: ``sub``; of Entra ID ``oid`` |
| ``SIGHTLINE_OIDC_NAME`` | what the button calls it: ``your council account`` |
| ``SIGHTLINE_DEMO`` | ``yes``: synthetic people, a banner on every page, weaker sign-in |
| ``SIGHTLINE_DAYS_BEHIND`` | how many days ago it is in the demonstration's record |

Lists have commas between. What starts the service asks ``web.safety`` first whether all this is
good enough.
"""

from __future__ import annotations

from datetime import timedelta

import environ

from sightline.service.web import settings_made

env = environ.Env()

DEMO = env.bool("SIGHTLINE_DEMO", default=False)
DAYS_BEHIND = env.int("SIGHTLINE_DAYS_BEHIND", default=0) if DEMO else 0
SECRET_KEY = env.str("SIGHTLINE_SECRET_KEY", default="")
SEAL_KEYS = env.list("SIGHTLINE_SEAL_KEYS", default=[])
ALLOWED_HOSTS = env.list("SIGHTLINE_HOSTS", default=["localhost", "127.0.0.1"])
PROXIES = env.int("SIGHTLINE_PROXIES", default=0)
STANDARD = env.str("SIGHTLINE_STANDARD", default="england")
CHECKPOINT_KEY = env.str("SIGHTLINE_CHECKPOINT_KEY", default="")
BACKUP_KEYS = env.list("SIGHTLINE_BACKUP_KEYS", default=[])
STORE = env.str("SIGHTLINE_STORE", default="")
STORE_KEYS = env.list("SIGHTLINE_STORE_KEY", default=[])
DOCUMENT_MOST = env.int("SIGHTLINE_DOCUMENT_MB", default=20) * 1_000_000
DRAFT_DAYS = env.int("SIGHTLINE_DRAFT_DAYS", default=30)
CLAMAV = env.str("SIGHTLINE_CLAMAV", default="")
APPLICATION_ROLE = env.str("SIGHTLINE_APPLICATION_ROLE", default="sightline_app")
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "axes",
    "csp",
    "sightline.service.ui",
    "sightline.service.ledger",
    "sightline.service.files",
    "sightline.service.access",
    "sightline.service.exchange",
    "sightline.service.casework",
    "sightline.service.inspection",
    "sightline.service.publishing",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "sightline.service.web.requests.log_requests",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sightline.service.web.headers.headers",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "sightline.service.access.sessions.limits",
    "sightline.service.access.methods.methods",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",  # the last: it answers for whoever is locked out
]

DATABASES = {"default": env.db_url("DATABASE_URL", default="sqlite:///sightline.sqlite3")}
# Connecting to PostgreSQL costs more than most of what a page asks of it.
DATABASES["default"] |= {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # IMMEDIATE: a transaction that will write takes its turn at its start, and not when it is too
    # late to wait (SQLite's documentation, "Transactions").
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
    }
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    # Compiling a statement takes longer than any statement of a page.
    _options = DATABASES["default"].setdefault("OPTIONS", {})
    _options["options"] = f"{_options.get('options', '')} -c jit=off".strip()

ROOT_URLCONF = "sightline.service.web.urls"
# In the session, not in a cookie: what has been done to a file stays on the server.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
WSGI_APPLICATION = "sightline.service.web.wsgi.application"
APPEND_SLASH = False
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 10
FILE_UPLOAD_HANDLERS = ["sightline.service.access.uploads.Sealed"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "sightline.service.ui.jinja.environment",
            "context_processors": [
                "django.contrib.messages.context_processors.messages",
                "sightline.service.web.frames.frame",
            ],
        },
    }
]

# The navigation: names of pages and the words of their links. One lands on the first that is open.
PLACES = [
    ("my-work", "My work"),
    ("team", "My team"),
    ("my-files", "My files"),
    ("find", "Find a child or adult"),
    ("alike", "Possible duplicates"),
    ("inspections", "Inspections"),
    ("allocations", "Allocations"),
    ("administration", "Administration"),
    ("standard", "The standard"),
    ("recommendations", "Recommendations"),
    ("reports", "Reports"),
    ("own_log", "What I have looked at"),
]

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True

# The demo finds its style sheets where they lie; outside it they are gathered once.
STATIC_URL = "static/"
STATIC_ROOT = env.str("SIGHTLINE_STATIC_ROOT", default=None)
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"
_STATIC_WHERE_THEY_LIE = "django.contrib.staticfiles.storage.StaticFilesStorage"
STORAGES = {"staticfiles": {"BACKEND": _STATIC_WHERE_THEY_LIE if STATIC_ROOT is None else _STATIC}}

# --- who signs in, and how ---

AUTH_USER_MODEL = "access.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_RESET_TIMEOUT = 24 * 60 * 60
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"{_VALIDATION}.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["email", "name"]},
    },
]
LOGIN_URL = "account_login"

ACCOUNT_ADAPTER = "sightline.service.access.signing_in.Adapter"
ACCOUNT_TEMPLATE_EXTENSION = "jinja"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_RATE_LIMITS = False  # axes limits, over all processes; two limiters answer differently
ACCOUNT_FORMS = {
    "login": "sightline.service.access.signing_in_forms.SignInForm",
    "reauthenticate": "sightline.service.access.signing_in_forms.PasswordAgainForm",
}
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

MFA_ADAPTER = "sightline.service.access.second_factor.Adapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Sightline"
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_FORMS = {
    "authenticate": "sightline.service.access.second_factor_forms.CodeForm",
    "reauthenticate": "sightline.service.access.second_factor_forms.CodeAgainForm",
    "activate_totp": "sightline.service.access.second_factor_forms.FirstCodeForm",
}

OIDC_ISSUER = env.str("SIGHTLINE_OIDC_ISSUER", default="")
SOCIALACCOUNT_ADAPTER = "sightline.service.access.signing_in_elsewhere.Adapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {"APPS": [settings_made.provider(env, OIDC_ISSUER)] if OIDC_ISSUER else []}
}

AXES_FAILURE_LIMIT = 5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "sightline.service.access.signing_in.locked_out"
AXES_CLIENT_IP_CALLABLE = "sightline.service.access.signing_in.address_of"
AXES_DISABLE_ACCESS_LOG = True  # our own log has it
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_SENSITIVE_PARAMETERS = ["login", "code", "username", "ip_address", "next"]

# --- what a browser is told ---

_SECURE = not DEMO
SESSION_ENGINE = "sightline.service.access.session_store"
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _SECURE
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SAMESITE = "Lax"  # an OpenID Connect provider sends people back from another site
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "sightline.service.access.answers.forged"
SECURE_SSL_REDIRECT = _SECURE
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 2 * 365 * 24 * 60 * 60 if _SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = _SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXIES else None
# Not "no-referrer": under it browsers send forms with no origin, which CSRF protection refuses.
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {"DIRECTIVES": settings_made.content_security(OIDC_ISSUER)}

# No address, no query and no text of an error is logged: see web.logs.
LOGGING = settings_made.logging(demo=DEMO)
