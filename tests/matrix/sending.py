"""What leaves the platform: letters, as the mail server gets them, and events for programs of agencies."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from reports.clocks.letters import climb_ladder, remind
from reports.models import CaseClock, Letter, WebhookDelivery, WebhookEndpoint
from reports.telling.tasks import send_letter, tell
from reports.webhooks.signing import new_secret
from tests.matrix.people import Looker
from tests.matrix.scenes import Scene

LATE = dt.timedelta(days=60)


def send_all(scene: Scene) -> None:
    """Do what was queued, when all is over: whoever may no longer know is told nothing, however old the news."""
    for looker in scene.people.values():
        if looker.agency is not None:
            _listen(looker)
    mail.outbox.clear()
    for entry in scene.report.history.all():
        tell.func(entry.pk)
    for letter in Letter.objects.filter(entry__report=scene.report):
        send_letter.func(letter.pk)
    _remind_of(scene)


def letters_to(looker: Looker) -> str:
    """Return all that was written to somebody: subject, head, text and HTML of each letter, but not to whom."""
    found = [message for message in mail.outbox if looker.addresses & set(message.to)]
    return "\n".join("\n".join(_said(message)) for message in found)


def events_for(looker: Looker) -> str:
    """Return the bodies of all events for programs of an agency."""
    deliveries = WebhookDelivery.objects.filter(endpoint__agency=looker.agency) if looker.agency else ()
    return "\n".join(json.dumps(delivery.body, ensure_ascii=False) for delivery in deliveries)


def _said(message: Any) -> Iterator[str]:
    yield message.subject
    yield from (f"{name}: {value}" for name, value in message.extra_headers.items())
    yield message.body
    yield from (str(content) for content, _kind in message.alternatives)


def _listen(looker: Looker) -> None:
    if not WebhookEndpoint.objects.filter(agency=looker.agency).exists():
        endpoint = WebhookEndpoint(agency=looker.agency, url="https://kait.contoh.id/")
        new_secret(endpoint)
        endpoint.save()


def _remind_of(scene: Scene) -> None:
    """Let every running clock of the report be late, and send the reminders."""
    now = timezone.now()
    running = CaseClock.objects.filter(report=scene.report, stopped_at=None)
    running.update(due_at=now - LATE, due_on=timezone.localdate(now) - LATE)
    climb_ladder(now)
    for task in DBTaskResult.objects.filter(task_path=remind.module_path):
        remind.func(*task.args_kwargs["args"])
