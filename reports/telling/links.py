"""Addresses of pages in letters, in the language of the letter."""

from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse

from reports.models import Report


def case_page(report: Report) -> str:
    """The officers' page of a case."""
    return f"{_site()}petugas/kasus/{report.number}/"


def reporter_page(report: Report) -> str:
    """Where the reporter looks after the report, with number and PIN; the letter itself never has the PIN."""
    return f"{settings.SITE_URL}{reverse('reports:track')}?number={report.number}"


def public_page(report: Report) -> str:
    """What everyone may see of a report."""
    return settings.SITE_URL + reverse("reports:detail", args=[report.number])


def host() -> str:
    """The name under which the platform is known, for identifiers of letters."""
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def _site() -> str:
    return settings.SITE_URL + reverse("home")
