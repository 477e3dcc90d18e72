"""The form of a new token."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.scopes import TokenScope, scopes_for

DAYS = ((30, _("a month")), (90, _("three months")), (366, _("a year")))


class TokenForm(forms.Form):
    """What a program may do in one's place, and for how long."""

    name = forms.CharField(
        label=_("What is it for?"),
        max_length=80,
        help_text=_("For example: complaint application of our office."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Beside reading what is public. Choose no more than it needs."),
    )
    days = forms.TypedChoiceField(label=_("For how long?"), choices=DAYS, coerce=int, initial=90)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        """Offer what this user may let a program do."""
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        offered = [(scope.value, TokenScope(scope).label) for scope in scopes_for(user)]
        self.fields["scopes"].choices = offered  # type: ignore[attr-defined]
        if not offered:
            del self.fields["scopes"]
