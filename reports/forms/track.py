"""Number and PIN."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.numbers import NumberError, parse_number
from reports.pins import DIGITS

NUMBER_ERRORS = {
    "length": _("A number has eight letters and digits, for example K7QM-2X9P."),
    "character": _("This number has a character that no number has. Please compare it with your receipt."),
    "check": _("There is a typing error in this number. Please compare it with your receipt."),
}


class TrackForm(forms.Form):
    """What a reporter needs to open a report: its number and the PIN shown when it was filed."""

    number = forms.CharField(
        label=_("Report number"),
        max_length=40,
        help_text=_("Capitals, spaces and dashes do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
        error_messages={"required": _("Type the number of the report.")},
    )
    pin = forms.CharField(
        label=_("PIN"),
        max_length=20,
        help_text=_("Six digits, shown when the report was sent."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        error_messages={"required": _("Type the PIN.")},
    )

    def clean_number(self) -> str:
        """Understand loose typing; name a typing error before anything is looked up."""
        try:
            return parse_number(self.cleaned_data["number"])
        except NumberError as error:
            raise ValidationError(NUMBER_ERRORS[error.reason], error.reason) from error

    def clean_pin(self) -> str:
        """Six digits, however grouped."""
        pin = "".join(character for character in self.cleaned_data["pin"] if character not in " -.")
        if len(pin) != DIGITS or not (pin.isascii() and pin.isdigit()):
            raise ValidationError(_("A PIN has six digits."), "form")
        return pin
