"""The filters of the public map and the hotspots: one form, read from the address, so that a link holds them."""

import datetime as dt
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib.gis.db.models import Extent
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area, Edition
from boundaries.models.areas import AreaQuerySet
from reports.models import Category, Report, Theme
from reports.querysets import ReportQuerySet

PERIODS = (("", _("any time")), ("30", _("last 30 days")), ("90", _("last 90 days")), ("365", _("last 365 days")))


class DateInput(forms.DateInput):
    """The browser's own date picker; it speaks ISO dates whatever the language of the page."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class ScopeForm(forms.Form):
    """What to show, and where: theme, category, province, regency."""

    theme = forms.ChoiceField(label=_("Theme"), required=False)
    category = forms.ChoiceField(label=_("Category"), required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)
    regency = forms.ChoiceField(label=_("District or city"), required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(_completed(data), label_suffix="")
        themes, areas = list(Theme.objects.all()), self.areas()
        province = self.data.get("province", "")
        self.choose("theme", [(t.code, t.name) for t in themes], _("all themes"))
        self.choose("category", _categories(themes), _("all categories"))
        self.choose("province", areas.provinces().values_list("code", "name"), _("all of Indonesia"))
        regencies = areas.regencies().filter(parent__code=province) if province.isalnum() else areas.none()
        self.choose("regency", regencies.values_list("code", "name"), _("all of the province"))

    def offer_all_regencies(self) -> None:
        """Offer those of all provinces, by province, where none is chosen: on pages. Addresses need no such list."""
        if self.data.get("province"):
            return
        rows = self.areas().regencies().order_by("parent__name", "name").values_list("parent__name", "code", "name")
        found: dict[str, list[tuple[str, str]]] = {}
        for province, code, name in rows:
            found.setdefault(province or "", []).append((code, name))
        self.choose("regency", found.items(), _("all districts and cities"))

    def areas(self) -> AreaQuerySet:
        """Areas to choose from: those of the edition in force."""
        return areas_of(Edition.objects.in_force().first())

    def choose(self, field: str, choices: Any, everything: Any) -> None:
        """Give a field its choices, and words for none of them."""
        self.fields[field].choices = [("", everything), *choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Reject a category of another theme."""
        cleaned = super().clean() or {}
        theme, category = cleaned.get("theme"), cleaned.get("category")
        if theme and category and not Category.objects.filter(code=category, theme_id=theme).exists():
            self.add_error("category", _("This category belongs to another theme."))
        return cleaned


class FilterForm(ScopeForm):
    """What the map of reports shows: a scope, and either a period up to today or days."""

    period = forms.ChoiceField(label=_("Period"), required=False, choices=PERIODS)
    since = forms.DateField(label=_("From"), required=False, widget=DateInput())
    until = forms.DateField(label=_("To"), required=False, widget=DateInput())

    def clean(self) -> dict[str, Any]:
        """Reject what cannot be meant: days in the wrong order, days beside a period."""
        cleaned = super().clean()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("This day lies before the first one."))
        if cleaned.get("period") and (since or until):
            self.add_error("period", _("Choose either a period or dates, not both."))
        return cleaned


def _completed(data: QueryDict) -> QueryDict:
    """Let a regency bring its province, and a newly chosen province drop a regency that is not in it."""
    regency, province = data.get("regency", ""), data.get("province", "")
    if regency and not regency.startswith(f"{province}."):
        data = data.copy()
        if province:
            data["regency"] = ""
        else:
            data["province"] = regency.partition(".")[0]
    return data


def areas_of(edition: Edition | None) -> AreaQuerySet:
    """Areas of an edition by name, without their polygons; none of none."""
    areas = Area.objects.of(edition) if edition else Area.objects.none()
    return areas.without_geometry().order_by("name")


def _categories(themes: list[Theme]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Categories as groups of choices under their themes."""
    active = list(Category.objects.active())
    return [(t.name, [(c.code, c.name) for c in active if c.theme_id == t.code]) for t in themes]


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters that were read and found sound. Dates are of the site's time zone, both ends included."""

    theme: str = ""
    category: str = ""
    province: str = ""
    regency: str = ""
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def of(cls, form: FilterForm) -> "Filters":
        """Return the filters of a valid form; a period becomes the date it begins."""
        values = {name: form.cleaned_data.get(name) or "" for name in ("theme", "category", "province", "regency")}
        since, period = form.cleaned_data.get("since"), form.cleaned_data.get("period")
        if period:
            since = timezone.localdate() - dt.timedelta(days=int(period))
        return cls(**values, since=since, until=form.cleaned_data.get("until"))

    def apply(self, reports: ReportQuerySet) -> ReportQuerySet:
        """Return the reports that pass. Areas are meant by code, whichever edition a report was matched with."""
        if self.theme:
            reports = reports.filter(category__in=Category.objects.filter(theme_id=self.theme))
        if self.category:
            reports = reports.filter(category_id=self.category)
        if self.regency:
            reports = reports.filter(regency__in=Area.objects.regencies().filter(code=self.regency).values("pk"))
        elif self.province:
            reports = reports.filter(province__in=Area.objects.provinces().filter(code=self.province).values("pk"))
        if self.since:
            reports = reports.filter(received_at__gte=_midnight(self.since))
        if self.until and self.until < dt.date.max:
            reports = reports.filter(received_at__lt=_midnight(self.until + dt.timedelta(days=1)))
        return reports

    def bounds(self) -> list[list[float]] | None:
        """South-west and north-east corner (lat, lon) of the area that is asked for; None for the whole country."""
        edition = Edition.objects.in_force().first() if self.regency or self.province else None
        if edition is None:
            return None
        area = Area.objects.of(edition).filter(code=self.regency or self.province)
        extent = area.aggregate(box=Extent("generalised"))["box"]
        return extent and [[extent[1], extent[0]], [extent[3], extent[2]]]


def _midnight(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def query_of(form: ScopeForm) -> str:
    """Return the filters in use as a query, for addresses that take the same ones."""
    return urlencode({name: form.data[name] for name in form.fields if form.data.get(name)})


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter in use: its name, its value in words, and the query that is left without it."""

    label: Any
    value: str
    query: str


def chips(form: ScopeForm) -> list[Chip]:
    """Return the filters in use, each with a way to take it off."""
    found = []
    for name in form.fields:
        if value := form.data.get(name):
            left = {key: form.data[key] for key in form.data}
            for gone in (name, "page", *(["regency"] if name == "province" else [])):
                left.pop(gone, None)
            query = urlencode({key: left[key] for key in left if left[key]})
            found.append(Chip(form.fields[name].label, _words(form[name], value), query))
    return found


def _words(field: forms.BoundField, value: str) -> str:
    for key, text in getattr(field.field, "choices", ()):
        if isinstance(text, list | tuple):
            found = dict(text).get(value)
            if found:
                return str(found)
        elif key == value:
            return str(text)
    return value


def visible(user: Any, filters: Filters) -> ReportQuerySet:
    """The reports that `user` may see and the filters let through: where every map, list and count begins."""
    return filters.apply(Report.objects.visible_to(user))
