"""The page of a case, and the small answers that its scripts ask for."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from reports.desk import keyset
from reports.desk.case import agencies, people, presence
from reports.desk.case.actions import links
from reports.desk.case.contents import Contents
from reports.desk.case.finding import Case, find_case
from reports.desk.case.nearby import nearby
from reports.desk.case.since import changes_since
from reports.desk.entry import htmx, staff_page
from reports.desk.listing import ORDERS, Listing
from reports.desk.reading import mark_all_read, mark_read
from reports.desk.whose import Desk
from reports.duplicates import duplicates_of
from reports.lifecycle.table import HANDLERS
from reports.procedures import checklist_of


@require_safe
@staff_page
def page(request: HttpRequest, number: str) -> HttpResponse:
    """Show a case; from now on the officer has read it up to this version."""
    case = find_case(request, number)
    if case.report.number != number:
        return redirect(case.url)
    before: int | None = getattr(case.report, "read_version", None)
    if case.who & HANDLERS and before != case.report.version:
        mark_all_read([case.report], request.user)
    elif before != case.report.version:
        mark_read(case.report, request.user)  # whose agency may have it as a copy
    contents = Contents(case, before)
    context = {"case": case, "report": case.report, "contents": contents, "can": links(case)}
    response = render(request, "desk/case/page.html", context)
    add_never_cache_headers(response)
    return response


@require_safe
@staff_page
def present(request: HttpRequest, number: str) -> HttpResponse:
    """Say who else has the case open, and what was done since the page was shown ; the page asks."""
    case = find_case(request, number)
    seen = request.GET.get("version", "")
    since = changes_since(case.report, int(seen)) if seen.isdecimal() and len(seen) < 10 else []
    context = {
        "case": case,
        "others": presence.enter(case.report, case.viewer.user),
        "changes": [change for change in since if change.who != case.viewer.user.name],
        "poll_seconds": presence.POLL_SECONDS,
        "version": seen,
    }
    response = render(request, "desk/case/parts/presence.html", context)
    add_never_cache_headers(response)
    return response


@require_safe
@staff_page
def similar(request: HttpRequest, number: str) -> HttpResponse:
    """Show reports that may be about the same thing; into the page where its script asks."""
    case = find_case(request, number)
    return _beside_case(request, case, "similar", candidates=duplicates_of(case.report, request.user))


@require_safe
@staff_page
def procedure(request: HttpRequest, number: str) -> HttpResponse:
    """Show the agency's own steps for such a case, with what is ticked."""
    case = find_case(request, number)
    return _beside_case(request, case, "procedure", checklist=checklist_of(case.report))


def _beside_case(request: HttpRequest, case: Case, name: str, **found: Any) -> HttpResponse:
    """Show something beside a case: as a part of its page where that asks, else as a page."""
    partly = htmx(request)
    context = {
        "case": case,
        "report": case.report,
        "can": links(case),
        "partly": partly,
        "frame_template": f"desk/case/frame_{'part' if partly else 'page'}.html",
        **found,
    }
    return render(request, f"desk/case/{name}.html", context)


@require_safe
@staff_page
def near(request: HttpRequest, number: str) -> JsonResponse:
    """Cases near this one, for its map."""
    case = find_case(request, number)
    response = JsonResponse({"cases": nearby(case)})
    add_never_cache_headers(response)
    return response


@require_safe
@staff_page
def colleagues(request: HttpRequest, number: str) -> JsonResponse:
    """Colleagues who may see the case and whose name holds what was typed behind an @."""
    case = find_case(request, number)
    typed = request.GET.get("q", "").casefold().strip()[:60]
    found = [person for person in people.colleagues(case.report) if typed in person.name.casefold()]
    found.sort(key=lambda person: not person.name.casefold().startswith(typed))
    return JsonResponse({"people": [{"name": person.name} for person in found[:8]]})


@require_safe
@staff_page
def agency_hits(request: HttpRequest, number: str) -> HttpResponse:
    """Agencies to which the case may be transferred, as the form's choices."""
    case = find_case(request, number)
    typed = request.GET.get("q", "").strip()[:100]
    hits = agencies.search(typed, case.report) if typed else agencies.suggestions(case.report)
    return render(request, "desk/case/forms/agencies.html", {"choices": hits, "searched": typed})


@require_safe
@staff_page
def beside(request: HttpRequest, number: str, way: str) -> HttpResponse:
    """Lead to the next or the previous case of the inbox from which the officer came."""
    case = find_case(request, number)
    other = _beside(request, case, forward=way == "berikut")
    return redirect(Case(other, case.viewer, case.inbox).url if other else case.inbox_url)


def _beside(request: HttpRequest, case: Case, *, forward: bool) -> Any:
    listing = Listing.read(QueryDict(case.inbox), Desk.of(request))
    order = ORDERS[listing.sort][1]
    if not hasattr(case.report, order.column):
        order = ORDERS["due"][1]
    cursor = keyset.write_cursor(order, case.report)
    after, before = (cursor, "") if forward else ("", cursor)
    rows = keyset.page(listing.reports(), order, 1, after=after, before=before).rows
    return rows[0] if rows else None
