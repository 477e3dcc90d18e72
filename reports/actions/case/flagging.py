"""Somebody of the public objects to what is published; staff settle it."""

import datetime as dt

from django.db import IntegrityError
from django.db.models import QuerySet
from django.db.models.functions import Left
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from reports.actions.case import words
from reports.actions.case.change import change
from reports.actions.case.errors import RefusedError
from reports.actions.case.shielding import hold_back
from reports.lifecycle.offer import NotAllowedError
from reports.models import Flag, HistoryEntry, Report
from reports.moderation.visitors import HALF, Visitor
from reports.policies import Access, Viewer, access
from reports.throttle import Limit

FLAGS_PER_NETWORK = Limit("flags", 10)
LONGEST_TEXT = 500
# So many networks, each counted once, take a report out of the public's sight until a person has looked at it.
# One that a person has shown to the public again after such a look stays shown, whoever objects.
HOLD_AT = {Flag.Reason.PRIVACY: 2}
HOLD_AT_ANY = 3


class FlaggedBeforeError(Exception):
    """This visitor has objected to this report already, and nobody has settled it yet."""


def flag(
    report: Report,
    viewer: Viewer,
    *,
    reason: str,
    text: str = "",
    visitor: Visitor,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Keep an objection, once for each visitor; objections of several people hide the report until it is looked at.

    Parameters
    ----------
    report
        A report of which the public sees something.
    viewer
        Who objects.
    reason
        A value of Flag.Reason.
    text
        Why, in at most 500 characters.
    visitor
        Who objects, by digests.
    at
        When; now if None.

    Raises
    ------
    NotAllowedError
        The public sees nothing of this report.
    RefusedError
        There is no such reason, or the text is too long.
    FlaggedBeforeError
        The visitor has said so before.
    TooManyAttemptsError
        Too many objections came from one network.
    """
    if access(report, Viewer.of()) == Access.NONE:
        raise NotAllowedError("flag")
    if reason not in Flag.Reason.values:
        raise RefusedError(_("Choose what is wrong."), "reason")
    said = words.said(text, "text", needed=False, at_most=LONGEST_TEXT)
    at = at or timezone.now()
    if open_flags(report).filter(visitor=visitor.trace).exists():
        raise FlaggedBeforeError
    FLAGS_PER_NETWORK.charge(visitor.network)
    try:
        with change(report, "flag", viewer, at=at) as work:
            Flag.objects.create(report=work.report, reason=reason, text=said, visitor=visitor.trace, at=at)
            work.facts["reason"] = reason
    except IntegrityError as error:
        raise FlaggedBeforeError from error
    _hold_when_many(report, at)
    return work.done


def settle_flags(
    report: Report,
    viewer: Viewer,
    *,
    note: str,
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Say that the objections to a report were looked at, and in `note`, for staff, what came of it.

    What follows from them is done by verbs of its own: redact, treat_photo, hold_back, or release, which shows again
    what the objections had hidden.

    Raises
    ------
    RefusedError
        Nothing was said, or there is nothing to settle.
    """
    with change(report, "settle_flags", viewer, version=version, at=at) as work:
        work.note = words.reason(note)
        settled = open_flags(work.report).update(settled_at=work.at, settled_by=work.actor)
        if not settled:
            raise RefusedError(_("There is no open objection to this report."))
        work.facts["settled"] = settled
    return work.done


def open_flags(report: Report) -> QuerySet[Flag]:
    """Objections to a report that nobody has settled, the newest first."""
    return Flag.objects.filter(report=report, settled_at__isnull=True)


def _hold_when_many(report: Report, at: dt.datetime) -> None:
    """Take a report out of the public's sight when enough networks object to it, unless a person released it before."""
    if report.held or report.history.filter(verb="release").exists():
        return
    networks = open_flags(report).annotate(network=Left("visitor", HALF))
    for reason, enough in (*HOLD_AT.items(), (None, HOLD_AT_ANY)):
        counted = networks.filter(reason=reason) if reason else networks
        if counted.values("network").distinct().count() >= enough:
            with translation.override("id"):  # read by officers, whatever language the visitor reads
                note = gettext("Several people object to what is published. It is hidden until somebody has looked.")
            hold_back(report, Viewer.of(), note=note, at=at, as_system=True)
            return
