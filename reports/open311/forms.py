"""The form of a report as a partner's program fills it in: the rules of the page, but that words need not be there."""

from typing import Any, Final

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from reports.forms.report import LONGEST_DESCRIPTION, ReportForm

LONGEST_NOTE: Final = 200
# Fields of the form by what they are called here.
_NAMES: Final = {
    "name": "first_name",
    "lon": "long",
    "place_choice": "address_id",
    "photos": "media",
    "category": "service_code",
}
_PLAIN: Final = ("email", "phone", "lat")


class Open311Form(ReportForm):
    """A service request. The specification asks for a place and a service, and for nothing else."""

    description = forms.CharField(max_length=LONGEST_DESCRIPTION, required=False)

    def clean_description(self) -> str:
        """Say at least that nothing was said: officers see no empty account."""
        return self.cleaned_data["description"] or _("(The sender wrote no account.)")

    def complaints(self) -> list[str]:
        """Return what is wrong, each with the parameter that it is about."""
        return [
            f"{_NAMES.get(field, field)}: {message}" if field != "__all__" else str(message)
            for field, messages in self.errors.items()
            for message in messages
        ]


def form_data(sent: QueryDict, attributes: dict[str, str]) -> dict[str, Any]:
    """Return what goes into the form, but for the place that an address names and the key."""
    names = (sent.get("first_name", "").strip(), sent.get("last_name", "").strip())
    return {
        **attributes,
        **{name: sent.get(name, "") for name in _PLAIN},
        "category": sent.get("service_code", "").strip(),
        "lon": sent.get("long", ""),
        "name": " ".join(filter(None, names)),
        "description": sent.get("description", ""),
        "place_note": sent.get("address_string", "").strip()[:LONGEST_NOTE],
        "place_choice": sent.get("address_id", "").strip(),
    }
