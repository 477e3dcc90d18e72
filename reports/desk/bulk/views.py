"""The pages of a bulk action: what it needs, and what became of it."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from reports.desk.bulk.forms import WritingForm
from reports.desk.bulk.run import MOST, Chosen, chosen, run
from reports.desk.bulk.verbs import BY_KEY, CSV, READ, XLSX, Bulk, offered_to
from reports.desk.entry import kept_form, staff_page
from reports.desk.files import as_file
from reports.desk.listing import Listing, query_without
from reports.desk.reading import mark_all_read
from reports.desk.whose import Desk
from reports.models import BulkRun, Report
from reports.views.session import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def bulk(request: HttpRequest) -> HttpResponseBase:
    """Do something with the selected cases: ask what it needs, do it, lead to what became of it.

    The address keeps the view from which they were selected, to lead back there.
    """
    desk = Desk.of(request)
    sent = request.POST if request.method == "POST" else kept_form(request)
    if sent is None:
        return redirect(_back(request))
    what = sent.get("do", "")
    cases = _selected(request, desk, sent)
    if what in {READ, CSV, XLSX} and request.method == "POST":
        return _simple(request, what, desk, cases)
    wanted = BY_KEY.get(what)
    if wanted is None or wanted not in offered_to(request.user) or not cases:
        said = _("Nothing was selected.") if not cases else _("This cannot be done with many cases at once.")
        messages.warning(request, said)
        return redirect(_back(request))
    return _ask_or_do(request, wanted, cases, sent)


@require_safe
@staff_page
def outcome(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what became of a bulk action, case by case."""
    kept = get_object_or_404(BulkRun, user=request.user, key=key)
    done = [row for row in kept.outcomes if not row["refused"]]
    refused = [row for row in kept.outcomes if row["refused"]]
    title = next((one.form.title for one in BY_KEY.values() if one.verb == kept.verb), kept.verb)
    context = {"run": kept, "title": title, "done": done, "refused": refused, "back": _back(request)}
    return render(request, "desk/bulk/outcome.html", context)


def _ask_or_do(request: HttpRequest, wanted: Bulk, cases: list[Chosen], sent: QueryDict) -> HttpResponse:
    """Do it where all that is needed was said, else ask for it."""
    reports = [case.report for case in cases if case.report is not None]
    answered = request.method == "POST" and (sent.get("step") == "do" or not wanted.form.asks)
    text = _text(wanted, reports, sent) if sent.get("step") == "text" else None
    if answered:
        form = wanted.form(reports, sent)
        if form.is_valid():
            kept = run(form, cases, viewer_of(request))
            return redirect(f"{reverse('reports:desk:bulk-outcome', args=[kept.key])}?{query_without(request.GET)}")
    else:
        typed: dict[str, Any] = {name: sent[name] for name in sent if name in wanted.form.base_fields}
        form = wanted.form(reports, initial={**typed, "key": sent.get("key") or uuid4(), **(text or {})})
    context = {
        "bulk": wanted,
        "form": form,
        "cases": cases,
        "tokens": [f"{case.number}.{case.version}" for case in cases],
        "missing": sum(case.report is None for case in cases),
        "query": query_without(request.GET),
        "back": _back(request),
        "most": MOST,
    }
    return render(request, "desk/bulk/ask.html", context, status=422 if answered else 200)


def _text(wanted: Bulk, cases: list[Report], sent: QueryDict) -> dict[str, Any]:
    """Return what a text kept ready puts into the form; one that is not offered for these cases, nothing."""
    pk = sent.get("text", "")
    if not (issubclass(wanted.form, WritingForm) and pk.isdecimal() and len(pk) < 18):
        return {}
    found = wanted.form.kept_ready(cases).filter(pk=int(pk)).first()
    return {"body": found.body, "text": found.pk} if found else {}


def _selected(request: HttpRequest, desk: Desk, sent: QueryDict) -> list[Chosen]:
    """Return the cases that were ticked, or the first of the whole view where that was asked for."""
    if not sent.get("all"):
        return chosen(desk, sent.getlist("case"))
    rows = Listing.read(request.GET, desk).in_order()[:MOST]
    return chosen(desk, (f"{number}.{version}" for number, version in rows.values_list("number", "version")))


def _simple(request: HttpRequest, what: str, desk: Desk, cases: list[Chosen]) -> HttpResponseBase:
    """Mark as read, or send as a file."""
    reports = [case.report for case in cases if case.report is not None]
    if what in {CSV, XLSX}:
        numbers = [report.number for report in reports]
        return as_file(desk.reachable().filter(number__in=numbers).order_by("due_on", "pk"), what, "kasus")
    mark_all_read(reports, request.user)
    number = len(reports)
    said = ngettext("%(n)d case marked as read.", "%(n)d cases marked as read.", number) % {"n": number}
    messages.success(request, said)
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    """Return the address of the view from which the cases were selected."""
    query = query_without(request.GET)
    inbox = reverse("reports:desk:inbox")
    return f"{inbox}?{query}" if query else inbox
