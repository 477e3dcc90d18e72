"""What is wanted and what was measured."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Figure:
    """One comparison with a goal: `ratio` is how many times better ours is, or what share of the peer's it takes.

    `at_least` says whether the ratio shall be `goal` or more; else it shall be `goal` or less.
    """

    what: str
    ours: float
    peer: float
    peer_name: str
    unit: str
    ratio: float
    goal: float
    at_least: bool = True

    @property
    def met(self) -> bool:
        """Say whether the goal is met."""
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def as_dict(self) -> dict[str, Any]:
        """Return the JSON form."""
        return {**self.__dict__, "met": self.met}


def lookup_figures(results: dict[str, dict[str, float]]) -> list[Figure]:
    """Judge single look-ups: microseconds by contender and percentile."""
    found = []
    for percentile, goal in (("p50", 15), ("p99", 5)):
        name = min(("PostGIS plain", "PostGIS subdivided"), key=lambda peer: results[peer][percentile])
        ours, peer = results["ours, assignment"][percentile], results[name][percentile]
        found.append(Figure(f"one look-up, {percentile}", ours, peer, name, "µs", peer / ours, goal))
    return found


def million_figures(seconds: dict[str, float], n: int) -> list[Figure]:
    """Judge look-ups of many points: seconds by contender."""
    ours, place = seconds["ours, assignment"], seconds["ours, whole Place"]
    found = [
        Figure(f"{n:,} points", ours, seconds[peer], peer, "s", seconds[peer] / ours, goal)
        for peer, goal in (("geopandas.sjoin", 12), ("PostGIS plain", 60))
    ]
    return [*found, Figure(f"{n:,} whole Places", place, ours, "assignment alone", "s", place / ours, 3, False)]


def overlay_figures(seconds: dict[str, float]) -> list[Figure]:
    """Judge whole Places of many points with the overlays of the demonstration: seconds by contender, by turns."""
    place, plain = seconds["whole Place"], seconds["assignment"]
    return [Figure("whole Places with overlays", place, plain, "assignment alone", "s", place / plain, 3.5, False)]


def responsibility_figures(seconds: dict[str, float], n: int) -> list[Figure]:
    """Judge the decision of many reports beside the look-up of their points: seconds by task."""
    decision, place = seconds["responsibility"], seconds["whole Places"]
    return [Figure(f"{n:,} decisions", decision, place, "whole Places", "s", decision / place, 2, False)]


def reassignment_figures(seconds: dict[str, float], n: int) -> list[Figure]:
    """Judge runs over reports, in minutes for a million of them: seconds by run."""
    found = []
    for name, minutes in (("one province recoded, dry run", 1.0), ("one province recoded", 5.0)):
        limit = minutes * 60 * n / 1_000_000
        took = seconds[name]
        found.append(Figure(f"{n:,} reports, {name}", took, limit, "limit", "s", took / limit, 1, False))
    return found


def build_figures(build_s: float, import_s: float, megabytes: float) -> list[Figure]:
    """Judge the index against the import of its file."""
    return [
        Figure("index build", build_s, import_s, "import of the file", "s", build_s / import_s, 1, False),
        Figure("index file", megabytes, 200, "limit", "MB", megabytes / 200, 1, False),
    ]


def http_figures(rates: dict[str, float]) -> list[Figure]:
    """Judge requests per second by view."""
    ours = rates["/api/v1/locate/"]
    return [
        Figure("/api/v1/locate/", ours, rates[peer], peer, "requests/s", ours / rates[peer], goal)
        for peer, goal in (("bare view", 0.6), ("PostGIS, a connection per query", 15))
    ]
