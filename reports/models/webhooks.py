"""Addresses of agencies' own programs that are told what happens to their cases, and each attempt to tell them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Agency


class WebhookEndpoint(models.Model):
    """An address of an agency. The secret that signs what is sent is encrypted with IDENTITY_KEY (reports.crypto)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="webhooks", verbose_name=_("agency"))
    url = models.URLField(_("address"), max_length=400)
    secret = models.BinaryField()
    events = ArrayField(models.CharField(max_length=30), verbose_name=_("events"), default=list, blank=True)
    active = models.BooleanField(_("in use"), default=True)
    failures = models.PositiveIntegerField(_("failures in a row"), default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        ordering = ("agency", "pk")

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event for one address: what is sent, and what came of it. Its id lets the receiver know a repetition."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    entry = models.ForeignKey("reports.HistoryEntry", on_delete=models.CASCADE, null=True, related_name="+")
    event = models.CharField(_("event"), max_length=30)
    body = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    delivered_at = models.DateTimeField(_("delivered"), null=True, blank=True)
    status = models.PositiveSmallIntegerField(_("last answer"), null=True, blank=True)
    failure = models.CharField(_("last failure"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("webhook delivery")
        verbose_name_plural = _("webhook deliveries")
        ordering = ("-created_at",)
        constraints = (models.UniqueConstraint(fields=("endpoint", "entry"), name="webhook_event_once"),)

    def __str__(self) -> str:
        return f"{self.event} {self.created_at:%Y-%m-%d}"
