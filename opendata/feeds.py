"""/data/umpan/laporan.atom: public reports as they come in, all or by area and category, for feed readers."""

import datetime as dt
from http import HTTPStatus
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from boundaries.models import Area
from boundaries.problems import problem
from maps.layers.asking import read
from maps.layers.limits import GivenUpError, time_limit
from maps.layers.refusing import given_up_problem
from maps.selection import Selection, SelectionError
from reports.actions.case.words import clean
from reports.api.doors import read_by_programs
from reports.atom import PlainFeed, feed_id, send_feed
from reports.models import Category, Report, Theme
from reports.projection import SeenReport, see_as_public

ENTRIES: Final = 50
_QUOTED: Final = 500
"""Characters of what somebody wrote; the page has the rest."""


@read_by_programs
def reports_feed(request: HttpRequest) -> HttpResponseBase:
    """Send the newest public reports of a selection (?theme=, category=, province=, regency=…); 400: wrong filters."""
    try:
        selection = read(request.GET)
        with time_limit(settings.LAYER_SECONDS):
            rows = selection.apply(Report.objects.public()).with_names().order_by("-received_at", "-pk")[:ENTRIES]
            seen = [one for one in see_as_public(list(rows)) if one is not None]
            response = send_feed(request, _atom(request, selection, seen))
    except SelectionError as error:
        return problem(HTTPStatus.BAD_REQUEST, _("These parameters make no sense."), errors=error.errors)
    except GivenUpError as error:
        return given_up_problem(error)
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _atom(request: HttpRequest, selection: Selection, seen: list[SeenReport]) -> PlainFeed:
    query = selection.query()
    atom = PlainFeed(
        title=_title(selection),
        link=f"{settings.SITE_URL}{reverse('maps:map')}{f'?{query}' if query else ''}",
        description=_("New public reports"),
        language=translation.get_language(),
        feed_url=request.build_absolute_uri(),
        feed_guid=feed_id(f"reports?{query}"),
        author_name="GeoLapor",
    )
    for one in seen:
        changed = one.steps[-1][1] if one.steps else one.received_on
        atom.add_item(
            title=f"{one.category.name} · {one.place.sentence}",
            link=f"{settings.SITE_URL}{one.url}",
            description=clean(_summary(one)),
            unique_id=feed_id(one.number),
            pubdate=_beginning(one.received_on),
            updateddate=_beginning(changed),
            categories=(one.category.code, one.category.theme_id),
        )
    return atom


def _summary(seen: SeenReport) -> str:
    """Return number and state, and what was written where the public page shows it."""
    named = pgettext("of a case", "State")
    state = f"{seen.number} · {named}: {seen.state.label}"
    words = seen.content.description if seen.content else ""
    return f"{state}\n\n{words[:_QUOTED]}{'…' if len(words) > _QUOTED else ''}".strip()


def _beginning(day: dt.date) -> dt.datetime:
    """The moment at which a day begins: at which hour something came in is not told."""
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min), timezone.get_default_timezone())


def _title(selection: Selection) -> str:
    """Name a feed by what it is about."""
    parts = [_("New public reports")]
    if selection.category:
        parts.append(Category.objects.get(pk=selection.category).name)
    elif selection.theme:
        parts.append(Theme.objects.get(pk=selection.theme).name)
    if selection.area and selection.edition:
        parts.append(Area.objects.of(selection.edition).get(code=selection.area).name)
    return " · ".join(parts)
