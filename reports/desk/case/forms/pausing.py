"""Forms that let the clocks stand still, and go on."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.actions.case import pausing
from reports.desk.case.forms.base import CaseForm, note_field
from reports.models import ClockPause


class HoldForm(CaseForm):
    """Nobody can go on for now: the clocks stand still, and everyone may read why."""

    verb = "hold"
    title = _("Put on hold")
    lead = _("The clocks stand still until you go on. The reporter and the public read the reason.")
    button = _("Put on hold")
    done = _("On hold: the clocks stand still.")

    reason = forms.ChoiceField(
        label=_("Why can nobody go on?"),
        widget=forms.RadioSelect,
        # A question has a form of its own, which sends it.
        choices=[choice for choice in ClockPause.Reason.choices if choice[0] != ClockPause.Reason.REPORTER],
    )
    note = note_field(
        _("In words"), max_length=500, help_text=_("For example: sample no. 12 is at the laboratory until 3 March.")
    )

    def perform(self) -> Any:
        """Put on hold."""
        said = self.cleaned_data
        return self.do(pausing.hold, reason=ClockPause.Reason(said["reason"]), note=said["note"])


class ResumeForm(CaseForm):
    """The clocks go on."""

    verb = "resume"
    title = _("Go on")
    lead = _("The clocks run again; the days of the pause do not count.")
    button = _("Go on")
    done = _("The clocks run again.")

    def perform(self) -> Any:
        """Go on."""
        return self.do(pausing.resume)
