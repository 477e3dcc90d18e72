"""The question that anybody may ask the rules: what, where, under whose permit, on which day."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.answers import Matter
from reports.forms.question import QuestionForm
from reports.models import Category, Crossing, PermitIssuer

_ESSENTIAL = ("category", "place_choice", "coordinates", "accuracy_m", "permit_issuer", "crossing", "on")
_DEFAULTS = {"permit_issuer": PermitIssuer.UNKNOWN.value, "crossing": Crossing.NONE.value}


class SimulatorForm(QuestionForm):
    """A question whose category comes from a list, by theme, and which may be asked for another day."""

    on = forms.DateField(
        label=_("On which day?"),
        required=False,
        input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Rules, agencies and boundaries change. Empty: as of today."),
        error_messages={"invalid": _("This is no date. Write it as day/month/year, for example 17/08/2026.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Put the categories into a list: there are other things on the page to look at."""
        super().__init__(*args, **kwargs)
        self.fields["category"].widget = forms.Select(choices=[("", _("Choose…")), *_by_theme()])

    def clean(self) -> dict[str, Any]:
        """Tell a day without boundaries at the day, not at the place."""
        said = super().clean()
        for place in ("lat", "coordinates", "place_choice"):
            if said.get("on") and self.has_error(place, "no_boundaries"):
                del self.errors[place]
                self.add_error("on", _("No boundaries are known for this day. Choose a later one."))
        return said

    def matter(self) -> Matter:
        """Return what is asked about; for a valid form only."""
        said = self.cleaned_data
        return Matter(said["category"], PermitIssuer(said["permit_issuer"]), Crossing(said["crossing"]))

    def essentials(self) -> dict[str, str]:
        """Return what of the query decides the answer; for a form that was sent."""
        sent = {name: str(self.data.get(self.add_prefix(name)) or "").strip() for name in _ESSENTIAL}
        if sent["coordinates"]:
            sent["place_choice"] = ""
        return {name: value for name, value in sent.items() if value and value != _DEFAULTS.get(name)}


def _by_theme() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    categories = Category.objects.active().select_related("theme").order_by("theme__position", "position")
    for theme, group in groupby(categories, key=lambda category: category.theme):
        yield theme.name, [(category.pk, category.name) for category in group]
