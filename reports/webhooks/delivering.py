"""Deliver one event to one endpoint."""

import json
import time
from typing import Final

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.letters import queue_letter
from jobs.job import job
from reports import crypto
from reports.models import WebhookDelivery, WebhookEndpoint
from reports.telling.recipients import people_of
from reports.webhooks.posting import UnreachableError, post
from reports.webhooks.signing import signature

TRIES: Final = 12
"""About six hours, the waits growing to one."""

SWITCHED_OFF_AFTER: Final = 30
"""Failures in a row after which an endpoint is taken out of use, and its agency told."""


class NotDeliveredError(Exception):
    """The receiver did not accept it; the queue tries again."""


@job(queue="webhooks", tries=TRIES)
def deliver(delivery_id: str) -> None:
    """Send one delivery, once: its row is locked meanwhile, and says when it was accepted.

    Raises
    ------
    NotDeliveredError
        The receiver did not answer with a 2xx status. The attempt is on record.
    """
    with transaction.atomic():
        rows = WebhookDelivery.objects.select_for_update(of=("self",)).select_related("endpoint__agency")
        delivery = rows.filter(pk=delivery_id, delivered_at__isnull=True).first()
        if delivery is None or not delivery.endpoint.active:
            return
        _attempt(delivery)
        _count(delivery)
    if delivery.delivered_at is None and delivery.endpoint.active:
        raise NotDeliveredError(delivery.failure)


def _attempt(delivery: WebhookDelivery) -> None:
    body = json.dumps(delivery.body, ensure_ascii=False, separators=(",", ":")).encode()
    timestamp = int(time.time())
    secret = crypto.decrypt(delivery.endpoint.secret)
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "geo_lapor-webhooks/1",
        "webhook-id": str(delivery.pk),
        "webhook-timestamp": str(timestamp),
        "webhook-signature": signature(secret, str(delivery.pk), timestamp, body),
    }
    delivery.attempts += 1
    try:
        delivery.status = post(delivery.endpoint.url, body, headers)
    except UnreachableError as error:
        delivery.status, delivery.failure = None, str(error)[:300]
    else:
        accepted = 200 <= delivery.status < 300
        delivery.delivered_at = timezone.now() if accepted else None
        delivery.failure = "" if accepted else f"answered {delivery.status}"
    delivery.save(update_fields=["attempts", "status", "failure", "delivered_at"])


def _count(delivery: WebhookDelivery) -> None:
    """Count failures in a row; take the endpoint out of use when they are too many."""
    endpoint = delivery.endpoint
    mine = WebhookEndpoint.objects.filter(pk=endpoint.pk)
    if delivery.delivered_at is not None:
        mine.exclude(failures=0).update(failures=0)
        return
    mine.update(failures=F("failures") + 1)
    if mine.filter(failures__gte=SWITCHED_OFF_AFTER, active=True).update(active=False):
        endpoint.active = False
        _tell_agency(endpoint, delivery.failure)


def _tell_agency(endpoint: WebhookEndpoint, failure: str) -> None:
    for user in people_of(endpoint.agency):
        with override(user.language):
            said = _(
                "The webhook %(url)s of %(agency)s failed %(number)d times in a row and was switched off. The last "
                "failure: %(failure)s.\n\nNews of your cases is not sent there any more. Please have it repaired, then "
                "ask the administrators of the platform to switch it on and to send again what was missed."
            )
            facts = {"url": endpoint.url, "agency": endpoint.agency.name, "failure": failure}
            queue_letter(
                user.email,
                _("A webhook of your agency was switched off"),
                said % {**facts, "number": SWITCHED_OFF_AFTER},
            )
