"""The form of a webhook, for the administration and for programs."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from reports.models import WebhookEndpoint
from reports.webhooks.body import EVENTS
from reports.webhooks.posting import UnreachableError, find_target


class EndpointForm(forms.ModelForm):
    """An endpoint, with the events to choose from."""

    events = forms.MultipleChoiceField(
        label=_("Events"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None chosen: all of them."),
    )

    class Meta:
        model = WebhookEndpoint
        fields = ("agency", "url", "events", "active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        events: Any = self.fields["events"]
        events.choices = [(event, f"{label} ({event})") for event, label in EVENTS.items()]

    def clean_url(self) -> str:
        """Refuse an address that would never be posted to."""
        url: str = self.cleaned_data["url"]
        try:
            find_target(url)
        except UnreachableError as error:
            raise ValidationError(_("Nothing can be sent there: %(why)s."), params={"why": error}) from error
        return url
