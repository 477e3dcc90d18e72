"""Places in a league: among their like, and only where there is enough to go by."""

import datetime as dt

from monitoring.measures import BY_NAME, Figure, Peers, peers_of, ranked

NOW = dt.datetime(2026, 6, 30, 17, tzinfo=dt.UTC)


def figure(value: float | None, n: int = 40, provisional: bool = False) -> Figure:
    return Figure("closed", n=n, cutoff=NOW, value=value, provisional=provisional)


def places(figures: dict[str, Figure], measure: str = "closed") -> list[tuple[str, str, int | None]]:
    return [(one.key, one.peers, one.rank) for one in ranked(BY_NAME[measure], figures)]


def test_regencies_cities_and_provinces_are_compared_among_themselves() -> None:
    figures = {"64.08": figure(50), "64.72": figure(90), "64": figure(70), "64.03": figure(80), "64.71": figure(10)}
    assert places(figures) == [
        ("64.72", "city", 1), ("64.71", "city", 2), ("64", "province", 1), ("64.03", "regency", 1),
        ("64.08", "regency", 2),
    ]  # fmt: skip
    assert [peers_of(code) for code in ("64", "64.69", "64.70")] == [Peers.PROVINCE, Peers.REGENCY, Peers.CITY]


def test_less_is_better_where_a_measure_says_so() -> None:
    assert places({"64.01": figure(5), "64.02": figure(2)}, "speed_median")[0][0] == "64.02"


def test_equal_values_share_a_place_and_the_next_one_is_left_out() -> None:
    figures = {"64.01": figure(5), "64.02": figure(5), "64.03": figure(2)}
    assert [rank for *_key, rank in places(figures)] == [1, 1, 3]


def test_nothing_is_ranked_below_twenty_and_it_is_said_why() -> None:
    found = ranked(
        BY_NAME["closed"], {"64.01": figure(99, n=19), "64.02": figure(10, n=20), "64.03": figure(None, n=0)}
    )
    assert [(one.key, one.rank, one.of) for one in found] == [("64.02", 1, 1), ("64.01", None, 1), ("64.03", None, 1)]
    assert all(one.why for one in found[1:])


def test_a_provisional_index_is_not_ranked() -> None:
    assert places({"64.01": figure(80, provisional=True)}, "satisfaction") == [("64.01", "regency", None)]


def test_volume_is_never_ranked() -> None:
    for name in ("received", "cohort", "backlog", "unconfirmed", "duplicates"):
        assert places({"64.01": figure(9), "64.02": figure(5)}, name) == [
            ("64.01", "regency", None), ("64.02", "regency", None),
        ]  # fmt: skip


def test_those_without_an_area_are_in_no_league() -> None:
    assert places({"": figure(50)}) == []
