"""/petugas/peta/: the open cases around where an officer stands, the nearest first, with the way to each."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from reports.desk.entry import staff_page
from reports.desk.filters import RADII_KM, near, whereabouts
from reports.desk.keyset import by_distance
from reports.desk.keyset import page as page_of
from reports.desk.rows import Row, for_rows, rows_of
from reports.desk.whose import Desk
from reports.querysets import ReportQuerySet

MOST = 40
DEFAULT_KM = 25
_WHOSE = (
    ("", pgettext_lazy("whose cases", "mine and my unit's")),
    ("agency", pgettext_lazy("whose cases", "all of my agency")),
)


class NearbyForm(forms.Form):
    """Where the officer is: what the telephone says, or a place that was typed; and whose cases are meant."""

    near = forms.CharField(
        label=_("Where are you?"),
        required=False,
        max_length=120,
        help_text=_("A village, a district, or latitude, longitude."),
    )
    km = forms.TypedChoiceField(
        label=_("Within"),
        required=False,
        choices=[("", f"{DEFAULT_KM} km"), *((km, text) for km, text in RADII_KM if km and km != DEFAULT_KM)],
        coerce=int,
        empty_value=None,
    )
    whose = forms.ChoiceField(label=_("Which cases"), required=False, choices=_WHOSE)

    def clean_near(self) -> tuple[float, float, str] | None:
        """Return (lon, lat, name) of the place; None where none was typed."""
        text: str = self.cleaned_data["near"].strip()
        try:
            return whereabouts(text) if text else None
        except ValueError as error:
            raise ValidationError(_("No place of this name is known. Try the district, or coordinates.")) from error


@dataclass(frozen=True, slots=True)
class Task:
    """A case on the map: its row, and the point where the officer must go."""

    row: Row
    lon: float
    lat: float

    @property
    def geo(self) -> str:
        """The link that opens the telephone's own navigation (RFC 5870)."""
        at = f"{self.lat:.6f},{self.lon:.6f}"
        return f"geo:{at}?q={at}({self.row.report.number})"

    @property
    def coordinates(self) -> str:
        """Latitude and longitude to copy."""
        return f"{self.lat:.6f}, {self.lon:.6f}"


@require_safe
@staff_page
def nearby(request: HttpRequest) -> HttpResponse:
    """Show the open cases around a place. Nothing of who reported is on this page: telephones get lost."""
    desk = Desk.of(request)
    form = NearbyForm(request.GET, label_suffix="")
    form.is_valid()
    here = form.cleaned_data.get("near")
    tasks: list[Task] = []
    if here:
        reports = near(
            _whose(desk, form.cleaned_data.get("whose") or ""), here[:2], form.cleaned_data.get("km") or DEFAULT_KM
        )
        rows = rows_of(page_of(for_rows(reports), by_distance("distance_m"), MOST).rows, desk)
        tasks = [Task(row, row.report.point.x, row.report.point.y) for row in rows if row.report.point]
    marks = [
        {
            "lon": task.lon,
            "lat": task.lat,
            "number": task.row.report.number,
            "name": task.row.report.category.name,
            "theme": task.row.report.category.theme_id,
            "url": reverse("reports:desk:case", args=[task.row.report.number]),
        }
        for task in tasks
    ]
    context = {"form": form, "here": here, "tasks": tasks, "marks": marks, "full": len(tasks) == MOST}
    return render(request, "desk/nearby.html", context)


def _whose(desk: Desk, whose: str) -> ReportQuerySet:
    """Return the open cases that are meant: the officer's and their unit's, or all where they have neither."""
    cases = desk.overseen().open().filter(point__isnull=False)
    if whose == "agency" or not (desk.standing.officer_of or desk.standing.units):
        return cases
    return cases.filter(assignee=desk.user) | cases.filter(unit__in=desk.standing.units)
