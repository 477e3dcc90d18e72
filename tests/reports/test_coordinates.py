"""Coordinates are understood as people type and paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.coordinates import CoordinatesError, parse_coordinates


@pytest.mark.parametrize(
    "text",
    [
        "-7.8012, 110.3644",
        "-7.8012 110.3644",
        "-7,8012 110,3644",
        "-7,8012, 110,3644",
        "−7.8012;110.3644",
        "7.8012 LS, 110.3644 BT",
        "S 7.8012 E 110.3644",
        "110.3644 E 7.8012 S",
        "7°48'04.32\"S 110°21'51.84\"E",
        "7° 48.072' LS 110° 21.864' BT",
        "https://maps.example/maps/@-7.8012,110.3644,17z",
        "https://maps.example/?q=-7.8012,110.3644",
        "geo:-7.8012,110.3644",
    ],
)
def test_one_place_written_in_many_ways(text: str) -> None:
    assert parse_coordinates(text) == pytest.approx((110.3644, -7.8012))


@given(st.floats(-11, 6), st.floats(95, 141))
def test_longitude_first_is_recognised_not_guessed(lat: float, lon: float) -> None:
    with pytest.raises(CoordinatesError) as caught:
        parse_coordinates(f"{lon:.6f}, {lat:.6f}")
    assert caught.value.swapped == pytest.approx((lat, lon), abs=1e-6)


@pytest.mark.parametrize("text", ["", "Sangatta", "7", "1 2 3", "7 S 8 S", "12;34;5"])
def test_what_is_no_pair_is_refused(text: str) -> None:
    with pytest.raises(CoordinatesError) as caught:
        parse_coordinates(text)
    assert caught.value.swapped is None


@given(st.text(max_size=60))
def test_no_text_does_worse_than_being_refused(text: str) -> None:
    try:
        lon, lat = parse_coordinates(text)
    except CoordinatesError:
        return
    assert isinstance(lon, float)
    assert isinstance(lat, float)
