"""Partners, whose programs file reports or read more than the public, and the keys by which they are known."""

import datetime as dt
from typing import TYPE_CHECKING, Final

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.agencies import Agency

if TYPE_CHECKING:
    from django.db.models.manager import Manager

PER_HOUR: Final = 600


class Partner(models.Model):
    """An organisation whose program knows ours: a regency's own complaint app, a call centre, a civic group.

    `agency` is the one it belongs to, if any. A partner out of use is known by none of its keys.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="partners", verbose_name=_("agency")
    )
    contact_name = models.CharField(_("contact person"), max_length=120, blank=True)
    contact_email = models.EmailField(_("contact's e-mail"))
    active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField(_("since"), auto_now_add=True)

    if TYPE_CHECKING:
        keys: Manager["PartnerKey"]

    class Meta:
        verbose_name = _("partner")
        verbose_name_plural = _("partners")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Scope(models.TextChoices):
    """What a key opens."""

    OPEN311 = "open311", _("file reports through Open311")
    INTAKE = "intake", _("hand over reports in bulk")


class PartnerKeyQuerySet(models.QuerySet["PartnerKey"]):
    """Keys by whether they still open anything."""

    def in_force(self, on: dt.date | None = None) -> "PartnerKeyQuerySet":
        """Keys that are in use on a date (today when None), of partners that are."""
        unended = Q(ends_on__isnull=True) | Q(ends_on__gt=on or timezone.localdate())
        return self.filter(unended, active=True, partner__active=True)


class PartnerKey(models.Model):
    """A key of a partner. `hint` is how it begins, `digest` all that is kept of it (accounts.keys).

    What comes with a `test` key is checked and answered like everything else, and nothing of it is kept. `ends_on` is
    the first day on which it opens nothing any more; `last_used_at` is exact to some minutes.
    """

    partner = models.ForeignKey(Partner, on_delete=models.CASCADE, related_name="keys", verbose_name=_("partner"))
    label = models.CharField(_("what it is for"), max_length=80, blank=True)
    hint = models.CharField(_("begins with"), max_length=24, editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=20), verbose_name=_("opens"), default=list)
    test = models.BooleanField(_("for tests: nothing is kept"), default=False)
    per_hour = models.PositiveIntegerField(_("requests an hour"), default=PER_HOUR)
    active = models.BooleanField(_("in use"), default=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    created_at = models.DateTimeField(_("made"), auto_now_add=True)
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True, editable=False)

    objects = PartnerKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("partner's key")
        verbose_name_plural = _("partners' keys")
        ordering = ("partner", "-created_at")

    def __str__(self) -> str:
        return self.hint
