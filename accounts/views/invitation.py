"""Accepting an invitation: whoever follows the letter's link joins, as a new user or as the one they are."""

from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actions.errors import RefusedError
from accounts.actions.staff import accept_invitation, find_invitation
from accounts.forms.team import JoinForm
from accounts.models import Invitation, User


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show who invites to what; on POST, join."""
    found = find_invitation(token)
    if found is None:
        return render(request, "accounts/invitation_ended.html", status=410)
    if request.user.is_authenticated:
        return _join_as_user(request, found, token)
    if User.objects.filter(email=found.email).exists():
        here = urlencode({"next": request.path})
        return render(
            request,
            "accounts/invitation.html",
            {"invitation": found, "login_url": f"{reverse('account_login')}?{here}"},
        )
    return _join_as_new(request, found, token)


def _join_as_user(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    user: Any = request.user
    if user.email.lower() != found.email:
        return render(request, "accounts/invitation.html", {"invitation": found, "other": user}, status=403)
    if request.method == "POST":
        try:
            accept_invitation(token, user)
        except RefusedError as error:
            messages.error(request, str(error.message))
            return redirect("accounts:home")
        messages.success(request, _("Welcome at %(agency)s.") % {"agency": found.agency})
        return redirect("accounts:second-factor")
    return render(request, "accounts/invitation.html", {"invitation": found, "signed_in": True})


def _join_as_new(request: HttpRequest, found: Invitation, token: str) -> HttpResponse:
    form = JoinForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        password = form.cleaned_data["password"]
        try:
            with transaction.atomic():
                joined = accept_invitation(token, name=form.cleaned_data["name"], password=password)
        except RefusedError as error:
            form.add_error(None, str(error.message))
        else:
            login = Login(user=joined.user, email=joined.user.email, redirect_url=reverse("accounts:second-factor"))
            return perform_password_login(request, {"email": joined.user.email}, login)
    context = {"invitation": found, "form": form}
    return render(request, "accounts/invitation.html", context, status=400 if form.errors else 200)
