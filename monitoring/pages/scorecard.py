"""/pemantauan/, /pemantauan/wilayah/CODE/, /pemantauan/instansi/CODE/: how well cases are handled, on cards."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.models import Agency
from accounts.standing import standing_of
from monitoring.measures import peers_of
from monitoring.models import SubjectKind
from monitoring.pages import subjects
from monitoring.pages.answering import of_agency
from monitoring.pages.asked import Asked, AskForm
from monitoring.pages.breakdown import tables
from monitoring.pages.cards import HANDLING, all_cards, section_cards, shown
from monitoring.pages.compared import Compared, Standing, compared, standings
from monitoring.pages.drill import tasks, ways
from monitoring.pages.headline import headline
from monitoring.pages.offices import offices_like, places_of
from monitoring.pages.reckoned import card, card_before
from monitoring.pages.series import happened, series
from monitoring.pages.strip import page_of
from monitoring.pages.subjects import Subject
from monitoring.plans.policies import agencies_to_plan_for
from monitoring.policies import may_see_cases


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show the scorecard of all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scorecard of a province or regency."""
    return _page(request, subjects.area(code))


@require_safe
def agency(request: HttpRequest, code: str) -> HttpResponse:
    """Show the scorecard of an agency to whoever may see all of its cases."""
    return of_agency(request, code, _page)


@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Lead staff to the scorecard of their province or agency, and everybody else to the nation's."""
    standing = standing_of(request.user)
    if len(standing.provinces) == 1:
        return redirect("monitoring:area", code=next(iter(standing.provinces)))
    code = Agency.objects.filter(pk__in=standing.handles).order_by("name").values_list("code", flat=True).first()
    if code and not standing.national and not standing.provinces:
        return redirect("monitoring:agency", code=code)
    return redirect("monitoring:nation")


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = AskForm(request.GET, request.user, subject.scope)
    context: dict[str, Any] = {"subject": subject, "form": form, "code": subject.code}
    sound = form.is_valid()
    if sound:
        context |= _figures(form, form.asked(), subject)
    return render(request, "monitoring/scorecard.html", context, status=None if sound else HTTPStatus.BAD_REQUEST)


def _figures(form: AskForm, asked: Asked, subject: Subject) -> dict[str, Any]:
    """Return all that the page says of a sound question."""
    if not asked.begun:
        return {"asked": asked}
    now, then = card(asked), card_before(asked)
    trends = series(asked, subject, shown(HANDLING))
    peers = _peers(asked, subject)
    places = _places(peers, subject)
    sections = section_cards(HANDLING, now, then, asked.before[0], trends, places, happened(trends, subject.ground))
    return {
        "asked": asked,
        "now": now,
        "before": asked.before[0],
        "headline": headline(sections),
        "tasks": tasks(asked, now),
        "sections": sections,
        "trend_url": page_of(subject, "trend"),
        "backlog_url": page_of(subject, "backlog"),
        "plan_url": _plan_url(asked),
        "measures": all_cards(now),
        "peers": peers,
        "peers_class": peers_of(subject.code) if peers and not peers.classes else "",
        "tables": tables(asked, subject, form.query(category="")),
        "ways": ways(asked),
    }


def _places(peers: Compared | None, subject: Subject) -> Mapping[str, Standing]:
    if peers is None:
        return {}
    return places_of(peers, subject.code) if peers.classes else standings(peers, subject.code)


def _peers(asked: Asked, subject: Subject) -> Compared | None:
    """Return the figures of the areas of the same level, or of offices of the same kind; the nation has no peers."""
    if subject.kind == SubjectKind.AGENCY:
        return offices_like(asked, subject.code)
    if subject.kind not in (SubjectKind.PROVINCE, SubjectKind.REGENCY):
        return None
    return compared(asked, "province" if subject.kind == SubjectKind.PROVINCE else "regency")


def _plan_url(asked: Asked) -> str:
    """Return where a plan for what is shown is made; "" for whoever makes none."""
    if not may_see_cases(asked.user, asked.scope) or not agencies_to_plan_for(asked.user).exists():
        return ""
    aim = {"area": asked.scope.area, "agency": asked.scope.agency, "category": asked.scope.category}
    return f"{reverse('plans:make')}?{urlencode({name: value for name, value in aim.items() if value})}"
