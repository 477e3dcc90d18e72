"""What somebody wants to hear of, and where to write."""

from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area, Edition
from maps.pictures.projection import INDONESIA
from opendata.models import Alert, Rhythm
from reports.coordinates import CoordinatesError, parse_coordinates
from reports.models import Category, Theme

RADII_KM: Final = (1, 2, 5, 10, 25, 50)
DIGITS: Final = 3
"""Of a degree, some hundred metres: a circle needs no more, and nobody's house should stand in the database."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an alert is about: an area or a circle, a theme or a category, or both kinds of thing together."""

    area: str = ""
    centre: tuple[float, float] | None = None
    radius_m: int | None = None
    theme: str = ""
    category: str = ""

    @classmethod
    def read(cls, stored: dict[str, Any]) -> "Wanted":
        """Return what `dataclasses.asdict` made JSON of: a pair is a list there."""
        centre = stored["centre"]
        return cls(**stored | {"centre": (centre[0], centre[1]) if centre else None})

    @property
    def about(self) -> str:
        """All of it as one text, the same for the same thing."""
        circle = f"{self.centre[0]:.3f},{self.centre[1]:.3f},{self.radius_m}" if self.centre else ""
        return "|".join((self.area, circle, self.theme, self.category))

    @property
    def columns(self) -> dict[str, Any]:
        """The columns of Alert."""
        return {
            "area": self.area,
            "centre": Point(*self.centre, srid=4326) if self.centre else None,
            "radius_m": self.radius_m,
            "theme": self.theme,
            "category": self.category,
            "about": self.about,
        }


class RhythmForm(forms.Form):
    """How often letters come, of an alert that is there."""

    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)

    def __init__(self, data: QueryDict | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id="alert_%s")


class AlertForm(forms.Form):
    """Where, what, how often, and to which address. At least an area, a point, a theme or a category is needed."""

    area = forms.ChoiceField(label=_("Province, district or city"), required=False)
    point = forms.CharField(
        label=_("Or around a point"),
        required=False,
        max_length=100,
        help_text=_("Latitude and longitude, for example -7.801, 110.365. It is kept to some hundred metres."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    radius = forms.TypedChoiceField(
        label=_("How far around the point"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(km, f"{km} km") for km in RADII_KM],
        initial=5,
    )
    about = forms.ChoiceField(label=_("About what"), required=False)
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, initial=Rhythm.DAILY)
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=200,
        help_text=_("We send one letter with a link: only when you open it do letters begin. Stop whenever you like."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"required": _("Type your e-mail address."), "invalid": _("This is no e-mail address.")},
    )
    # People do not see it; programs that fill in every field fill it in.
    leave_empty = forms.CharField(label=_("Leave this field empty"), required=False)

    def __init__(self, data: QueryDict | None = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, label_suffix="", auto_id="alert_%s")
        self.fields["area"].choices = [("", _("all of Indonesia")), *_areas()]  # type: ignore[attr-defined]
        self.fields["about"].choices = [("", _("everything")), *_subjects()]  # type: ignore[attr-defined]

    def clean_point(self) -> tuple[float, float] | None:
        """Read a point, as coarse as it is kept."""
        text = self.cleaned_data["point"].strip()
        if not text:
            return None
        try:
            lon, lat = parse_coordinates(text)
        except CoordinatesError:
            raise ValidationError(_("Write latitude and longitude, for example -7.801, 110.365.")) from None
        if not INDONESIA.holds(lon, lat):
            raise ValidationError(_("This place does not lie in Indonesia."))
        return round(lon, DIGITS), round(lat, DIGITS)

    def clean(self) -> dict[str, Any]:
        """Refuse an area beside a circle, and everything of everywhere."""
        said = super().clean() or {}
        area, point, about = (said.get(name) for name in ("area", "point", "about"))
        if area and point:
            self.add_error("point", _("Choose either an area or a point: leave the other one open."))
        if not (area or point or about or self.errors.keys() & {"area", "point", "about"}):
            self.add_error(
                "area", _("Choose an area, a point or a category: all of Indonesia is too much for letters.")
            )
        return said

    def wanted(self) -> Wanted:
        """Return what is wanted. Only of a form that is sound."""
        said = self.cleaned_data
        known = Category.objects.filter(code=said["about"]).exists()
        return Wanted(
            area=said["area"],
            centre=said["point"],
            radius_m=1000 * (said["radius"] or 5) if said["point"] else None,
            category=said["about"] if known else "",
            theme="" if known else said["about"],
        )


def words_of(alert: Alert) -> str:
    """Say what an alert is about, in the language in force."""
    parts: list[str] = []
    if code := alert.category or alert.theme:
        kind = Category if alert.category else Theme
        found = kind.objects.filter(pk=code).first()
        parts.append(str(found.name) if found else code)  # what is taken away is known by its code still
    if alert.area:
        names = Area.objects.filter(code=alert.area).order_by("-edition__valid_from").values_list("name", flat=True)
        parts.append(names.first() or alert.area)
    elif alert.centre is not None and alert.radius_m:
        where = {"km": alert.radius_m // 1000, "point": f"{alert.centre.y:.3f}, {alert.centre.x:.3f}"}
        parts.append(str(_("%(km)s km around %(point)s") % where))
    return " · ".join(parts)


def _areas() -> list[Any]:
    """Return provinces, each followed by its regencies."""
    edition = Edition.objects.in_force().first()
    rows = Area.objects.of(edition).provinces().order_by("name").values_list("code", "name") if edition else []
    found: dict[str, list[tuple[str, str]]] = {code: [(code, name)] for code, name in rows}
    names = dict(rows)
    regencies = Area.objects.of(edition).regencies().order_by("name") if edition else Area.objects.none()
    for code, name in regencies.values_list("code", "name"):
        found.setdefault(code[:2], []).append((code, name))
    return [(names.get(code, code), choices) for code, choices in found.items()]


def _subjects() -> list[Any]:
    """Return themes, each followed by its categories."""
    by_theme: dict[str, list[tuple[str, str]]] = {}
    for category in (
        Category.objects.filter(active=True).select_related("theme").order_by("theme__position", "position")
    ):
        theme = category.theme
        by_theme.setdefault(theme.name, [(theme.code, _("all of: %(theme)s") % {"theme": theme.name})])
        by_theme[theme.name].append((category.code, category.name))
    return list(by_theme.items())
