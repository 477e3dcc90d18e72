"""What apps above put before a reporter on the page of their own report, such as a question about its story."""

from collections.abc import Callable

from django.http import HttpRequest

from reports.models import Report

Section = Callable[[HttpRequest, Report], str]
_SECTIONS: list[Section] = []


def own_section(section: Section) -> Section:
    """Register a function that renders something for the reporter of a report; empty text shows nothing.

    To be used as a decorator in a module that the app's `ready` imports.
    """
    _SECTIONS.append(section)
    return section


def own_sections(request: HttpRequest, report: Report) -> list[str]:
    """Return what is put before the reporter of a report."""
    return [html for section in _SECTIONS if (html := section(request, report))]
