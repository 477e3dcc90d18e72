"""The folders of the inbox: each a named reading of reports, with a count that stays cheap however many there are."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from reports.desk.whose import Desk
from reports.models import ClockPause, Deadline, Flag, State
from reports.querysets import FINISHED_STATES, ReportQuerySet

Narrowing = Callable[[ReportQuerySet], ReportQuerySet]
MOST_COUNTED = 99  # beyond it a folder says "99+": nobody counts on, and neither does the database


@dataclass(frozen=True, slots=True)
class Folder:
    """One folder. `shown` says whose desk has it; `urgent` ones draw the eye when they are not empty."""

    key: str
    label: str | Promise
    icon: str
    reports: Callable[[Desk], ReportQuerySet]
    shown: Callable[[Desk], bool] = lambda _desk: True
    urgent: bool = False
    orders: tuple[str, ...] = ("due", "received", "updated")  # the first unless told; see reports.desk.listing


def late(reports: ReportQuerySet, on: dt.date | None = None) -> ReportQuerySet:
    """Open reports in which the agency's last day has passed. When it is the reporter's, nobody at the desk is late."""
    return reports.overdue(on or timezone.localdate()).exclude(due_step=Deadline.Step.REPORTER)


def _waiting(desk: Desk) -> ReportQuerySet:
    asked = ClockPause.objects.filter(report=OuterRef("pk"), ended_at__isnull=True, reason=ClockPause.Reason.REPORTER)
    with_them = Q(state=State.AWAITING_REPORTER) | Q(Exists(asked), state=State.ON_HOLD)
    return desk.overseen().open().filter(with_them)


def _flagged(desk: Desk) -> ReportQuerySet:
    return desk.overseen().filter(pk__in=Flag.objects.filter(settled_at__isnull=True).values("report"))


def _doubtful(desk: Desk) -> ReportQuerySet:
    return desk.overseen().open().filter(Q(doubtful=True) | Q(responsibility_doubtful=True))


def _handles(desk: Desk) -> bool:
    return bool(desk.standing.handles)


FOLDERS: tuple[Folder, ...] = (
    Folder("mine", pgettext_lazy("folder", "Mine"), "person-check",
           lambda desk: desk.handled().open().filter(assignee=desk.user), _handles),
    Folder("unit", pgettext_lazy("folder", "My unit"), "people",
           lambda desk: desk.handled().open().filter(unit__in=desk.standing.units),
           lambda desk: bool(desk.standing.units)),
    Folder("agency", pgettext_lazy("folder", "My agency"), "inbox",
           lambda desk: desk.handled().open(), _handles),
    Folder("province", pgettext_lazy("folder", "My province"), "map",
           lambda desk: desk.watched().open(), lambda desk: bool(desk.standing.provinces)),
    Folder("all", pgettext_lazy("folder", "All of Indonesia"), "globe-asia-australia",
           lambda desk: desk.watched().open(), lambda desk: desk.standing.national),
    Folder("overdue", pgettext_lazy("folder", "Overdue"), "alarm", lambda desk: late(desk.overseen()), urgent=True),
    Folder("unassigned", pgettext_lazy("folder", "In nobody's hands"), "person-dash",
           lambda desk: desk.overseen().open().filter(assignee=None, unit=None)),
    Folder("doubtful", pgettext_lazy("folder", "To be confirmed"), "signpost-split", _doubtful),
    Folder("waiting", pgettext_lazy("folder", "Waiting for the reporter"), "chat-left-text", _waiting),
    Folder("held", pgettext_lazy("folder", "Held for review"), "shield-exclamation",
           lambda desk: desk.overseen().filter(held=True).open(), urgent=True),
    Folder("flagged", pgettext_lazy("folder", "Flagged by the public"), "flag", _flagged, urgent=True),
    Folder("copies", pgettext_lazy("folder", "Copies"), "copy", lambda desk: desk.copied().open(), _handles),
    Folder("closed", pgettext_lazy("folder", "Closed"), "archive",
           lambda desk: desk.overseen().filter(state__in=FINISHED_STATES), orders=("received",)),
)  # fmt: skip
BY_KEY: Mapping[str, Folder] = {folder.key: folder for folder in FOLDERS}


def folders_of(desk: Desk) -> tuple[Folder, ...]:
    """Return the folders that a desk has, in their order."""
    return tuple(folder for folder in FOLDERS if folder.shown(desk))


def first_folder(desk: Desk) -> Folder:
    """Return the folder a desk opens with: one's own agency, or what one watches over."""
    wanted = "agency" if desk.standing.handles and not desk.only_watches else "province"
    return BY_KEY["all" if desk.standing.national else wanted]


def count(folders: tuple[Folder, ...], desk: Desk, narrow: Narrowing = lambda reports: reports) -> dict[str, int]:
    """Return how many reports lie in each folder, at most MOST_COUNTED + 1, in one query.

    Parameters
    ----------
    narrow
        Filters under which they are counted.
    """
    parts: list[str] = []
    values: list[Any] = []
    names: list[str] = []
    for folder in folders:
        try:
            limited = narrow(folder.reports(desk)).order_by().values("pk")[: MOST_COUNTED + 1]
            sql, params = limited.query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"(SELECT count(*) FROM ({sql}) AS counted)")  # noqa: S608 - written by Django
        values += params
        names.append(folder.key)
    counted: dict[str, Any] = dict.fromkeys((folder.key for folder in folders), 0)
    if parts:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {', '.join(parts)}", values)
            counted |= dict(zip(names, cursor.fetchone(), strict=True))
    return counted
