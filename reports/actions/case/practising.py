"""Make an exercise from a case that is closed, so that new officers can try every step and nobody is troubled."""

import uuid

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.standing import standing_of
from reports import pins
from reports.actions.case.errors import RefusedError
from reports.actions.submit import store_numbered
from reports.lifecycle.offer import NotAllowedError
from reports.lifecycle.table import FILED
from reports.models import By, HistoryEntry, PlaceRecord, Report, ResponsibilityRecord, State
from reports.policies import Viewer, in_hand

_COPIED = (
    "kind", "category", "urgency", "occurred_on", "permit_issuer", "crossing", "setting", "regency", "province",
    "edition", "agency", "tier", "rule_number", "point_source",
)  # fmt: skip
_SHORTEST = 20


def make_exercise(report: Report, viewer: Viewer, *, description: str, trainee: User | None = None) -> Report:
    """Store an exercise that begins where a real, closed case began; return it.

    It carries no name, telephone, photo, message or track of who reported: only the category, the place as the public
    knows it, and an account of what happened from which names were taken out (reports.masking) and which the maker has
    read. It is in no public page, count, clock or letter, since `Report.objects` leaves it out.

    Raises
    ------
    NotAllowedError
        The viewer's agency does not have the case.
    RefusedError
        The case is not closed, the account is empty, or the trainee does not work there.
    """
    standing = standing_of(viewer.user)
    if not in_hand(report, viewer.user) or not (standing.national or report.agency_id in standing.handles):
        raise NotAllowedError("practise")
    if report.state != State.CLOSED or report.practice or report.public_point is None:
        raise RefusedError(_("Exercises are made from closed cases with a place."))
    if len(description.strip()) < _SHORTEST:
        raise RefusedError(_("Tell in a sentence or two what happened."), "description")
    if trainee is not None and report.agency_id not in standing_of(trainee).handles:
        raise RefusedError(_("This colleague does not work for the agency of the case."), "trainee")
    with transaction.atomic():
        exercise = _copy(report, description.strip(), trainee)
        _beside(exercise, report, viewer)
    return exercise


def _copy(report: Report, description: str, trainee: User | None) -> Report:
    key = uuid.uuid4()
    exercise = Report(
        **{name: getattr(report, name) for name in _COPIED},
        idempotency_key=key,
        channel="exercise",
        description=description,
        confidential=True,
        point=report.public_point,
        public_point=report.public_point,
        received_at=timezone.now(),
        assignee=trainee,
        practice=True,
    )
    store_numbered(exercise, pins.derive_pin(key))
    return exercise


def _beside(exercise: Report, report: Report, viewer: Viewer) -> None:
    """Store the rows that filing writes beside a report: place, decision and history."""
    place = report.places.latest("matched_at")
    place.pk, place._state.adding = None, True
    place.report, place.matched_at, place.reason, place.run = (
        exercise, exercise.received_at, PlaceRecord.Reason.FILED, None,
    )  # fmt: skip
    place.save(force_insert=True)
    decision = report.responsibilities.latest("decided_at")
    decision.pk, decision._state.adding = None, True
    decision.report, decision.decided_at, decision.run = exercise, exercise.received_at, None
    decision.reason = ResponsibilityRecord.Reason.FILED
    decision.save(force_insert=True)
    HistoryEntry.objects.create(
        report=exercise,
        verb=FILED,
        at=exercise.received_at,
        actor=viewer.user,
        by=By.STAFF,
        agency=report.agency,
        state=exercise.state,
        data={"exercise": True},
    )
