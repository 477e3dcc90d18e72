"""How a page of figures answers what was asked, and whom."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from monitoring.pages.subjects import Subject, agency
from monitoring.policies import View, view_of


def answered(
    request: HttpRequest, template: str, subject: Subject, form: Form, figures: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Return a page with its figures; with 400 and none where the question of its form cannot be meant."""
    sound = form.is_valid()
    context = {"subject": subject, "form": form} | (figures() if sound else {})
    return render(request, template, context, status=None if sound else HTTPStatus.BAD_REQUEST)


def of_agency(request: HttpRequest, code: str, page: Callable[[HttpRequest, Subject], HttpResponse]) -> HttpResponse:
    """Return a page about an agency to whoever may see all of its cases (monitoring.pages.breakdown says why)."""
    subject = agency(code)
    if view_of(request.user, subject.scope) == View.ALL:
        return page(request, subject)
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    return render(request, "monitoring/not_yours.html", {"subject": subject}, status=HTTPStatus.FORBIDDEN)
