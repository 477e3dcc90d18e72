"""/titik-rawan/sekitar/: from a place that is typed, or that a telephone knows, to the hotspots of its district."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from boundaries import locator
from boundaries.place import NoEditionError, PlaceError
from maps.layers.refusing import limited
from maps.pictures.projection import INDONESIA
from reports.coordinates import CoordinatesError, parse_coordinates
from reports.place_search import search_places

TAKEN_ALONG: Final = ("layer", "theme", "category", "since", "until", "state", "urgency")
"""What was chosen before and holds also there. An edition does not: places are found in the one in force."""


@dataclass(frozen=True, slots=True)
class Found:
    """An area that may be meant: its code, the place in it that was asked for, and what the name alone does not say."""

    code: str
    name: str
    detail: str = ""


class NearForm(forms.Form):
    """A place by its name, or latitude and longitude; cleaned to the areas that may be meant, the likeliest first."""

    place = forms.CharField(
        label=_("Village, district or city"),
        max_length=100,
        error_messages={"required": _("Say which place: a village, a district, a city, or latitude, longitude.")},
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )

    def clean_place(self) -> list[Found]:
        """Look the place up."""
        text: str = self.cleaned_data["place"]
        try:
            lon, lat = parse_coordinates(text)
        except CoordinatesError:
            found = _named(text)
            if not found:
                error = _("No place of this name was found. Try the district or the regency.")
                raise ValidationError(error) from None
            return found
        return [_at(lon, lat)]


def _named(text: str) -> list[Found]:
    """Return the areas that hold places of a name, each once; those that are called so alone, where there are any."""
    hits = search_places(text)
    best = [hit for hit in hits if hit.rank == 0] or hits
    by_area = {hit.code: Found(hit.code, hit.name, hit.detail) for hit in reversed(best)}
    return list(reversed(by_area.values()))


def _at(lon: float, lat: float) -> Found:
    """Return the district of a point (degrees, EPSG:4326); at sea between our islands that of the nearest coast."""
    try:
        place = locator.locate(lon, lat)
    except (PlaceError, NoEditionError):
        place = None
    area = place and (place.regency or (place.nearest_regency if INDONESIA.holds(lon, lat) else place.province))
    if not area:
        raise ValidationError(_("This place does not lie in Indonesia."))
    return Found(area.code, area.name)


@require_safe
@limited
def hotspots_near(request: HttpRequest) -> HttpResponse:
    """Lead to the hotspots of the district that is meant; ask which one where a name may mean several."""
    form = NearForm(request.GET, label_suffix="")
    sound = form.is_valid()
    found: Sequence[Found] = form.cleaned_data["place"] if sound else []
    if len(found) == 1:
        return redirect(_address(request.GET, found[0].code))
    context = {
        "form": form,
        "along": along(request.GET),
        "found": [(one, _address(request.GET, one.code)) for one in found],
    }
    status = HTTPStatus.OK if sound else HTTPStatus.BAD_REQUEST
    return render(request, "maps/hotspots/near_page.html", context, status=status)


def along(data: QueryDict) -> list[tuple[str, str]]:
    """Return the parameters that travel along to another place."""
    return [(name, value) for name in TAKEN_ALONG if isinstance(value := data.get(name), str) and value]


def _address(data: QueryDict, code: str) -> str:
    where = ("regency" if "." in code else "province", code)
    return f"{reverse('maps:hotspots')}?{urlencode([*along(data), where])}"
