"""Limits on how often something may be tried, shared by all server processes.

The counts live in a table, not in the cache: one statement counts and answers, so that two requests at the same
moment cannot both be the last one allowed (Django's cache backends read and write in two steps).
"""

import datetime as dt
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.addresses import client_address
from reports.models import Tally

__all__ = ["Limit", "Spent", "TooManyAttemptsError", "client_address", "sweep_tallies"]

_COUNT = """
    INSERT INTO reports_tally (key, count, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
    ON CONFLICT (key) DO UPDATE SET
        count = CASE WHEN reports_tally.ends_at <= %(now)s THEN 1 ELSE reports_tally.count + 1 END,
        ends_at = CASE WHEN reports_tally.ends_at <= %(now)s THEN excluded.ends_at ELSE reports_tally.ends_at END
    RETURNING count, ends_at
"""


class TooManyAttemptsError(Exception):
    """The limit is reached; `retry_after` is the number of seconds after which it is worth trying again."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"too many attempts; retry after {retry_after} s")
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class Spent:
    """What is left of a limit, and in how many seconds its window ends."""

    left: int
    seconds: int


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `times` attempts within a window of `seconds` that begins with the first."""

    name: str
    times: int
    seconds: int = 3600

    def charge(self, subject: str) -> Spent:
        """Count one attempt by or on `subject`; return what is left, raise TooManyAttemptsError where nothing is."""
        now = timezone.now()
        values: dict[str, str | dt.datetime] = {
            "key": self._key(subject),
            "now": now,
            "ends_at": now + dt.timedelta(seconds=self.seconds),
        }
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, values)
            count, ends_at = cursor.fetchone()
        seconds = max(1, int((ends_at - now).total_seconds()) + 1)
        if count > self.times:
            raise TooManyAttemptsError(seconds)
        return Spent(self.times - count, seconds)

    def refund(self, subject: str) -> None:
        """Take one attempt back: it turned out to be no offence."""
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE reports_tally SET count = count - 1 WHERE key = %s AND count > 0", [self._key(subject)]
            )

    def _key(self, subject: str) -> str:
        return salted_hmac(f"reports.throttle.{self.name}", subject, algorithm="sha256").hexdigest()


def submissions() -> Limit:
    """Reports filed from one address. Many phones of a village may share one address."""
    return Limit("submissions", settings.SUBMISSIONS_PER_HOUR)


def uploads() -> Limit:
    """Photos taken in from one address, filed or not."""
    return Limit("uploads", settings.SUBMISSIONS_PER_HOUR * 10)


WRONG_PINS_PER_REPORT = Limit("pin-report", 10)
WRONG_PINS_PER_ADDRESS = Limit("pin-address", 30)
WRONG_PINS_WHERE_KNOWN = Limit("pin-known", 10)


def sweep_tallies() -> int:
    """Delete counts whose window is over; return how many."""
    return Tally.objects.filter(ends_at__lte=timezone.now()).delete()[0]
