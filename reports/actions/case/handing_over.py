"""Cases of somebody who leaves, or of a unit that closes: all at once, however many, and none left without a way on."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Agency, Membership, Role, Unit
from reports.models import OPEN_STATES, Audience, By, HistoryEntry, Report

if TYPE_CHECKING:
    from accounts.models import User

BATCH = 1000


@transaction.atomic
def hand_over(
    leaver: "User", agency: Agency, successor: "User | None", by: "User | None", at: dt.datetime | None = None
) -> int:
    """Give the open cases that a person has in hand in an agency to a colleague, or back to their units.

    The same as the verb "assign" for each of them, by a number of statements that does not grow with theirs; letters
    are not written one by one (reports.receivers sends one for all). Exercises go along.

    Parameters
    ----------
    leaver, agency
        Whose cases, and of which agency: those of other agencies stay.
    successor
        Who gets them, and takes them into their own unit; None leaves them in the unit for whoever takes them up.
    by
        Who decided it; None for the platform itself.
    at
        When; now if None.

    Returns
    -------
    How many cases went over.
    """
    values: dict[str, int | None] = {"assignee_id": successor.pk if successor else None}
    if successor is not None and (unit := _unit_of(successor, agency)) is not None:
        values["unit_id"] = unit
    return _move(Report.everything.filter(agency=agency, assignee=leaver), values, by, at)


@transaction.atomic
def hand_back(unit: Unit, by: "User | None", at: dt.datetime | None = None) -> int:
    """Take the open cases of a unit back to the whole agency; officers keep those they have. Return how many."""
    return _move(Report.everything.filter(unit=unit), {"unit_id": None}, by, at)


def count_open(user: "User", agency: Agency) -> tuple[int, int]:
    """Return how many open cases of an agency a person has in hand, and how many it has in all."""
    cases = Report.objects.filter(agency=agency, state__in=OPEN_STATES)
    return cases.filter(assignee=user).count(), cases.count()


def _unit_of(user: "User", agency: Agency) -> int | None:
    places = Membership.objects.current().filter(
        user=user, agency=agency, unit__active=True, role__in=(Role.OFFICER, Role.AGENCY_ADMIN)
    )
    return places.values_list("unit_id", flat=True).first()


def _move(cases: "QuerySet[Report]", values: dict[str, int | None], by: "User | None", at: dt.datetime | None) -> int:
    """Lock the open ones among `cases` in the order of their keys, set the columns and write one row for each."""
    columns = ("assignee_id", "unit_id")
    at = at or timezone.now()
    rows = list(
        cases.filter(state__in=OPEN_STATES)
        .order_by("pk")
        .select_for_update(of=("self",))
        .values("pk", "state", "agency_id", *columns)
    )
    Report.everything.filter(pk__in=[row["pk"] for row in rows]).update(
        **values, version=F("version") + 1, updated_at=at
    )
    entries = (_entry(row, {name: row[name] for name in columns}, values, by, at) for row in rows)
    HistoryEntry.objects.bulk_create(entries, batch_size=BATCH)
    return len(rows)


def _entry(
    row: dict[str, Any], was: dict[str, int | None], values: dict[str, int | None], by: "User | None", at: dt.datetime
) -> HistoryEntry:
    changed = {name: value for name, value in values.items() if was[name] != value}
    return HistoryEntry(
        report_id=row["pk"],
        verb="assign",
        at=at,
        actor=by,
        by=By.STAFF if by else By.SYSTEM,
        agency_id=row["agency_id"],
        state_before=row["state"],
        state=row["state"],
        audience=Audience.STAFF,
        data={"handed_over": True, "before": {name: was[name] for name in changed}, "after": changed},
    )
