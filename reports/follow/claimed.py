"""The reports of a citizen with an account, for their own list and for the page of the account."""

from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string

from accounts.pages import account_section
from reports.models import Report
from reports.querysets import ReportQuerySet

SHOWN_ON_ACCOUNT = 5


def claimed_by(user: Any) -> ReportQuerySet:
    """Reports that a user made their own, the newest first."""
    return Report.objects.filter(claim__user=user).with_names().order_by("-received_at", "-pk")


@account_section
def my_reports(request: HttpRequest) -> str:
    """The latest of one's own reports, and the way to all of them."""
    reports = list(claimed_by(request.user)[: SHOWN_ON_ACCOUNT + 1])
    context = {"reports": reports[:SHOWN_ON_ACCOUNT], "more": len(reports) > SHOWN_ON_ACCOUNT}
    return render_to_string("reports/follow/account_section.html", context, request)
