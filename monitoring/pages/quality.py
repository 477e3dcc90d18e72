"""/pemantauan/mutu/, /pemantauan/wilayah/CODE/mutu/: how far what is known of cases can be trusted, and who files."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from monitoring.pages import breakdown, subjects
from monitoring.pages.answering import answered
from monitoring.pages.asked import Asked, AskForm
from monitoring.pages.cards import QUALITY, section_cards, shown
from monitoring.pages.drill import to_confirm, ways
from monitoring.pages.reckoned import card, card_before
from monitoring.pages.series import happened, series
from monitoring.pages.strip import page_of
from monitoring.pages.subjects import Subject


@require_safe
def nation(request: HttpRequest) -> HttpResponse:
    """Show the quality of what is known of cases in all of Indonesia."""
    return _page(request, subjects.nation())


@require_safe
def area(request: HttpRequest, code: str) -> HttpResponse:
    """Show it of a province or regency."""
    return _page(request, subjects.area(code))


def _page(request: HttpRequest, subject: Subject) -> HttpResponse:
    form = AskForm(request.GET, request.user, subject.scope)
    return answered(request, "monitoring/quality.html", subject, form, lambda: _figures(form, form.asked(), subject))


def _figures(form: AskForm, asked: Asked, subject: Subject) -> dict[str, Any]:
    if not asked.begun:
        return {"asked": asked}
    trends = series(asked, subject, shown(QUALITY))
    meanwhile = happened(trends, subject.ground)
    return {
        "asked": asked,
        "sections": section_cards(QUALITY, card(asked), card_before(asked), asked.before[0], trends, {}, meanwhile),
        "tables": breakdown.tables(asked, subject, form.query(category=""), breakdown.QUALITY),
        "ways": ways(asked),
        "confirm": to_confirm(asked),
        "trend_url": page_of(subject, "trend"),
    }
