"""python -m tests.matrix: write docs/who-sees-what.md."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "geo_lapor.settings.test")
django.setup()

from tests.matrix.document import DOCUMENT, document  # noqa: E402 - models can be imported only now

DOCUMENT.write_text(document(), encoding="utf-8")
