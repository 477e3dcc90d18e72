"""GET reports/: what the public may know of reports, filtered, in pages, as JSON and as GeoJSON."""

import datetime as dt
from typing import Any, Final

from cryptography.fernet import InvalidToken
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point, Polygon
from django.contrib.gis.measure import D
from django.db.models import Exists, OuterRef
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework.request import Request

from accounts.sealing import cipher
from boundaries.api.errors import ParametersError
from boundaries.api.paging import CURSOR, LIMIT, USUAL, cursor, next_url, page
from boundaries.api.parameters import Box, Circle, Parameter, box, choice, circle, day, moment, text
from boundaries.models import Area
from reports.api.rows import listed
from reports.changes import last_changes
from reports.desk import keyset
from reports.models import Category, Report, ReportKind, State, Theme
from reports.querysets import FINISHED_STATES, OPEN_STATES, ReportQuerySet

MAX_AGE_S: Final = 60
FARTHEST_M: Final = 100_000
_METRES_PER_DEGREE: Final = 110_000.0  # less than any degree of latitude here has
GROUPS: Final = {"open": OPEN_STATES, "finished": FINISHED_STATES}
_STATES = (*GROUPS, *(state for state in State.values if state != State.ARCHIVED))

FILTERS: Final[tuple[Parameter, ...]] = (
    text("category", gettext_lazy("Code of a category"), r"[A-Z]\d{1,2}", "W1"),
    text("theme", gettext_lazy("Code of a theme"), r"[A-Z]", "W"),
    text("area", gettext_lazy("Code of a province or regency"), r"\d\d(\.\d\d)?", "64.08"),
    choice("state", _STATES, gettext_lazy("State, or one of the groups open and finished")),
    choice("kind", ReportKind.values, gettext_lazy("What the reporter asks for")),
    day("since", gettext_lazy("Received on this day or later")),
    day("until", gettext_lazy("Received on this day or earlier")),
    moment(
        "updated_since",
        gettext_lazy("Changed at this time or later, as far as the public may know; then in the order of changes"),
    ),
    box("bbox", gettext_lazy("Within a box: west,south,east,north")),
    circle("near", FARTHEST_M, gettext_lazy("Within so many metres of a point: lon,lat,metres")),
)
QUERY = (*FILTERS, LIMIT, cursor())


def list_reports(request: Request, asked: dict[str, Any], media: str) -> HttpResponseBase:
    """Return a page of public reports: the latest first, or in the order in which they changed."""
    rows = filtered(Report.objects.public(), asked)
    size, after = asked["limit"] or USUAL, opened(asked[CURSOR])
    try:
        keys, following = (
            _changed(rows, asked["updated_since"], size, after)
            if asked["updated_since"]
            else _latest(rows, size, after)
        )
    except keyset.CursorError as error:
        raise _no_cursor() from error
    url = next_url(request._request, sealed(following))
    return page(request._request, listed(request, keys, media), url, media, max_age=MAX_AGE_S)


def filtered(rows: ReportQuerySet, asked: dict[str, Any], place: str = "public_point") -> ReportQuerySet:
    """Return the reports that filters ask for, by what everybody may know of them; raise ParametersError.

    `place` is the column by which places are judged: `point` for who has all of the rows in hand.
    """
    _check(asked)
    if asked["category"]:
        rows = rows.filter(category=asked["category"])
    if asked["theme"]:
        rows = rows.filter(category__theme=asked["theme"])
    if asked["area"]:
        areas = Area.objects.filter(code=asked["area"]).values("pk")
        rows = rows.filter(**{("regency__in" if "." in asked["area"] else "province__in"): areas})
    if asked["state"]:
        rows = rows.filter(state__in=GROUPS.get(asked["state"], (asked["state"],)))
    if asked["kind"]:
        rows = rows.filter(kind=asked["kind"])
    return _somewhere(_sometime(rows, asked["since"], asked["until"]), asked["bbox"], asked["near"], place)


def _check(asked: dict[str, Any]) -> None:
    errors: dict[str, list[str]] = {}
    if asked["category"] and not Category.objects.filter(code=asked["category"]).exists():
        errors["category"] = [_("There is no such category; /api/v1/categories/ lists them.")]
    if asked["theme"] and not Theme.objects.filter(code=asked["theme"]).exists():
        errors["theme"] = [_("There is no such theme; /api/v1/categories/ lists them.")]
    if asked["area"] and not Area.objects.filter(code=asked["area"]).exists():
        errors["area"] = [_("There is no area of this code; /api/v1/areas/ lists them.")]
    if asked["since"] and asked["until"] and asked["since"] > asked["until"]:
        errors["until"] = [_("This day lies before the first one.")]
    if errors:
        raise ParametersError(errors)


def sealed(text: str) -> str:
    """Return a cursor that nobody reads: it holds the time of a report, of which the public knows the day."""
    return cipher().encrypt(text.encode()).decode() if text else ""


def opened(sealed_text: str | None) -> str:
    """Return what `sealed` closed; raise ParametersError for anything else."""
    try:
        return cipher().decrypt(sealed_text.encode()).decode() if sealed_text else ""
    except (InvalidToken, ValueError) as error:
        raise _no_cursor() from error


def _no_cursor() -> ParametersError:
    return ParametersError({CURSOR: [_("This is no cursor of ours: follow next, as it is.")]})


def _sometime(rows: ReportQuerySet, since: dt.date | None, until: dt.date | None) -> ReportQuerySet:
    if since:
        rows = rows.filter(received_at__gte=_begin(since))
    if until and until < dt.date.max:
        rows = rows.filter(received_at__lt=_begin(until + dt.timedelta(days=1)))
    return rows


def _begin(day: dt.date) -> dt.datetime:
    """The moment at which a day begins, in the site's time zone; the first one there is where it is earlier still."""
    first = dt.date(1, 1, 3)
    return timezone.make_aware(dt.datetime.combine(max(day, first), dt.time.min), timezone.get_default_timezone())


def _somewhere(rows: ReportQuerySet, within: Box | None, near: Circle | None, place: str) -> ReportQuerySet:
    """By the place that who asks may know: for the public never by the point behind a cell."""
    if within:
        corners = (within.west, within.south, within.east, within.north)
        rows = rows.filter(**{f"{place}__within": Polygon.from_bbox(corners)})
    if near:
        middle = Point(near.lon, near.lat, srid=4326)
        room = 2 * near.metres / _METRES_PER_DEGREE  # wide enough as far from the equator as anybody reports
        around = Polygon.from_bbox((near.lon - room, near.lat - room, near.lon + room, near.lat + room))
        rows = rows.filter(**{f"{place}__bboverlaps": around})
        rows = rows.alias(away=Distance(place, middle)).filter(away__lte=D(m=near.metres))
    return rows


def _latest(rows: ReportQuerySet, size: int, after: str) -> tuple[list[int], str]:
    keys: Any = rows.values_list("pk", "received_at", named=True)
    found = keyset.page(keys, keyset.by_latest("received_at"), size, after=after)
    return [row.pk for row in found.rows], found.next


def _changed(rows: ReportQuerySet, since: dt.datetime, size: int, after: str) -> tuple[list[int], str]:
    """Walk the changes themselves, the earliest first: who follows them to the end has missed none."""
    changes = last_changes().filter(Exists(rows.order_by().filter(pk=OuterRef("report"))), at__gte=since)
    found = keyset.page(changes.only("pk", "report", "at"), keyset.by_earliest("at"), size, after=after)
    return [entry.report_id for entry in found.rows], found.next
