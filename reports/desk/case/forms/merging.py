"""Forms for what is reported twice, and for what is two things in one report."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import merging
from reports.actions.case.splitting import MOST_PARTS
from reports.desk.case.forms.base import CaseForm, TextField, note_field
from reports.duplicates import duplicates_of
from reports.models import Category, Report
from reports.numbers import NumberError, parse_number


class MergeForm(CaseForm):
    """Joins this report to another one; its followers go along."""

    verb = "merge"
    title = _("Join to another report")
    lead = _(
        "This report is archived and points to the other; everyone who follows it follows that one. It can be undone."
    )
    button = _("Join")
    template = "desk/case/forms/merge.html"

    into = forms.CharField(
        label=_("Number of the other report"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "placeholder": "0000-0000"}),
    )
    note = note_field(_("Remark"), required=False, help_text=_("The reporter reads this."))

    def start(self) -> dict[str, Any]:
        """The one that was chosen among the candidates."""
        return {"into": self.query.get("into", "")[:20]}

    def shape(self) -> None:
        """Look for reports that may be about the same thing."""
        self.candidates = duplicates_of(self.case.report, self.case.viewer.user)

    def clean_into(self) -> Report:
        """A report that this officer may see; another one looks as if it did not exist."""
        try:
            number = parse_number(self.cleaned_data["into"])
        except NumberError as error:
            raise ValidationError(
                gettext("This is not a number of a report. It has eight letters and digits.")
            ) from error
        if number == self.case.report.number:
            raise ValidationError(gettext("A report cannot be joined to itself."))
        found = (
            Report.everything.in_the_hands_of(self.case.viewer.user)
            .filter(number=number, practice=self.case.report.practice)
            .first()
        )
        if found is None:
            raise ValidationError(gettext("There is no such report among those that you may see."))
        return found

    def perform(self) -> Any:
        """Join."""
        self.into_number = self.cleaned_data["into"].number
        return merging.merge(
            self.case.report,
            self.case.viewer,
            version=self.shown_version,
            into=self.cleaned_data["into"],
            note=self.cleaned_data["note"],
        )

    def said_after(self) -> str:
        """To which."""
        return gettext("Joined to %s.") % self.into_number


class UnmergeForm(CaseForm):
    """Takes the joining back."""

    verb = "unmerge"
    title = _("Separate again")
    lead = _("The report is open again, and the followers who came from it return to it.")
    button = _("Separate")
    done = _("The report stands on its own again.")

    note = note_field(_("Why?"), help_text=_("The reporter and the public read this."))

    def perform(self) -> Any:
        """Separate."""
        note = self.cleaned_data["note"]
        return merging.unmerge(self.case.report, self.case.viewer, version=self.shown_version, note=note)


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
            merging.Part(category=categories[said[f"category_{n}"]], description=said[f"description_{n}"])
            for n in range(1, MOST_PARTS + 1)
            if said[f"category_{n}"]
        ]
        self.count = len(parts)
        return merging.split(self.case.report, self.case.viewer, version=self.shown_version, parts=parts)

    def said_after(self) -> str:
        """How many reports there are now."""
        return ngettext("%d new report was made.", "%d new reports were made.", self.count) % self.count
