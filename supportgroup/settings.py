"""Django's settings. What differs between installations comes from `env.py`; the rest is decided here."""

import base64
import hashlib
import hmac

import environ
from django.utils.translation import gettext_lazy as _

from supportgroup import env, logs, providers, vapid

here = env.read()

BASE_DIR = env.BASE_DIR
DATA_DIR = here.data_dir
DEBUG = here.debug
SECRET_KEY = here.secret_key
SITE_URL = here.site_url
ALLOWED_HOSTS = here.allowed_hosts
INTERNAL_IPS = ["127.0.0.1"] if DEBUG else []


def derived_key(purpose: str) -> str:
    """A key of its own for each purpose, so that one that leaks tells nothing of the others (RFC 5869 in spirit)."""
    digest = hmac.new(SECRET_KEY.encode(), purpose.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(digest).decode()


# ── The house ────────────────────────────────────────────────────────────────────────────────────────────────
INSTALLED_APPS = [
    "supportgroup",
    "moderation",
    "groups",
    "supportgroup.apps.StaffConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "channels",
    "csp",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "groups.people.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "groups.people.middleware.without_a_copy",
    "groups.people.middleware.in_their_zone",
    "groups.people.push.browser.follow_the_sign_in",
]
ROOT_URLCONF = "supportgroup.urls"
ASGI_APPLICATION = "supportgroup.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
GROUPS_GATE = "moderation.gate"
SEAT_FOLLOWERS = ["groups.reminders.returns.heard"]
SESSION_FOLLOWERS = ["groups.reminders.following.follow"]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "groups.organisation.context.organisation",
                "groups.people.context.look",
            ],
        },
    }
]

# ── Where things are kept ────────────────────────────────────────────────────────────────────────────────────
database = environ.Env.db_url_config(here.database_url)
if database["ENGINE"].endswith("sqlite3"):
    database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
else:
    database["CONN_MAX_AGE"] = 0
    database["OPTIONS"] = {
        **database.get("OPTIONS", {}),
        "pool": {"min_size": 2, "max_size": 8, "timeout": 10},
    }
DATABASES = {"default": database}

REDIS_URL = here.redis_url
# The limits on sign-in stand in the database: they hold while Redis is away and after it forgot everything.
# Beyond MAX_ENTRIES a third is thrown away: at the usual 300, somebody could flood the limits out.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # Of one process, for what may be a minute old and is nobody's.
    "memory": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "", "OPTIONS": {}},
}
CHANNEL_LAYERS = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {
            "hosts": [{"address": REDIS_URL, "health_check_interval": 15}],
            "symmetric_encryption_keys": [derived_key("channels")],
            "prefix": "supportgroup",
        },
    }
}

