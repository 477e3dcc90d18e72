"""Declare a piece of work that the queue does."""

from collections.abc import Callable
from dataclasses import dataclass
from random import uniform
from typing import Any, Final

from django_tasks.base import Task

TRIES: Final = 8
FIRST_WAIT: Final = 5.0
LONGEST_WAIT: Final = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Job(Task):
    """A task that is tried again when it fails: `tries` times in all, then it is a dead letter.

    It may be run twice, for a worker can be killed after the work and before that is written down: what must not
    happen twice is guarded by a unique row (docs/decisions/0006-work-queue.md).
    """

    tries: int = TRIES

    def wait_before_next(self, attempts: int) -> float:
        """Return seconds to wait after so many failed attempts: doubled each time, and never in step with others."""
        longest = min(FIRST_WAIT * 2 ** min(attempts - 1, 30), LONGEST_WAIT)
        return uniform(longest / 2, longest)  # noqa: S311 — spreads load, guards nothing


def job(*, tries: int = TRIES, queue: str = "default", priority: int = 0) -> Callable[[Callable[..., Any]], Job]:
    """Make a function of a module a job; `.enqueue(…)` inside the transaction whose consequence it is.

    Parameters
    ----------
    tries
        Attempts in all, killed workers included, before it becomes a dead letter.
    queue
        One of settings.TASKS: slow outsiders (mail servers, webhooks) have queues and workers of their own.
    priority
        From −100 to 100; higher ones are done first.
    """

    def declare(function: Callable[..., Any]) -> Job:
        return Job(func=function, tries=tries, queue_name=queue, priority=priority)

    return declare
