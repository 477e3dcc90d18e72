"""The address to which a reporter answers a letter: it carries a token that leads the answer to the case."""

import re
from base64 import b32encode
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from reports.models import Report
from reports.telling.recipients import reporters

_TOKEN_BYTES: Final = 13  # 104 bits; with the number it fits the 64 characters before the @
_TOKEN: Final = r"(?P<token>[0-9a-z]{8}-[a-z2-7]{21})"  # noqa: S105 — a pattern, not a secret


def reply_address(report: Report, address: str) -> str:
    """Return where the owner of an address answers about a report; empty where EMAIL_REPLY_TO is not set."""
    if not settings.EMAIL_REPLY_TO:
        return ""
    return settings.EMAIL_REPLY_TO.replace("{token}", _token(report, address, settings.SECRET_KEY))


def token_in(address: str) -> str:
    """Return the token of an address that has the form of EMAIL_REPLY_TO; empty for any other."""
    form = re.escape(settings.EMAIL_REPLY_TO.lower()).replace(re.escape("{token}"), _TOKEN)
    found = re.fullmatch(form, address.strip().lower()) if settings.EMAIL_REPLY_TO else None
    return found["token"] if found else ""


def report_of(token: str) -> Report | None:
    """Return the report that a token belongs to; None for a token that was made up, or whose owner is gone."""
    plain = token.partition("-")[0].upper()
    report = Report.objects.select_related("province", "agency").filter(number=f"{plain[:4]}-{plain[4:]}").first()
    if report is None:
        return None
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    for reporter in reporters(report):
        if any(constant_time_compare(token, _token(report, reporter.address, secret)) for secret in secrets):
            return report
    return None


def _token(report: Report, address: str, secret: str) -> str:
    """Letters and digits that survive a mail server which makes all of them small."""
    mac = salted_hmac("reports.reply", f"{report.pk}:{address.strip().lower()}", secret=secret, algorithm="sha256")
    signed = b32encode(mac.digest()[:_TOKEN_BYTES]).decode().rstrip("=")
    return f"{report.number.replace('-', '')}-{signed}".lower()
