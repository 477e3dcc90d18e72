"""What the queue keeps beside the tasks themselves (django_tasks_db): who is at work, and what is due when."""

import datetime as dt
from typing import ClassVar, Final

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

SILENT_AFTER: Final = dt.timedelta(seconds=30)
"""A process that was not heard of for so long is dead. Its sign of life comes every few seconds."""


class ProcessQuerySet(models.QuerySet["Process"]):
    """Processes by whether they live. The database's clock counts: those of machines differ, and are set."""

    def alive(self) -> "ProcessQuerySet":
        """Those heard of lately."""
        return self.filter(seen_at__gt=Now() - SILENT_AFTER)


class Process(models.Model):
    """A worker or scheduler at work. The row goes when it ends, and grows old when it is killed."""

    class Kind(models.TextChoices):
        """What it does."""

        WORKER = "worker", _("worker")
        SCHEDULER = "scheduler", _("scheduler")

    id = models.CharField(max_length=64, primary_key=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    host = models.CharField(_("machine"), max_length=100)
    pid = models.PositiveIntegerField(_("process"))
    queues = models.CharField(_("queues"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("started"), db_default=Now())
    seen_at = models.DateTimeField(_("last sign of life"), db_default=Now())

    objects = ProcessQuerySet.as_manager()

    class Meta:
        verbose_name = _("process")
        verbose_name_plural = _("processes")
        ordering = ("kind", "started_at")

    def __str__(self) -> str:
        return f"{self.kind} {self.host}:{self.pid}"


class ScheduleQuerySet(models.QuerySet["Schedule"]):
    """Rows of the schedule by time."""

    def due(self, now: dt.datetime | None = None) -> "ScheduleQuerySet":
        """Those whose time has come."""
        return self.filter(active=True, next_run__lte=now or timezone.now())


class Schedule(models.Model):
    """A job that is queued again and again (jobs.scheduling.scheduled). Its rhythm may be changed here.

    `at` is a time of day in settings.TIME_ZONE, for what is done once a day or more rarely. `last_task` is what was
    queued the last time.
    """

    name = models.CharField(_("name"), max_length=100, unique=True)
    task = models.CharField(_("job"), max_length=200)
    every = models.DurationField(_("every"))
    at = models.TimeField(_("at"), null=True, blank=True, help_text=_("Time of day, where it is every day or longer."))
    active = models.BooleanField(_("in use"), default=True)
    next_run = models.DateTimeField(_("next run"))
    last_run = models.DateTimeField(_("last run"), null=True, blank=True)
    last_task = models.ForeignKey(
        DBTaskResult, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("last task")
    )

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        verbose_name = _("scheduled job")
        verbose_name_plural = _("schedule")
        ordering = ("name",)
        constraints = (models.CheckConstraint(condition=Q(every__gt=dt.timedelta(0)), name="schedule_goes_forward"),)

    def __str__(self) -> str:
        return self.name

    def after(self, now: dt.datetime) -> dt.datetime:
        """Return when it is next due, seen from `now`: in the future, and no further away than one round.

        What was missed is not made up for round by round; a clock that was set back does not silence it either.
        """
        if self.at is None:
            return now + self.every
        days = max(1, self.every // dt.timedelta(days=1))
        local = timezone.localtime(now)
        following = dt.datetime.combine(local.date(), self.at, local.tzinfo)
        return following if following > local else following + dt.timedelta(days=days)


class DeadLetters(models.Manager["DeadLetter"]):
    """Failed tasks only."""

    def get_queryset(self) -> models.QuerySet["DeadLetter"]:
        """Leave out what is waiting, running or done."""
        return super().get_queryset().filter(status=TaskResultStatus.FAILED)


class DeadLetter(DBTaskResult):
    """A task that failed as often as it may. It waits for a person, who has it tried again or drops it."""

    objects: ClassVar[DeadLetters] = DeadLetters()  # type: ignore[assignment]

    class Meta:
        proxy = True
        verbose_name = _("dead letter")
        verbose_name_plural = _("dead letters")
        ordering = ("-finished_at",)
