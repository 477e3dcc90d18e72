"""Success stories: closed cases that their reporter lets be told, without names and no closer than is public."""

from typing import TYPE_CHECKING, Any, Final

from django.db import models
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from participation.models.history import Entry
from reports.models import Outcome, Photo, Report, State
from reports.policies import Access
from reports.projection import seen_photos
from reports.querysets import ReportQuerySet

LONGEST_TITLE: Final = 120
_NO_STORY: Final = (Outcome.WITHDRAWN, Outcome.MERGED, Outcome.ARCHIVED)


class Consent(models.TextChoices):
    """What the reporter says to the words as they stand now."""

    NOT_ASKED = "not_asked", pgettext_lazy("consent", "not asked yet")
    ASKED = "asked", pgettext_lazy("consent", "asked, no reply yet")
    GIVEN = "given", pgettext_lazy("consent", "given")
    REFUSED = "refused", pgettext_lazy("consent", "refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("consent", "taken back")


def tellable() -> ReportQuerySet:
    """Return the reports of which a story may be public: closed, checked by a person, and public themselves."""
    closed = Report.objects.public().filter(state=State.CLOSED, merged_into=None, verified_at__isnull=False)
    return closed.exclude(outcome__in=_NO_STORY)


def in_the_hands_of(user: Any) -> ReportQuerySet:
    """Return the reports of which a user may write: their agency's, and those of a province that they watch over."""
    handled, watched = Report.objects.handled_by(user), Report.objects.watched_by(user)
    return Report.objects.filter(Q(pk__in=handled.values("pk")) | Q(pk__in=watched.values("pk")))


class StoryQuerySet(models.QuerySet["Story"]):
    """Stories by who looks at them."""

    def public(self) -> "StoryQuerySet":
        """Those that everybody reads: published, with consent, and of a case of which everybody may still know."""
        told = self.filter(published_at__isnull=False, consent=Consent.GIVEN)
        return told.filter(report__in=tellable().values("pk"))

    def of_staff(self, user: Any) -> "StoryQuerySet":
        """Those of cases in a user's hands, published or not."""
        return self.filter(report__in=in_the_hands_of(user).values("pk"))


class Story(models.Model):
    """The story of one case, in words of staff. `photos` are of the case; the public sees those that are public there.

    `consent` is to the words and photos as they stand: where they change it is asked for anew, and the story is off
    the public pages meanwhile. `version` counts changes: who acts on an older one is told.
    """

    report = models.OneToOneField(Report, on_delete=models.PROTECT, related_name="story", verbose_name=_("report"))
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    body = models.TextField(_("text"))
    photos = models.ManyToManyField(Photo, related_name="+", blank=True, verbose_name=_("photos"))
    consent = models.CharField(_("consent"), max_length=10, choices=Consent.choices, default=Consent.NOT_ASKED)
    made_at = models.DateTimeField(_("made"))
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    objects = StoryQuerySet.as_manager()

    if TYPE_CHECKING:
        history: models.Manager["StoryEntry"]

    class Meta:
        verbose_name = _("success story")
        verbose_name_plural = _("success stories")
        ordering = ("-published_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(consent=Consent.GIVEN), name="story_published_with_consent"
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it now."""
        return Story.objects.public().filter(pk=self.pk).exists()

    def shown_photos(self) -> QuerySet[Photo]:
        """Return those of its photos that everybody sees on the page of the case."""
        return seen_photos(self.report, Access.CONTENT).filter(pk__in=self.photos.values("pk"))

    @property
    def url(self) -> str:
        """Address of its page for everybody."""
        return reverse("stories:story", args=[self.pk])

    @property
    def desk_url(self) -> str:
        """Address of its page for staff."""
        return reverse("stories:desk-story", args=[self.pk])

    @property
    def consent_url(self) -> str:
        """Address at which the reporter reads it, and says yes or no."""
        return reverse("stories:consent", args=[self.report.number])


class StoryEntry(Entry):
    """One thing that was done to a story, by staff or by the reporter."""

    story = models.ForeignKey(Story, on_delete=models.PROTECT, related_name="history")

    class Meta(Entry.Meta):
        verbose_name = _("entry of a story's history")
        verbose_name_plural = _("history of stories")
