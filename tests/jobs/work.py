"""Jobs that tests queue: they fail, hang and count what they did in a table of their own sessions."""

import os
import time
from pathlib import Path

from jobs.job import job


class OutOfOrderError(Exception):
    """What a failing job raises."""


@job(tries=3)
def fail_always() -> None:
    """Fail."""
    raise OutOfOrderError("the lid is jammed")


@job(tries=3)
def fail_until(path: str, times: int) -> int:
    """Fail the first `times` times; count attempts as lines of a file."""
    with Path(path).open("a") as file:
        file.write("tried\n")
    tried = len(Path(path).read_text().splitlines())
    if tried <= times:
        raise OutOfOrderError(f"attempt {tried}")
    return tried


@job(tries=3)
def write_and_wait(path: str, go_on: str) -> None:
    """Write who does it, then wait until a file is there; for tests that kill in the middle."""
    with Path(path).open("a") as file:
        file.write(f"{os.getpid()}\n")
    while not Path(go_on).exists():
        time.sleep(0.02)


@job(tries=1)
def fail_once() -> None:
    """Fail for good at once."""
    raise OutOfOrderError("broken")


@job()
def do_nothing() -> None:
    """Do nothing."""
