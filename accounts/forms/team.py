"""Forms of the team page, of invitations, and of one's own account."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from accounts.actions.memberships import colleagues, is_last_admin
from accounts.forms.sign_in import PASSWORD_RULE
from accounts.models import Agency, Membership, Role, Unit, User
from accounts.policies import roles_to_give

_LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]


class _Form(forms.Form):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class _PlaceForm(_Form):
    """Role and unit in an agency."""

    role = forms.ChoiceField(label=_("Task"))
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Unit"), required=False, empty_label=_("the whole agency")
    )

    def __init__(self, *args: Any, user: User, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles_to_give(user, agency)]  # type: ignore[attr-defined]
        units = Unit.objects.filter(agency=agency, active=True)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]
        if not units:
            del self.fields["unit"]

    def place(self) -> dict[str, Any]:
        """Return role and unit as the verbs take them."""
        return {"role": Role(self.cleaned_data["role"]), "unit": self.cleaned_data.get("unit")}


class InviteForm(_PlaceForm):
    """Whom to invite, and to what."""

    field_order = ["name", "email", "role", "unit", "language"]
    name = forms.CharField(label=_("Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    email = forms.EmailField(
        label=_("E-mail"),
        help_text=_("The office address of this very person: the letter goes there, and they will sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=_LANGUAGES)


class MemberForm(_PlaceForm):
    """What a member does."""


class EndForm(_Form):
    """Why a membership ends, and who gets the cases."""

    reason = forms.CharField(
        label=_("Why does it end?"),
        max_length=300,
        help_text=_("For example: moved to another office. It is kept with the change."),
    )
    successor = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Open cases go to"),
        required=False,
        empty_label=_("the unit: whoever takes them up"),
    )
    even_if_last = forms.BooleanField(label=_("I know that nobody will administer this agency then"), required=False)

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = colleagues(membership)  # type: ignore[attr-defined]
        if not is_last_admin(membership):
            del self.fields["even_if_last"]


class UnitForm(_Form):
    """A unit's name and address."""

    name = forms.CharField(label=_("Name of the unit"), max_length=150)
    email = forms.EmailField(label=_("E-mail of the unit"), required=False)


class JoinForm(_Form):
    """What a new member says of themselves."""

    name = forms.CharField(label=_("Your name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        help_text=PASSWORD_RULE,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "data-password": ""}),
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        """Hold it against the rules, and against name and address."""
        password: str = self.cleaned_data["password"]
        validate_password(password, User(email=self.email, name=self.cleaned_data.get("name", "")))
        return password


class ProfileForm(forms.ModelForm):
    """One's name, and the language of letters."""

    language = forms.ChoiceField(label=_("Language of letters"), choices=_LANGUAGES)

    class Meta:
        model = User
        fields = ("name", "language")
        labels = {"name": _("Your name")}
        widgets = {"name": forms.TextInput(attrs={"autocomplete": "name"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
