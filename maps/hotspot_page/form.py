"""The form of the hotspot page: the selection of all layers, and the layer that is looked at."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from maps.filters import Chip, chips
from maps.hotspot_page.layers import FIRST, LAYERS, Layer
from maps.layers.ask import another_time
from maps.selection import Selection, SelectionForm


class HotspotForm(SelectionForm):
    """What to show, and as which layer. The layer travels along when filters change."""

    layer = forms.ChoiceField(label=_("Layer"), required=False, widget=forms.HiddenInput())

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.choose("layer", [(layer.name, layer.title) for layer in LAYERS.values()], "")

    def clean(self) -> dict[str, Any]:
        """Reject what the layer cannot be cut out by."""
        cleaned = super().clean()
        if not self.errors and not self.chosen.by_area and (error := another_time(Selection.of(self))):
            self.add_error("edition", error)
        return cleaned

    def add_error(self, field: str | None, error: Any) -> None:
        """Say at the top what is wrong with a layer: nobody typed it, so no field of theirs holds it."""
        super().add_error(None if field == "layer" else field, error)

    @property
    def chosen(self) -> Layer:
        """The layer that is looked at; the first one where none, or an unknown one, is asked for."""
        return LAYERS.get(self.data.get("layer", ""), LAYERS[FIRST])

    def filters(self) -> list[Chip]:
        """Return the filters in use, each with a way to take it off."""
        return [chip for chip in chips(self) if chip.label != self.fields["layer"].label]

    def query(self, **changed: str) -> str:
        """Return what was asked for as a query, with some of it changed; "" takes a parameter off."""
        found = {name: self.data.get(name, "") for name in self.fields} | changed
        return urlencode({name: value for name, value in found.items() if value})
