"""What our sign-in does otherwise than django-allauth's: its words, its letters, where it leads."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import reauthenticate_by_password
from allauth.core import context as allauth_context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.addresses import countable_ip
from accounts.letters import queue_letter
from accounts.models import User
from accounts.sealing import seal, unseal
from accounts.second_factor import is_last, needs_second_factor
from accounts.standing import standing_of

_WRONG = _("E-mail and password do not fit together. Look for a typing error, or set a new password.")
_CODE = _("That code is not right. Codes change every half minute: type the one you see now.")
_OFTEN = _("That was too often. Wait a few minutes, then try again.")


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in with e-mail and password."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account has been closed."),
        "email_password_mismatch": _WRONG,
        "invalid_login": _WRONG,
        "incorrect_password": _("That is not your password."),
        "enter_current_password": _("That is not your present password."),
        "too_many_login_attempts": _OFTEN,
        "rate_limited": _OFTEN,
        "duplicate_email": _("This is already your address."),
        "same_as_current": _("This is already your address."),
        "incorrect_code": _CODE,
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Count and list by the address that our own proxies saw."""
        return countable_ip(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Leave wrong passwords to axes, which never counts them by account alone; wrong codes are counted here."""

    def format_email_subject(self, subject: str) -> str:
        """No site's name in brackets: our letters say who writes."""
        return subject

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the letter, so that a mail server that is down keeps nobody from signing up."""
        names = {"request": allauth_context.request, "email": email, "site_url": settings.SITE_URL, **context}
        with transaction.atomic():
            subject = render_to_string(f"{template_prefix}_subject.txt", names)
            queue_letter(email, subject, render_to_string(f"{template_prefix}_message.txt", names))

    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> User:
        """Keep the name, and the language in which the person signed up."""
        user.name = form.cleaned_data.get("name", "")
        user.language = get_language() or settings.LANGUAGE_CODE
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        """Who typed the password a moment ago is not asked for it again on the next page."""
        if any(record["method"] == "password" for record in get_authentication_records(request, user)):
            reauthenticate_by_password(request)
        return super().post_login(request, user, **kwargs)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Staff go to their desk, everyone else to their account."""
        if standing_of(request.user).is_staff:
            try:
                return reverse(settings.STAFF_HOME)
            except NoReverseMatch:
                return reverse("accounts:home")
        return reverse("accounts:home")


class SecondFactorAdapter(DefaultMFAAdapter):
    """Authenticator apps, security keys and recovery codes."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _CODE,
        "cannot_delete_authenticator": _("Your work needs a second step. Set up another one before you remove this."),
        "unverified_email": _("Confirm your e-mail address first: the letter is in your inbox."),
    }

    def get_totp_issuer(self) -> str:
        """What authenticator apps show beside the address."""
        return "GeoLapor"

    def _get_site_name(self) -> str:
        return "GeoLapor"

    def encrypt(self, text: str) -> str:
        """Secrets lie sealed in the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open what was sealed."""
        return unseal(encrypted_text)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Staff keep one."""
        return not (needs_second_factor(authenticator.user) and is_last(authenticator))
