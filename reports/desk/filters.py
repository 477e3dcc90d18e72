"""The filters of the inbox: one form, read from the address: a link, a saved view and an export mean the same."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.gis.db.models.functions import Distance
from django.contrib.gis.geos import Point
from django.contrib.gis.measure import D
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from accounts.models import Agency, Membership, Unit
from boundaries.models import Area, Edition
from reports.coordinates import CoordinatesError, parse_coordinates
from reports.desk.folders import late
from reports.desk.search import search
from reports.desk.whose import Desk
from reports.models import CaseRead, Category, Deadline, ReportKind, State, Theme, Urgency
from reports.place_search import search_places
from reports.querysets import ReportQuerySet

NOBODY = "none"
CHANNELS = (("web", _("web page")), ("api", _("API")), ("open311", "Open311"), ("partner", _("partner's app")))
DUE = (
    ("overdue", _("overdue")),
    ("today", _("due today")),
    ("week", _("due within seven days")),
    ("none", _("no deadline running")),
)
DEFAULT_KM = 10
RADII_KM = (("", "10 km"), (2, "2 km"), (5, "5 km"), (25, "25 km"), (50, "50 km"), (100, "100 km"))
_DAY = dt.timedelta(days=1)


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


def _choice(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False)


def _boxes(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, required=False, choices=choices, widget=forms.CheckboxSelectMultiple)


class FilterForm(forms.Form):
    """What to show of a folder. What cannot be meant is said at its field and filters nothing.

    After `is_valid`, `near_point` is (lon, lat, name) of the place that was typed, or None.
    """

    q = forms.CharField(label=pgettext_lazy("filter", "Search"), required=False, max_length=200)
    state = _boxes(_("State"), State.choices)
    urgency = _boxes(_("Urgency"), Urgency.choices)
    due = forms.ChoiceField(label=_("Deadline"), required=False, choices=[("", _("any")), *DUE])
    unread = forms.BooleanField(label=_("Only what is new to me"), required=False)
    theme = _choice(_("Theme"))
    category = _choice(_("Category"))
    province = _choice(_("Province"))
    regency = _choice(_("District or city"))
    agency = _choice(_("Agency"))
    unit = _choice(_("Unit"))
    assignee = _choice(_("Officer"))
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=[("", _("any")), *ReportKind.choices])
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[("", _("any")), *CHANNELS])
    since = forms.DateField(label=_("Received from"), required=False, widget=DateInput())
    until = forms.DateField(label=_("Received until"), required=False, widget=DateInput())
    near = forms.CharField(
        label=_("Near a place"), required=False, max_length=120, help_text=_("A name, or latitude, longitude.")
    )
    km = forms.TypedChoiceField(label=_("Within"), required=False, choices=RADII_KM, coerce=int, empty_value=None)

    def __init__(self, data: QueryDict, desk: Desk, *, with_choices: bool = False) -> None:
        super().__init__(data, label_suffix="")
        self.desk = desk
        self.near_point: tuple[float, float, str] | None = None
        for name, choices in _CHOSEN.items():
            if with_choices or data.get(name):  # each costs a query: not for a page that shows and needs none
                self.fields[name].choices = [("", _("any")), *choices(desk)]  # type: ignore[attr-defined]

    def clean_near(self) -> str:
        """Find the place that was typed: coordinates, or the likeliest place of that name."""
        text: str = self.cleaned_data["near"].strip()
        try:
            self.near_point = whereabouts(text) if text else None
        except ValueError as error:
            unknown = _("No place of this name is known. Try the district, or coordinates.")
            raise forms.ValidationError(unknown) from error
        return text

    def clean(self) -> dict[str, Any]:
        """Reject dates in the wrong order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day lies before the first one."))
        return cleaned

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        """Return the reports that pass all filters that were understood."""
        self.is_valid()
        for name, value in self.cleaned_data.items():
            if value and name in _FILTERS:
                reports = _FILTERS[name](reports, value)
        if self.cleaned_data.get("unread"):
            reports = unread_by(reports, self.desk.user)
        if self.near_point:
            reports = near(reports, self.near_point[:2], self.cleaned_data.get("km") or DEFAULT_KM)
        return reports


def near(reports: ReportQuerySet, lonlat: tuple[float, float], km: float) -> ReportQuerySet:
    """Return the reports within `km` kilometres of a point (lon, lat), each with `distance_m` in metres."""
    point = Point(*lonlat, srid=4326)
    # A degree is nowhere longer than 111.4 km: the box lets the index work, the distance decides.
    box = point.buffer(km / 110.0)
    found = reports.filter(point__coveredby=box, point__distance_lte=(point, D(km=km)))
    return found.annotate(distance_m=Distance("point", point))


def unread_by(reports: ReportQuerySet, user: Any) -> ReportQuerySet:
    """Return the reports of which a user has not seen the newest version."""
    newest = CaseRead.objects.filter(report=OuterRef("pk"), user=user, version__gte=OuterRef("version"))
    return reports.exclude(Exists(newest))


def whereabouts(text: str) -> tuple[float, float, str]:
    """Return (lon, lat, name) of a place that was typed as coordinates or by its name, the likeliest of that name.

    Raises
    ------
    ValueError
        No place is known by this name, or the numbers are no place on earth.
    """
    try:
        lon, lat = parse_coordinates(text)
    except CoordinatesError:
        return _named(text)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise ValueError(text)
    return lon, lat, text


