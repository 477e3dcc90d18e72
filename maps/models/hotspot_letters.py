"""Letters about hotspots: at most one a day for each person or office, and each piece of news once."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency
from maps.models.hotspots import HotspotEntry


class HotspotLetter(models.Model):
    """The news of hotspots of one day for one person or office: one letter at most, sent once.

    `dropped` says why it is not sent any more.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    on = models.DateField()
    sent_at = models.DateTimeField(null=True, blank=True)
    dropped = models.CharField(max_length=20, blank=True)

    if TYPE_CHECKING:
        user_id: int | None
        agency_id: int | None

    class Meta:
        verbose_name = _("letter about hotspots")
        verbose_name_plural = _("letters about hotspots")
        constraints = (
            models.UniqueConstraint(fields=("user", "agency", "on"), nulls_distinct=False, name="hotspot_letter_a_day"),
            models.CheckConstraint(
                condition=Q(user=None, agency__isnull=False) | Q(user__isnull=False, agency=None),
                name="hotspot_letter_to_one",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user_id or self.agency_id} {self.on:%Y-%m-%d}"


class HotspotNews(models.Model):
    """An entry that somebody is told of: once, in whichever letter."""

    letter = models.ForeignKey(HotspotLetter, on_delete=models.CASCADE, related_name="news")
    entry = models.ForeignKey(HotspotEntry, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    if TYPE_CHECKING:
        letter_id: int
        entry_id: int

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("entry", "user", "agency"), nulls_distinct=False, name="hotspot_told_once"),
        )

    def __str__(self) -> str:
        return f"{self.letter_id} {self.entry_id}"


class HotspotSilence(models.Model):
    """A user who does not want letters about hotspots; those about cases are not meant."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField(auto_now_add=True)

    if TYPE_CHECKING:
        user_id: int

    def __str__(self) -> str:
        return f"{self.user_id}"
