"""One member of a team: what they do, the end of their work there, and a lost second factor."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.errors import RefusedError
from accounts.actions.staff import change_member, clear_second_factor, end_membership, is_last_admin, open_cases
from accounts.forms.team import EndForm, MemberForm
from accounts.models import Membership
from accounts.policies import may_change, may_deactivate
from accounts.second_factor import has_second_factor


@never_cache
@login_required
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a member's role and unit, and take others."""
    user: Any = request.user
    membership = _membership(request, pk)
    initial = {"role": membership.role, "unit": membership.unit}
    form = MemberForm(request.POST or None, user=user, agency=membership.agency, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            change_member(user, membership, **form.place())
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("Kept."))
            return redirect("accounts:agency-team", code=membership.agency.code)
    context = {
        "membership": membership,
        "agency": membership.agency,
        "form": form,
        "may_clear": has_second_factor(membership.user) and may_deactivate(user, membership.user),
    }
    return render(request, "accounts/team/member.html", context, status=400 if form.errors else 200)


@never_cache
@login_required
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a membership ends and who gets the cases; then end it."""
    user: Any = request.user
    membership = _membership(request, pk, own=True)
    form = EndForm(request.POST or None, membership=membership)
    cases = open_cases(membership)
    if request.method == "POST" and form.is_valid():
        try:
            end_membership(user, membership, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("%(name)s no longer works here.") % {"name": membership.user})
            if cases.assigned:
                messages.info(request, _handed_over(cases.assigned, form.cleaned_data["successor"]))
            if membership.user_id == user.pk:
                return redirect("accounts:home")
            return redirect("accounts:agency-team", code=membership.agency.code)
    context = {
        "membership": membership,
        "agency": membership.agency,
        "form": form,
        "cases": cases,
        "is_last_admin": is_last_admin(membership),
    }
    return render(request, "accounts/team/end.html", context, status=400 if form.errors else 200)


@require_POST
@login_required
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second factor of a member who lost it."""
    user: Any = request.user
    membership = _membership(request, pk)
    try:
        clear_second_factor(user, membership.user)
        messages.success(
            request,
            _("%(name)s is signed out everywhere, and sets up a new second step at the next sign-in.")
            % {"name": membership.user},
        )
    except RefusedError as error:
        messages.error(request, str(error.message))
    return redirect("accounts:agency-team", code=membership.agency.code)


def _handed_over(cases: int, successor: Any) -> str:
    """Where the open cases of somebody went who left."""
    if successor is None:
        waiting = ngettext(
            "%(n)d open case waits for whoever takes it up.", "%(n)d open cases wait for whoever takes them up.", cases
        )
        return waiting % {"n": cases}
    given = ngettext("%(n)d open case was handed to %(name)s.", "%(n)d open cases were handed to %(name)s.", cases)
    return given % {"n": cases, "name": successor}


def _membership(request: HttpRequest, pk: int, *, own: bool = False) -> Membership:
    rows = Membership.objects.select_related("agency", "user", "unit").filter(ended_at=None)
    found = get_object_or_404(rows, pk=pk)
    if not (may_change(request.user, found) or (own and found.user_id == request.user.pk)):
        raise Http404
    return found
