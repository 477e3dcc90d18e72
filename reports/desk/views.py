"""The pages of the inbox: a folder, its filters, its rows as a file, and what is new in it."""

import datetime as dt
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from reports.desk.bulk.verbs import ALWAYS, offered_to
from reports.desk.chips import chips
from reports.desk.entry import staff_page
from reports.desk.files import as_file
from reports.desk.folders import MOST_COUNTED, Folder, Narrowing, count
from reports.desk.frame import choose
from reports.desk.listing import Listing, query_without
from reports.desk.rows import rows_of
from reports.desk.saved import saved_views, user_of
from reports.desk.whose import Desk
from reports.querysets import ReportQuerySet


@dataclass(frozen=True, slots=True)
class FolderLink:
    """A folder in the side bar, with its count in words ("99+")."""

    folder: Folder
    label: str | Promise
    count: str
    current: bool


@require_safe
@staff_page
def inbox(request: HttpRequest) -> HttpResponse:
    """Show one folder of the inbox."""
    desk = Desk.of(request)
    listing = Listing.read(request.GET, desk)
    page = listing.page(request.GET.get("after", ""), request.GET.get("before", ""))
    query = query_without(request.GET)
    context = {
        "listing": listing,
        "folders": _folder_links(listing),
        "views": saved_views(user_of(request), query),
        "rows": rows_of(page.rows, desk),
        "elsewhere": _elsewhere(listing) if listing.is_filtered and not page.rows else (),
        "chips": chips(listing.form, request.GET),
        "verbs": offered_to(request.user),
        "always": ALWAYS,
        "key": uuid4(),
        "query": query,
        "bare": query_without(request.GET, *listing.form.fields),
        "sorted_by": query_without(request.GET, "sort"),
        "kept": _kept_fields(request),
        "previous": f"?{query_without(request.GET, before=page.previous)}" if page.previous else "",
        "next": f"?{query_without(request.GET, after=page.next)}" if page.next else "",
        "shown": timezone.now().isoformat(),
        "first_page": not (request.GET.get("after") or request.GET.get("before")),
    }
    return render(request, "desk/inbox.html", context)


@require_safe
@staff_page
def filters(request: HttpRequest) -> HttpResponse:
    """Show the filters: a page of its own, of which the inbox fetches the form."""
    desk = Desk.of(request)
    listing = Listing.read(request.GET, desk, with_choices=True)
    context = {"listing": listing, "form": listing.form, "back": f"{_inbox()}?{query_without(request.GET)}"}
    return render(request, "desk/inbox/filters.html", context)


@require_safe
@staff_page
def news(request: HttpRequest) -> HttpResponseBase:
    """Say how many cases of a view are new or changed since it was fetched; 304 while that stays the same."""
    listing, since = Listing.read(request.GET, Desk.of(request)), _shown(request)
    changed = _changed(listing, since)
    found = changed.order_by("-updated_at").values_list("updated_at", flat=True)[: MOST_COUNTED + 1]
    times = list(found)
    etag = f'"{len(times)}-{max(times).timestamp() if times else 0}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        context = {"number": len(times), "query": query_without(request.GET, shown=since.isoformat())}
        response = render(request, "desk/inbox/news.html", context)
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
@staff_page
def news_rows(request: HttpRequest) -> HttpResponse:
    """Return the rows that are new or changed, to be put before the others."""
    desk = Desk.of(request)
    listing, now = Listing.read(request.GET, desk), timezone.now()
    rows = listing.page(among=_changed(listing, _shown(request))).rows
    query = query_without(request.GET, shown=now.isoformat())
    return render(request, "desk/inbox/news_rows.html", {"rows": rows_of(rows, desk), "query": query, "number": 0})


@require_safe
@staff_page
def download(request: HttpRequest, form: str) -> HttpResponseBase:
    """Send the view as a file, "csv" or "xlsx", in its order."""
    listing = Listing.read(request.GET, Desk.of(request))
    reports = listing.in_order()
    return as_file(reports, form, str(listing.folder.label))


@require_POST
@staff_page
def choose_agency(request: HttpRequest) -> HttpResponse:
    """Look at the cases of one of the user's agencies, or of all."""
    choose(request, request.POST.get("agency", ""))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else _inbox())


def _folder_links(listing: Listing, narrow: Narrowing = lambda reports: reports) -> list[FolderLink]:
    counts = count(listing.folders, listing.desk, narrow)
    return [
        FolderLink(
            folder,
            folder.label,
            f"{MOST_COUNTED}+" if counts[folder.key] > MOST_COUNTED else str(counts[folder.key] or ""),
            folder is listing.folder,
        )
        for folder in listing.folders
    ]


def _elsewhere(listing: Listing) -> list[FolderLink]:
    """Other folders in which the same filters find something: whoever searches need not know what became of a case."""
    return [link for link in _folder_links(listing, listing.form.apply) if link.count and not link.current]


def _kept_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """What the search form carries along: all of the view but the words and the place in the list."""
    gone = {"q", "after", "before", "kept"}
    return [(name, value) for name, found in request.GET.lists() if name not in gone for value in found if value]


def _changed(listing: Listing, since: dt.datetime) -> ReportQuerySet:
    return listing.reports().filter(updated_at__gt=since)


def _shown(request: HttpRequest) -> dt.datetime:
    try:
        at = dt.datetime.fromisoformat(request.GET.get("shown", ""))
    except ValueError as error:
        raise BadRequest("shown: not a time") from error
    return at if at.tzinfo else timezone.make_aware(at)


def _inbox() -> str:
    return reverse("reports:desk:inbox")
