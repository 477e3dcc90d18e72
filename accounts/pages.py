"""Sections that apps above add to a person's account page, such as the reports they filed."""

from collections.abc import Callable

from django.http import HttpRequest

Section = Callable[[HttpRequest], str]
_SECTIONS: list[Section] = []


def account_section(section: Section) -> Section:
    """Register a function that renders a part of the account page for `request.user`; empty text shows nothing.

    To be used as a decorator in a module that the app's `ready` imports.
    """
    _SECTIONS.append(section)
    return section


def sections_for(request: HttpRequest) -> list[str]:
    """Return what the registered sections have to show to this user."""
    return [html for section in _SECTIONS if (html := section(request))]
