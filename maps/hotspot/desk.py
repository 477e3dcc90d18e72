"""/petugas/titik-rawan/: the hotspots that are a user's business, and what they do about them."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.changing import NotAllowedError, StaleError
from accounts.standing import Standing, standing_of
from maps.hotspot.drilling import cases_of
from maps.hotspot.forms import ChangeForm, CooledForm, DeedForm, GiveBackForm, HandOverForm, TakeUpForm
from maps.hotspot.policies import agencies_to_take_up, may_work
from maps.hotspot.seeing import SeenHotspot, in_order, see_hotspot, see_hotspots
from maps.hotspot.views import followed
from maps.hotspot.writing import day_of
from maps.models import Hotspot, HotspotMember, HotspotSilence, HotspotStanding
from reports.actions.case.errors import RefusedError
from reports.desk.entry import htmx, kept_form, staff_page
from reports.desk.frame import frame_of
from reports.models import Report

PAGE_SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the list: its name in the address, its label, and which hotspots stand in it."""

    key: str
    label: str | Promise
    narrow: Callable[[QuerySet[Hotspot], Standing, dt.date], QuerySet[Hotspot]]


def _ours(hotspots: QuerySet[Hotspot], standing: Standing) -> QuerySet[Hotspot]:
    """Return those taken up by a user's agencies; for who watches over a province or the nation, by any."""
    if standing.national or (standing.provinces and not standing.officer_of | standing.admin_of):
        return hotspots.filter(agency__isnull=False)
    return hotspots.filter(agency__in=standing.handles)


