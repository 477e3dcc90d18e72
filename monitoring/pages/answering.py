"""How a page of figures answers what was asked."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from monitoring.pages.subjects import Subject


def answered(
    request: HttpRequest, template: str, subject: Subject, form: Form, figures: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Return a page with its figures; with 400 and none where the question of its form cannot be meant."""
    sound = form.is_valid()
    context = {"subject": subject, "form": form} | (figures() if sound else {})
    return render(request, template, context, status=None if sound else HTTPStatus.BAD_REQUEST)
