"""Settings of the test suite: cheap hashing, folders of their own, everything else as in production."""

import tempfile

from geo_lapor.settings.base import *  # noqa: F403
from geo_lapor.settings.base import STORAGES as _STORAGES
from geo_lapor.settings.base import VAR

_TEMP = tempfile.mkdtemp(prefix="geo_lapor-test-")
MEDIA_ROOT = f"{_TEMP}/public"
EVIDENCE_ROOT = f"{_TEMP}/evidence"
INDEX_DIR = f"{VAR}/index-test"  # kept: all workers and runs share the index of the embedded edition
EDITION_CHECK_SECONDS = 0.0
LAYERS_KEPT_SECONDS = FIGURES_KEPT_SECONDS = 0  # what a test has just written must be seen
API_PER_MINUTE = API_PER_MINUTE_BY_TOKEN = 100_000  # tests are programs, and in a hurry
FORM_SECONDS = 0  # tests are programs: they are quicker than people
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    **_STORAGES,
    "evidence": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": EVIDENCE_ROOT, "base_url": None, "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
LOGGING_CONFIG = None
