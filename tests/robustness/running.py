"""The run itself: start all, let telephones file and a killer kill, wait until the queue is empty, count."""

import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from django.conf import settings
from django_tasks_db.models import DBTaskResult

from tests import database
from tests.robustness.counting import Figures, of_letters, of_queue, of_reports
from tests.robustness.parts import Keeper, Killer, Sent, Server, Telephone, free_port
from tests.smtp import Sink, serving

TELEPHONES = 8


def run(reports: int, url: str, seed: int = 1, every: int = 40) -> Figures:
    """File so many reports by HTTP while processes are killed; count afterwards.

    Parameters
    ----------
    reports
        How many are filed.
    url
        DATABASE_URL of a database with reference data, of which Django of this process is a client too.
    every
        Reports acknowledged between two kills, at most.
    """
    sink, sent, began = Sink(), Sent(), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="geo_lapor-kill-") as folder, serving(sink) as mail_port:
        port = free_port()
        servers = _servers(url, port, mail_port, Path(folder))
        keeper = Keeper(servers)
        keeper.start()
        try:
            _wait_for(port)
            killer = Killer(servers[0], servers[1], sent, seed, every)
            killer.start()
            _file_all(reports, port, sent, seed)
            killer.done.set()
            killer.join()
            filed = time.monotonic() - began
            _drain()
        finally:
            keeper.done.set()
            keeper.join()
            for server in servers:
                server.stop()
    figures = count(reports, sent, [letter["Message-ID"].strip() for _to, letter in sink.letters], killer.killed)
    figures.rows.append(("seconds: filing, until the queue was empty", f"{filed:.0f}, {time.monotonic() - began:.0f}"))
    return figures


def _servers(url: str, port: int, mail_port: int, folder: Path) -> list[Server]:
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "geo_lapor.settings.test",
        "EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
        "SUBMISSIONS_PER_HOUR": "1000000",
        "LOG_LEVEL": "WARNING",
    }
    web = ["-m", "gunicorn", "geo_lapor.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
    return [
        Server("web", [*web, "--preload", "--no-control-socket", "--log-level", "error"], environment, folder / "web"),
        Server("workers", ["manage.py", "run_worker", "--skip-checks"], environment, folder / "workers"),
        Server("scheduler", ["manage.py", "run_schedule", "--skip-checks"], environment, folder / "scheduler"),
    ]


def _wait_for(port: int) -> None:
    end = time.monotonic() + 120
    while time.monotonic() < end:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            time.sleep(0.3)
    raise RuntimeError("the web server did not start")


def _file_all(reports: int, port: int, sent: Sent, seed: int) -> None:
    shares = [list(range(first, reports, TELEPHONES)) for first in range(TELEPHONES)]
    telephones = [Telephone(port, share, sent, seed * 1000 + n) for n, share in enumerate(shares)]
    for telephone in telephones:
        telephone.start()
    while any(telephone.is_alive() for telephone in telephones):
        telephones[0].join(2)
        _say(f"\r{len(sent.numbers):,} of {reports:,} acknowledged ")
        for telephone in telephones:
            telephone.join(0.01)
    _say("\n")


def _drain() -> None:
    """Wait until nothing is ready, running or waiting for its next attempt."""
    end = time.monotonic() + 600
    while (left := DBTaskResult.objects.filter(status__in=["READY", "RUNNING"]).count()) and time.monotonic() < end:
        _say(f"\r{left:,} tasks left ")
        time.sleep(1)
    _say("\n")


def _say(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(text)


def count(reports: int, sent: Sent, delivered: list[str], killed: Counter[str]) -> Figures:
    """Compare what was acknowledged with what is stored, and what was to be told with what the mail server got."""
    figures = Figures()
    for name in ("web worker", "task worker", "whole web server", "all task workers"):
        figures.add(f"killed: {name}", killed[name])
    figures.add("requests sent", sent.requests)
    figures.add("of these unanswered, and sent again", sent.unanswered)
    figures.add("reports acknowledged", len(sent.numbers), reports)
    figures.add("acknowledged twice with different numbers", sent.contradictions, 0)
    of_reports(figures, sent.numbers)
    of_queue(figures)
    of_letters(figures, delivered, killed["task worker"] + 2 * killed["all task workers"])
    return figures


@contextmanager
def own_database() -> Iterator[str]:
    """A database of its own, copied from the suite's template; Django of this process is its client meanwhile."""
    base = settings.DATABASES["default"]["NAME"]
    name = f"kill_{base}"
    template = database.ensure_template(base)
    with database.maintenance(base) as cursor:
        database.copy_database(cursor, name, template)
    database.use_database(name)
    try:
        head, _, query = os.environ["DATABASE_URL"].partition("?")
        yield f"{head.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    finally:
        database.use_database(base)
        with database.maintenance(base) as cursor:
            database.drop_database(cursor, name)
