"""Settings of every installation; what differs between them comes from the environment (docs/operating.md)."""

from datetime import timedelta
from importlib.util import find_spec

import pghistory
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from geo_lapor.env import ROOT, database, env, package_folder, required

if find_spec("psycopg") is not None:
    raise ImproperlyConfigured("psycopg (3) is installed; Django would silently use it instead of psycopg2.")

DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = required("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
IDENTITY_KEY = required("IDENTITY_KEY")  # Fernet key: reporters' identities are encrypted at rest with it
TRACE_KEY = required("TRACE_KEY")  # keys of what tells few hands from many (reports.moderation.tracing)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
HTTPS = env.bool("HTTPS", default=False)  # served behind a proxy that speaks TLS

VAR = env.path("VAR_DIR", default=str(ROOT / "var")).root
INDEX_DIR = f"{VAR}/index"  # memory-mapped look-up indexes, one file per edition
EDITION_CHECK_SECONDS = 2.0  # how long a process takes the edition in force for granted
MEDIA_ROOT = f"{VAR}/media/public"  # re-encoded photos without metadata
EVIDENCE_ROOT = f"{VAR}/media/evidence"  # originals: never served
REFERENCE_DIR = ROOT / "fixtures" / "reference"  # seed rows: themes and categories
OPEN_DATA_ROOT = f"{VAR}/opendata"  # what everybody may have whole, by dataset and version
MEDIA_URL = "/media/"
STATIC_URL = "/static/"
STATIC_ROOT = f"{VAR}/static"

INSTALLED_APPS = [
    "boundaries",
    "jobs",
    "accounts",
    "reports",
    "maps",
    "monitoring",
    "opendata",
    "participation",
    "period_reports",
    "geo_lapor",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "pgtrigger",
    "pghistory",
    "import_export",
    "drf_spectacular",
    "gisserver",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "maps.layers.shortcut.VisitorsLayers",  # tiles for visitors need nothing of what follows
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "geo_lapor.middleware.LanguageMiddleware",
    "geo_lapor.middleware.ZoneMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.middleware.SessionsMiddleware",
    "accounts.middleware.SecondFactorMiddleware",
    "geo_lapor.middleware.WrittenDownMiddleware",  # who changed a rule, and on which page
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it answers for whoever tried too many passwords
]

ROOT_URLCONF = "geo_lapor.urls"
WSGI_APPLICATION = "geo_lapor.wsgi.application"
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DATABASES = {"default": database()}
# Django throws out a third of what is kept beyond 300 rows, with it which forms were done and which codes were used.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "django_cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "geo_lapor" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

# Every change of a tracked row is written by the database itself, whoever makes it, and nobody rewrites that.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())
PGHISTORY_APPEND_ONLY = True

# People sign in by e-mail; staff add a second factor (accounts.middleware). Wrong passwords are counted by django-axes.
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
    "accounts.backends.NationalBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "accounts:home"
STAFF_HOME = "reports:desk:inbox"
AXES_VERBOSE = False
AXES_HANDLER = "accounts.lockout.Handler"  # knows the limits of both parameters
AXES_FAILURE_LIMIT = 1
AXES_LOCKOUT_PARAMETERS = ["ip_address", ["username", "ip_address"]]
AXES_COOLOFF_TIME = timedelta(minutes=30)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_CLIENT_IP_CALLABLE = "accounts.addresses.countable_ip"
AXES_LOCKOUT_CALLABLE = "accounts.views.lockout.locked_out"
ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.forms.sign_in.LoginForm",
    "signup": "accounts.forms.sign_in.SignupForm",
    "add_email": "accounts.forms.sign_in.EmailForm",
    "reset_password": "accounts.forms.sign_in.ResetForm",
    "reset_password_from_key": "accounts.forms.sign_in.NewPasswordForm",
    "change_password": "accounts.forms.sign_in.ChangePasswordForm",
    "reauthenticate": "accounts.forms.sign_in.ConfirmForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True  # one address; a new one counts once its owner has answered the letter
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# Codes of the second step, counted by account: only who knows the password gets that far (accounts.adapters).
ACCOUNT_RATE_LIMITS = {"login_failed": "10/30m/key"}
MFA_ADAPTER = "accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.forms.second_factor.CodeForm",
    "reauthenticate": "accounts.forms.second_factor.ConfirmCodeForm",
    "activate_totp": "accounts.forms.second_factor.ActivateForm",
    "add_webauthn": "accounts.forms.second_factor.AddKeyForm",
    "edit_webauthn": "accounts.forms.second_factor.EditKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1  # half a minute to either side: clocks of telephones go wrong
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
USERSESSIONS_TRACK_ACTIVITY = True

# Work that follows a request is queued in the request's own transaction and done by script/server's worker.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default", "mail", "webhooks"]}}

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# Packages from npm are served from where npm put them: nothing of theirs is copied into the repository.
# (address prefix, folder, files that pages name)
_NODE = ROOT / "node_modules"
PACKAGE_FILES = [
    ("vendor/bootstrap", _NODE / "bootstrap" / "dist", ["css/bootstrap.min.css"]),
    ("vendor/bootstrap-icons", _NODE / "bootstrap-icons", []),  # drawn into the page one by one
    ("vendor/htmx", _NODE / "htmx.org" / "dist", ["htmx.min.js"]),
    ("vendor/leaflet", _NODE / "leaflet" / "dist", ["leaflet.js", "leaflet.css", "images/*.png"]),
    ("vendor/vectorgrid", _NODE / "leaflet.vectorgrid" / "dist", ["Leaflet.VectorGrid.bundled.min.js"]),
    (
        "vendor/swagger-ui",
        package_folder("drf_spectacular_sidecar") / "static" / "drf_spectacular_sidecar" / "swagger-ui-dist",
        ["swagger-ui.css", "swagger-ui-bundle.js"],
    ),
    ("vendor/folium", package_folder("folium") / "templates", ["leaflet_heat.min.js"]),
]
REPORT_FONTS = _NODE / "@fontsource" / "source-sans-3" / "files"  # letters of what is printed
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "geo_lapor.staticfiles.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "geo_lapor.storage.StaticFilesStorage"},
}

