"""What a partner's program filed: by which key, and what became of the picture that it named."""

import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import PartnerKey


class PartnerFiling(models.Model):
    """A report that came through Open311. `token` leads to its number for whoever holds it.

    The picture at `media_url` is fetched after the filing; `media_why` says why it was not taken.
    """

    class Media(models.TextChoices):
        """What became of the picture."""

        NONE = "", _("none was named")
        WAITING = "waiting", _("to be fetched")
        TAKEN = "taken", _("taken")
        REFUSED = "refused", _("not taken")

    report = models.OneToOneField("reports.Report", on_delete=models.CASCADE, related_name="partner_filing")
    key = models.ForeignKey(PartnerKey, on_delete=models.PROTECT, related_name="+", verbose_name=_("key"))
    token = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    media_url = models.CharField(_("address of the picture"), max_length=1000, blank=True)
    media = models.CharField(_("picture"), max_length=8, choices=Media.choices, default=Media.NONE, blank=True)
    media_tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    media_why = models.CharField(_("why not"), max_length=300, blank=True)

    if TYPE_CHECKING:
        report_id: int

    class Meta:
        verbose_name = _("filing of a partner")
        verbose_name_plural = _("filings of partners")
        ordering = ("-pk",)

    def __str__(self) -> str:
        return str(self.token)
