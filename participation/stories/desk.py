"""/petugas/kisah/: stories of cases in a user's hands, and what is done to them."""

from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from participation import deeds
from participation.models import Consent, Story
from participation.models.stories import in_the_hands_of, tellable
from participation.stories.forms import DEEDS, MakeStoryForm
from participation.stories.showing import case_to_tell, next_step, see_story
from reports.desk.entry import kept_form, staff_page
from reports.models import Outcome
from reports.querysets import ReportQuerySet

PAGE_SIZE: Final = 20
SUGGESTED: Final = 10
# What waits for staff comes first: what the reporter agreed to, then what nobody was asked of
_WAITS: Final = Case(
    When(consent=Consent.GIVEN, published_at=None, then=Value(0)),
    When(consent=Consent.NOT_ASKED, then=Value(1)),
    default=Value(2),
)


@require_safe
@staff_page
def listing(request: HttpRequest) -> HttpResponse:
    """Show the stories of cases in the user's hands, first those that wait for staff."""
    found = Story.objects.of_staff(request.user).select_related("report__category").order_by(_WAITS, "-made_at", "-pk")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "participation/stories/desk.html", {"page": page})


@require_safe
@staff_page
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one to staff: what comes next, how it reads, what may be done, what was done."""
    found = _find(request, pk)
    context = {
        "seen": see_story(found),
        "story": found,
        "is_public": found.is_public,
        **deeds.shown(found, request.user, DEEDS, next_step(found)),
    }
    return render(request, "participation/stories/desk_story.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def make(request: HttpRequest) -> HttpResponse:
    """Write one; cases that their reporters said are solved are offered."""
    posted = request.method == "POST"
    form = MakeStoryForm(request.user, request.POST if posted else kept_form(request), request.GET.get("nomor", ""))
    done = _("It is kept. Ask the reporter before it can be published.")
    more: dict[str, Any] = (
        {"case": case_to_tell(form.report)} if form.report else {"suggested": _suggested(request.user)}
    )
    return deeds.make(request, form, "participation/stories/make.html", done=done, away=reverse("stories:desk"), **more)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_page
def act(request: HttpRequest, pk: int, deed: str) -> HttpResponse:
    """Show the form of a deed, or do it."""

    def more(found: Any) -> dict[str, Any]:
        return {"seen": see_story(found), "case": case_to_tell(found.report)}

    template = "writing" if deed == "ubah" else "act"
    return deeds.act(request, _find(request, pk), DEEDS, deed, f"participation/stories/{template}.html", more=more)


def _suggested(user: Any) -> ReportQuerySet:
    """Return closed cases in a user's hands that the reporter confirmed, and that have no story, the latest first."""
    cases = in_the_hands_of(user).filter(pk__in=tellable().values("pk"), outcome=Outcome.CONFIRMED, story=None)
    return cases.with_names().order_by("-closed_at")[:SUGGESTED]


def _find(request: HttpRequest, pk: int) -> Story:
    """Return one that is the user's business. Raises Http404."""
    return get_object_or_404(Story.objects.of_staff(request.user).select_related("report__category__theme"), pk=pk)