PARTS: Final = (
    Part("", gettext_lazy("All that go on"), lambda rows, _who, _on: rows.filter(cooled_at=None)),
    Part(
        "baru",
        gettext_lazy("Waiting for an agency"),
        lambda rows, _who, _on: rows.filter(cooled_at=None, agency=None).exclude(standing=HotspotStanding.COOLING),
    ),
    Part("kami", pgettext_lazy("hotspots", "Taken up"), lambda rows, who, _on: _ours(rows, who).filter(cooled_at=None)),
    Part(
        "lewat",
        gettext_lazy("Target date passed"),
        lambda rows, who, on: _ours(rows, who).filter(cooled_at=None, target_on__lt=on),
    ),
    Part(
        "mendingin",
        pgettext_lazy("hotspots", "Cooling"),
        lambda rows, _who, _on: rows.filter(standing=HotspotStanding.COOLING),
    ),
    Part("dingin", pgettext_lazy("hotspots", "Cooled"), lambda rows, _who, _on: rows.filter(cooled_at__isnull=False)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A hotspot of the list, with the way to its cases and what the user may do."""

    seen: SeenHotspot
    cases: str
    may_take_up: bool
    may_work: bool


@require_safe
@staff_page
def mine(request: HttpRequest) -> HttpResponse:
    """Show the hotspots in the user's area: those waiting for an agency, taken up, late, cooling, cooled."""
    standing, today = standing_of(request.user), day_of(timezone.now())
    hotspots = Hotspot.objects.of_area(request.user)
    chosen = next((part for part in PARTS if part.key == request.GET.get("bagian", "")), PARTS[0])
    rows = _in_order(chosen.narrow(hotspots, standing, today), today)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "parts": [(part, part.narrow(hotspots, standing, today).count(), part is chosen) for part in PARTS],
        "chosen": chosen,
        "page": page,
        "rows": [_row(seen, request.user) for seen in in_order(request.user, page.object_list)],
        "silent": HotspotSilence.objects.filter(user=request.user.pk).exists(),
        "map_query": _area_query(request),
    }
    return render(request, "maps/hotspot/desk.html", context)


@require_POST
@staff_page
def letters(request: HttpRequest) -> HttpResponse:
    """Stop the letters about hotspots to this user, or let them come again."""
    if request.POST.get("wanted") == "1":
        HotspotSilence.objects.filter(user=request.user.pk).delete()
        messages.success(request, _("You get letters about new hotspots again."))
    else:
        HotspotSilence.objects.get_or_create(user_id=request.user.pk)
        messages.success(request, _("You get no letters about hotspots any more."))
    return redirect("maps:desk-hotspots")


@require_safe
@staff_page
def of_case(request: HttpRequest, number: str) -> HttpResponse:
    """Show the hotspots that a case belongs to: a part of the case's page, or a page of its own."""
    report = Report.objects.in_the_hands_of(request.user).filter(number=number).first()
    if report is None:
        raise Http404
    members = HotspotMember.objects.current().filter(report=report).values("hotspot")
    hotspots = see_hotspots(request.user, Hotspot.objects.visible_to(request.user).filter(pk__in=members))
    template = "maps/hotspot/of_case.html" if htmx(request) else "maps/hotspot/of_case_page.html"
    return render(request, template, {"hotspots": hotspots, "report": report})


@dataclass(frozen=True, slots=True)
class Deed:
    """Something staff do to a hotspot: its form, and whether a user may do it to one as it is now."""

    form: type[DeedForm]
    icon: str
    possible: Callable[[Hotspot], bool]
    allowed: Callable[[Any, Hotspot], bool]


DEEDS: Final = {
    "ambil": Deed(
        TakeUpForm,
        "flag",
        lambda row: row.agency_id is None and row.cooled_at is None,
        lambda user, row: bool(agencies_to_take_up(user, row)),
    ),
    "ubah": Deed(ChangeForm, "pencil", lambda row: row.agency_id is not None and row.cooled_at is None, may_work),
    "serahkan": Deed(
        HandOverForm, "arrow-left-right", lambda row: row.agency_id is not None and row.cooled_at is None, may_work
    ),
    "kembalikan": Deed(
        GiveBackForm, "arrow-return-left", lambda row: row.agency_id is not None and row.cooled_at is None, may_work
    ),
    "dingin": Deed(
        CooledForm, "thermometer-low", lambda row: row.agency_id is not None and row.cooled_at is None, may_work
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, number: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it. What somebody else did meanwhile is said, and nothing typed is lost."""
    found = DEEDS.get(deed)
    row = followed(Hotspot.objects.select_related("joined_to").filter(number=number).first())
    seen = see_hotspot(row, request.user) if row else None
    if found is None or row is None or seen is None:
        raise Http404
    data = request.POST if request.method == "POST" else kept_form(request)
    if not found.possible(row):
        return _form(request, seen, deed, None, status=409 if data else 200)
    if not found.allowed(request.user, row):
        raise PermissionDenied
    form = found.form(row, request.user, data)
    if request.method != "POST":
        return _form(request, seen, deed, form)
    if form.is_valid():
        try:
            form.perform()
        except RefusedError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
        except StaleError:
            return _overtaken(request, row, deed)
        except NotAllowedError as error:
            raise PermissionDenied from error
        else:
            messages.success(request, str(form.done))
            return redirect(row.url)
    return _form(request, seen, deed, form, status=422)


def _overtaken(request: HttpRequest, row: Hotspot, deed: str) -> HttpResponse:
    """Show what stands there now above what was typed; sent once more it counts."""
    row.refresh_from_db()
    row = followed(row) or row
    seen = see_hotspot(row, request.user)
    if seen is None:
        raise Http404
    if not DEEDS[deed].possible(row) or not DEEDS[deed].allowed(request.user, row):
        return _form(request, seen, deed, None, status=409)
    typed = {name: request.POST.get(name, "") for name in DEEDS[deed].form.base_fields if name != "version"}
    form = DEEDS[deed].form(row, request.user, initial=typed)
    return _form(request, seen, deed, form, status=409, overtaken=True)


def _form(
    request: HttpRequest, seen: SeenHotspot, deed: str, form: DeedForm | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {
        "seen": seen,
        "hotspot": seen.hotspot,
        "deed": DEEDS[deed],
        "form": form,
        "title": DEEDS[deed].form.title,
        "action": reverse("maps:act-on-hotspot", args=[seen.number, deed]),
        **more,
    }
    return render(request, "maps/hotspot/act.html", context, status=status)


def _in_order(hotspots: QuerySet[Hotspot], today: dt.date) -> QuerySet[Hotspot]:
    """Late ones first, then those waiting for an agency, then the rest, each by the latest incident."""
    rank = Case(
        When(cooled_at__isnull=False, then=Value(3)),
        When(target_on__lt=today, then=Value(0)),
        When(Q(agency=None) & ~Q(standing=HotspotStanding.COOLING), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return hotspots.annotate(rank=rank).order_by("rank", F("last_on").desc(), "pk")


def _row(seen: SeenHotspot, user: Any) -> Row:
    row = seen.hotspot
    waits = row.agency_id is None and row.cooled_at is None
    return Row(
        seen=seen,
        cases=cases_of(seen),
        may_take_up=waits and bool(agencies_to_take_up(user, row)),
        may_work=may_work(user, row) and row.cooled_at is None,
    )


def _area_query(request: HttpRequest) -> str:
    """Return the query of the hotspot map of the area where the user's agency sits."""
    frame = frame_of(request)
    agency = frame.chosen or (frame.agencies[0] if frame.agencies else None)
    code = agency.area if agency else ""
    return urlencode({"regency" if "." in code else "province": code}) if code else ""
