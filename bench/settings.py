"""Settings as in production, but for what must not touch the installation: addresses, database and index folder.

`python -m bench` exports DATABASE_URL of a scratch database and BENCH_DIR before these are read.
"""

from geo_lapor.env import env
from geo_lapor.settings.base import *  # noqa: F403

ROOT_URLCONF = "bench.urls"
ALLOWED_HOSTS = ["127.0.0.1"]
INDEX_DIR = env.str("BENCH_DIR")
HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SUBMISSIONS_PER_HOUR = 1_000_000_000  # all requests come from one address
API_PER_MINUTE = API_PER_MINUTE_BY_TOKEN = 1_000_000_000
