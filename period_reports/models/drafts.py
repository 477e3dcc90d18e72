"""What people write for a report before it is built: kept, so that nothing typed is lost."""

from typing import Any, Final

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

TEXTS: Final = ("constraints", "use_in_policy", "signer_name", "signer_nip", "signer_title", "signed_in")


class Draft(models.Model):
    """The texts of one area, period and audience; whoever may build that report writes them together.

    `cases` are numbers of closed cases that shall be told. `version` counts the changes: who writes over a newer one is
    told.
    """

    area = models.CharField(_("area"), max_length=5)
    period = models.CharField(_("period"), max_length=7)
    public = models.BooleanField(_("for everybody"))
    constraints = models.TextField(_("constraints"), blank=True)
    use_in_policy = models.TextField(_("use in policy"), blank=True)
    cases = ArrayField(models.CharField(max_length=12), verbose_name=_("cases told"), default=list, blank=True)
    signer_name = models.CharField(_("name"), max_length=120, blank=True)
    signer_nip = models.CharField("NIP", max_length=18, blank=True)
    signer_title = models.CharField(_("office"), max_length=150, blank=True)
    signed_in = models.CharField(_("place of signature"), max_length=80, blank=True)
    signed_on = models.DateField(_("date of signature"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(_("kept"), auto_now=True)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("draft of a period report")
        verbose_name_plural = _("drafts of period reports")
        constraints = (models.UniqueConstraint(fields=("area", "period", "public"), name="draft_once"),)

    def __str__(self) -> str:
        return f"{self.area} {self.period}"

    def said(self) -> dict[str, Any]:
        """Return what was written, as a report keeps it."""
        texts = {name: getattr(self, name) for name in TEXTS}
        day = self.signed_on
        return {**texts, "signed_on": day.isoformat() if day else "", "cases": list(self.cases)}
