"""/laporan/NUMBER/umpan.atom: what happens to a public report, for feed readers. It tells everybody the same."""

from django.http import Http404, HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from reports.actions.case.words import clean
from reports.api.doors import read_by_programs
from reports.atom import PlainFeed, feed_id, send_feed
from reports.models import Report
from reports.numbers import NumberError, parse_number
from reports.policies import Viewer
from reports.projection import SeenReport, see
from reports.timeline import Step, timeline

_NOBODY = Viewer.of()


@read_by_programs
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
    return send_feed(request, _atom(request, seen, timeline(report, _NOBODY)))


def _atom(request: HttpRequest, seen: SeenReport, steps: list[Step]) -> PlainFeed:
    page = request.build_absolute_uri(reverse("reports:detail", args=[seen.number]))
    atom = PlainFeed(
        title=f"{seen.category.name} · {seen.number}",
        link=page,
        description=seen.place.sentence,
        language=translation.get_language(),
        feed_url=request.build_absolute_uri(request.path),
        feed_guid=feed_id(f"{seen.number}/feed"),  # the report itself is an entry of the feed of all reports
        author_name="GeoLapor",
    )
    for step in reversed(steps):
        told = [step.sentence, step.reason, step.words]
        atom.add_item(
            title=str(step.state.label).capitalize() if step.state else _("News"),
            link=page,
            description=clean("\n\n".join(filter(None, told))),
            unique_id=feed_id(f"{seen.number}/{step.verb}/{step.at.isoformat()}"),
            pubdate=step.at,
            updateddate=step.at,
        )
    return atom
