"""The tick of one step of the agency's own procedure."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports import procedures
from reports.desk.case.forms.base import CaseForm


class TickForm(CaseForm):
    """Ticks a step, or takes the tick back. Two officers may tick different steps at once: no version is asked for."""

    verb = "tick"
    title = _("Tick a step")
    button = _("Tick")
    done = _("The step was ticked.")

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    step = forms.IntegerField(min_value=1, max_value=2**62, widget=forms.HiddenInput)
    done_now = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def add_prefix(self, field_name: str) -> str:
        """The list of steps calls it "done", which is taken here."""
        return super().add_prefix("done" if field_name == "done_now" else field_name)

    def perform(self) -> Any:
        """Tick."""
        said = self.cleaned_data
        return procedures.tick(self.case.report, self.case.viewer, said["step"], done=said["done_now"])

    def said_after(self) -> str:
        """Which of both."""
        return str(self.done if self.cleaned_data["done_now"] else _("The tick was taken back."))
