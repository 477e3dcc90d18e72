"""/petugas/laporan-berkala/: which report, what is written for it, and the button that has it built."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.changing import NotAllowedError, StaleError
from period_reports.actions.building import ask_for_report
from period_reports.actions.drafts import keep_draft
from period_reports.models import Draft, PeriodReport
from period_reports.orders import Order
from period_reports.pages.forms import AskForm, WriteForm
from period_reports.policies import builds_any
from reports.actions.case.errors import RefusedError
from reports.desk.entry import kept_form, staff_page


@require_safe
@staff_page
def ask(request: HttpRequest) -> HttpResponse:
    """Ask which report; a sound answer leads on to what is written for it."""
    if not builds_any(request.user):
        raise PermissionDenied
    if "audience" not in request.GET:
        form = AskForm(request.user, initial=request.GET.dict())
        return render(request, "period_reports/ask.html", {"form": form})
    form = AskForm(request.user, request.GET)
    if form.is_valid():
        return redirect(f"{_write_url()}?{form.query()}")
    return render(request, "period_reports/ask.html", {"form": form}, status=HTTPStatus.BAD_REQUEST)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def write(request: HttpRequest) -> HttpResponse:
    """Show what is written for a report, keep it, or keep it and have the report built."""
    asking = AskForm(request.user, request.GET)
    if not asking.is_valid() or asking.order is None:
        return render(request, "period_reports/ask.html", {"form": asking}, status=HTTPStatus.BAD_REQUEST)
    wanted = asking.order
    draft = _draft(wanted)
    data = request.POST if request.method == "POST" else kept_form(request)
    form = WriteForm(wanted, draft, data)
    context: dict[str, Any] = {"order": wanted, "draft": draft, "query": asking.query(), "former": _former(wanted)}
    status = HTTPStatus.OK
    if request.method == "POST":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if form.is_valid():
            try:
                return _kept(request, wanted, form, asking.query())
            except RefusedError as error:
                form.add_error(error.field if error.field in form.fields else None, str(error.message))
            except StaleError:
                typed = {name: form.cleaned_data[name] for name in form.fields}
                form, status = WriteForm(wanted, _draft(wanted), initial=typed), HTTPStatus.CONFLICT
                context["overtaken"] = _draft(wanted)
            except NotAllowedError as error:
                raise PermissionDenied from error
    return render(request, "period_reports/write.html", {**context, "form": form}, status=status)


def _kept(request: HttpRequest, wanted: Order, form: WriteForm, query: str) -> HttpResponse:
    keep_draft(request.user, wanted, form.written(), version=form.cleaned_data["version"])
    if request.POST.get("do") != "build":
        messages.success(request, _("Kept. Nothing is built yet."))
        return redirect(f"{_write_url()}?{query}")
    made = ask_for_report(request.user, wanted, key=form.cleaned_data["key"])
    return redirect(made.url)


def _draft(wanted: Order) -> Draft:
    same = {"area": wanted.area, "period": wanted.period.name, "public": wanted.public}
    return Draft.objects.filter(**same).first() or Draft(**same)


def _former(wanted: Order) -> PeriodReport | None:
    """Return the newest report of the same area, period and audience."""
    made = PeriodReport.objects.done().filter(area=wanted.area, period=wanted.period.name, public=wanted.public)
    return made.order_by("-built_at").first()


def _write_url() -> str:
    return reverse("period_reports:write")
