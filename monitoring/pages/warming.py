"""Reckon in the night what the first pages of the day ask, so that nobody waits for it."""

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from boundaries.models import Area, Edition
from jobs.job import job
from monitoring.models import SubjectKind
from monitoring.pages.asked import Asked, usual_period
from monitoring.pages.breakdown import groups_of
from monitoring.pages.reckoned import keep_tallies
from monitoring.pages.subjects import Subject, nation
from monitoring.periods import cutoff_on
from monitoring.scopes import Scope

KEPT_SECONDS: Final = 26 * 3600
"""Until those of the next night are there, should they take an hour longer."""


@job()
def reckon_first_pages(provinces: list[str] | None = None) -> int:
    """Keep the counts behind the scorecards of the nation and the provinces for a day; return how many pages.

    Those of staff as of yesterday, those for everybody as of the last end of a month, of the cases that are public this
    night: like kept figures they stay what they were when a case is hidden later in the day.

    Parameters
    ----------
    provinces
        Codes of those that are wanted; all if None.
    """
    number = 0
    for subject in _subjects(provinces):
        for public in (False, True):
            _keep(subject, public)
            number += 1
    return number


def _subjects(provinces: list[str] | None) -> Iterator[Subject]:
    edition = Edition.objects.in_force().first()
    if edition is None:
        return
    yield nation()
    for code, name in Area.objects.of(edition).provinces().order_by("code").values_list("code", "name"):
        if provinces is None or code in provinces:
            yield Subject(SubjectKind.PROVINCE, code, name)


def _keep(subject: Subject, public: bool) -> None:
    """Keep what the page of a scorecard counts when it is opened without parameters."""
    today = timezone.localdate(timezone=timezone.get_default_timezone())
    last = today.replace(day=1) if public else today
    scope = Scope(area=subject.code, public=public)
    asked = Asked(AnonymousUser(), scope, usual_period(today), cutoff_on(last - dt.timedelta(days=1)))
    if not asked.begun:
        return
    keep_tallies(scope, asked.period, asked.cutoff, ((),), KEPT_SECONDS)
    keep_tallies(scope, *asked.before, ((),), KEPT_SECONDS)
    keep_tallies(scope, asked.period, asked.cutoff, tuple(groups_of(asked, subject)), KEPT_SECONDS)
    if subject.kind == SubjectKind.NATION:  # peers of the provinces, where nothing is stored of that day
        keep_tallies(scope, asked.period, asked.cutoff, (("province",),), KEPT_SECONDS)
