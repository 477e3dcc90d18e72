"""What a partner's own complaint app handed over in bulk: which of its cases is which of our reports."""

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Partner, PartnerKey


class IntakeRow(models.Model):
    """A case of a partner by its own `source_id`, and the report that it became here, once and for good.

    `digest` is a keyed one of all that was sent, so that the same case again is known without reading it anew. `key` is
    None where somebody at the server imported a file in the partner's name.
    """

    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+", verbose_name=_("partner"))
    source_id = models.CharField(_("number there"), max_length=100)
    digest = models.CharField(max_length=64)
    report = models.OneToOneField(
        "reports.Report", on_delete=models.CASCADE, related_name="intake", verbose_name=_("report")
    )
    key = models.ForeignKey(
        PartnerKey, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("key")
    )
    taken_at = models.DateTimeField(_("taken in"), auto_now_add=True)

    if TYPE_CHECKING:
        partner_id: int
        report_id: int

    class Meta:
        verbose_name = _("report taken in from a partner")
        verbose_name_plural = _("reports taken in from partners")
        ordering = ("-pk",)
        constraints = (models.UniqueConstraint(fields=("partner", "source_id"), name="intake_each_case_once"),)

    def __str__(self) -> str:
        return self.source_id
