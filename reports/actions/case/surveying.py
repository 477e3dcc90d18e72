"""What the reporter thought of how a closed report was handled."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reports.actions.case import words
from reports.actions.case.change import change
from reports.actions.case.errors import RefusedError
from reports.lifecycle.offer import actors, check
from reports.models import UNSUR, Report, Survey
from reports.policies import Viewer

MAY_CHANGE_FOR = dt.timedelta(days=7)
LONGEST_COMMENT = 1_000


def survey(
    report: Report,
    viewer: Viewer,
    *,
    marks: Mapping[str, int | None] | None = None,
    solved: str | None = None,
    comment: str | None = None,
    at: dt.datetime | None = None,
) -> Survey:
    """Keep answers, each apart: what is not named stays as it was. The first one is written into the history.

    Parameters
    ----------
    report
        A closed report.
    viewer
        Its reporter.
    marks
        Unsur (reports.models.UNSUR) and 1 to 4, or None to take the answer back.
    solved
        A value of Survey.Solved, or "" to take the answer back.
    comment
        At most 1,000 characters.
    at
        When; now if None.

    Raises
    ------
    NotAllowedError, NotPossibleError
        The viewer is not its reporter; the report is not closed.
    RefusedError
        An answer that does not exist, or the seven days in which answers may be changed are over.
    """
    given = _checked(marks or {}, solved, comment)
    at = at or timezone.now()
    with transaction.atomic():
        locked = Report.everything.select_for_update(of=("self",)).get(pk=report.pk)
        kept = Survey.objects.filter(report=locked).first()
        if kept is None:
            with change(report, "survey", viewer, at=at):
                return Survey.objects.create(report=locked, at=at, **given)
        check(locked, "survey", actors(locked, viewer))
        if not may_change(locked, kept, at):
            raise RefusedError(_("Your answers were kept. They could be changed for seven days."))
        for name, value in given.items():
            setattr(kept, name, value)
        kept.save(update_fields=[*given])
        return kept


def may_change(report: Report, kept: Survey, now: dt.datetime | None = None) -> bool:
    """Whether answers may still be changed: for seven days, anew when the report was closed again."""
    since = max(kept.at, report.closed_at or kept.at)
    return (now or timezone.now()) <= since + MAY_CHANGE_FOR


def _checked(marks: Mapping[str, int | None], solved: str | None, comment: str | None) -> dict[str, int | str | None]:
    given: dict[str, int | str | None] = {}
    for name, mark in marks.items():
        if name not in UNSUR or mark not in (None, 1, 2, 3, 4):
            raise RefusedError(_("Choose one of the four answers."), name if name in UNSUR else "")
        given[name] = mark
    if solved is not None:
        if solved and solved not in Survey.Solved.values:
            raise RefusedError(_("Choose one of the answers."), "solved")
        given["solved"] = solved
    if comment is not None:
        given["comment"] = words.said(comment, "comment", needed=False, at_most=LONGEST_COMMENT)
    return given