def _named(text: str) -> tuple[float, float, str]:
    """Return the likeliest place of a name; where nobody published its position the middle of its regency, so named."""
    hits = search_places(text)
    if not hits:
        raise ValueError(text)
    for hit in hits:
        if hit.rank == hits[0].rank and hit.lon is not None and hit.lat is not None:
            return hit.lon, hit.lat, hit.name
    west, south, east, north = hits[0].bounds
    return (west + east) / 2, (south + north) / 2, hits[0].regency


def _due(reports: ReportQuerySet, value: str) -> ReportQuerySet:
    today = timezone.localdate()
    running = reports.open().exclude(due_step=Deadline.Step.REPORTER)
    if value == "overdue":
        return late(reports)
    if value == "today":
        return running.filter(due_on=today)
    if value == "week":
        return running.filter(due_on__range=(today, today + 7 * _DAY))
    return reports.filter(due_on=None)


def _assignee(reports: ReportQuerySet, value: str) -> ReportQuerySet:
    return reports.filter(assignee=None if value == NOBODY else int(value))


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


_FILTERS: dict[str, Any] = {
    "q": search,
    "state": lambda reports, value: reports.filter(state__in=value),
    "urgency": lambda reports, value: reports.filter(urgency__in=value),
    "due": _due,
    "theme": lambda reports, value: reports.filter(category__in=Category.objects.filter(theme=value)),
    "category": lambda reports, value: reports.filter(category=value),
    # By code: a report may have been matched with an older edition of boundaries.
    "province": lambda reports, value: reports.filter(
        province__in=Area.objects.provinces().filter(code=value).values("pk")
    ),
    "regency": lambda reports, value: reports.filter(
        regency__in=Area.objects.regencies().filter(code=value).values("pk")
    ),
    "agency": lambda reports, value: reports.filter(Q(agency__code=value) | Q(agency__parent__code=value)),
    "unit": lambda reports, value: reports.filter(unit=None if value == NOBODY else int(value)),
    "assignee": _assignee,
    "kind": lambda reports, value: reports.filter(kind=value),
    "channel": lambda reports, value: reports.filter(channel=value),
    "since": lambda reports, value: reports.filter(received_at__gte=_midnight(value)),
    "until": lambda reports, value: (
        reports.filter(received_at__lt=_midnight(value + _DAY)) if value < dt.date.max else reports
    ),
}


def _themes(_desk: Desk) -> list[tuple[str, str]]:
    return [(theme.code, theme.name) for theme in Theme.objects.all()]


def _categories(_desk: Desk) -> list[tuple[str, list[tuple[str, str]]]]:
    rows = Category.objects.select_related("theme").order_by("theme__position", "position")
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in rows:
        groups.setdefault(row.theme.name, []).append((row.code, row.name))
    return list(groups.items())


def _provinces(desk: Desk) -> list[tuple[str, str]]:
    """Provinces that the desk watches over: all for national administrators."""
    areas = Area.objects.provinces().filter(edition__in=Edition.objects.in_force()).without_geometry().order_by("name")
    if not desk.standing.national:
        areas = areas.filter(code__in=desk.standing.provinces)
    return list(areas.values_list("code", "name"))


def _regencies(desk: Desk) -> list[tuple[str, str]]:
    """Regencies in which the desk can have cases: those its agencies serve, or all where they serve the country."""
    served = Agency.objects.filter(pk__in=desk.agencies).values_list("area_codes", flat=True)
    codes = {code for codes in served for code in codes} | desk.standing.provinces
    areas = Area.objects.regencies().filter(edition__in=Edition.objects.in_force()).without_geometry().order_by("name")
    if codes and not desk.standing.national and Agency.NATION not in codes:
        named = Q(code__in=codes)
        for province in {code for code in codes if len(code) == 2}:
            named |= Q(code__startswith=f"{province}.")
        areas = areas.filter(named)
    return list(areas.values_list("code", "name"))


def _agencies(desk: Desk) -> list[tuple[str, str]]:
    """Agencies whose cases the desk can have: its own, and those with their seat in a province that it watches over."""
    own = Q(pk__in=desk.agencies)
    for province in desk.standing.provinces:
        own |= Q(area_codes__0__startswith=province)
    agencies = Agency.objects.all() if desk.standing.national else Agency.objects.filter(own)
    return list(agencies.order_by("name").values_list("code", "name"))


def _units(desk: Desk) -> list[tuple[str, str]]:
    units = Unit.objects.filter(agency__in=desk.agencies).select_related("agency")
    several = len(desk.agencies) > 1
    names = [(str(unit.pk), f"{unit.agency.name}: {unit.name}" if several else unit.name) for unit in units]
    return [(NOBODY, pgettext("unit", "none")), *names]


def _officers(desk: Desk) -> list[tuple[str, str]]:
    members = (
        Membership.objects.current().filter(agency__in=desk.agencies).select_related("user").order_by("user__name")
    )
    people = {str(member.user_id): str(member.user) for member in members}
    return [(NOBODY, pgettext("officer", "nobody")), *people.items()]


_CHOSEN: dict[str, Any] = {
    "theme": _themes,
    "category": _categories,
    "province": _provinces,
    "regency": _regencies,
    "agency": _agencies,
    "unit": _units,
    "assignee": _officers,
}
