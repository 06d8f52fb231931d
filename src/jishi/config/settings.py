"""Settings, read once from the environment. Every name is documented in docs/running.md; a bad value stops the start
with a sentence, not a traceback."""

import json
import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.utils.csp import CSP

BASE_DIR = Path(__file__).resolve().parents[3]
DATA_DIR = Path(os.environ.get("JISHI_DATA", BASE_DIR / ".data" / "site")).resolve()
KEYS_FILE = Path(os.environ.get("JISHI_KEYS", f"{DATA_DIR}.keys.json")).resolve()


def _flag(name: str, default: bool = False) -> bool:
    value = os.environ.get(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise SystemExit(f"设置 {name} 只能是 0 或 1，现在是“{value}”。")
    return value == "1"


def _words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SystemExit("DATABASE_URL 要以 postgresql:// 开头；本平台只用 PostgreSQL 15 及以上。")
    query = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "jishi",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.pop("host", parts.hostname or ""),
        "PORT": query.pop("port", str(parts.port or "")),
        "OPTIONS": query,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"NAME": os.environ.get("JISHI_TEST_DB", "test_jishi")},
    }


def _keys() -> dict[str, list[str]]:
    """The key file; only tests and commands that need no secrets run without one."""
    if KEYS_FILE.exists():
        return dict(json.loads(KEYS_FILE.read_text()))
    if _flag("JISHI_THROWAWAY_KEYS"):
        return {"session": ["only-for-tests-" * 4], "seal": ["A" * 43 + "="], "lookup": ["only-for-tests"]}
    raise SystemExit(f"找不到密钥文件 {KEYS_FILE}。数据目录换了位置的，请用 JISHI_KEYS 指出密钥文件在哪里。")


_KEYS = _keys()
SECRET_KEY, *SECRET_KEY_FALLBACKS = _KEYS["session"]
SEAL_KEYS = _KEYS["seal"]
[LOOKUP_KEY] = _KEYS["lookup"]

DEBUG = False
ALLOWED_HOSTS = _words("JISHI_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = _words("JISHI_ORIGINS")
HTTPS = _flag("JISHI_HTTPS")
# Where secret polls are cast, if on a host or port of its own; nothing else is served there.
CAST_URL = os.environ.get("JISHI_CAST_URL", "").rstrip("/")
if CAST_URL and not (urlsplit(CAST_URL).scheme in ("http", "https") and urlsplit(CAST_URL).hostname):
    raise SystemExit(f"设置 JISHI_CAST_URL 要写成 https://tp.example.gov.cn 这样，现在是“{CAST_URL}”。")
ALLOWED_HOSTS += [name for name in (urlsplit(CAST_URL).hostname,) if name]
SITE_NAME = os.environ.get("JISHI_SITE_NAME", "基石")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_tasks_db",
    "jishi.kernel",
    "jishi.ui",
    "jishi.papers",
    "jishi.audit",
    "jishi.accounts",
    "jishi.site",
    "jishi.notices",
    "jishi.files",
    "jishi.people",
    "jishi.orgs",
    "jishi.members",
    "jishi.assignments",
    "jishi.activities",
    "jishi.ballots",
    "jishi.duties",
    "jishi.appraisals",
    "jishi.committees",
    "jishi.campaigns",
    "jishi.model_sites",
    "jishi.desk",
    "jishi.demo",
    "jishi.config",
]

# Beyond a province a region is a schema (docs/architecture.md): which tables all regions share, and which each has itself.
SHARED_APPS = {"auth", "contenttypes", "sessions", "django_tasks_database", "accounts", "site"}
REGIONAL_APPS = {
    "audit", "notices", "files", "people", "orgs", "members", "assignments", "activities", "ballots", "duties", "appraisals",
    "committees", "campaigns", "model_sites", "desk",
}  # fmt: skip

MIDDLEWARE = [
    "jishi.config.middleware.casting",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "jishi.config.middleware.answers",
    "jishi.config.middleware.gate",
    "jishi.config.middleware.actor",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "jishi.config.urls"
WSGI_APPLICATION = "jishi.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [("jishi.ui.compiled.Loader", ["django.template.loaders.app_directories.Loader"])],
            "context_processors": ["django.template.context_processors.request", "jishi.config.shell.shell"],
            "builtins": ["jishi.ui.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "jishi.ui.rendering.Renderer"

DATABASES = {"default": _database(os.environ.get("DATABASE_URL", "postgresql:///jishi"))}
STEP_DOWN = _flag("JISHI_STEP_DOWN", default=True)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Account"
AUTHENTICATION_BACKENDS = ["jishi.config.sessions.Accounts"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts-sign_in"
IDLE_LOCK_MINUTES = int(os.environ.get("JISHI_IDLE_MINUTES", "30"))

# Not cached: a cache of each worker's own would keep a session alive in one worker after sign-out in another.
SESSION_ENGINE = "jishi.config.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "jishi.ui.pages.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "connect-src": [CSP.SELF],
    "font-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "frame-ancestors": [CSP.NONE],
    "base-uri": [CSP.NONE],
}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
DATE_FORMAT = "Y-m-d"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    # Hashed names in production, so that a new release is never met with last month's stylesheet.
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage."
        + ("ManifestStaticFilesStorage" if _flag("JISHI_HASHED_STATIC") else "StaticFilesStorage")
    },
}
FILES_DIR = DATA_DIR / "files"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_MEMORY_SIZE = 5_242_880
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
UPLOAD_MAX_BYTES = 30 * 1024 * 1024
ROSTER_MAX_BYTES = 80 * 1024 * 1024  # a city's 500,000 members are some 50 MB

# Reminders by mail: off until a server is named. SITE_URL is what links in messages begin with.
SITE_URL = os.environ.get("JISHI_SITE_URL", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "").rstrip("/")
DEFAULT_FROM_EMAIL = os.environ.get("JISHI_MAIL_FROM") or os.environ.get("JISHI_MAIL_USER") or "jishi@localhost"


def _mailers() -> dict[str, dict[str, object]]:
    """Django's mail settings from the environment; none without a server."""
    host, security = os.environ.get("JISHI_MAIL_HOST", ""), os.environ.get("JISHI_MAIL_SECURITY", "ssl")
    ports = {"ssl": "465", "starttls": "587", "none": "25"}
    if security not in ports:
        raise SystemExit(f"设置 JISHI_MAIL_SECURITY 只能是 ssl、starttls 或 none，现在是“{security}”。")
    port = os.environ.get("JISHI_MAIL_PORT") or ports[security]
    if not port.isdecimal():
        raise SystemExit(f"设置 JISHI_MAIL_PORT 只能是数字，现在是“{port}”。")
    if not host:
        return {}
    if "@" not in DEFAULT_FROM_EMAIL or DEFAULT_FROM_EMAIL == "jishi@localhost":
        raise SystemExit("设置了 JISHI_MAIL_HOST，还要用 JISHI_MAIL_FROM 写明发件邮箱。")
    options = {
        "host": host,
        "port": int(port),
        "username": os.environ.get("JISHI_MAIL_USER", ""),
        "password": os.environ.get("JISHI_MAIL_PASSWORD", ""),
        "use_ssl": security == "ssl",
        "use_tls": security == "starttls",
        "timeout": 10,
    }
    return {"default": {"BACKEND": "django.core.mail.backends.smtp.EmailBackend", "OPTIONS": options}}


MAILERS = _mailers()

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
# mail.W001: a site without a mail server sends no mail, on purpose.
SILENCED_SYSTEM_CHECKS = ["mail.W001", "security.W004", "security.W008", "security.W012", "security.W016"]
