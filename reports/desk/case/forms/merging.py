"""Forms for what is reported twice: join it, and take that back."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import merging
from reports.desk.case.forms.base import CaseForm, note_field
from reports.duplicates import duplicates_of
from reports.models import Report
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
    note = note_field(
        _("Remark"), required=False, help_text=_("The reporter reads this, and the public once the case is open again.")
    )

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
        return self.do(merging.merge, into=self.cleaned_data["into"], note=self.cleaned_data["note"])

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
        return self.do(merging.unmerge, note=self.cleaned_data["note"])
