"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from geo_lapor.home import figures, latest


def home(request: HttpRequest) -> HttpResponse:
    """Say what this is and lead to the form, to tracking and to the maps."""
    return render(request, "home.html", {"figures": figures(), "latest": latest(request.user)})