# ── Jobs ─────────────────────────────────────────────────────────────────────────────────────────────────────
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_TASK_IGNORE_RESULT = CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_TIME_LIMIT, CELERY_TASK_SOFT_TIME_LIMIT = 120, 90
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 20
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 600,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "socket_keepalive": not REDIS_URL.startswith("unix"),
    "health_check_interval": 25,
    "global_keyprefix": "supportgroup:",
}
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 1, "interval_start": 0, "interval_max": 0.2}
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# ── People ───────────────────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "groups.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_REDIRECT_URL = "home:start"
LOGIN_URL = "account_login"
ACCOUNT_ADAPTER = "groups.people.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "groups.people.signup.SignUp",
    "request_login_code": "groups.people.codes.RequestCode",
    "confirm_login_code": "groups.people.codes.ConfirmSignIn",
    "confirm_email_verification_code": "groups.people.codes.ConfirmAddress",
    "add_email": "groups.people.codes.AddAddress",
    "change_email": "groups.people.codes.ChangeAddress",
}
ACCOUNT_SIGNUP_FORM_CLASS = "groups.people.forms.SignupDetails"
ACCOUNT_USER_DISPLAY = "groups.people.adapter.display_name"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION, ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = "mandatory", True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED, ACCOUNT_LOGIN_BY_CODE_TIMEOUT = True, 15 * 60
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PREVENT_ENUMERATION = ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_REDIRECT_URL = "home:start"
ACCOUNT_SIGNUP_REDIRECT_URL = "people:questions"
ALLAUTH_TRUSTED_PROXY_COUNT = here.trusted_proxy_count
MFA_ADAPTER = "groups.people.adapter.MFAAdapter"
MFA_FORMS = {
    "authenticate": "groups.people.codes.SecondStep",
    "reauthenticate": "groups.people.codes.OnceMore",
    "activate_totp": "groups.people.codes.UseAnApp",
    "authenticate_webauthn": "groups.people.codes.SecondStepByPasskey",
    "reauthenticate_webauthn": "groups.people.codes.OnceMoreByPasskey",
    "login_webauthn": "groups.people.codes.SignInByPasskey",
    "signup_webauthn": "groups.people.codes.SignUpByPasskey",
    "add_webauthn": "groups.people.codes.AddPasskey",
    "edit_webauthn": "groups.people.codes.RenamePasskey",
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = MFA_PASSKEY_SIGNUP_ENABLED = MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEBUG
USERSESSIONS_TRACK_ACTIVITY = False

# ── Words, times ─────────────────────────────────────────────────────────────────────────────────────────────
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = here.time_zone
USE_TZ = True

# ── Mail ─────────────────────────────────────────────────────────────────────────────────────────────────────
DEFAULT_FROM_EMAIL = SERVER_EMAIL = here.mail_from
MAIL_PROVIDER = providers.named_in(here.mail_url)
MAIL_EVENTS = bool(here.mail_webhook_secret)
ANYMAIL: dict[str, object] = {}
if MAIL_PROVIDER:
    EMAIL_BACKEND = "supportgroup.provider.ProviderMail"
    ANYMAIL = providers.anymail_settings(here.mail_url, here.mail_webhook_secret)
elif here.mail_url:
    mail = environ.Env.email_url_config(here.mail_url)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = mail["EMAIL_HOST"], mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = mail["EMAIL_HOST_USER"] or "", mail["EMAIL_HOST_PASSWORD"] or ""
    EMAIL_USE_TLS, EMAIL_USE_SSL = bool(mail.get("EMAIL_USE_TLS")), bool(mail.get("EMAIL_USE_SSL"))
    EMAIL_TIMEOUT = 10
else:
    EMAIL_BACKEND = "supportgroup.mail.KeptMail"
MAIL_DIR = DATA_DIR / "mail"

# ── Notes on devices (RFC 8030, 8292) ────────────────────────────────────────────────────────────────────────────
PUSH_PRIVATE_KEY = here.push_private_key
PUSH_CONTACT = here.push_contact
PUSH_HOSTS = here.push_hosts
PUSH_PUBLIC_KEY = vapid.public_key(PUSH_PRIVATE_KEY) if PUSH_PRIVATE_KEY else ""

# ── What is sealed at rest (`groups/sealed.py`): key id → 32 bytes, the newest first ─────────────────────────────
SEALED_KEYS = {name: base64.b64decode(key) for name, key in here.sealed_keys.items()} or {
    "s": base64.urlsafe_b64decode(derived_key("sealed"))
}

# ── What leaves the server ───────────────────────────────────────────────────────────────────────────────────
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "servestatic.storage.CompressedManifestStaticFilesStorage"
    },
}
SERVESTATIC_USE_FINDERS = SERVESTATIC_AUTOREFRESH = DEBUG

secure = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_HSTS_SECONDS = 31_536_000 if secure else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = secure
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
if here.trusted_proxy_count:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: [] for feature in ("camera", "geolocation", "microphone", "payment", "usb", "accelerometer", "gyroscope")
}

LOGGING = logs.config(here.log_level)
SILENCED_SYSTEM_CHECKS: list[str] = []
