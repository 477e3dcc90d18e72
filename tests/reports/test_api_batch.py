"""Ten thousand points in one question."""

from typing import Any

import pytest

from tests.programs import ask, program, send

pytestmark = pytest.mark.django_db
POINTS = [(117.55, 0.53), (110.35, -7.8), (116.0, -3.9), (110.35, 1.55), (95.0, -9.0)]


@pytest.mark.parametrize("category", ["W1", "A7", "L1"])
def test_many_answers_are_those_of_single_questions(category: str) -> None:
    body = {"points": POINTS, "category": category}
    many = send(program(), "/locate/batch/", body).json()
    assert len(many["points"]) == len(POINTS)
    for (lon, lat), found in zip(POINTS, many["points"], strict=True):
        one = ask(program(), f"/locate/?lon={lon}&lat={lat}&category={category}").json()
        place, who = one["place"], one["responsibility"]
        for name in ("setting", "method", "border_m", "doubtful", "country"):
            assert found[name] == place[name]
        for name in ("regency", "province", "nearest_regency"):
            assert found[name] == (place[name] and place[name]["code"])
        assert found["agency"] == (who and who["agency"]["code"])
        assert found["rule"] == (who and who["rule"])
        assert found["confirm"] == (who and who["confirm"])


def test_a_point_that_is_none_does_not_spoil_the_others() -> None:
    found = send(program(), "/locate/batch/", {"points": [[0.53, 117.55], [117.55, 0.53]]}).json()["points"]
    assert [one["setting"] for one in found] == [None, "land"]
    assert [one["agency"] for one in found] == [None, None]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "points"), ({"points": []}, "points"), ({"points": [[1]]}, "points"), ({"points": [["1", "2"]]}, "points"),
        ({"points": [[True, 1]]}, "points"), ({"points": [[1e999, 1]]}, None), ({"points": [[10**400, 1]]}, "points"),
        ({"points": [[1, 2]] * 10_001}, "points"), ({"points": [[1, 2]], "category": "Z9"}, "category"),
        ({"points": [[1, 2]], "on": 5}, "on"), ({"points": [[1, 2]], "on": "1900-01-01"}, "on"),
        ({"points": [[1, 2]], "permit": "x"}, "permit"), ({"points": [[1, 2]], "unknown": "x"}, "unknown"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(body: dict, field: str | None) -> None:
    response = send(program(), "/locate/batch/", body)
    if field is None:
        assert response.status_code == 400  # Infinity is no JSON
    else:
        assert (response.status_code, list(response.json()["errors"])) == (422, [field])


def test_ten_thousand_points_are_answered_in_one_go() -> None:
    points = [[117.0 + k % 100 / 100, 0.2 + k // 100 / 200] for k in range(10_000)]
    response = send(program(), "/locate/batch/", {"points": points, "category": "W1"})
    assert response.status_code == 200
    assert len(response.json()["points"]) == 10_000


def test_when_enough_is_being_made_one_more_is_asked_to_come_back(settings: Any) -> None:
    body = {"points": [[117.55, 0.53]]}
    slots, settings.HEAVY_SLOTS, settings.HEAVY_WAIT_SECONDS = settings.HEAVY_SLOTS, 0, 0
    refused = send(program(), "/locate/batch/", body)
    assert (refused.status_code, refused["Content-Type"]) == (503, "application/problem+json")
    assert int(refused["Retry-After"]) > 0
    settings.HEAVY_SLOTS = slots
    assert [send(program(), "/locate/batch/", body).status_code for _time in range(slots + 1)] == [200] * (slots + 1)
