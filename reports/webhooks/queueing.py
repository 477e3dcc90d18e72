"""Which webhooks are told of a history entry; one row and one task for each."""

from reports.models import HistoryEntry, WebhookDelivery, WebhookEndpoint
from reports.webhooks.body import EVENTS, body_of, event_of
from reports.webhooks.delivering import deliver


def queue_deliveries(entry: HistoryEntry) -> None:
    """Write what is to be sent for every endpoint of an agency that has the case, has a copy, or just gave it away.

    The row is unique by endpoint and entry: done twice, it is sent once.
    """
    event = event_of(entry)
    if event not in EVENTS:
        return
    report = entry.report
    reads = {report.agency_id, *report.copies.values_list("agency", flat=True)} - {report.accused_agency_id}
    gave_away = {(entry.data.get("before") or {}).get("agency_id")} - reads - {report.accused_agency_id}
    known = set(WebhookDelivery.objects.filter(entry=entry).values_list("endpoint", flat=True))
    endpoints = WebhookEndpoint.objects.filter(active=True, agency__in=[a for a in reads | gave_away if a])
    for endpoint in endpoints.exclude(pk__in=known):
        if endpoint.events and event not in endpoint.events:
            continue
        delivery = WebhookDelivery.objects.create(
            endpoint=endpoint,
            entry=entry,
            event=event,
            body=body_of(entry, in_hand=endpoint.agency_id in reads),
        )
        deliver.enqueue(str(delivery.pk))
