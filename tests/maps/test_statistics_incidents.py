"""Clusters of incidents: planted ones are found and told, chance is not, and nothing depends on the order."""

import itertools

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry.base import BaseGeometry

from maps.statistics.incidents import ALARMS, FEWEST, WIDEST_M, find_clusters, outline
from maps.statistics.plane import EARTH_M, Plane

JAVA = (105.2, -8.2, 112.8, -6.2)
DEGREE_M = np.radians(1) * EARTH_M


def scattered(n: int, rng: np.random.Generator, box: tuple[float, ...] = JAVA) -> tuple[np.ndarray, np.ndarray]:
    west, south, east, north = box
    return rng.uniform(west, east, n), rng.uniform(south, north, n)


def heaps(rng: np.random.Generator, count: int, each: int, sigma_m: float) -> tuple[np.ndarray, np.ndarray]:
    lon, lat = (np.repeat(middle, each) for middle in scattered(count, rng))
    return tuple(middle + rng.normal(0, sigma_m / DEGREE_M, count * each) for middle in (lon, lat))  # type: ignore[return-value]


def days(n: int) -> np.ndarray:
    return np.datetime64("2026-01-01") + np.arange(n)


def find(lon: np.ndarray, lat: np.ndarray, **more: object) -> list:
    return find_clusters(lon, lat, days(len(lon)), np.array(["A1", "W1"])[np.arange(len(lon)) % 2], **more)  # type: ignore[arg-type]


def test_what_was_planted_is_found_and_nothing_else() -> None:
    rng = np.random.default_rng(6408)
    heap, noise = heaps(rng, 10, 12, 300), scattered(1_500, rng)
    found = find(*(np.concatenate(both) for both in zip(heap, noise, strict=True)))
    assert len(found) == 10
    planted = [set(range(k, k + 12)) for k in range(0, 120, 12)]
    for cluster in found:
        whose = max(planted, key=lambda heap: len(heap & set(cluster.members.tolist())))
        assert len(whose & set(cluster.members.tolist())) >= 10
        assert len(set(cluster.members.tolist()) - whose) <= 2
        assert cluster.alarms <= ALARMS


def test_of_fifty_maps_of_chance_hardly_one_has_a_cluster() -> None:
    rng = np.random.default_rng(12)
    assert sum(len(find(*scattered(600, rng))) for _ in range(50)) <= 50 * ALARMS


def test_a_cluster_tells_of_what_it_is_and_since_when() -> None:
    lon, lat = np.full(6, 110.0), -7 + np.arange(6) * 100 / DEGREE_M
    when = np.array(["2026-03-05", "2026-02-01", "2026-02-09", "2026-07-30", "2026-05-01", "2026-05-02"], "M8[D]")
    (cluster,) = find_clusters(lon, lat, when, np.array(["W1", "A1", "W1", "A1", "W1", "L1"]))
    assert (cluster.n, cluster.category) == (6, "W1")
    assert (str(cluster.first), str(cluster.last)) == ("2026-02-01", "2026-07-30")
    assert cluster.members.tolist() == [0, 1, 2, 3, 4, 5]
    assert cluster.lat == pytest.approx(lat[2]) or cluster.lat == pytest.approx(lat[3])


@pytest.mark.parametrize("shape", ["line", "spot", "ring"])
def test_the_outline_holds_all_members_with_room(shape: str) -> None:
    turn = np.linspace(0, 2 * np.pi, 12, endpoint=False)
    metres = {
        "line": np.column_stack([np.arange(12) * 50.0, np.arange(12) * 20.0]),
        "spot": np.zeros((12, 2)),
        "ring": 400 * np.column_stack([np.cos(turn), np.sin(turn)]),
    }[shape]
    hull = outline(metres, 100)
    assert hull.geom_type == "Polygon"
    assert hull.is_valid
    assert shapely.distance(hull.boundary, shapely.points(metres)).min() >= 94
    assert hull.contains(shapely.multipoints(metres))


def test_a_city_is_no_cluster_but_a_heap_in_it_is() -> None:
    rng = np.random.default_rng(3)
    city = scattered(3_000, rng, (106.7, -6.35, 106.95, -6.1))
    heap = 106.8 + rng.normal(0, 60 / DEGREE_M, 40), -6.2 + rng.normal(0, 60 / DEGREE_M, 40)
    found = find(*(np.concatenate(both) for both in zip(heap, city, strict=True)))
    assert found
    assert len(set(found[0].members.tolist()) & set(range(40))) >= 35
    assert all(_width(cluster.hull) <= WIDEST_M * 1.1 for cluster in found)


def _width(hull: BaseGeometry) -> float:
    west, south, east, north = hull.bounds
    return max(east - west, north - south) * DEGREE_M


def test_pins_that_may_be_anywhere_in_a_village_prove_less_than_sharp_ones() -> None:
    rng = np.random.default_rng(5)
    noise = scattered(4_000, rng, (110.0, -7.3, 110.5, -6.8))
    lon, lat = (np.concatenate([np.full(7, middle), some]) for middle, some in zip((110.2, -7.1), noise, strict=True))
    sharp = find(lon, lat)
    vague = find(lon, lat, accuracy_m=np.where(np.arange(len(lon)) < 7, 1_000.0, np.nan))
    assert any(0 in cluster.members for cluster in sharp)
    assert not any(0 in cluster.members for cluster in vague)


@pytest.mark.parametrize("n", range(FEWEST))
def test_too_few_are_no_cluster(n: int) -> None:
    assert find(np.full(n, 110.0), np.full(n, -7.0)) == []


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), heap=st.integers(5, 15), count=st.integers(1, 4))
def test_clusters_are_disjoint_and_know_no_order(seed: int, heap: int, count: int) -> None:
    rng = np.random.default_rng(seed)
    parts = heaps(rng, count, heap, 200), scattered(80, rng)
    lon, lat = (np.concatenate(both) for both in zip(*parts, strict=True))
    found = [frozenset(cluster.members.tolist()) for cluster in find(lon, lat)]
    assert all(not a & b for a, b in itertools.combinations(found, 2))
    mixed = rng.permutation(len(lon))
    again = {frozenset(mixed[cluster.members].tolist()) for cluster in find(lon[mixed], lat[mixed])}
    assert again == set(found)


@given(lon=st.floats(95, 141), lat=st.floats(-11, 6), x=st.floats(-20_000, 20_000), y=st.floats(-20_000, 20_000))
def test_the_plane_goes_there_and_back(lon: float, lat: float, x: float, y: float) -> None:
    plane = Plane(np.radians(lat), np.radians(lon))
    ((there_lon, there_lat),) = shapely.get_coordinates(plane.degrees(shapely.Point(x, y)))
    back = plane.metres(np.radians([[there_lat, there_lon]]))
    assert back[0] == pytest.approx((x, y), abs=1e-3)
