"""How time is taken: contenders by turns, so that a busy moment of the machine hits all; no garbage collection."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from bench.areas import Array

SLOW_S = 20.0
"""A contender that has taken this long altogether is not run again."""

WARM_UP = 200
PERCENTILES = (50, 95, 99)


@dataclass
class Task:
    """One contender for many points. `ready` is called before each run, untimed, and its result handed over."""

    name: str
    run: Callable[[Any], Any]
    ready: Callable[[], Any] = lambda: None
    seconds: list[float] = field(default_factory=list)
    answer: Any = None

    @property
    def median(self) -> float:
        """Return the median of its runs, seconds."""
        return float(np.median(self.seconds))


@contextmanager
def undisturbed() -> Iterator[None]:
    """Keep the garbage collector out."""
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def take_turns(tasks: Sequence[Task], rounds: int) -> None:
    """Run each task once per round; the last answer of each is kept."""
    for _ in range(rounds):
        for task in tasks:
            if sum(task.seconds) > SLOW_S:
                continue
            given = task.ready()
            task.answer = None
            with undisturbed():
                start = time.perf_counter()
                task.answer = task.run(given)
                task.seconds.append(time.perf_counter() - start)


@dataclass
class Calls:
    """One contender for single look-ups: microseconds at each percentile, per round."""

    name: str
    call: Callable[[float, float], Any]
    rounds: list[Array] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    def summary(self) -> dict[str, float]:
        """Return the medians over the rounds of p50, p95 and p99 in microseconds."""
        medians = np.median(self.rounds, axis=0)
        return {f"p{p}": float(us) for p, us in zip(PERCENTILES, medians, strict=True)}


def call_by_turns(contenders: Sequence[Calls], lons: Array, lats: Array, rounds: int) -> None:
    """Call each contender for each point, a share of the points per round; all get the same points."""
    for contender in contenders:
        for lon, lat in zip(lons[:WARM_UP].tolist(), lats[:WARM_UP].tolist(), strict=True):
            contender.call(lon, lat)
    for share in np.array_split(np.arange(len(lons)), rounds):
        points = list(zip(lons[share].tolist(), lats[share].tolist(), strict=True))
        for contender in contenders:
            with undisturbed():
                _time_calls(contender, points)


def _time_calls(contender: Calls, points: list[tuple[float, float]]) -> None:
    call, clock, keep = contender.call, time.perf_counter_ns, contender.answers.append
    spent = []
    for lon, lat in points:
        start = clock()
        answer = call(lon, lat)
        spent.append(clock() - start)
        keep(answer)
    contender.rounds.append(np.percentile(spent, PERCENTILES) / 1000)


def undisturbed_micros(call: Callable[[Any], Any], inputs: Sequence[Any]) -> tuple[dict[str, float], list[Any]]:
    """Call once for each input; return p50, p95 and p99 in microseconds, and the answers."""
    clock = time.perf_counter_ns
    spent, answers = [], []
    with undisturbed():
        for each in inputs:
            start = clock()
            answer = call(each)
            spent.append(clock() - start)
            answers.append(answer)
    percentiles = np.percentile(spent, PERCENTILES) / 1000
    return {f"p{p}": float(us) for p, us in zip(PERCENTILES, percentiles, strict=True)}, answers
