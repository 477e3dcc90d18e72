"""The form that answers objections of the public to what is published."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.actions.case import flagging
from reports.desk.case.forms.base import CaseForm, note_field


class SettleForm(CaseForm):
    """Says what came of the objections; what follows from them is done by verbs of its own."""

    verb = "settle_flags"
    title = _("Settle the objections")
    lead = _("Hide, blur or black out first what does harm. Here you say what came of it.")
    button = _("Settle the objections")
    done = _("The objections are settled.")
    template = "desk/case/forms/settle.html"

    note = note_field(_("What did you find, and what did you do?"), help_text=_("Only staff read this."))

    def perform(self) -> Any:
        """Settle."""
        return self.do(flagging.settle_flags, note=self.cleaned_data["note"])
