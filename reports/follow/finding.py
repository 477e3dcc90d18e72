"""The report that an address names, for its reporter and for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.forms.track import NUMBER_ERRORS
from reports.lifecycle.offer import actors
from reports.lifecycle.table import Actor
from reports.models import Audience, Report
from reports.numbers import NumberError, parse_number
from reports.policies import Access, Viewer, access


class NotHereError(Exception):
    """There is no such report, or not for this viewer: both look the same. `response` is the page that says so."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def parsed(request: HttpRequest, number: str) -> str:
    """Return a number as it is stored; raise NotHereError with a page that names the typing error."""
    try:
        return parse_number(number)
    except NumberError as error:
        names = {"number": number, "typing_error": NUMBER_ERRORS[error.reason]}
        raise NotHereError(render(request, "reports/unavailable.html", names, status=404)) from error


def visible(request: HttpRequest, number: str, viewer: Viewer) -> Report:
    """Return a report of which the viewer may know something; raise NotHereError."""
    canonical = parsed(request, number)
    report = Report.objects.visible_to(viewer.user, viewer.opened).with_names().filter(number=canonical).first()
    if report is None or access(report, viewer) == Access.NONE:
        raise NotHereError(render(request, "reports/unavailable.html", {"number": canonical}, status=404))
    return report


def public(request: HttpRequest, number: str) -> Report:
    """Return a report of which everybody may know something; raise NotHereError."""
    return visible(request, number, Viewer.of())


def own(number: str, viewer: Viewer) -> Report | None:
    """Return a report whose reporter the viewer is: by its PIN, or by their account."""
    rows = Report.objects.visible_to(viewer.user, viewer.opened).with_names()
    report = rows.filter(number=number).first()
    return report if report is not None and Actor.REPORTER in actors(report, viewer) else None


def shown(report: Report) -> int:
    """How many entries a reporter's timeline has: whoever has seen fewer does not know the latest."""
    return report.history.exclude(audience=Audience.STAFF).count()
