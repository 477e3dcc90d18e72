"""The start page and the pages for errors."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def home(request: HttpRequest) -> HttpResponse:
    """Say what this is and lead to the form, to tracking and to the maps."""
    return render(request, "home.html")
