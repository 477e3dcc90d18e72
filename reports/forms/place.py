"""The part of a form that says where: a point or a name, each wrong one with a message at the field it was typed in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from boundaries.models import Locality
from reports.coordinates import CoordinatesError, parse_coordinates
from reports.models import PointSource
from reports.places import Whereabouts

# Above this a GPS's own estimate says only that it has no fix.
WORST_ACCURACY_M = 100_000


class PlaceForm(forms.Form):
    """A place as coordinates, as lon/lat or as place_choice, a hit of the search by name."""

    place_query = forms.CharField(label=_("Village, district, regency or code"), max_length=100, required=False)
    place_choice = forms.CharField(label=_("Where is it?"), max_length=40, required=False)
    coordinates = forms.CharField(
        label=_("Coordinates"),
        max_length=300,
        required=False,
        help_text=_("Latitude, longitude, for example -7.8012, 110.3644. A link from a map application will do too."),
    )
    lon = forms.FloatField(required=False, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, widget=forms.HiddenInput)
    point_source = forms.ChoiceField(choices=PointSource.choices, required=False, widget=forms.HiddenInput)
    accuracy_m = forms.FloatField(min_value=0, required=False, widget=forms.HiddenInput)

    def place_field(self) -> str:
        """The field at which an error of the place stands: the one that was used."""
        if self.cleaned_data.get("lon") is not None:
            return "lat"
        return "coordinates" if self.cleaned_data.get("coordinates") else "place_choice"

    def whereabouts(self) -> Whereabouts | None:
        """Read the place from whichever field says it best; None with an error at the field when none does."""
        said = self.cleaned_data
        chosen = self._chosen() if said.get("place_choice") else None
        if self.errors.keys() & {"place_choice", "coordinates", "lon", "lat"}:
            return None
        if (said.get("lon") is None) != (said.get("lat") is None):
            missing = "lon" if said.get("lon") is None else "lat"
            self.add_error(missing, _("Longitude and latitude go together."))
            return None
        lonlat = (said["lon"], said["lat"]) if said.get("lon") is not None else self._typed()
        if lonlat is not None:
            source = PointSource(said.get("point_source") or PointSource.COORDINATES)
            accuracy = said.get("accuracy_m")
            accuracy = min(accuracy, WORST_ACCURACY_M) if accuracy is not None else None
            named: dict[str, Any] = {"regency_code": chosen.regency_code, "name": chosen.name} if chosen else {}
            return Whereabouts(source, lonlat, accuracy, **named)
        if chosen is None and "coordinates" not in self.errors:
            asked = said.get("place_query")
            found = _("Choose one of the places below, or type coordinates.")
            nothing = _("Say where it is: search for the village, or type coordinates.")
            self.add_error("place_choice", found if asked else nothing)
        return chosen

    def _typed(self) -> tuple[float, float] | None:
        text = self.cleaned_data.get("coordinates")
        if not text:
            return None
        try:
            return parse_coordinates(text)
        except CoordinatesError as error:
            if error.swapped:
                meant = "{:g}, {:g}".format(*error.swapped)
                self.add_error("coordinates", _("Latitude comes first. Did you mean %(meant)s?") % {"meant": meant})
            else:
                self.add_error("coordinates", _("These coordinates cannot be read. Write them as -7.8012, 110.3644."))
            return None

    def _chosen(self) -> Whereabouts | None:
        """The place that was chosen from the search: "locality:ID" or "regency:CODE"."""
        kind, _colon, value = self.cleaned_data["place_choice"].partition(":")
        if kind == "locality" and value.isdecimal() and len(value) < 18:
            locality = Locality.objects.filter(pk=int(value)).first()
            if locality:
                return Whereabouts.of_locality(locality)
        if kind == "regency":
            return Whereabouts(PointSource.LOCALITY, regency_code=value)
        self.add_error("place_choice", _("This place is not known. Search for it again or type coordinates."))
        return None
