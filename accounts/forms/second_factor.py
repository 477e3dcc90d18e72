"""django-allauth's forms of the second factor in our words."""

from typing import Any

from allauth.mfa.base import forms as base
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn import forms as webauthn
from django.utils.translation import gettext_lazy as _

from accounts.forms.sign_in import PlainWords


class _Code(PlainWords):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autocomplete": "one-time-code", "class": "code-input"}


class CodeForm(_Code, base.AuthenticateForm):
    """A code at sign-in: of the app, or one of the recovery codes."""

    labels = {"code": _("Code")}
    helps = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class ConfirmCodeForm(_Code, base.ReauthenticateForm):
    """A code before something that matters."""

    labels = {"code": _("Code")}
    helps = {"code": _("Six digits from your authenticator app, or one of your recovery codes.")}


class ActivateForm(_Code, ActivateTOTPForm):
    """The first code of a new app: it proves that the app has the key."""

    labels = {"code": _("The code that your app shows now")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class AddKeyForm(PlainWords, webauthn.AddWebAuthnForm):
    """A security key or a passkey."""

    labels = {"name": _("Name of the key"), "passwordless": _("Let it open my account without the password")}
    helps = {
        "name": _("So that you know it again: “blue key”, “my telephone”."),
        "passwordless": _("For telephones and computers that you unlock with a finger, your face or a PIN."),
    }


class EditKeyForm(PlainWords, webauthn.EditWebAuthnForm):
    """Another name for a key."""

    labels = {"name": _("Name of the key")}
