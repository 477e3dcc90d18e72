"""Feeds (Atom, RFC 4287) that tell everybody the same."""

import datetime as dt
import hashlib
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed

MAX_AGE_S = 300
_NEVER = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class PlainFeed(Atom1Feed):
    """Summaries are plain text: whatever looks like markup in them is text."""

    def latest_post_date(self) -> dt.datetime:
        """Return when the feed changed last: one without entries never did, and is not new each second."""
        found: dt.datetime = super().latest_post_date() if self.items else _NEVER
        return found

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        """Write an entry."""
        text, item = item["description"], {**item, "description": None}
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", text, {"type": "text"})


def feed_id(name: str) -> str:
    """Return an identifier that stays the same whatever the site is called, and tells nothing."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"geo_lapor/{name}").urn


def send_feed(request: HttpRequest, feed: PlainFeed) -> HttpResponseBase:
    """Send a feed; 304 to who has it already."""
    body = feed.writeString("utf-8").encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    # What is public today may be made confidential tomorrow: shared caches must ask again soon.
    response["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response) or response
