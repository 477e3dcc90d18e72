"""The end of a case: closed with evidence or a reason, confirmed, contested, put aside, and taken up again."""

import datetime as dt

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext as _

from reports.actions.case import words
from reports.actions.case.change import change
from reports.actions.case.errors import RefusedError
from reports.actions.case.officers import leave_nobody_who_left, officer_staying
from reports.lifecycle.reasons import ArchiveReason
from reports.models import HistoryEntry, Outcome, Photo, Report, State
from reports.policies import Viewer

_WRITING = ("comment", "add_photos")
REASON_AT_LEAST = 20
"""Characters of a reason that stands in for a photo."""

CONTEST_WITHIN = dt.timedelta(days=30)
"""How long after closing a reporter may say that it is not solved: a month shows whether it comes back with the next
rain or the next load; what comes later is a new event, with a place and a time of its own, and a new report."""


def close(
    report: Report,
    viewer: Viewer,
    *,
    body: str = "",
    reason: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Close a case, with a photo of what was done or else with a reason.

    Parameters
    ----------
    body
        What is said to the reporter beside it; as public as the content.
    reason
        Why there is no photo, or none is needed; public.

    Raises
    ------
    RefusedError
        Neither an approved photo of evidence, taken in since the case was last reopened, nor a reason of
        REASON_AT_LEAST characters.
    """
    with change(report, "close", viewer, version=version, at=at) as work:
        text = words.filled(words.said(body, "body", needed=False), "body")
        work.note = words.filled(words.said(reason, "reason", needed=False, at_most=words.NOTE), "reason")
        evidence = has_evidence(work.report)
        if not evidence:
            _check_reason(work.note)
        if text:
            work.say(text)
        if work.report.answered_at is None:
            work.set(answered_at=work.at)
        work.facts["evidence"] = evidence
        work.set(outcome=Outcome.CLOSED)
    return work.done


def has_evidence(report: Report) -> bool:
    """Whether there is a photo of evidence that nobody must look at any more, newer than the last reopening."""
    approved = Q(check_result__flags=[]) | Q(check_result__approved_at__isnull=False)
    photos = report.photos.filter(approved, source=Photo.Source.EVIDENCE)
    reopened = report.history.filter(state=State.REOPENED).exclude(state_before=State.REOPENED).last()
    if reopened is not None:
        photos = photos.filter(created_at__gte=reopened.at)
    return photos.exists()


def confirm(
    report: Report, viewer: Viewer, *, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Say as the reporter that it is solved."""
    with change(report, "confirm", viewer, version=version, at=at) as work:
        work.set(outcome=Outcome.CONFIRMED)
    return work.done


def contest(
    report: Report, viewer: Viewer, *, body: str, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Say as the reporter that it is not solved: the case is reopened.

    Raises
    ------
    RefusedError
        Nothing was said, or it was closed longer than CONTEST_WITHIN ago.
    """
    with officer_staying(report), change(report, "contest", viewer, version=version, at=at) as work:
        closed = work.report.closed_at
        if closed is not None and work.at - closed > CONTEST_WITHIN:
            raise RefusedError(
                _("This was closed more than %(days)d days ago. Please file a new report; name this number in it.")
                % {"days": CONTEST_WITHIN.days}
            )
        work.say(words.said(body, "body"))
        leave_nobody_who_left(work)
    return work.done


class NotSilentError(Exception):
    """The reporter has written since the answer, which is no silence."""


def close_silent(report: Report, *, at: dt.datetime | None = None) -> HistoryEntry:
    """Close a case whose reporter has not said anything to the answer in time, as the platform itself.

    Raises
    ------
    NotSilentError
        The reporter has written or sent photos since the last answer.
    """
    with change(report, "close_silent", Viewer(), at=at, as_system=True) as work:
        if has_written(work.report):
            raise NotSilentError
        work.set(outcome=Outcome.SILENT)
    return work.done


def has_written(report: Report) -> bool:
    """Whether the reporter has written or sent photos since the last answer."""
    answered = report.history.filter(verb="answer").last()
    written = report.history.filter(verb__in=_WRITING)
    return answered is not None and written.filter(pk__gt=answered.pk).exists()


def tell_unheard(report: Report, *, at: dt.datetime | None = None) -> HistoryEntry:
    """Tell who has a case in hand that its reporter wrote after the answer, and that it does not close by itself."""
    with change(report, "escalate", Viewer(), at=at, as_system=True) as work:
        with translation.override("id"):  # read by officers
            work.note = gettext("The reporter wrote after the answer. The case does not close by itself.")
        work.facts["unheard"] = True
    return work.done


def archive(
    report: Report,
    viewer: Viewer,
    *,
    note: str,
    reason: ArchiveReason | str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Put a case aside: the public no longer sees it, the reporter reads why.

    Raises
    ------
    RefusedError
        No reason, or no words. That another agency is competent is no reason: such a case is transferred.
    """
    with change(report, "archive", viewer, version=version, at=at) as work:
        if reason not in ArchiveReason.values:
            raise RefusedError(_("Please choose why. If another agency is competent, transfer the case."), "reason")
        work.note = words.filled(words.reason(note), "note")
        work.facts["reason"] = str(reason)
        work.set(outcome=Outcome.ARCHIVED)
    return work.done


def unarchive(
    report: Report, viewer: Viewer, *, note: str, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Take a case out of the archive; `note` says why, and is public.

    Raises
    ------
    RefusedError
        The reporter withdrew it, which nobody overrules; or it was joined to another, from which it is separated.
    """
    with officer_staying(report), change(report, "unarchive", viewer, version=version, at=at) as work:
        if work.report.outcome == Outcome.WITHDRAWN:
            raise RefusedError(_("The reporter withdrew this report; only they can file it again."))
        if work.report.outcome == Outcome.MERGED:
            raise RefusedError(_("This report was joined to another one: separate it again."))
        work.note = words.filled(words.reason(note), "note")
        leave_nobody_who_left(work)
    return work.done


def withdraw(
    report: Report, viewer: Viewer, *, note: str = "", version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Withdraw a report as its reporter: nobody goes on with it and the public no longer sees it.

    What the reporter says about it is a message, for staff and themselves.
    """
    with change(report, "withdraw", viewer, version=version, at=at) as work:
        text = words.remark(note)
        if text:
            work.say(text)
        work.set(outcome=Outcome.WITHDRAWN)
    return work.done


def _check_reason(reason: str) -> None:
    if not reason:
        raise RefusedError(
            _("Please add a photo of what was done, or say why there is none. A flagged photo must be approved first."),
            "reason",
        )
    words.said(reason, "reason", at_least=REASON_AT_LEAST)
