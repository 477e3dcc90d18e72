"""What is forgotten of sign-ins: addresses and devices are kept as long as they help, and no longer."""

import datetime as dt
from typing import Final

from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from jobs.job import job
from jobs.scheduling import scheduled

ATTEMPTS_KEPT: Final = dt.timedelta(days=1)
SIGN_INS_KEPT: Final = dt.timedelta(days=90)


@scheduled(every=dt.timedelta(days=1), at=dt.time(2, 30))
@job()
def forget_sign_ins() -> int:
    """Delete wrong passwords of yesterday, sign-ins of last quarter, and rows of sessions that are over."""
    now = timezone.now()
    live = Session.objects.filter(expire_date__gt=now).values("session_key")
    return sum(
        rows.delete()[0]
        for rows in (
            AccessAttempt.objects.filter(attempt_time__lt=now - ATTEMPTS_KEPT),
            AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT),
            UserSession.objects.exclude(session_key__in=live),
        )
    )
