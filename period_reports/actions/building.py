"""Asking for a report, and putting it out for everybody."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.changing import NotAllowedError
from period_reports.jobs import build_report
from period_reports.models import Draft, PeriodReport, Publication
from period_reports.models.reports import UNFINISHED
from period_reports.orders import Order
from period_reports.policies import may_build, may_publish


def ask_for_report(user: Any, order: Order, *, key: uuid.UUID | None = None, queue: bool = True) -> PeriodReport:
    """Ask for a report, with what has been written for it; the worker builds it.

    Whoever asks for the same while it is being built gets that one, and so does a form that is sent twice. Once it is
    built, asking again makes a new one that stands before it; the old one stays.

    Parameters
    ----------
    user
        None where the operator asks by command.
    key
        That of the form.
    queue
        False for who builds it at once.

    Raises
    ------
    NotAllowedError
        The user may not have it built.
    """
    if user is not None and not may_build(user, order.area, public=order.public, edition=order.edition):
        raise NotAllowedError
    same = {"area": order.area, "period": order.period.name, "on": order.on, "edition": order.edition}
    key = key or uuid.uuid4()
    known = PeriodReport.objects.filter(key=key).first() or _waiting(order, same)
    if known is not None:
        return _checked(known, user)
    draft = Draft.objects.filter(area=order.area, period=order.period.name, public=order.public).first() or Draft()
    try:
        with transaction.atomic():
            made = PeriodReport.objects.create(
                **same, area_name=order.area_name, public=order.public, said=draft.said(), key=key,
                asked_at=timezone.now(), asked_by=user,
            )  # fmt: skip
            if queue:
                build_report.enqueue(made.pk)
            return made
    except IntegrityError:  # somebody else asked at the same moment
        known = PeriodReport.objects.filter(key=key).first() or _waiting(order, same)
        if known is None:
            raise
        return _checked(known, user)


def publish_report(report: PeriodReport, user: Any, *, published: bool) -> None:
    """Put a report out for everybody, or take it back; what is so already is left.

    Raises
    ------
    NotAllowedError
        The user may not, or the report is not for everybody, or not built.
    """
    with transaction.atomic():
        locked = PeriodReport.objects.select_for_update().get(pk=report.pk)
        if not may_publish(user, locked) or locked.state != "done":
            raise NotAllowedError
        if locked.is_published != published:
            Publication.objects.create(report=locked, published=published, at=timezone.now(), by=user)


def _waiting(order: Order, same: dict[str, Any]) -> PeriodReport | None:
    return PeriodReport.objects.filter(**same, public=order.public, state__in=UNFINISHED).first()


def _checked(report: PeriodReport, user: Any) -> PeriodReport:
    """Return a report that was asked for before, if the user may have it: a key may be anybody's."""
    if user is not None and not may_build(user, report.area, public=report.public, edition=report.edition):
        raise NotAllowedError
    return report
