"""One's own account: who one is, how one signs in, where one is signed in, what one works for."""

from typing import Any

from allauth.usersessions.models import UserSession
from axes.models import AccessLog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.forms.team import ProfileForm
from accounts.middleware import lacks_second_factor
from accounts.models import Membership, User
from accounts.pages import sections_for
from accounts.second_factor import has_second_factor
from accounts.standing import standing_of

SIGN_INS = 5
_NEXT = "second_factor_next"


@never_cache
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Show the account; take a new name or language of letters."""
    user: Any = request.user
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=user.pk))
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Kept."))
        return redirect("accounts:home")
    sessions = sorted(UserSession.objects.purge_and_list(user), key=lambda session: session.last_seen_at, reverse=True)
    return render(
        request,
        "accounts/home.html",
        {
            "form": form,
            "memberships": Membership.objects.current().filter(user=user).select_related("agency", "unit"),
            "standing": standing_of(user),
            "sections": sections_for(request),
            "sessions": sessions,
            "sign_ins": AccessLog.objects.filter(username=user.email).order_by("-attempt_time")[:SIGN_INS],
            "has_second_factor": has_second_factor(user),
            "lacks_second_factor": lacks_second_factor(request),
        },
        status=400 if form.errors else 200,
    )


@never_cache
@login_required
def second_factor(request: HttpRequest) -> HttpResponse:
    """Tell staff why a second step is needed and let them choose one; lead on to where they wanted to go once it is."""
    goal = request.GET.get("next", "")
    if url_has_allowed_host_and_scheme(goal, {request.get_host()}, require_https=request.is_secure()):
        request.session[_NEXT] = goal
    if has_second_factor(request.user):
        return HttpResponseRedirect(request.session.pop(_NEXT, "") or reverse("mfa_index"))
    return render(request, "accounts/second_factor.html", {"needed": lacks_second_factor(request)})
