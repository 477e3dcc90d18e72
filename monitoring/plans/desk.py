"""/petugas/renaksi/: the action plans that are a user's business, and what is done to them."""

from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.changing import NotAllowedError, StaleError
from monitoring.models.plans import CLOSED, ActionPlan, ActionPlanQuerySet
from monitoring.plans.forms import DEEDS, MakeForm
from monitoring.plans.showing import context_of
from reports.actions.case.errors import RefusedError
from reports.desk.entry import kept_form, staff_page

PAGE_SIZE: Final = 20
AIM: Final = ("measure", "area", "agency", "category")
"""What the address of a new plan may say of it."""

PARTS: Final = (("", _("All that go on")), ("lewat", _("Past their date")), ("tutup", _("Closed")))


@require_safe
@staff_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show the plans that are the user's business."""
    plans = ActionPlan.objects.of_staff(request.user).select_related("agency")
    asked = request.GET.get("bagian", "")
    key = asked if asked in dict(PARTS) else ""
    context = {
        "parts": [(part, label, _part(plans, part).count(), part == key) for part, label in PARTS],
        "page": Paginator(_part(plans, key), PAGE_SIZE).get_page(request.GET.get("page")),
    }
    return render(request, "monitoring/plans/desk.html", context)


@require_safe
@staff_page
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan to staff, with its history and what may be done."""
    found = _find(request, pk)
    context = {
        **context_of(found, request.user),
        "deeds": [(slug, form) for slug, form in DEEDS.items() if form.possible(found)],
        "history": found.history.select_related("actor"),
    }
    return render(request, "monitoring/plans/desk_plan.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Make a plan."""
    data = request.POST if request.method == "POST" else kept_form(request)
    form = MakeForm(request.user, data, _aim(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = form.perform()
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        except NotAllowedError as error:
            raise PermissionDenied from error
        else:
            messages.success(request, _("The plan is made. Nobody but staff reads it until you publish it."))
            return redirect(made.desk_url)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else HTTPStatus.OK
    return render(request, "monitoring/plans/make.html", {"form": form}, status=status)


def _aim(request: HttpRequest) -> dict[str, str]:
    """Return what the address says of a new plan; what cannot be a code is left out."""
    said = {name: request.GET.get(name, "") for name in AIM}
    return {name: value for name, value in said.items() if value and value.isprintable()}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it. What somebody else did meanwhile is said, and nothing typed is lost."""
    kind, found = DEEDS.get(deed), _find(request, pk)
    if kind is None:
        raise Http404
    context: dict[str, Any] = {"plan": found, "kind": kind, "form": None}
    data = request.POST if request.method == "POST" else kept_form(request)
    form = kind(found, request.user, data)
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                form.perform()
            except RefusedError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
            except StaleError:
                found.refresh_from_db()
                typed = {name: request.POST.get(name, "") for name in kind.base_fields}
                form, status = kind(found, request.user, initial=typed), HTTPStatus.CONFLICT
                context["overtaken"] = True
            except NotAllowedError as error:
                raise PermissionDenied from error
            else:
                messages.success(request, str(kind.done))
                return redirect(found.desk_url)
    context["form"] = form if kind.possible(found) else None
    return render(request, "monitoring/plans/act.html", context, status=status)


def _find(request: HttpRequest, pk: int) -> ActionPlan:
    """Return a plan that is the user's business. Raises Http404."""
    found = ActionPlan.objects.of_staff(request.user).select_related("agency").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _part(plans: ActionPlanQuerySet, key: str) -> ActionPlanQuerySet:
    if key == "tutup":
        return plans.filter(state__in=CLOSED).order_by("-closed_at", "-pk")
    going_on = plans.exclude(state__in=CLOSED)
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    return going_on.filter(target_on__lt=today) if key == "lewat" else going_on
