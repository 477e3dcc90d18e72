"""Letters and webhooks in the administration: what was sent, what was not and why, and sending it again."""

import json
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from jobs.columns import column, titled
from reports.admin.look_only import LookOnly
from reports.lifecycle.table import VERB_LABELS
from reports.models import Letter, WebhookDelivery, WebhookEndpoint
from reports.webhooks.delivering import deliver
from reports.webhooks.forms import EndpointForm
from reports.webhooks.signing import new_secret

_BY_ADDRESS = titled(_("address"), admin.RelatedFieldListFilter)


@admin.register(Letter)
class LetterAdmin(LookOnly, admin.ModelAdmin):
    """Letters by what became of them. Neither addresses nor texts: who reported is nobody's business here."""

    list_display = ("created_at", "number", "verb", "to", "sent_at", "dropped", "failure")
    list_filter = ("to", "dropped", ("sent_at", admin.EmptyFieldListFilter))
    list_select_related = ("entry__report",)
    search_fields = ("=entry__report__number",)
    fields = ("number", "verb", "to", "created_at", "sent_at", "dropped", "failure")
    readonly_fields = ("number", "verb")

    @admin.display(description=_("report"))
    def number(self, letter: Letter) -> str:
        """Which report it tells of."""
        return letter.entry.report.number

    @admin.display(description=_("what happened"))
    def verb(self, letter: Letter) -> str:
        """What it tells."""
        return str(VERB_LABELS.get(letter.entry.verb, letter.entry.verb))


@admin.register(WebhookEndpoint)
class WebhookEndpointAdmin(admin.ModelAdmin):
    """Addresses of agencies' own programs. The secret is made here and shown once."""

    form = EndpointForm
    list_display = ("url", "agency", "active", "failures")
    list_filter = ("active",)
    autocomplete_fields = ("agency",)
    actions = ("rotate_secret",)

    def save_model(self, request: HttpRequest, obj: WebhookEndpoint, form: Any, change: bool) -> None:
        """Give a new endpoint its secret; one that is switched on again begins to count anew."""
        secret = "" if change else new_secret(obj)
        if "active" in form.changed_data and obj.active:
            obj.failures = 0
        super().save_model(request, obj, form, change)
        if secret:
            self._show(request, obj, secret)

    @admin.action(description=_("Make a new secret (the old one ends at once)"))
    def rotate_secret(self, request: HttpRequest, chosen: QuerySet[WebhookEndpoint]) -> None:
        """Replace secrets, and show each once."""
        for endpoint in chosen:
            secret = new_secret(endpoint)
            endpoint.save(update_fields=["secret"])
            self.log_change(request, endpoint, "new secret")
            self._show(request, endpoint, secret)

    def _show(self, request: HttpRequest, endpoint: WebhookEndpoint, secret: str) -> None:
        said = _("The secret of {url}, shown this once: {secret}")
        self.message_user(request, format_html(str(said), url=endpoint.url, secret=secret), messages.WARNING)


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(LookOnly, admin.ModelAdmin):
    """Every event that was to be sent, and what came of it."""

    list_display = ("queued", "address", "event", "attempts", "status", "delivered_at", "failure")
    list_filter = ("event", ("delivered_at", admin.EmptyFieldListFilter), ("endpoint", _BY_ADDRESS))
    list_select_related = ("endpoint",)
    fields = ("id", "address", "event", "queued", "attempts", "delivered_at", "status", "failure", "sent")
    readonly_fields = ("id", "address", "queued", "sent")
    actions = ("send_again",)

    queued = column("created_at", _("queued at"))
    address = column("endpoint", _("address"))

    @admin.display(description=_("what is sent"))
    def sent(self, delivery: WebhookDelivery) -> str:
        """The body, set out to be read."""
        return format_html("<pre>{}</pre>", json.dumps(delivery.body, ensure_ascii=False, indent=2))

    @admin.action(description=_("Send again"))
    def send_again(self, request: HttpRequest, chosen: QuerySet[WebhookDelivery]) -> None:
        """Queue the chosen ones anew; what was accepted before is sent a second time, under the same webhook-id."""
        with transaction.atomic():
            again = list(chosen.filter(endpoint__active=True).select_for_update(of=("self",)))
            for delivery in again:
                WebhookDelivery.objects.filter(pk=delivery.pk).update(delivered_at=None, failure="")
                deliver.enqueue(str(delivery.pk))
        said = ngettext("%(number)d delivery is queued.", "%(number)d deliveries are queued.", len(again))
        self.message_user(request, said % {"number": len(again)}, messages.SUCCESS)
        if (switched_off := chosen.filter(endpoint__active=False).count()) > 0:
            said = ngettext(
                "%(number)d belongs to a webhook that is switched off.",
                "%(number)d belong to webhooks that are switched off.",
                switched_off,
            )
            self.message_user(request, said % {"number": switched_off}, messages.WARNING)
