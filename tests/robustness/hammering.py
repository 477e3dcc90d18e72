"""Many at once on the table of reports and its counts: writers, folders, a rebuilder, a killer, and who checks."""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg2
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from maps.bins.changes import LOCK
from maps.bins.checking import check
from maps.bins.folding import fold_changes
from maps.bins.rebuilding import rebuild
from reports.actions.case.errors import RefusedError
from reports.actions.case.merging import merge
from reports.actions.case.passing import verify
from reports.actions.case.placing import move_pin
from reports.actions.case.shielding import hold_back, impose_privacy
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import Report
from reports.policies import Viewer
from tests.factories import ReportFactory, UserFactory
from tests.maps.counting import CATEGORIES, PLACES, STATES, make
from tests.robustness.counting import Figures

# What psycopg2 raises where the connection is cut, also inside COPY, whose errors Django does not translate.
_CUT = (OperationalError, InterfaceError, psycopg2.OperationalError, psycopg2.InterfaceError, SystemError)
# What happens to whoever writes beside others: a deadlock between two bulk changes, a case that is gone or done with.
_LOST = (OperationalError, InterfaceError, RefusedError, NotAllowedError, NotPossibleError, ObjectDoesNotExist)


@dataclass
class Tally:
    """What was done, by name, and the checks that found something wrong."""

    done: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, name: str, n: int = 1) -> None:
        """Count something."""
        with self.lock:
            self.done[name] += n


class Hammer:
    """Threads that all work on the counts until the writers have done their deeds.

    Parameters
    ----------
    writers
        How many file, change and delete reports.
    deeds
        How many each of them does; None: until `seconds` are over.
    kills
        Whether connections are cut while they fold or rebuild.
    """

    def __init__(
        self, writers: int, deeds: int | None = None, seconds: float = 600, seed: int = 1, kills: bool = False
    ) -> None:
        self.tally, self._end = Tally(), threading.Event()
        self._deeds, self._until, self._seed = deeds, time.monotonic() + seconds, seed
        self._kills = kills
        self._viewer = Viewer.of(UserFactory(is_superuser=True))
        self._writers = [self._thread(self._write, n) for n in range(writers)]
        aside: list[Callable[[random.Random], None]] = [self._fold, self._fold, self._rebuild, self._check]
        self._others = [self._thread(work, 1000 + n) for n, work in enumerate([*aside, *([self._kill] * kills)])]

    def run(self) -> Figures:
        """Let them work, fold what is left, and return what was counted."""
        for thread in (*self._others, *self._writers):
            thread.start()
        for thread in self._writers:
            thread.join()
        self._end.set()
        for thread in self._others:
            thread.join()
        while fold_changes():
            pass
        return self._figures()

    def _thread(self, work: Callable[[random.Random], None], number: int) -> threading.Thread:
        def run() -> None:
            try:
                work(random.Random(self._seed * 10_000 + number))
            except Exception as error:
                logging.exception("a thread of the hammering died")
                self.tally.wrong.append(f"{work.__name__}: {error!r}")
            finally:
                connection.close()

        return threading.Thread(target=run, daemon=True)

    def _write(self, chance: random.Random) -> None:
        mine: list[int] = []
        left = self._deeds
        while time.monotonic() < self._until and left != 0:
            deed = chance.choice(_DEEDS)
            try:
                deed(self._viewer, mine, chance)
                self.tally.note(f"deeds: {deed.__name__.strip('_').replace('_', ' ')}")
            except _LOST as error:
                self.tally.note(f"given up: {type(error).__name__}")
                if isinstance(error, OperationalError | InterfaceError):
                    connection.close()
            left = left and left - 1

    def _fold(self, chance: random.Random) -> None:
        def some() -> None:
            self.tally.note("changes folded", fold_changes(chance.randint(1, 200)))

        self._over_and_over(chance, 0.02, some)

    def _rebuild(self, chance: random.Random) -> None:
        self._over_and_over(chance, 0.5, lambda: self.tally.note("rebuilt", bool(rebuild())))

    def _check(self, chance: random.Random) -> None:
        def look() -> None:
            found = check()
            self.tally.note("checks in the middle")
            self.tally.note("changes that waited when checked", found.waiting)
            if not found.equal:
                self.tally.wrong += [str(difference) for difference in found.shown] or ["cells without outline"]

        self._over_and_over(chance, 0.05, look)

    def _kill(self, chance: random.Random) -> None:
        def cut() -> None:
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND granted "
                    "AND objid = %s AND database = (SELECT oid FROM pg_database WHERE datname = current_database())",
                    [LOCK],
                )
                self.tally.note("connections cut while they counted", cursor.fetchone()[0])

        self._over_and_over(chance, 1.0, cut)

    def _over_and_over(self, chance: random.Random, pause: float, work: Callable[[], Any]) -> None:
        while not self._end.wait(chance.uniform(0, pause)):
            try:
                work()
            except _CUT:
                if not self._kills:
                    raise
                connection.close()  # whoever counts begins again

    def _figures(self) -> Figures:
        figures = Figures()
        for name, n in sorted(self.tally.done.items()):
            figures.add(name, n)
        last = check()
        figures.add("reports at the end", last.reports)
        figures.add("changes that wait at the end", last.waiting, 0)
        figures.add("wrong counts at the end", last.wrong, 0)
        figures.add("wrong counts, or threads that died, in the middle", len(self.tally.wrong), 0)
        figures.wrong += self.tally.wrong
        return figures


def _filed(_viewer: Viewer, mine: list[int], chance: random.Random) -> None:
    sort = {name: chance.randrange(len(of)) for name, of in _CHOICES.items()}
    sort |= {name: chance.random() < 0.1 for name in ("confidential", "held", "practice", "coarse", "nowhere")}
    report = make(sort, chance)
    report.save()
    mine.append(report.pk)


def _filed_in_bulk(viewer: Viewer, mine: list[int], chance: random.Random) -> None:
    Report.everything.bulk_create([make({"place": chance.randrange(len(PLACES))}, chance) for _ in range(20)])


def _deleted(_viewer: Viewer, mine: list[int], chance: random.Random) -> None:
    if mine:
        Report.everything.filter(pk=mine.pop(chance.randrange(len(mine)))).delete()


def _changed_in_bulk(_viewer: Viewer, _mine: list[int], chance: random.Random) -> None:
    some = list(Report.objects.order_by("?").values_list("pk", flat=True)[:10])
    change = chance.choice(({"urgency": chance.choice("DTN")}, {"held": chance.random() < 0.5}, {"state": "baru"}))
    Report.objects.filter(pk__in=some).update(**change, updated_at=timezone.now())


def _gone_through_a_verb(viewer: Viewer, _mine: list[int], chance: random.Random) -> None:
    report, other = ReportFactory(), ReportFactory()
    verb = chance.choice(("verify", "hide", "hold back", "move", "join"))
    if verb == "verify":
        verify(report, viewer)
    elif verb == "hide":
        impose_privacy(report, viewer, confidential=True, note="Demi keselamatan pelapor.")
    elif verb == "hold back":
        hold_back(report, viewer, note="Ada nama orang di dalamnya.")
    elif verb == "move":
        move_pin(report, viewer, lonlat=PLACES[1][:2], note="Salah ketuk di peta.")
    else:
        merge(report, viewer, into=other, note="Tumpukan yang sama.")


_CHOICES = {"place": PLACES, "category": CATEGORIES, "state": STATES, "moment": range(3)}
_DEEDS = (_filed, _filed, _filed_in_bulk, _deleted, _changed_in_bulk, _gone_through_a_verb)
