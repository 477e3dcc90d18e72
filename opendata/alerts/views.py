"""/data/kabar/: ask for alerts by e-mail; and the links of their letters, without an account.

Opening a link changes nothing, for programs that look for malice open every link of a letter; the one button does. Mail
programs end the letters by themselves with one click (RFC 8058).
"""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from opendata.alerts import actions
from opendata.alerts.asking import AlertForm, RhythmForm, words_of
from opendata.alerts.links import url_of
from opendata.models import Alert
from reports.moderation.visitors import visitor_of
from reports.throttle import TooManyAttemptsError

_PREFILLED = ("area", "point", "radius", "about")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Take what somebody wants to hear of. The answer is the same for every address."""
    if request.method != "POST":
        initial = {name: request.GET[name] for name in _PREFILLED if name in request.GET}
        return _form(request, AlertForm(initial=initial))
    form = AlertForm(request.POST)
    if not form.is_valid():
        return _form(request, form, status=422)
    said = form.cleaned_data
    if not said["leave_empty"]:
        try:
            actions.ask_for(
                form.wanted(),
                email=said["email"],
                rhythm=said["rhythm"],
                language=(get_language() or "id")[:2],
                visitor=visitor_of(request),
            )
        except TooManyAttemptsError as error:
            minutes = -(-error.retry_after // 60)
            form.add_error("email", _("Too many addresses came from here. Please try again in %d minutes.") % minutes)
            return _form(request, form, status=429)
    return render(request, "opendata/alerts/letter_sent.html", {"email": said["email"]})


def _form(request: HttpRequest, form: AlertForm, status: int = 200) -> HttpResponse:
    return render(request, "opendata/alerts/ask.html", {"form": form}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Let letters begin."""
    try:
        alert = actions.confirm(token) if request.method == "POST" else actions.find(token)
    except actions.UnknownAlertError:
        return _unknown(request)
    return render(request, "opendata/alerts/confirm.html", _of(alert))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def manage(request: HttpRequest, token: str) -> HttpResponse:
    """Show what an address hears of; change how often, or end all of it."""
    try:
        if request.method == "POST" and "all" in request.POST:
            actions.stop_all(token)
            return render(request, "opendata/alerts/stopped.html")
        alert = actions.find(token)
        form = RhythmForm(request.POST if request.method == "POST" else None, initial={"rhythm": alert.rhythm})
        if saved := form.is_valid():
            alert = actions.change(token, form.cleaned_data["rhythm"])
    except actions.UnknownAlertError:
        return _unknown(request)
    others = [
        (words_of(other), other.get_rhythm_display(), url_of(other, "manage")) for other in actions.others_of(alert)
    ]
    context = {"form": form, "others": others, "saved": saved}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "opendata/alerts/manage.html", _of(alert) | context, status=status)


# A mail program has no cookie of ours; whoever has the token may end the letters from anywhere.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """End the letters of one alert. A link that ends nothing any more says that no letters come."""
    if request.method == "POST":
        actions.stop(token)
        return render(request, "opendata/alerts/stopped.html")
    try:
        alert = actions.find(token)
    except actions.UnknownAlertError:
        return render(request, "opendata/alerts/stopped.html")
    return render(request, "opendata/alerts/stop.html", _of(alert))


def _of(alert: Alert) -> dict[str, Any]:
    return {
        "alert": alert,
        "about": words_of(alert),
        "confirmed": alert.confirmed_at is not None,
        "stop_url": url_of(alert, "stop"),
        "manage_url": url_of(alert, "manage"),
    }


def _unknown(request: HttpRequest) -> HttpResponse:
    return render(request, "opendata/alerts/unknown_link.html", status=404)
