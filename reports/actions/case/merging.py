"""Join a report to another about the same thing, and take that back."""

import datetime as dt

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from reports.actions.case import words
from reports.actions.case.change import Change, change
from reports.actions.case.errors import RefusedError
from reports.actions.case.officers import leave_nobody_who_left, officer_staying
from reports.models import Audience, By, Follower, HistoryEntry, Outcome, Report, State
from reports.policies import Access, Viewer, access, in_hand

JOINED = "joined"
"""The verb of the row that the main case gets when another is joined to it, or parted from it again."""
PARTED = "parted"


def merge(
    report: Report,
    viewer: Viewer,
    *,
    into: Report,
    note: str = "",
    version: int | None = None,
    at: dt.datetime | None = None,
) -> HistoryEntry:
    """Join a report to the main case about the same thing; who follows it follows the main case from now on.

    Where `into` was itself joined to another, that one is the main case. Followers go along only where the public may
    know of the main case; otherwise they would learn of it by a letter.

    Raises
    ------
    RefusedError
        At "into": it is the report itself, not in the viewer's hands, archived, or closed before this one came in.
    """
    with transaction.atomic():
        main = _lock_both(report, _root(into))
        with change(report, "merge", viewer, version=version, at=at) as work:
            case = work.report
            _refuse_unfit(case, main, viewer)
            work.note = words.remark(note)
            work.set(merged_into=main, outcome=Outcome.MERGED)
            # What was joined to this one before goes along: nothing hangs on a report that is itself joined.
            work.facts["brought"] = list(case.merged.values_list("pk", flat=True))
            case.merged.update(merged_into=main)
            work.facts["into"] = main.number
            _move_followers(work, main)
        _tell_main(main, work, JOINED)
    return work.done


def unmerge(
    report: Report, viewer: Viewer, *, note: str, version: int | None = None, at: dt.datetime | None = None
) -> HistoryEntry:
    """Take a joining back: state and followers are again what they were before.

    Raises
    ------
    RefusedError
        It was not joined to another; at "note": no reason.
    """
    with officer_staying(report):
        main = _lock_both(report, report.merged_into) if report.merged_into else None
        with change(report, "unmerge", viewer, version=version, at=at) as work:
            case = work.report
            if main is None or case.merged_into_id is None:
                raise RefusedError(_("This report is not joined to another."))
            work.note = words.reason(note)
            joining = case.history.filter(verb="merge").last()
            work.state = _state_before(case, joining)
            work.facts["from"] = main.number
            work.set(merged_into=None, outcome="")
            leave_nobody_who_left(work)
            Report.everything.filter(pk__in=_fact(joining, "brought"), merged_into=main).update(merged_into=case)
            _bring_followers_home(case, _fact(joining, "reporters"))
        _tell_main(main, work, PARTED)
    return work.done


def _root(report: Report) -> Report:
    """Return the main case: the one at the end of the chain."""
    seen = {report.pk}
    while report.merged_into_id is not None and report.merged_into_id not in seen:
        seen.add(report.merged_into_id)
        report = Report.everything.get(pk=report.merged_into_id)
    return report


def _lock_both(report: Report, main: Report) -> Report:
    """Lock both rows, the older first: two who join the same two reports at once wait and do not block each other."""
    rows = Report.everything.select_for_update().filter(pk__in=(report.pk, main.pk)).order_by("pk")
    return {row.pk: row for row in rows}[main.pk]


def _refuse_unfit(case: Report, main: Report, viewer: Viewer) -> None:
    if main.pk == case.pk:
        raise RefusedError(_("A report cannot be joined to itself."), "into")
    if main.practice != case.practice or not in_hand(main, viewer.user):
        raise RefusedError(_("No case with this number is in your hands."), "into")
    if main.merged_into_id is not None:
        raise RefusedError(_("That case was joined to another a moment ago. Look again which one is meant."), "into")
    if main.state == State.ARCHIVED:
        raise RefusedError(_("That case is in the archive. Take it out first."), "into")
    if main.state == State.CLOSED and main.closed_at is not None and main.closed_at < case.received_at:
        raise RefusedError(
            _("That case was closed before this report came in. What is reported anew is a case of its own."), "into"
        )


def _move_followers(work: Change, main: Report) -> None:
    """Let who follows the duplicate follow the main case; its reporter too, who there is a follower like others."""
    if access(main, Viewer()) == Access.NONE and not main.practice:
        return
    there = list(main.followers.values_list("email_digest", "visitor"))
    digests, visitors = {digest for digest, _v in there if digest}, {visitor for _d, visitor in there if visitor}
    going = [
        follower
        for follower in work.report.followers.all()
        if follower.email_digest not in digests and follower.visitor not in visitors
    ]
    work.facts["reporters"] = [follower.pk for follower in going if follower.reporter]
    Follower.objects.filter(pk__in=[follower.pk for follower in going]).update(
        report=main, moved_from=work.report, reporter=False
    )


def _bring_followers_home(case: Report, reporters: list[int]) -> None:
    """Send back who came with the duplicate; who follows it again by themselves is not doubled and stays."""
    here = list(case.followers.values_list("email_digest", "visitor"))
    digests, visitors = [digest for digest, _v in here if digest], [visitor for _d, visitor in here if visitor]
    came = Follower.objects.filter(moved_from=case)
    came.filter(Q(email_digest__in=digests) | Q(visitor__in=visitors)).update(moved_from=None)
    came.filter(pk__in=reporters).update(reporter=True)
    came.update(report=case, moved_from=None)


def _state_before(case: Report, joining: HistoryEntry | None) -> State | None:
    """Return the state to which it goes back; where it was on hold, the one before: the pause ended with the joining.

    None leaves it to the table.
    """
    if joining is None or not joining.state_before:
        return None
    if joining.state_before != State.ON_HOLD:
        return State(joining.state_before)
    entries = case.history.filter(state=State.ON_HOLD).exclude(state_before__in=("", State.ON_HOLD))
    held = entries.last()
    return State(held.state_before) if held else None


def _fact(entry: HistoryEntry | None, name: str) -> list[int]:
    return list(entry.data.get(name, ())) if entry else []


def _tell_main(main: Report | None, work: Change, verb: str) -> None:
    """Write into the main case's history that another was joined to it; its own state and clocks are not touched."""
    if main is None:
        return
    HistoryEntry.objects.create(
        report=main,
        verb=verb,
        at=work.at,
        actor=work.actor,
        by=By.STAFF,
        agency_id=main.agency_id,
        state_before=main.state,
        state=main.state,
        audience=Audience.PUBLIC,
        data={"report": work.report.number},
    )
