"""Whoever gets a case works for its agency when the verb is done, not only when it began."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import Membership
from reports.actions.case.change import Change
from reports.models import Report

if TYPE_CHECKING:
    from accounts.models import User


@contextmanager
def staying(*officers: "User | None") -> Iterator[None]:
    """Let none of these leave an agency before the block, a verb that may give them a case, is over.

    Who leaves locks their place and then the cases they have in hand; it is the same order here, so that of the two one
    waits for the other, and never both.
    """
    with transaction.atomic():
        _lock(Membership.objects.filter(user__in=[officer.pk for officer in officers if officer is not None]))
        yield


@contextmanager
def officer_staying(report: Report) -> Iterator[None]:
    """The same for whoever had a report in hand when it ended: a verb may open it again."""
    with transaction.atomic():
        _lock(Membership.objects.filter(user__in=Report.everything.filter(pk=report.pk).values("assignee")))
        yield


def leave_nobody_who_left(work: Change) -> None:
    """A case that opens again has no officer who has gone since: hand-overs move open cases alone."""
    officer = work.report.assignee_id
    if officer is None:
        return
    here = Membership.objects.current().filter(user=officer, agency=work.report.agency_id)
    if not here.exists():
        work.set(assignee=None)


def _lock(places: QuerySet[Membership]) -> None:
    list(places.filter(ended_at=None).order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk"))
