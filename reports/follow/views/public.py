"""Everybody on the page of a public report: say "me too", follow it by e-mail, object to what stands there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from reports.actions.case.errors import RefusedError
from reports.actions.case.flagging import FlaggedBeforeError, flag
from reports.actions.case.following import follow, me_too, take_back_me_too
from reports.follow.finding import NotHereError, public, visible
from reports.follow.forms import FlagForm, FollowForm
from reports.lifecycle.offer import NotAllowedError
from reports.models import Report
from reports.moderation.visitors import visitor_of
from reports.projection import see
from reports.throttle import TooManyAttemptsError
from reports.views.session import viewer_of


@require_POST
def count_me(request: HttpRequest, number: str) -> HttpResponse:
    """Count a visitor among those whom it concerns too, or no longer (`undo`)."""
    try:
        report = public(request, number)
    except NotHereError as error:
        return error.response
    visitor = visitor_of(request)
    try:
        if "undo" in request.POST:
            take_back_me_too(report, visitor=visitor)
            messages.info(request, _("You are no longer counted."))
        else:
            me_too(report, viewer_of(request), visitor=visitor)
            messages.success(request, _("Thank you, you are counted. You need not report the same again."))
    except NotAllowedError:
        messages.info(request, _("This is your own report: you are counted already."))
    except TooManyAttemptsError:
        messages.warning(request, _("Very many people said so from your network today. Please try again tomorrow."))
    return redirect("reports:detail", number=report.number)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_by_mail(request: HttpRequest, number: str) -> HttpResponse:
    """Take an e-mail address that wants to hear of a report. The answer is the same for every address."""
    viewer = viewer_of(request)
    try:
        report = visible(request, number, viewer)
    except NotHereError as error:
        return error.response
    if request.method != "POST":
        return _follow_page(request, report, FollowForm())
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _follow_page(request, report, form, status=422)
    if not form.cleaned_data["leave_empty"]:
        try:
            follow(
                report,
                viewer,
                email=form.cleaned_data["email"],
                language=(get_language() or "id")[:2],
                visitor=visitor_of(request),
            )
        except TooManyAttemptsError as error:
            minutes = -(-error.retry_after // 60)
            form.add_error("email", _("Too many addresses came from here. Please try again in %d minutes.") % minutes)
            return _follow_page(request, report, form, status=429)
    context = {"number": report.number, "email": form.cleaned_data["email"]}
    return render(request, "reports/follow/letter_sent.html", context)


def _follow_page(request: HttpRequest, report: Report, form: FollowForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "seen": see(report, viewer_of(request))}
    return render(request, "reports/follow/follow.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def object_to(request: HttpRequest, number: str) -> HttpResponse:
    """Take an objection to what is published, once from each visitor."""
    try:
        report = public(request, number)
    except NotHereError as error:
        return error.response
    if request.method != "POST":
        return _objection_page(request, report, FlagForm())
    form = FlagForm(request.POST)
    if not form.is_valid():
        return _objection_page(request, report, form, status=422)
    said = form.cleaned_data
    try:
        if not said["leave_empty"]:
            flag(report, viewer_of(request), reason=said["reason"], text=said["text"], visitor=visitor_of(request))
    except FlaggedBeforeError:
        pass  # sent twice, or thought of twice: it has arrived
    except RefusedError as error:
        form.add_error(error.field or None, str(error.message))
        return _objection_page(request, report, form, status=422)
    except TooManyAttemptsError as error:
        minutes = -(-error.retry_after // 60)
        form.add_error(None, _("Many objections came from here. Please try again in %d minutes.") % minutes)
        return _objection_page(request, report, form, status=429)
    return render(request, "reports/follow/objected.html", {"number": report.number})


def _objection_page(request: HttpRequest, report: Report, form: FlagForm, status: int = 200) -> HttpResponse:
    context = {"form": form, "seen": see(report, viewer_of(request))}
    return render(request, "reports/follow/objection.html", context, status=status)
