"""Who else has a case open. A hint, kept in the cache for as long as a page asks for it, and nowhere else."""

import time

from django.core.cache import cache

from accounts.models import User
from reports.models import Report

SECONDS = 75
POLL_SECONDS = 30


def enter(report: Report, user: User) -> list[str]:
    """Say that a user has a case open; return the names of the others who have."""
    key = f"case-open:{report.pk}:{report.agency_id}"  # who had it before a transfer has it open no more
    now = time.time()
    inside: dict[int, tuple[str, float]] = cache.get(key) or {}
    inside = {pk: seen for pk, seen in inside.items() if now - seen[1] < SECONDS}
    inside[user.pk] = (user.name, now)
    cache.set(key, inside, SECONDS)
    return sorted(name for pk, (name, _at) in inside.items() if pk != user.pk)
