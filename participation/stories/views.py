"""/kisah/: the stories that everybody may read, as pages and as a feed; and the page on which a reporter says yes."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.changing import NotAllowedError, StaleError
from participation.actions.stories import answer_consent
from participation.models import Consent, Story
from participation.models.stories import StoryQuerySet
from participation.stories.showing import see_stories, see_story
from reports.actions.case.words import clean
from reports.api.doors import read_by_programs
from reports.atom import PlainFeed, feed_id, send_feed
from reports.follow.finding import NotHereError, own, parsed
from reports.views.session import viewer_of

PAGE_SIZE: Final = 12
ENTRIES: Final = 30


# What is taken back is gone at once: nobody keeps these pages.
@never_cache
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the public stories, the latest first."""
    page = Paginator(_public(), PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "participation/stories/list.html", {"page": page, "stories": see_stories(page)})


@never_cache
@require_safe
def story(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one."""
    found = _public().filter(pk=pk).first()
    if found is None:
        raise Http404
    return render(request, "participation/stories/story.html", {"seen": see_story(found), "story": found})


@read_by_programs
def feed(request: HttpRequest) -> HttpResponseBase:
    """Send the latest stories as Atom (RFC 4287). It may be kept, but must be asked for anew before it is shown."""
    response = send_feed(request, _atom(request))
    response["Cache-Control"] = "public, no-cache"
    patch_vary_headers(response, ["Accept-Language"])
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def consent(request: HttpRequest, number: str) -> HttpResponse:
    """Show the story of a case to its reporter, who says yes or no, now and later. Others are asked for the PIN."""
    try:
        canonical = parsed(request, number)
    except NotHereError as error:
        return error.response
    viewer = viewer_of(request)
    report = own(canonical, viewer)
    if report is None:
        return redirect(f"{reverse('reports:track')}?number={canonical}")
    found = Story.objects.filter(report=report).exclude(consent=Consent.NOT_ASKED).first()
    if found is None:
        messages.info(request, _("Nothing is asked of you here at the moment."))
        return redirect("reports:detail", number=canonical)
    changed = False
    if request.method == "POST" and (said := request.POST.get("agrees")) in ("yes", "no"):
        try:
            answer_consent(found, viewer, agrees=said == "yes", version=_version(request))
        except NotAllowedError:
            return redirect("reports:detail", number=canonical)
        except StaleError:
            found.refresh_from_db()
            changed = True
        else:
            thanks = _("Thank you. You can take this back here at any time.") if said == "yes" else _("It is not told.")
            messages.success(request, thanks)
            return redirect("reports:detail", number=canonical)
    context = {"seen": see_story(found), "story": found, "number": canonical, "changed": changed}
    return render(request, "participation/stories/consent.html", context, status=409 if changed else 200)


def _public() -> StoryQuerySet:
    related = ("report__category__theme", "report__edition", "report__merged_into")
    return Story.objects.public().select_related(*related).order_by("-published_at", "-pk")


def _version(request: HttpRequest) -> int:
    """The version that was shown; one that nobody has where it was left out."""
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 10 else -1


def _atom(request: HttpRequest) -> PlainFeed:
    atom = PlainFeed(
        title=_("Stories of what was put right"),
        link=f"{settings.SITE_URL}{reverse('stories:list')}",
        description=_("Closed cases, told with the reporter's consent"),
        language=translation.get_language(),
        feed_url=request.build_absolute_uri(),
        feed_guid=feed_id("stories"),
        author_name="GeoLapor",
    )
    for seen in see_stories(_public()[:ENTRIES]):
        atom.add_item(
            title=seen.story.title,
            link=f"{settings.SITE_URL}{seen.story.url}",
            description=clean(f"{seen.place}\n\n{seen.story.body}"),
            unique_id=feed_id(f"story {seen.story.pk}"),
            pubdate=seen.story.published_at,
            updateddate=seen.story.published_at,
            categories=(seen.story.report.category_id, seen.story.report.category.theme_id),
        )
    return atom