LAYERS_KEPT_SECONDS = 60  # how old what visitors see of the layers of maps may be; 0: made anew each time
FIGURES_KEPT_SECONDS = 600  # how old counts behind figures of monitoring may be; 0: made anew each time
LAYER_SECONDS = 5  # how long the database may think about one tile, view, picture or page of a layer
HEAVY_SLOTS = max(env.int("HEAVY_SLOTS", default=4), 1)  # pictures and files that all processes make at the same time
HEAVY_WAIT_SECONDS = 3.0  # how long one more waits for its turn before it is sent away
GISSERVER_DB_PRECISION = 6  # decimals of coordinates that /ogc/ tells: 0.1 m

# No page asks another host for anything: whatever slips through is stopped here.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
# gis.W001: GDAL before 3.9 may open files named in a spatial reference; no text of a user ever becomes one here.
SILENCED_SYSTEM_CHECKS = ["gis.W001"]

# Without a mail server letters are written to files: nothing is lost, and nobody is told.
EMAIL_CONFIG = env.email_url("EMAIL_URL", default=f"filemail:///{VAR}/mail")
EMAIL_BACKEND = EMAIL_CONFIG["EMAIL_BACKEND"]
EMAIL_FILE_PATH = EMAIL_CONFIG["EMAIL_FILE_PATH"] or f"{VAR}/mail"
EMAIL_HOST, EMAIL_PORT = EMAIL_CONFIG["EMAIL_HOST"], EMAIL_CONFIG["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = EMAIL_CONFIG["EMAIL_HOST_USER"], EMAIL_CONFIG["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = EMAIL_CONFIG.get("EMAIL_USE_TLS", False), EMAIL_CONFIG.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.str("EMAIL_FROM", default="geo_lapor <geo-lapor@localhost>")
EMAIL_REPLY_TO = env.str("EMAIL_REPLY_TO", default="")  # "balas+{token}@…" of receive_mail; empty: nobody can reply
WEBHOOK_ALLOW_PRIVATE = env.bool("WEBHOOK_ALLOW_PRIVATE", default=False)  # agencies' programs in our own network
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")  # links in letters lead here
OPEN311_CONTACT = env.str("OPEN311_CONTACT", default=DEFAULT_FROM_EMAIL)  # who gives keys to programs of partners
OPEN_DATA_DAYS = env.int("OPEN_DATA_DAYS", default=90)  # how long versions of open data are kept, single reports 3 days
DATA_LICENCE = env.str("DATA_LICENCE", default="CC BY 4.0")  # of public counts, as downloads say it

SUBMISSIONS_PER_HOUR = env.int("SUBMISSIONS_PER_HOUR", default=30)  # reports filed from one address
FORM_SECONDS = env.int("FORM_SECONDS", default=3)  # nobody fills in the form sooner (reports.moderation.trap); 0: off
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)  # proxies of ours that append to X-Forwarded-For

API_PER_MINUTE = env.int("API_PER_MINUTE", default=300)  # questions to /api/v1/ from one address; 0: no limit
API_PER_MINUTE_BY_TOKEN = env.int("API_PER_MINUTE_BY_TOKEN", default=600)  # and with one token

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_THROTTLE_CLASSES": ["reports.api.throttling.Counted"],
}
SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.1",
    "TITLE": "geo_lapor",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "PREPROCESSING_HOOKS": ["geo_lapor.documentation.only_api"],
    "POSTPROCESSING_HOOKS": ["geo_lapor.documentation.with_shapes"],
    "SORT_OPERATIONS": False,
    "SORT_OPERATION_PARAMETERS": False,
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields; photos stream to disk and have limits of their own
FILE_UPLOAD_PERMISSIONS = 0o644
FILE_UPLOAD_HANDLERS = [
    "reports.receiving.Cap",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"without_secrets": {"()": "geo_lapor.logs.WithoutSecrets"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]},
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    # Each tells of every style sheet, page and table that goes into a report, the first of them when it is imported
    "loggers": {name: {"level": "WARNING"} for name in ("weasyprint", "fontTools")},
}
