"""Forms that say how grave a case is: how soon someone must look, and whether abuse of office is alleged."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from reports.actions.case import weighing
from reports.desk.case.forms.base import CaseForm, note_field
from reports.models import Urgency


class UrgencyForm(CaseForm):
    """Says how soon someone must look."""

    verb = "set_urgency"
    title = _("Change the urgency")
    lead = _("The clock of verification follows.")
    button = _("Change the urgency")
    done = _("The urgency was changed.")

    urgency = forms.ChoiceField(label=_("Urgency"), choices=Urgency.choices, widget=forms.RadioSelect)
    note = note_field(_("Why?"), help_text=_("Only staff read this."))

    def start(self) -> dict[str, Any]:
        """As it is."""
        return {"urgency": self.case.report.urgency}

    def perform(self) -> Any:
        """Change."""
        said = self.cleaned_data
        return self.do(weighing.set_urgency, urgency=Urgency(said["urgency"]), note=said["note"])


class MisconductForm(CaseForm):
    """Marks alleged abuse of office: another clock, and the accused agency never sees the case."""

    verb = "set_misconduct"
    title = _("Alleged abuse of office")
    lead = _(
        "Not for a field visit: only where an official is accused. "
        "The accused agency neither sees nor handles the case."
    )
    button = _("Save")
    done = _("Saved.")

    misconduct = forms.BooleanField(label=_("An official is accused of abuse of office"), required=False)
    accused = forms.CharField(
        label=_("Agency accused"),
        required=False,
        max_length=200,
        help_text=_("Its code or its full name."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "agencies-near"}),
    )
    note = note_field(_("Why?"), help_text=_("Only staff read this."))
    template = "desk/case/forms/misconduct.html"
    arguments = {"accused_agency": "accused"}

    def start(self) -> dict[str, Any]:
        """As it is."""
        report = self.case.report
        return {"misconduct": report.misconduct, "accused": report.accused_agency.code if report.accused_agency else ""}

    def near(self) -> list[Agency]:
        """Agencies of the place, to choose from."""
        report = self.case.report
        codes = [area.code for area in (report.regency, report.province) if area]
        return list(Agency.objects.in_force().serving(*codes)[:100]) if codes else []

    def clean_accused(self) -> Agency | None:
        """The agency of that code or name."""
        said = self.cleaned_data["accused"]
        if not said:
            return None
        rows = Agency.objects.in_force()
        agency = rows.filter(code__iexact=said).first() or rows.filter(name__iexact=said).first()
        if agency is None:
            raise forms.ValidationError(gettext("No agency has this code or name."))
        return agency

    def perform(self) -> Any:
        """Mark."""
        said = self.cleaned_data
        return self.do(
            weighing.set_misconduct, misconduct=said["misconduct"], accused_agency=said["accused"], note=said["note"]
        )
