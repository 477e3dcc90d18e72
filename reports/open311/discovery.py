"""Where the service is, in which forms it speaks, and who gives keys."""

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

SPECIFICATION: Final = "http://wiki.open311.org/GeoReport_v2"
CHANGED: Final = dt.datetime(2026, 11, 22, tzinfo=dt.timezone(dt.timedelta(hours=7)))
"""When what is promised here was changed last."""


def discovery(request: HttpRequest) -> dict[str, Any]:
    """Return the discovery document."""
    root = request.build_absolute_uri(reverse("open311:root")).rstrip("/")
    contact = settings.OPEN311_CONTACT
    return {
        "changeset": CHANGED,
        "contact": contact,
        "key_service": contact,
        "endpoints": [
            {
                "specification": SPECIFICATION,
                "url": root,
                "changeset": CHANGED,
                "type": "production",
                "formats": ["text/xml", "application/json"],
            }
        ],
    }
