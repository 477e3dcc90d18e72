"""What keeps abuse out: words to look at, senders who are shut out, and what the public objects to."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WatchWord(models.Model):
    """A word or phrase that holds a report back from the public until a person has read it."""

    word = models.CharField(_("word or phrase"), max_length=80, unique=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("word to look at")
        verbose_name_plural = _("words to look at")
        ordering = ("word",)

    def __str__(self) -> str:
        return self.word


class BlockedSender(models.Model):
    """A sender from whom nothing is taken in. Addresses, telephones and e-mails are kept as keyed digests."""

    class Kind(models.TextChoices):
        """By what the sender is known."""

        ADDRESS = "address", _("network address")
        PHONE = "phone", _("telephone")
        EMAIL = "email", _("e-mail")

    kind = models.CharField(_("known by"), max_length=10, choices=Kind.choices)
    digest = models.CharField(max_length=64)
    reason = models.CharField(_("reason"), max_length=200)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("sender shut out")
        verbose_name_plural = _("senders shut out")
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=("kind", "digest"), name="sender_blocked_once"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.digest[:8]}"


class FilingTrace(models.Model):
    """By what two filings of one place and fortnight are seen to be of one hand (reports.moderation.tracing).

    Keyed digests that mean nothing anywhere else: of another place or time they differ for the same sender.
    """

    report = models.OneToOneField("reports.Report", on_delete=models.CASCADE, primary_key=True, related_name="trace")
    marks = ArrayField(models.CharField(max_length=32))
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("trace of a filing")
        verbose_name_plural = _("traces of filings")

    def __str__(self) -> str:
        return f"trace of {self.report_id}"


class TraceKey(models.Model):
    """The secret of a fortnight, without which none of its traces can be made again; deleted when it is over."""

    span = models.CharField(max_length=12, primary_key=True)
    secret = models.BinaryField(max_length=32)
    until = models.DateField(db_index=True)

    class Meta:
        verbose_name = _("key of traces")
        verbose_name_plural = _("keys of traces")

    def __str__(self) -> str:
        return self.span


class Flag(models.Model):
    """Somebody of the public who says that a published report should not stand so."""

    class Reason(models.TextChoices):
        """What is wrong."""

        PRIVACY = "privacy", _("shows or names a person")
        FALSE = "false", _("is not true")
        ABUSE = "abuse", _("insults or threatens")
        SPAM = "spam", _("is advertising")
        OTHER = "other", _("something else")

    report = models.ForeignKey("reports.Report", on_delete=models.CASCADE, related_name="flags")
    reason = models.CharField(_("reason"), max_length=10, choices=Reason.choices)
    text = models.CharField(_("in words"), max_length=500, blank=True)
    visitor = models.CharField(max_length=64)
    at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("objection of the public")
        verbose_name_plural = _("objections of the public")
        ordering = ("-at",)
        constraints = (
            models.UniqueConstraint(
                fields=("report", "visitor"), condition=Q(settled_at__isnull=True), name="flagged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.report_id} {self.reason}"
