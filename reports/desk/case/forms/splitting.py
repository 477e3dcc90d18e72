"""The form for what is two things in one report."""

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import splitting
from reports.actions.case.splitting import MOST_PARTS
from reports.desk.case.forms.base import CaseForm, TextField
from reports.models import Category


class SplitForm(CaseForm):
    """Makes reports of their own from what one report tells besides its matter."""

    verb = "split"
    title = _("Split the report")
    lead = _("For a report that tells of two things. Each part becomes a report with its own agency and clock.")
    button = _("Split the report")
    template = "desk/case/forms/split.html"

    def shape(self) -> None:
        """As many parts as are filled in, and one more."""
        choices: list[Any] = [("", "–")]
        for row in Category.objects.active().order_by("position"):
            choices.append((row.pk, row.name))
        for position in range(1, MOST_PARTS + 1):
            self.fields[f"category_{position}"] = forms.ChoiceField(
                label=_("Category"), choices=choices, required=False
            )
            self.fields[f"description_{position}"] = TextField(label=_("What happened"), required=False, rows=4)

    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The fields of each part."""
        return [(self[f"category_{n}"], self[f"description_{n}"]) for n in range(1, MOST_PARTS + 1)]

    def clean(self) -> dict[str, Any]:
        """Each part needs both; and there must be one."""
        cleaned: dict[str, Any] = super().clean() or {}
        filled = 0
        for n in range(1, MOST_PARTS + 1):
            category, text = cleaned.get(f"category_{n}"), cleaned.get(f"description_{n}")
            if category and not text and f"description_{n}" not in self.errors:
                self.add_error(f"description_{n}", gettext("Say what happened."))
            elif text and not category:
                self.add_error(f"category_{n}", gettext("Choose a category."))
            filled += bool(category and text)
        if not filled and not self.errors:
            self.add_error("category_1", gettext("Describe at least one part."))
        return cleaned

    def perform(self) -> Any:
        """Split."""
        said = self.cleaned_data
        categories = Category.objects.in_bulk([said[f"category_{n}"] for n in range(1, MOST_PARTS + 1)])
        parts = [
            splitting.Part(category=categories[said[f"category_{n}"]], description=said[f"description_{n}"])
            for n in range(1, MOST_PARTS + 1)
            if said[f"category_{n}"]
        ]
        self.count = len(parts)
        return self.do(splitting.split, parts=parts)

    def said_after(self) -> str:
        """How many reports there are now."""
        return ngettext("%d new report was made.", "%d new reports were made.", self.count) % self.count
