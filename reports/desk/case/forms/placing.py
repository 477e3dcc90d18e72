"""Forms that correct where and what a case is. What would change is shown before it is done."""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import placing
from reports.actions.case.placing import Foreseen
from reports.coordinates import CoordinatesError, parse_coordinates
from reports.desk.case.forms.base import CaseForm, note_field
from reports.models import Category


class ForeseeingForm(CaseForm):
    """Shows what follows first; `seen` proves that it was shown for just these values."""

    foresees = True
    lead = _("You see what would change before anything does.")

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def token(self) -> str:
        """Stands for what would be done; empty while that cannot be told."""
        said = "|".join(str(value) for value in self.matter())
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def matter(self) -> tuple[Any, ...]:
        """The values that decide what would change."""
        raise NotImplementedError

    def was_seen(self) -> bool:
        """Whether the officer has seen what this changes."""
        return bool(self.cleaned_data.get("seen") == self.token())


class MoveForm(ForeseeingForm):
    """Puts the pin where the problem is."""

    verb = "move_pin"
    title = _("Move the pin")
    button = _("Move the pin")
    done = _("The pin was moved; place and agency follow.")
    template = "desk/case/forms/move.html"
    arguments = {"lonlat": "point"}

    point = forms.CharField(
        label=_("Coordinates"),
        max_length=200,
        help_text=_("Latitude first: 0.530000, 117.550000. Or drag the pin."),
        widget=forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}),
    )
    note = note_field(_("How do you know?"), help_text=_("The reporter reads this."))

    def start(self) -> dict[str, Any]:
        """Where it is now."""
        point = self.case.report.point
        return {"point": f"{point.y:.6f}, {point.x:.6f}"} if point else {}

    def map_data(self) -> dict[str, str]:
        """What the script of the map needs: where the pin is; where nobody knows, the whole country is shown."""
        point = self.case.report.point
        return {"lat": f"{point.y:.6f}", "lon": f"{point.x:.6f}"} if point else {"lat": "", "lon": ""}

    def clean_point(self) -> tuple[float, float]:
        """The point in degrees, lon and lat."""
        try:
            lonlat = parse_coordinates(self.cleaned_data["point"])
        except CoordinatesError as error:
            if error.swapped:
                lat, lon = error.swapped
                message = gettext("Latitude comes first. Did you mean %(lat)s, %(lon)s?") % {"lat": lat, "lon": lon}
                raise ValidationError(message) from error
            raise ValidationError(
                gettext("These coordinates cannot be read. Write them as 0.530000, 117.550000.")
            ) from error
        here = self.case.report.point
        if here is not None and (round(here.x, 6), round(here.y, 6)) == (round(lonlat[0], 6), round(lonlat[1], 6)):
            raise ValidationError(gettext("The pin stands there already."))
        return lonlat

    def matter(self) -> tuple[Any, ...]:
        """Where to."""
        return self.cleaned_data["point"]

    def foreseen(self) -> Foreseen:
        """What would change."""
        return placing.foresee_move(self.case.report, self.cleaned_data["point"])

    def perform(self) -> Any:
        """Move."""
        said = self.cleaned_data
        return self.do(placing.move_pin, lonlat=said["point"], note=said["note"])


class CategoryForm(ForeseeingForm):
    """Says what the case is really about."""

    verb = "change_category"
    title = _("Change the category")
    button = _("Change the category")
    done = _("The category was changed; agency and urgency follow.")
    template = "desk/case/forms/category.html"

    category = forms.ModelChoiceField(Category.objects.none(), label=_("Category"), empty_label=None)
    note = note_field(_("Why?"), help_text=_("The public reads this."))

    def start(self) -> dict[str, Any]:
        """What it is now."""
        return {"category": self.case.report.category_id}

    def shape(self) -> None:
        """Offer categories in use under their themes."""
        field = self.fields["category"]
        assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - for the type checker
        rows = Category.objects.active().select_related("theme").order_by("theme__position", "position")
        field.queryset = rows
        groups: dict[str, list[tuple[str, str]]] = {}
        for row in rows:
            groups.setdefault(row.theme.name, []).append((row.pk, row.name))
        field.widget.choices = list(groups.items())

    def clean_category(self) -> Category:
        """Another category than it is."""
        category: Category = self.cleaned_data["category"]
        if category.pk == self.case.report.category_id:
            raise ValidationError(gettext("The report is in this category already."))
        return category

    def matter(self) -> tuple[Any, ...]:
        """To which."""
        return (self.cleaned_data["category"].pk,)

    def foreseen(self) -> Foreseen:
        """What would change."""
        return placing.foresee_category(self.case.report, self.cleaned_data["category"])

    def perform(self) -> Any:
        """Change."""
        said = self.cleaned_data
        return self.do(placing.change_category, category=said["category"], note=said["note"])


class ConfirmForm(CaseForm):
    """Somebody has looked: place and agency are right."""

    verb = "confirm_responsibility"
    title = _("Confirm place and agency")
    lead = _("The platform was not certain. Say that the place is right and that this agency must act.")
    button = _("Confirm")
    done = _("Place and agency are confirmed.")

    note = note_field(_("How do you know?"), required=False, help_text=_("Only staff read this."))

    def perform(self) -> Any:
        """Confirm."""
        return self.do(placing.confirm_responsibility, note=self.cleaned_data["note"])
