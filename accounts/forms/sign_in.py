"""django-allauth's forms in our words: labels above the controls, no placeholders, one password field."""

from typing import Any

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth import get_user_model
from django.utils.translation import gettext_lazy as _

# The rule of settings.AUTH_PASSWORD_VALIDATORS in one sentence.
PASSWORD_RULE = _("At least 12 characters. Four words that do not belong together are easy to remember.")
_NAME_LENGTH: int = get_user_model()._meta.get_field("name").max_length or 150


class PlainWords:
    """Takes placeholders off, and puts our labels and help on."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, "")
            if isinstance(field.widget, forms.PasswordInput):
                field.widget.attrs["data-password"] = ""


class LoginForm(PlainWords, allauth.LoginForm):
    """E-mail and password."""

    labels = {"login": _("E-mail"), "password": _("Password"), "remember": _("Stay signed in on this device")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"


class SignupForm(PlainWords, allauth.SignupForm):
    """Name, e-mail and password."""

    field_order = ["name", "email", "password1"]
    name = forms.CharField(max_length=_NAME_LENGTH, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    labels = {"name": _("Your name"), "email": _("E-mail"), "password1": _("Password")}
    helps = {"password1": PASSWORD_RULE, "email": _("We send a letter there to confirm that it is yours.")}

    def clean_name(self) -> str:
        """Take spaces off the ends."""
        return " ".join(self.cleaned_data["name"].split())


class EmailForm(PlainWords, allauth.AddEmailForm):
    """A new address."""

    labels = {"email": _("New e-mail")}


class ResetForm(PlainWords, allauth.ResetPasswordForm):
    """Whose password was forgotten."""

    labels = {"email": _("E-mail")}


class NewPasswordForm(PlainWords, allauth.ResetPasswordKeyForm):
    """A new password, typed once: it can be looked at."""

    labels = {"password1": _("New password")}
    helps = {"password1": PASSWORD_RULE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ChangePasswordForm(PlainWords, allauth.ChangePasswordForm):
    """The present password and a new one."""

    labels = {"oldpassword": _("Present password"), "password1": _("New password")}
    helps = {"password1": PASSWORD_RULE}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ConfirmForm(PlainWords, allauth.ReauthenticateForm):
    """The password once more, before something that matters."""

    labels = {"password": _("Password")}
