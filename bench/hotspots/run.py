"""script/bench --hotspots: whether the statistics find what is there, and how long they take."""

import argparse
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import h3
import numpy as np
from django.core.management import call_command

from bench import machine, output
from bench.areas import read_areas
from bench.hotspots.heaping import Country, simulate_heaps
from bench.hotspots.planting import Score, cells_of, simulate
from bench.hotspots.unfolding import SLICES, simulate_histories
from boundaries.models import Edition
from maps.statistics.emerging import emergence
from maps.statistics.gathering import gathering
from maps.statistics.neighbours import ring_weights

SEED, ROUNDS, RINGS = 6408, 200, 81
SCENES = {
    "nothing planted": {"spots": 0, "times": 1.0},
    "20 hotspots, 3 times as much": {"spots": 20, "times": 3.0},
    "20 hotspots, 5 times": {"spots": 20, "times": 5.0},
    "20 hotspots, 10 times": {"spots": 20, "times": 10.0},
    "100 hotspots, 5 times": {"spots": 100, "times": 5.0},
}
HEAPS: dict[str, dict[str, Any]] = {
    "nothing planted": {"heaps": 0, "each": 0, "spread_m": 0.0},
    "20 heaps of 6 within some 300 m": {"heaps": 20, "each": 6, "spread_m": 300.0},
    "20 heaps of 10 within some 300 m": {"heaps": 20, "each": 10, "spread_m": 300.0},
    "20 heaps of 10 within some 600 m": {"heaps": 20, "each": 10, "spread_m": 600.0},
    "20 heaps of 30 within some 1,500 m": {"heaps": 20, "each": 30, "spread_m": 1500.0},
}


def run_hotspots(options: argparse.Namespace, _folder: Path) -> int:
    """Plant, look, print, write; return 0."""
    facts = machine.facts()
    output.print_facts(facts)
    output.say("tables, boundaries …")
    for command in ("migrate", "createcachetable", "load_reference_data"):
        call_command(command, verbosity=0)
    cells = cells_of(read_areas(Edition.objects.in_force().get()).polygons)
    rounds = 10 if options.quick else ROUNDS
    output.say(f"{len(cells):,} cells of land, {rounds} simulations of each kind …")
    scores = {
        f"{name}, {'uneven' if uneven else 'even'} ground": simulate(
            cells, spots=int(scene["spots"]), times=scene["times"], rounds=rounds, seed=SEED, uneven=uneven
        )
        for uneven in (False, True)
        for name, scene in SCENES.items()
    }
    print_scores("What is called hot at 95 %", scores)
    heaps, histories = _heaps(cells, rounds), _histories(cells, rounds)
    seconds = measure_speed()
    output.print_rows("Time", ("", "ms"), [(name, f"{took * 1000:,.1f}") for name, took in seconds.items()])
    results: dict[str, Any] = {
        "facts": facts, "cells": len(cells), "rounds": rounds, "seconds": seconds,
        "scores": _as_dicts(scores), "clusters": _as_dicts(heaps), "patterns": _as_dicts(histories),
    }  # fmt: skip
    output.console.print(f"written to {output.write_json('hotspots', results)}")
    return 0


def _heaps(cells: list[str], rounds: int) -> dict[str, Score]:
    country = Country(cells)
    output.say(f"clusters among some {len(cells):,} incidents, {rounds} simulations of each kind …")
    scores = {
        f"{name}, {'uneven' if uneven else 'even'} ground": simulate_heaps(
            country, **scene, rounds=rounds, seed=SEED, uneven=uneven
        )
        for uneven in (False, True)
        for name, scene in HEAPS.items()
    }
    print_scores("Clusters of incidents", scores)
    return scores


def _histories(cells: list[str], rounds: int) -> dict[str, Score]:
    weights = ring_weights(cells)
    output.say(f"patterns of {len(cells):,} cells in {SLICES} months, {rounds} simulations of each history …")
    scores = {
        f"{history}, {'uneven' if uneven else 'even'} ground": score
        for uneven in (False, True)
        for history, score in simulate_histories(
            weights, spots=20, times=10.0, rounds=rounds, seed=SEED, uneven=uneven
        ).items()
    }
    print_scores("Patterns: 20 hotspots of one history, 10 times as much; recall: told to be just this", scores)
    return scores


def _as_dicts(scores: dict[str, Score]) -> dict[str, Any]:
    return {name: asdict(score) for name, score in scores.items()}


def measure_speed() -> dict[str, float]:
    """Return seconds, the median of five, for Gi* over some 20,000 cells and for a cube of 36 months."""
    cells = sorted(h3.grid_disk(h3.latlng_to_cell(0.5, 117.5, 6), RINGS))
    rng, weights = np.random.default_rng(SEED), ring_weights(cells)
    counts = rng.poisson(2, len(cells)).astype(float)
    cube = rng.poisson(1, (len(cells), SLICES)).astype(float)
    return {
        f"weights of {len(cells):,} cells": _median(lambda: ring_weights(cells)),
        f"Gi* of {len(cells):,} cells": _median(lambda: gathering(counts, weights)),
        f"patterns of {len(cells):,} cells × {SLICES} months": _median(lambda: emergence(cube, weights)),
    }


def _median(work: Any) -> float:
    took = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        took.append(time.perf_counter() - start)
    return float(np.median(took))


def print_scores(title: str, scores: dict[str, Score]) -> None:
    """Print a table of scores."""
    rows = [
        (name, _share(score.recall), _share(score.precision), f"{score.false_discovery:.4f}", f"{score.alarms:.3f}")
        for name, score in scores.items()
    ]
    columns = ("planted", "recall", "precision", "false discovery (≤ 0.05)", "maps with a false one")
    output.print_rows(title, columns, rows)


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"
