"""The queue in the administration: dead letters, the schedule, and who is at work."""

import datetime as dt
import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy
from django_tasks.base import TaskResultStatus

from jobs.columns import column, titled
from jobs.models import DeadLetter, Process, Schedule
from jobs.settling import try_again

# The library's own words exist in English only.
_OUTCOMES = {
    TaskResultStatus.READY: pgettext_lazy("task", "waits"),
    TaskResultStatus.RUNNING: pgettext_lazy("task", "under way"),
    TaskResultStatus.SUCCESSFUL: pgettext_lazy("task", "done"),
    TaskResultStatus.FAILED: pgettext_lazy("task", "failed"),
}


class _ReadOnly(admin.ModelAdmin):
    """Rows that nobody adds or changes by hand."""

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Nobody adds one."""
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody changes one."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Nobody deletes one here."""
        return False


@admin.register(DeadLetter)
class DeadLetterAdmin(_ReadOnly):
    """What failed for good: a person looks why, then has it tried again or drops it."""

    list_display = ("task", "arguments", "error", "attempts", "finished")
    list_filter = (("queue_name", titled(_("queue"))), ("task_path", titled(_("task"))))
    date_hierarchy = "finished_at"
    actions = ("have_tried_again", "drop")
    fields = ("task", "arguments", "attempts", "enqueued", "started", "finished", "error", "trace")
    readonly_fields = fields

    task = column("task_path", _("task"))
    enqueued = column("enqueued_at", _("queued at"))
    started = column("started_at", _("last tried at"))
    finished = column("finished_at", _("given up at"))

    @admin.display(description=_("arguments"))
    def arguments(self, letter: DeadLetter) -> str:
        """What the task was called with."""
        said = letter.args_kwargs
        return ", ".join([*map(json.dumps, said["args"]), *(f"{k}={json.dumps(v)}" for k, v in said["kwargs"].items())])

    @admin.display(description=_("last failure"))
    def error(self, letter: DeadLetter) -> str:
        """The last line of the traceback."""
        return (letter.traceback.strip().splitlines() or [letter.exception_class_path])[-1][:200]

    @admin.display(description=_("attempts"))
    def attempts(self, letter: DeadLetter) -> int:
        """How often it was tried."""
        return len(letter.worker_ids)

    @admin.display(description=_("traceback"))
    def trace(self, letter: DeadLetter) -> str:
        """Where it failed."""
        return format_html("<pre>{}</pre>", letter.traceback)

    @admin.action(description=_("Try again"))
    def have_tried_again(self, request: HttpRequest, chosen: QuerySet[DeadLetter]) -> None:
        """Queue the chosen ones anew."""
        number = sum(try_again(letter) for letter in chosen)
        said = ngettext("%(number)d task is queued again.", "%(number)d tasks are queued again.", number)
        self.message_user(request, said % {"number": number}, messages.SUCCESS)

    @admin.action(description=_("Drop"))
    def drop(self, request: HttpRequest, chosen: QuerySet[DeadLetter]) -> None:
        """Delete the chosen ones; that it was done stays in the log of the administration."""
        dropped = list(chosen)
        self.log_deletions(request, chosen)
        chosen.delete()
        said = ngettext("%(number)d task was dropped.", "%(number)d tasks were dropped.", len(dropped))
        self.message_user(request, said % {"number": len(dropped)}, messages.SUCCESS)


@admin.register(Schedule)
class ScheduleAdmin(admin.ModelAdmin):
    """When what is done again and again. Rows come from the code; a person may change their rhythm."""

    list_display = ("name", "rhythm", "at", "active", "next_run", "last_run", "outcome")
    fields = ("name", "task", "every", "at", "active", "next_run", "last_run", "outcome", "failure")
    readonly_fields = ("name", "task", "last_run", "outcome", "failure")
    list_select_related = ("last_task",)
    actions = ("run_now",)

    def has_add_permission(self, _request: HttpRequest) -> bool:
        """Rows come from the code."""
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        """Rows go with the code; until then they are taken out of use."""
        return False

    @admin.display(description=_("last outcome"))
    def outcome(self, row: Schedule) -> str:
        """What became of what was queued the last time."""
        return str(_OUTCOMES[TaskResultStatus(row.last_task.status)]) if row.last_task else ""

    @admin.display(description=_("every"), ordering="every")
    def rhythm(self, row: Schedule) -> str:
        """After how long it is done again, in the largest unit that leaves nothing over."""
        minutes, rest = divmod(row.every, dt.timedelta(minutes=1))
        if rest:
            return str(row.every)
        if minutes % (24 * 60) == 0:
            return ngettext("%(n)d day", "%(n)d days", minutes // (24 * 60)) % {"n": minutes // (24 * 60)}
        if minutes % 60 == 0:
            return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}

    @admin.display(description=_("last failure"))
    def failure(self, row: Schedule) -> str:
        """Where it failed, if it did."""
        return format_html("<pre>{}</pre>", row.last_task.traceback if row.last_task else "")

    @admin.action(description=_("Run now"))
    def run_now(self, request: HttpRequest, chosen: QuerySet[Schedule]) -> None:
        """Have the scheduler queue the chosen ones at its next look."""
        chosen.update(next_run=timezone.now())
        self.message_user(request, _("The scheduler queues them within a few seconds."), messages.SUCCESS)


@admin.register(Process)
class ProcessAdmin(_ReadOnly):
    """Who is at work."""

    list_display = ("kind", "host", "pid", "queues", "started_at", "seen_at")
