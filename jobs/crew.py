"""Several workers under one process, which starts another where one dies, and ends them when it ends."""

import logging
import multiprocessing
import os
import signal
import socket
import time
from collections.abc import Iterator, Sequence
from types import FrameType
from typing import Final

from django.db import DatabaseError, connections
from django.utils.crypto import get_random_string

from jobs.processes import bury
from jobs.worker import Worker

logger = logging.getLogger(__name__)

PATIENCE: Final = 25.0
"""Seconds that a worker gets to end its task when all is stopped; what it was at is done again after that."""

LANES: Final = (("default",), ("mail",), ("webhooks",))
"""A mail server that does not answer holds up letters and nothing else; so do agencies' programs with webhooks."""

_STOPS: Final = (signal.SIGTERM, signal.SIGINT)
_fork = multiprocessing.get_context("fork")  # what Django has loaded is shared, not loaded again for each


def make_worker(queues: Sequence[str], *, worker_id: str = "", batch: bool = False, interval: float = 0.5) -> Worker:
    """Return a worker for some queues."""
    return Worker(
        queue_names=list(queues),
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=worker_id or new_worker_id(),
        excluded_queue_names=[],
    )


def new_worker_id() -> str:
    """Return a name that no other worker has."""
    return f"{socket.gethostname()[:30]}-{get_random_string(12)}"


class Crew:
    """Workers, one process each: `size` for each lane of queues."""

    def __init__(self, lanes: Sequence[Sequence[str]] = LANES, size: int = 1) -> None:
        self.places = [lane for lane in lanes for _ in range(size)]
        self.running = True
        self.members: dict[str, tuple[multiprocessing.process.BaseProcess, Sequence[str]]] = {}

    def work(self) -> None:
        """Work until SIGTERM or SIGINT."""
        for number in _STOPS:
            signal.signal(number, self._stop)
        for lane in self.places:
            self._start(lane)
        parent = os.getppid()
        while self.running and os.getppid() == parent:
            for worker_id, lane in self._take_away_the_dead():
                if not self.running:
                    break
                logger.error("worker %s (%s) died; another takes its place", worker_id, ",".join(lane))
                self._start(lane)
            time.sleep(0.5)
        self._end()

    def _stop(self, _signum: int, _frame: FrameType | None) -> None:
        """Pass it on at once, and once: a worker that is asked twice drops its task."""
        if self.running:
            self.running = False
            for member, _lane in list(self.members.values()):
                member.terminate()

    def _start(self, lane: Sequence[str]) -> None:
        connections.close_all()  # a connection must not be shared with a child
        worker_id = new_worker_id()
        member = _fork.Process(target=_be_worker, args=(lane, worker_id), name=worker_id)
        # Until it listens for itself, a child would answer a signal as its parent does.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
        try:
            member.start()
            self.members[worker_id] = member, lane
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)

    def _take_away_the_dead(self) -> Iterator[tuple[str, Sequence[str]]]:
        for worker_id, (member, lane) in list(self.members.items()):
            if member.is_alive():
                continue
            del self.members[worker_id]
            try:
                bury(worker_id)
            except DatabaseError as error:  # it will be missed, a little later
                logger.warning("worker %s could not be signed off: %s", worker_id, error)
            time.sleep(0.5)  # one that dies at once must not keep the machine busy
            yield worker_id, lane

    def _end(self) -> None:
        self._stop(signal.SIGTERM, None)
        end = time.monotonic() + PATIENCE
        for worker_id, (member, _lane) in self.members.items():
            member.join(max(0.0, end - time.monotonic()))
            if member.is_alive():
                member.kill()
                member.join()
                bury(worker_id)


def _be_worker(lane: Sequence[str], worker_id: str) -> None:
    worker = make_worker(lane, worker_id=worker_id)
    worker.configure_signals()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all of a terminal; the crew passes it on
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    worker.work()
