"""The one settings file. Everything an installation decides comes from the environment or its data folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config.database import database_from
from config.environment import env, env_flag

BASE_DIR = Path(__file__).resolve().parent.parent
BUILD_DIR = BASE_DIR / "build"


MODE = env("TONGBAN_MODE", "demo")
if MODE not in {"demo", "production"}:
    raise SystemExit(f"Unexpected value TONGBAN_MODE={MODE}: use 'demo' or 'production'.")
DEMO = MODE == "demo"
DEBUG = env_flag("TONGBAN_DEBUG", "0")

DATA_DIR = Path(env("TONGBAN_DATA", str(BASE_DIR / "var"))).resolve()
FILES_DIR = DATA_DIR / "files"
KEYS_DIR = DATA_DIR / "keys"
INDEX_DIR = DATA_DIR / "index"
PUBLISHED_DIR = Path(env("TONGBAN_PUBLISHED", str(DATA_DIR / "published"))).resolve()  # public: nginx reads it
HEADS_FILE = Path(env("TONGBAN_HEADS", str(DATA_DIR / "heads.jsonl"))).resolve()  # best on a disk of another machine
HEAD_SECONDS = int(env("TONGBAN_HEAD_SECONDS", "10"))  # least between two heads of the log that receipts ask for
HEADS_TO = env("TONGBAN_HEADS_TO", "").split()  # who else is told each hour's head: https://… or mailto:…
FONTS_DIR = Path(env("TONGBAN_FONTS", str(BUILD_DIR / "fonts")))
for folder in (DATA_DIR, FILES_DIR, KEYS_DIR, INDEX_DIR):
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
PUBLISHED_DIR.mkdir(parents=True, exist_ok=True, mode=0o755)

# Cryptography: the suite with which a new installation begins, and what wraps its keys (docs/operation.md).
CRYPTO = env("TONGBAN_CRYPTO", "")  # international or national; empty: what the installation began with
KEK_FILE = Path(os.environ["TONGBAN_KEK_FILE"]) if os.environ.get("TONGBAN_KEK_FILE") else None
TSA_URL = env("TONGBAN_TSA_URL", "")  # a time-stamping authority (RFC 3161); empty: none is asked
TSA_ROOTS = Path(os.environ["TONGBAN_TSA_ROOTS"]) if os.environ.get("TONGBAN_TSA_ROOTS") else None  # PEM, its roots
KEK_COMMAND = env("TONGBAN_KEK_COMMAND", "")  # … wrap | … unwrap, base64 in and out: an HSM or a key service


def secret_key() -> str:
    """From TONGBAN_SECRET_KEY, else made once and kept in the data folder (mode 0600)."""
    if given := env("TONGBAN_SECRET_KEY", ""):
        return given
    path = KEYS_DIR / "secret_key"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text()


def secret_from(path: str) -> str:
    """What stands in a file that only the program and whoever shares the secret may read."""
    if not path:
        return ""
    try:
        return Path(path).read_text().strip()
    except OSError as error:
        raise SystemExit(f"Unexpected value {path}: a file with a secret that can't be read ({error}).") from error


SECRET_KEY = secret_key()
ALLOWED_HOSTS = env("TONGBAN_HOSTS", "*" if DEMO else "localhost").split(",")
SITE_URL = env("TONGBAN_URL", f"http://localhost:{env('PORT', '8000')}")
ZONE = env("TONGBAN_ZONE", "both")
HOME_REGION = env("TONGBAN_REGION", "510131000000")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# In the order of the flow, from the ground up; the import contract in .importlinter holds the same list.
ROOMS = [
    "audit",
    "regions",
    "outbox",
    "documents",
    "messages",
    "people",
    "exchange",
    "sites",
    "statutes",
    "promises",
    "workflow",
    "forms",
    "ratings",
    "licences",
    "catalogue",
    "intake",
    "halls",
    "cases",
    "supervision",
    "portal",
    "desk",
    "flow",
]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "config",
    "theme",
    "tongban.kit",
    *[f"tongban.{room}" for room in ROOMS],
    "demo",
]
MIDDLEWARE = [
    "config.logs.numbered",
    "config.middleware.security_headers",
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "tongban.people.factors.gate.Gate",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "config.middleware.refusals",
    "tongban.people.mandates.choosing.Choosing",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "theme" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "config.context.site",
                "tongban.desk.navigation.tabs",
            ],
            "builtins": [
                "theme.templatetags.theme",
                "django.templatetags.i18n",
                "django.templatetags.static",
                "tongban.people.templatetags.acting",
            ],
        },
    }
]

DATABASES = {"default": database_from(env("DATABASE_URL", ""), DATA_DIR / "tongban.sqlite3")}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["tongban.people.signin.BlindIndexBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
# Signing in and its strength (A2; 等保三级, 8.1.4.1). Figures of an installation, not of a law.
PASSWORD_LENGTH = int(env("TONGBAN_PASSWORD_LENGTH", "10"))
PASSWORD_KINDS = int(env("TONGBAN_PASSWORD_KINDS", "3"))  # small letters, capitals, digits, others
PASSWORD_HISTORY = int(env("TONGBAN_PASSWORD_HISTORY", "5"))  # the last ones may not come again; 0: they may
STAFF_PASSWORD_DAYS = int(env("TONGBAN_STAFF_PASSWORD_DAYS", "0" if DEMO else "90"))  # 0: as old as it likes
STAFF_PASSWORD_WARN_DAYS = int(env("TONGBAN_STAFF_PASSWORD_WARN_DAYS", "14"))
TRIES_PER_ACCOUNT = int(env("TONGBAN_TRIES_PER_ACCOUNT", "8"))  # in LOCK_MINUTES
TRIES_PER_ADDRESS = int(env("TONGBAN_TRIES_PER_ADDRESS", "40"))
LOCK_MINUTES = int(env("TONGBAN_LOCK_MINUTES", "15"))
IDLE_MINUTES = int(env("TONGBAN_IDLE_MINUTES", "30"))
STAFF_IDLE_MINUTES = int(env("TONGBAN_STAFF_IDLE_MINUTES", "15"))
STAFF_SESSIONS = int(env("TONGBAN_STAFF_SESSIONS", "0"))  # places where an official is signed in at once; 0: any
STAFF_FACTOR = env_flag("TONGBAN_STAFF_FACTOR", "0" if DEMO else "1")  # officials need a second step
STAFF_FACTOR_DAYS = int(env("TONGBAN_STAFF_FACTOR_DAYS", "7"))  # after hiring
STAFF_FACTOR_FROM = env("TONGBAN_STAFF_FACTOR_FROM", "")  # 2026-12-01: who was hired earlier counts from this day
LET_IN_HOURS = int(env("TONGBAN_LET_IN_HOURS", "24"))  # how long the word of an official lets somebody in again
DEPUTY_DAYS = int(env("TONGBAN_DEPUTY_DAYS", "90"))  # from today, the last day of a deputy
DEPUTY_POWERFUL_DAYS = int(env("TONGBAN_DEPUTY_POWERFUL_DAYS", "15"))  # of a deputy in a post that two people give
CERTIFICATE_SECRET = secret_from(env("TONGBAN_CERTIFICATE_SECRET_FILE", ""))  # shared with nginx; "": no certificates
TOTP_DRIFT = int(env("TONGBAN_TOTP_DRIFT", "1"))  # steps of 30 seconds that a phone's clock may be wrong
RECOVERY_CODES = int(env("TONGBAN_RECOVERY_CODES", "10"))
RECOVERY_WAIT_HOURS = int(env("TONGBAN_RECOVERY_WAIT_HOURS", "72"))  # where only one channel is left
RECOVERY_OPEN_HOURS = int(env("TONGBAN_RECOVERY_OPEN_HOURS", "168"))  # afterwards, to finish it
# What was added later is no second proof for a recovery yet: its owner hears of it first.
FACTOR_PROOF_HOURS = int(env("TONGBAN_FACTOR_PROOF_HOURS", "72"))
FORMER_CONTACT_DAYS = int(env("TONGBAN_FORMER_CONTACT_DAYS", "7"))  # warnings go to the former telephone or address too
FRESH_SECONDS = 60 * int(env("TONGBAN_FRESH_MINUTES", "15"))  # acts on the account ask once more after so long
FRESH_DECIDING_SECONDS = 60 * int(env("TONGBAN_FRESH_DECIDING_MINUTES", "240"))

AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "tongban.people.factors.passwords.KindsValidator", "OPTIONS": {"least": PASSWORD_KINDS}},
]
LOGIN_URL = "people:sign_in"
LOGIN_REDIRECT_URL = "/my/"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "tongban.people.sessions"
SECURE_COOKIES = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_COOKIES
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_COOKIES else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env_flag("TONGBAN_BEHIND_PROXY", "0") else None
X_FRAME_OPTIONS = "SAMEORIGIN"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # signed; spares two writes per act

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BUILD_DIR / "locale", BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = BUILD_DIR / "collected"
# Hashed names may be kept by browsers for ever; `make run` and the shipped units collect them first.
HASHED_STATIC = env_flag("TONGBAN_HASHED_STATIC", "0")
STATIC_STORAGE = "ManifestStaticFilesStorage" if HASHED_STATIC else "StaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": f"django.contrib.staticfiles.storage.{STATIC_STORAGE}"},
}
STATICFILES_DIRS = [path for path in (BUILD_DIR / "static",) if path.exists()]

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 1 * 2**20
UPLOAD_FILE_LIMIT = 20 * 2**20
# Most used (高频): at least so many applications in so many months, the one that runs included.
FREQUENT_MONTHS = int(env("TONGBAN_FREQUENT_MONTHS", "12"))
FREQUENT_TIMES = int(env("TONGBAN_FREQUENT_TIMES", "2" if DEMO else "30"))
FULL_AGE = int(env("TONGBAN_FULL_AGE", "18"))  # years; guardians are as old at least (民法典 §17)
GUARDED_UNTIL = int(env("TONGBAN_GUARDED_UNTIL", "14"))  # years; below a guardian decides (PIPL Article 31)
SHEET_ROWS = int(env("TONGBAN_SHEET_ROWS", "20000"))  # lines of one download of a public list
BOOKINGS_AT_ONCE = int(env("TONGBAN_BOOKINGS_AT_ONCE", "3"))  # times at a hall that one person may hold
# Maps of the halls: a reviewed source (天地图 or another), shown with its number of review (审图号); none: no map.
MAP_TILES = env("TONGBAN_MAP_TILES", "").split()  # layers, the lowest first: https://…{z}…{x}…{y}…{key}; CGCS2000
MAP_KEY = env("TONGBAN_MAP_KEY", "")
MAP_APPROVAL = env("TONGBAN_MAP_APPROVAL", "")
MAP_ATTRIBUTION = env("TONGBAN_MAP_ATTRIBUTION", "")
MAP_ZOOMS = (int(env("TONGBAN_MAP_ZOOM_LEAST", "5")), int(env("TONGBAN_MAP_ZOOM_MOST", "18")))
MAP_LINK = env("TONGBAN_MAP_LINK", "geo:{latitude},{longitude}")  # how a telephone opens its own map
ELSEWHERE = env("TONGBAN_ELSEWHERE", "")  # JSON: division code → function of a column → where it is done now
UNANSWERED_DAYS = int(env("TONGBAN_UNANSWERED_DAYS", "180"))  # how long questions that found nothing are kept
UNANSWERED_LEAST = int(env("TONGBAN_UNANSWERED_LEAST", "2"))  # how often one was asked before an official reads it
ALSO_NEEDED_DAYS = int(env("TONGBAN_ALSO_NEEDED_DAYS", "90"))  # between two applications that belong together
EXPERIENCE_LEAST = int(env("TONGBAN_EXPERIENCE_LEAST", "10"))  # decided cases, before it is told how long they took
EXPERIENCE_LEAST_REASON = int(
    env("TONGBAN_EXPERIENCE_LEAST_REASON", "3")
)  # cases sent back for one thing, before it is told
ALSO_NEEDED_LEAST = int(env("TONGBAN_ALSO_NEEDED_LEAST", "5"))  # applicants who needed both, before it is told
OPENED_MINUTES = int(env("TONGBAN_OPENED_MINUTES", "240"))  # how long personal data stays open for whoever opened it
RETENTION = env("TONGBAN_RETENTION", "")  # a file of retention classes instead of ours, people/privacy/retention.json
PACKAGE_LIMIT = int(env("TONGBAN_PACKAGE_MB", "100")) * 2**20  # files enclosed in a copy of one's own data
# For how many days what is no part of a case is kept (the archive has its own classes); 0: gone once it is over.
KEEP_DRAFTS_DAYS = int(env("TONGBAN_KEEP_DRAFTS_DAYS", "180"))
KEEP_UPLOADS_DAYS = int(env("TONGBAN_KEEP_UPLOADS_DAYS", "1"))
KEEP_REGISTRATIONS_DAYS = int(env("TONGBAN_KEEP_REGISTRATIONS_DAYS", "0"))
KEEP_CODES_DAYS = int(env("TONGBAN_KEEP_CODES_DAYS", "1"))
KEEP_ATTEMPTS_DAYS = int(env("TONGBAN_KEEP_ATTEMPTS_DAYS", "1"))
KEEP_SIGN_INS_DAYS = int(
    env("TONGBAN_KEEP_SIGN_INS_DAYS", "366")
)  # half a year at least (网络安全法 §21, as numbered before 2026)
KEEP_SESSIONS_DAYS = int(env("TONGBAN_KEEP_SESSIONS_DAYS", "0"))
KEEP_LETTERS_DAYS = int(env("TONGBAN_KEEP_LETTERS_DAYS", "180"))
KEEP_MESSAGES_DAYS = int(env("TONGBAN_KEEP_MESSAGES_DAYS", "1095"))
KEEP_BOOKINGS_DAYS = int(env("TONGBAN_KEEP_BOOKINGS_DAYS", "365"))
KEEP_MISTAKES_DAYS = int(env("TONGBAN_KEEP_MISTAKES_DAYS", "365"))
KEEP_LOOKS_DAYS = int(env("TONGBAN_KEEP_LOOKS_DAYS", "1095"))  # PIPL Article 56: three years at least
KEEP_TOKENS_DAYS = int(env("TONGBAN_KEEP_TOKENS_DAYS", "1"))
KEEP_USES_DAYS = int(env("TONGBAN_KEEP_USES_DAYS", "180"))
KEEP_REQUESTS_DAYS = int(env("TONGBAN_KEEP_REQUESTS_DAYS", "1095"))
KEEP_PACKAGES_DAYS = int(env("TONGBAN_KEEP_PACKAGES_DAYS", "7"))
DELAY_DAYS = int(env("TONGBAN_DELAY_DAYS", "180"))  # how long a lawful inspection may hold looks back at most
LOOK_REASONS = env("TONGBAN_LOOK_REASONS", "")  # a file of reasons instead of ours, see people/privacy/reasons.json
UPLOAD_TOTAL_LIMIT = int(env("TONGBAN_UPLOAD_TOTAL_MB", "200")) * 2**20

RATE_FACTOR = float(env("TONGBAN_RATE_FACTOR", "1"))  # of config.limits: 2 doubles every limit, 0 takes them away
# A process of the public zone keeps no file: it hands them to the official zone, at http(s)://host:port, with one secret.
FILES_AT = env("TONGBAN_FILES_AT", "")
FILES_SECRET = env("TONGBAN_FILES_SECRET", "")
if FILES_AT:
    if not FILES_SECRET:
        raise SystemExit(
            "TONGBAN_FILES_AT needs TONGBAN_FILES_SECRET (or TONGBAN_FILES_SECRET_FILE), the same in both zones."
        )
    FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
    FILE_UPLOAD_MAX_MEMORY_SIZE = 210 * 2**20  # as config.wsgi bounds a body; the handler takes all of it, or nothing
CLAMD = env("TONGBAN_CLAMD", "")  # ClamAV: unix:/run/clamav/clamd.ctl or host:port; empty: files are not scanned
EMAIL_URL = env("TONGBAN_SMTP", "")  # smtp://user:password@host:port, or empty: letters wait in the demo mail box
SMS_URL = env("TONGBAN_SMS", "")  # an HTTP gateway, or empty: codes wait in the demo mail box
MAIL_FROM = env("TONGBAN_MAIL_FROM", "noreply@tongban.invalid")

# An upper platform that signs people in here (OpenID Connect); empty: none. Its secret lies in a file.
UPPER_ISSUER = env("TONGBAN_UPPER_OIDC_ISSUER", "").rstrip("/")
UPPER_CLIENT = env("TONGBAN_UPPER_OIDC_CLIENT", "")
UPPER_SECRET_FILE = env("TONGBAN_UPPER_OIDC_SECRET_FILE", "")
UPPER_NAME = env("TONGBAN_UPPER_OIDC_NAME", "省政务服务平台")
UPPER_SCOPES = env("TONGBAN_UPPER_OIDC_SCOPES", "openid real_name phone identity")
UPPER_LEVEL = int(env("TONGBAN_UPPER_OIDC_LEVEL", "2"))  # the highest level of identity taken over from it
UPPER_LEVELS = env("TONGBAN_UPPER_OIDC_LEVELS", "")  # JSON: its words for `acr` → level; empty: our own names
UPPER_ID_KEY_FILE = env("TONGBAN_UPPER_OIDC_ID_KEY_FILE", "")  # the key of its fingerprints of ID numbers
# Partners whose answer is asked for over HTTP; without an address a partner is not connected. Secrets lie in files.
PARTNERS = {
    key: {"url": env(f"TONGBAN_{key.upper()}_URL", ""), "secret_file": env(f"TONGBAN_{key.upper()}_SECRET_FILE", "")}
    for key in ("population", "legal_persons")
}
LEVEL_TO_APPLY = int(env("TONGBAN_LEVEL_TO_APPLY", "1"))  # of assurance, where a guide says nothing
EXCHANGE_SECONDS = float(env("TONGBAN_EXCHANGE_SECONDS", "5"))  # patience with one question
EXCHANGE_FAILURES = int(env("TONGBAN_EXCHANGE_FAILURES", "3"))  # in a row, after which a line rests
EXCHANGE_REST_SECONDS = int(env("TONGBAN_EXCHANGE_REST_SECONDS", "30"))
EXCHANGE_CA = env("TONGBAN_EXCHANGE_CA", "")  # certificates of a government network's own authority

# How many yellow days, and the clocks' own figures, are data of the room `promises`.
DEMO_PASSWORD = "Tongban-2026-demo"  # noqa: S105 - everybody may know it

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"out": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["out"], "level": env("TONGBAN_LOG", "WARNING")},
    "loggers": {"tongban": {"level": env("TONGBAN_LOG", "INFO")}, "django.request": {"level": "ERROR"}},
}
