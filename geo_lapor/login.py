"""The login of the administration: passwords cannot be tried by the thousand."""

from typing import Any

from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reports.throttle import Limit, TooManyAttemptsError, client_address

# By address, not by account: otherwise anyone could lock an administrator out.
WRONG_PASSWORDS = Limit("login-address", 20)


class LoginForm(AdminAuthenticationForm):
    """Counts every attempt against the address until it proves right."""

    def clean(self) -> dict[str, Any]:
        """Refuse to look at the password once there were too many wrong ones within the hour."""
        address = client_address(self.request) if self.request else ""
        try:
            WRONG_PASSWORDS.charge(address)
        except TooManyAttemptsError as error:
            minutes = -(-error.retry_after // 60)
            message = _("Too many attempts. Please try again in %d minutes.") % minutes
            raise ValidationError(message, "too_many") from error
        cleaned: dict[str, Any] = super().clean()
        WRONG_PASSWORDS.refund(address)
        return cleaned
