"""Letters about accounts, as the queue sends them."""

from django.core import mail
from django.core.mail import EmailMessage
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from accounts.letters import deliver_letter


def letters() -> list[EmailMessage]:
    """Send what waits, and return all that was sent in this test."""
    waiting = DBTaskResult.objects.filter(task_path=deliver_letter.module_path, status=TaskResultStatus.READY)
    for result in waiting.order_by("enqueued_at"):
        deliver_letter.func(*result.args_kwargs["args"])
        result.delete()
    return mail.outbox


def link_in(letter: EmailMessage, part: str) -> str:
    """Return the path of the link in a letter that contains `part`."""
    line = next(line for line in str(letter.body).splitlines() if part in line)
    return "/" + line.split("://", 1)[1].split("/", 1)[1].strip()
