"""Letters that tell of what happened to a report: one row for each that someone is to get."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency, Unit
from reports.models.following import Follower


class LetterQuerySet(models.QuerySet["Letter"]):
    """Letters by what became of them."""

    def waiting(self) -> "LetterQuerySet":
        """Those that the queue has still to send."""
        return self.filter(sent_at__isnull=True, dropped="")


class Letter(models.Model):
    """One history entry told to one address, once: the row is unique, and locked while the letter is handed over.

    To whom is named by one of `follower`, `user`, `unit` and `agency`; by none where it is the reporter, whose address
    is in the identity. The address itself is read when it is sent, and only its keyed digest is kept here. `dropped`
    says why a letter is not sent any more.
    """

    class To(models.TextChoices):
        """What the recipient is to the case; what the letter says goes by it."""

        REPORTER = "reporter", _("reporter")
        FOLLOWER = "follower", _("follower")
        HANDLER = "handler", _("whoever handles it")
        COLLEAGUE = "colleague", _("mentioned colleague")
        COPY = "copy", _("agency with a copy")

    class Dropped(models.TextChoices):
        """Why it is not sent."""

        UNWANTED = "unwanted", _("the recipient does not want letters any more")
        HIDDEN = "hidden", _("the recipient may not read of it any more")
        REFUSED = "refused", _("the mail server knows no such address")

    entry = models.ForeignKey("reports.HistoryEntry", on_delete=models.CASCADE, related_name="letters")
    to = models.CharField(_("to"), max_length=10, choices=To.choices)
    follower = models.ForeignKey(Follower, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    address_digest = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    dropped = models.CharField(_("not sent"), max_length=10, choices=Dropped.choices, blank=True)
    failure = models.CharField(_("last failure"), max_length=300, blank=True)

    objects = LetterQuerySet.as_manager()

    if TYPE_CHECKING:
        entry_id: int

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("entry", "address_digest"), name="letter_once"),
            models.CheckConstraint(condition=Q(sent_at__isnull=True) | Q(dropped=""), name="letter_sent_or_dropped"),
        )
        indexes = (
            models.Index(fields=("created_at",), condition=Q(sent_at__isnull=True, dropped=""), name="letter_waiting"),
        )

    def __str__(self) -> str:
        return f"{self.to} {self.created_at:%Y-%m-%d}"
