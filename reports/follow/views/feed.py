"""/laporan/NUMBER/umpan.atom: what happens to a public report, for feed readers. It tells everybody the same."""

import hashlib
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from reports.actions.case.words import clean
from reports.models import Report
from reports.numbers import NumberError, parse_number
from reports.policies import Viewer
from reports.projection import SeenReport, see
from reports.timeline import Step, timeline

MAX_AGE_S = 300
_NOBODY = Viewer.of()


@require_safe
def feed(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return the public timeline, newest first, as Atom (RFC 4287); 404 wherever the public sees nothing."""
    try:
        canonical = parse_number(number)
    except NumberError as error:
        raise Http404 from error
    report = Report.objects.public().with_names().filter(number=canonical).first()
    seen = see(report, _NOBODY) if report else None
    if report is None or seen is None:
        raise Http404
    body = _atom(request, seen, timeline(report, _NOBODY)).encode()
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    response = HttpResponse(body, content_type="application/atom+xml; charset=utf-8")
    # What is public today may be made confidential tomorrow: shared caches must ask again soon.
    response["Cache-Control"] = f"public, max-age={MAX_AGE_S}"
    response["ETag"] = etag
    response["X-Robots-Tag"] = "noindex"
    return get_conditional_response(request, etag=etag, response=response) or response


def _atom(request: HttpRequest, seen: SeenReport, steps: list[Step]) -> str:
    page = request.build_absolute_uri(reverse("reports:detail", args=[seen.number]))
    atom = _Feed(
        title=f"{seen.category.name} · {seen.number}",
        link=page,
        description=seen.place.sentence,
        language=translation.get_language(),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=_id(seen.number),
        author_name="GeoLapor",
    )
    for step in reversed(steps):
        told = [step.sentence, step.reason, step.words]
        atom.add_item(
            title=str(step.state.label).capitalize() if step.state else _("News"),
            link=page,
            description=clean("\n\n".join(filter(None, told))),
            unique_id=_id(f"{seen.number}/{step.verb}/{step.at.isoformat()}"),
            pubdate=step.at,
            updateddate=step.at,
        )
    return atom.writeString("utf-8")


class _Feed(Atom1Feed):
    """Summaries are plain text: whatever looks like markup in them is text."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        text, item = item["description"], {**item, "description": None}
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", text, {"type": "text"})


def _id(name: str) -> str:
    """Return an identifier that stays the same whatever the site is called, and tells nothing."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"geo_lapor/{name}").urn
