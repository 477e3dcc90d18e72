"""Forms of the rules: lists of choices as boxes to tick, and what a row may not say."""

import re
from string import Formatter
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from boundaries.models import Area, Overlay
from reports.models import Category, ReportKind

PLACEHOLDERS = {"regency", "province", "overlay", "nearest"}
_CODE = re.compile(r"^\d{2}(\.\d{2})?$")


class TickBoxes(forms.MultipleChoiceField):
    """Several of a few choices, ticked. A value that is there and no choice any more stays to be seen and unticked."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        """Nothing ticked is an answer: the condition asks for nothing."""
        super().__init__(**{"required": False, **kwargs})


def tick_boxes(field: "models.Field[Any, Any]") -> TickBoxes | None:
    """Return boxes for a column that holds several of its base field's choices; None for any other column."""
    if not isinstance(field, ArrayField) or not field.base_field.choices:
        return None
    return TickBoxes(
        label=field.verbose_name, choices=field.base_field.choices, required=not field.blank, help_text=field.help_text
    )


class CodesField(forms.CharField):
    """Codes of areas, typed one after the other: 31 or 64.08; each must be an area of some edition."""

    def prepare_value(self, value: Any) -> Any:
        """Write a list as it is typed."""
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """Read what was typed into a list, each code once."""
        return list(dict.fromkeys(re.split(r"[\s,;]+", str(value or "").strip(" ,;")))) if value else []

    def validate(self, value: Any) -> None:
        """Name every code that is none."""
        super().validate(value)
        unread = [code for code in value if not _CODE.match(code)]
        if unread:
            raise ValidationError(_("Not codes of areas: %(codes)s. Write them as 31 or 64.08."), "code",
                                  {"codes": ", ".join(unread)})  # fmt: skip
        known = set(Area.objects.filter(code__in=value).values_list("code", flat=True))
        unknown = [code for code in value if code not in known]
        if unknown:
            raise ValidationError(_("No edition has these areas: %(codes)s."), "unknown", {"codes": ", ".join(unknown)})

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the lists, not how they were typed."""
        return list(initial or []) != self.to_python(data)


class PeriodMixin:
    """Refuses a row that ends before it begins, at the day on which it ends."""

    cleaned_data: dict[str, Any]

    def clean(self) -> dict[str, Any]:
        """Compare the days."""
        said = super().clean() or self.cleaned_data  # type: ignore[misc]
        begins, ends = said.get("valid_from"), said.get("valid_to")
        if begins and ends and ends <= begins:
            self.add_error("valid_to", _("This day must be later than the first one."))  # type: ignore[attr-defined]
        return said


class SentencesMixin:
    """Refuses a sentence with a blank that nothing can fill: it would stop every answer."""

    cleaned_data: dict[str, Any]

    def _sentence(self, name: str) -> str:
        text = str(self.cleaned_data.get(name) or "")
        try:
            blanks = {blank for _text, blank, _spec, _conversion in Formatter().parse(text) if blank is not None}
        except ValueError as error:
            raise ValidationError(_("A curly bracket has no partner."), "bracket") from error
        if blanks - PLACEHOLDERS:
            raise ValidationError(
                _("Only {regency}, {province}, {overlay} and {nearest} can be filled in, not %(blanks)s."),
                "blank",
                {"blanks": ", ".join(f"{{{blank}}}" for blank in sorted(blanks - PLACEHOLDERS))},
            )
        return text

    def clean_because_id(self) -> str:
        """See _sentence."""
        return self._sentence("because_id")

    def clean_because_en(self) -> str:
        """See _sentence."""
        return self._sentence("because_en")


def _functions_by_kind() -> list[tuple[Any, list[tuple[str, Any]]]]:
    return [(Overlay.Kind(kind).label, list(labels.items())) for kind, labels in Overlay.FUNCTIONS.items()]


class CaseForm(PeriodMixin, SentencesMixin, forms.ModelForm):
    """A case of a rule."""

    categories = TickBoxes(
        label=_("only categories"), help_text=_("Nothing ticked: all categories that go through the rule.")
    )
    overlay_functions = TickBoxes(
        label=_("its function or class"), choices=_functions_by_kind, help_text=_("Nothing ticked: any.")
    )

    class Meta:
        widgets = {
            "because_id": forms.Textarea(attrs={"rows": 2}),
            "because_en": forms.Textarea(attrs={"rows": 2}),
            "confirm_id": forms.Textarea(attrs={"rows": 2}),
            "confirm_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the categories that go through the rule first of all, then the others."""
        super().__init__(*args, **kwargs)
        if "categories" in self.fields:
            self.fields["categories"].choices = [  # type: ignore[attr-defined]
                (category.pk, str(category)) for category in Category.objects.order_by("theme__position", "position")
            ]

    def clean(self) -> dict[str, Any]:
        """See that functions belong to the overlay asked for, and that a question to a person is asked."""
        said = super().clean() or self.cleaned_data
        kind = said.get("overlay_kind") or ""
        known = Overlay.FUNCTIONS.get(kind, {})
        strange = [function for function in said.get("overlay_functions") or [] if function not in known]
        if strange:
            message = _("An overlay of this kind has no such function or class.")
            self.add_error("overlay_functions", message if kind else _("Say first which kind of overlay."))
        if said.get("confirm") and not (said.get("confirm_id") and said.get("confirm_en")):
            missing = "confirm_en" if said.get("confirm_id") else "confirm_id"
            self.add_error(missing, _("Say in both languages what the person is to find out."))
        return said


class SpecialAreaForm(PeriodMixin, SentencesMixin, forms.ModelForm):
    """Ground of its own: by areas or by an overlay, never by neither."""

    area_codes = CodesField(label=_("areas"), required=False, help_text=_("Codes, for example 31 or 64.08, 64.02."))

    def clean(self) -> dict[str, Any]:
        """It must be somewhere."""
        said = super().clean() or self.cleaned_data
        if not said.get("overlay_kind") and not said.get("area_codes") and "area_codes" not in self.errors:
            self.add_error("area_codes", _("Say where: areas by their codes, or a kind of overlay."))
        return said


class StandingCopyForm(PeriodMixin, SentencesMixin, forms.ModelForm):
    """Who is always told."""


class EmergencyContactForm(forms.ModelForm):
    """A number to call."""

    area_codes = CodesField(
        label=_("only in areas"), required=False, help_text=_("Codes, for example 31 or 64.08. Empty: everywhere.")
    )

    def clean_phone(self) -> str:
        """A number that can be dialled."""
        phone = str(self.cleaned_data["phone"])
        if not re.fullmatch(r"\+?[\d\s().-]{3,}", phone):
            raise ValidationError(_("This is no telephone number."), "phone")
        return phone


class DeadlineForm(PeriodMixin, forms.ModelForm):
    """Working days for a step, or clock hours."""

    report_kinds = TickBoxes(
        label=_("kinds of report"), choices=ReportKind.choices, help_text=_("Nothing ticked: all kinds.")
    )
