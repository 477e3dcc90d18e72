"""The application as gunicorn serves it."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_lapor.settings.base")

application = get_wsgi_application()

# What is loaded stays. Looked through again and again by the collector of cycles it would hold up each twentieth
# request for a tenth of a second; loaded before gunicorn forks, with the views, it is in memory once for all workers.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
