"""Webhooks of agencies: added, changed, tried, given a new secret, taken away."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.standing import standing_of
from reports.models import WebhookDelivery, WebhookEndpoint
from reports.webhooks.delivering import deliver
from reports.webhooks.signing import new_secret

PING = "ping"
"""The event of a trial: it tells of no case."""


def endpoints_of(user: Any) -> QuerySet[WebhookEndpoint]:
    """Return the webhooks of the agencies that a user administers; all of them for a national administrator."""
    standing = standing_of(user)
    rows = WebhookEndpoint.objects.select_related("agency")
    return rows if standing.national else rows.filter(agency__in=standing.admin_of)


@transaction.atomic
def add_endpoint(endpoint: WebhookEndpoint) -> str:
    """Store a new webhook; return its secret, which is shown this once."""
    secret = new_secret(endpoint)
    endpoint.save()
    return secret


@transaction.atomic
def change_endpoint(endpoint: WebhookEndpoint) -> None:
    """Store what was changed; one that is in use begins to count failures anew."""
    if endpoint.active:
        endpoint.failures = 0
    endpoint.save(update_fields=["url", "events", "active", "failures"])


@transaction.atomic
def rotate_secret(endpoint: WebhookEndpoint) -> str:
    """Replace the secret at once; return the new one."""
    secret = new_secret(endpoint)
    endpoint.save(update_fields=["secret"])
    return secret


@transaction.atomic
def try_endpoint(endpoint: WebhookEndpoint) -> WebhookDelivery:
    """Queue an event that tells of no case, signed and sent like all others; return its delivery."""
    body = {"type": PING, "timestamp": timezone.now().isoformat(timespec="seconds"), "data": {}}
    delivery = WebhookDelivery.objects.create(endpoint=endpoint, event=PING, body=body)
    deliver.enqueue(str(delivery.pk))
    return delivery
