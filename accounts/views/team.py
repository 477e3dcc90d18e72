"""The team page: who works for an agency, in which unit, and who was asked to."""

from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.errors import RefusedError
from accounts.actions.staff import invite_again, invite_staff, open_invitations, revoke_invitation
from accounts.actions.units import add_unit, close_unit, rename_unit
from accounts.forms.team import InviteForm, UnitForm
from accounts.models import Agency, Invitation, Membership, Unit
from accounts.policies import may_invite, may_manage, may_manage_unit, may_see_team
from accounts.second_factor import TYPES
from accounts.standing import standing_of

FOUND = 30
LONGEST_SEARCH = 100


@never_cache
@login_required
def choose(request: HttpRequest) -> HttpResponse:
    """Lead to the user's own agency, or let them choose among those whose team they run."""
    standing = standing_of(request.user)
    if not standing.is_staff:
        raise Http404
    offered = Agency.objects.in_force()
    if not standing.national:
        offered = offered.filter(pk__in=standing.admin_of | standing.handles)
        if offered.count() == 1:
            return redirect("accounts:agency-team", code=offered.get().code)
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST_SEARCH].split()
    for word in words:
        offered = offered.filter(Q(name__icontains=word) | Q(name_en__icontains=word) | Q(code__icontains=word))
    own = Agency.objects.filter(pk__in=standing.officer_of | standing.monitors | standing.admin_of).order_by("name")
    found = list(offered.order_by("name")[: FOUND + 1]) if words or not standing.national else []
    context = {"q": " ".join(words), "found": found[:FOUND], "more": len(found) > FOUND, "own": own[:FOUND]}
    return render(request, "accounts/team/choose.html", context)


@never_cache
@login_required
def team(request: HttpRequest, code: str) -> HttpResponse:
    """Show the members of an agency by unit, and to who runs it the invitations and units."""
    agency = _agency(request, code)
    manages = may_manage(request.user, agency)
    members = list(
        Membership.objects.current()
        .filter(agency=agency)
        .select_related("user", "unit")
        .annotate(secured=Exists(Authenticator.objects.filter(user=OuterRef("user"), type__in=TYPES)))
        .order_by("unit__name", "user__name")
    )
    units: list[Unit | None] = [None, *Unit.objects.filter(agency=agency, active=True)]
    groups = [(unit, [m for m in members if m.unit_id == (unit.pk if unit else None)]) for unit in units]
    now = timezone.now()
    return render(
        request,
        "accounts/team/team.html",
        {
            "agency": agency,
            "groups": groups,
            "members": members,
            "manages": manages,
            "invitations": open_invitations(agency).select_related("unit") if manages else (),
            "now": now,
            "unsecured": sum(not member.secured for member in members),  # type: ignore[attr-defined]
            "several": standing_of(request.user).national or len(standing_of(request.user).admin_of) > 1,
        },
    )


@never_cache
@login_required
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Ask whom to invite, and send the letter."""
    user: Any = request.user
    agency = _agency(request, code, manage=True)
    initial = {"language": get_language()}
    form = InviteForm(request.POST or None, user=user, agency=agency, initial=initial)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("email", "name", "language")}
        try:
            invited = invite_staff(user, agency, **form.place(), **said)
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("The letter to %(email)s is on its way.") % {"email": invited.email})
            return redirect("accounts:agency-team", code=agency.code)
    status = 400 if form.errors else 200
    return render(request, "accounts/team/invite.html", {"agency": agency, "form": form}, status=status)


@require_POST
@login_required
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send an invitation's letter again, with a new link."""
    user: Any = request.user
    invitation = _invitation(request, pk)
    try:
        invite_again(user, invitation, get_language() or "id")
        messages.success(request, _("The letter to %(email)s is on its way.") % {"email": invitation.email})
    except RefusedError as error:
        messages.error(request, str(error.message))
    return redirect("accounts:agency-team", code=invitation.agency.code)


@require_POST
@login_required
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back."""
    user: Any = request.user
    invitation = _invitation(request, pk)
    revoke_invitation(user, invitation)
    messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": invitation.email})
    return redirect("accounts:agency-team", code=invitation.agency.code)


@never_cache
@login_required
def new_unit(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for a unit's name, and add it."""
    agency = _agency(request, code, manage=True)
    return _unit_page(request, agency, None)


@never_cache
@login_required
def unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a unit's name and address, and take new ones."""
    found = _unit(request, pk)
    return _unit_page(request, found.agency, found)


@require_POST
@login_required
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a unit."""
    user: Any = request.user
    found = _unit(request, pk)
    close_unit(user, found)
    messages.success(request, _("%(unit)s is closed. Its members and cases are with the whole agency now.") % {
        "unit": found})  # fmt: skip
    return redirect("accounts:agency-team", code=found.agency.code)


def _unit_page(request: HttpRequest, agency: Agency, found: Unit | None) -> HttpResponse:
    user: Any = request.user
    initial = {"name": found.name, "email": found.email} if found else None
    form = UnitForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            if found:
                rename_unit(user, found, **form.cleaned_data)
            else:
                add_unit(user, agency, **form.cleaned_data)
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        else:
            messages.success(request, _("Kept."))
            return redirect("accounts:agency-team", code=agency.code)
    context = {"agency": agency, "unit": found, "form": form}
    return render(request, "accounts/team/unit.html", context, status=400 if form.errors else 200)


def _agency(request: HttpRequest, code: str, *, manage: bool = False) -> Agency:
    agency = get_object_or_404(Agency, code=code)
    if not (may_manage if manage else may_see_team)(request.user, agency):
        raise Http404
    return agency


def _invitation(request: HttpRequest, pk: int) -> Invitation:
    found = get_object_or_404(Invitation.objects.select_related("agency"), pk=pk)
    if not may_invite(request.user, found.agency, found.role):
        raise Http404
    return found


def _unit(request: HttpRequest, pk: int) -> Unit:
    found = get_object_or_404(Unit.objects.select_related("agency"), pk=pk, active=True)
    if not may_manage_unit(request.user, found):
        raise Http404
    return found
