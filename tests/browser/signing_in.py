"""Users who sign in at the page itself, with a password and the code of an app."""

from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

from accounts.models import User
from tests.factories import TOTP_SECRET

PASSWORD = "empat kata tanpa hubungan"


def with_password(user: User) -> User:
    """Give a user a password and a verified address."""
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code(secret: str = TOTP_SECRET) -> str:
    """What an app with this secret shows now."""
    return format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
