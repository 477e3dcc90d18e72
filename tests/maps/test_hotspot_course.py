"""That a hotspot cooled, flared up or is perhaps a campaign follows, for the public, from what the public sees."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Role
from maps.hotspot.course import course
from maps.hotspot.seeing import see_hotspot
from maps.hotspot.standing import COOLED_DAYS, FLARES
from maps.models import Hotspot, HotspotStanding
from maps.models.hotspots import FEWEST_SEEN
from maps.runs.clustering import is_public_campaign
from tests.cast import staff
from tests.maps.gathering import ago, hotspot, noted, spot

TODAY = dt.date(2026, 7, 1)


def days(*before: int) -> list[dt.date]:
    return [TODAY - dt.timedelta(days=one) for one in before]


def verbs(*before: int, declared: tuple[int, ...] = ()) -> list[str]:
    return [turn.verb for turn in course(days(*before), days(*declared), TODAY, taken_up=False).turns]


FIVE = (500, 499, 498, 497, 496)


@pytest.mark.parametrize(
    ("before", "expected", "standing"),
    [
        ((9, 8, 7, 6, 5), [], HotspotStanding.NEW),
        ((49, 48, 47, 46, 45, 3), [], HotspotStanding.ACTIVE),
        ((99, 98, 97, 96, 95), [], HotspotStanding.COOLING),
        (FIVE, ["cooled"], HotspotStanding.COOLED),
        ((*FIVE, 40, 39), ["cooled"], HotspotStanding.COOLED),
        ((*FIVE, 40, 39, 38), ["cooled", "flared_up"], HotspotStanding.ACTIVE),
        ((*FIVE, 496 - COOLED_DAYS + 1), ["cooled"], HotspotStanding.COOLED),
    ],
)  # fmt: skip
def test_what_incidents_say(before: tuple[int, ...], expected: list[str], standing: HotspotStanding) -> None:
    assert verbs(*before) == expected
    if standing != HotspotStanding.ACTIVE or len(before) < 8:
        assert course(days(*before), [], TODAY, taken_up=False).standing == standing


def test_what_an_agency_declared_holds_until_it_flares_up() -> None:
    calm = course(days(90, 89, 88, 87, 86), days(50), TODAY, taken_up=True)
    assert (calm.turns, calm.cooled_on, calm.standing) == ((), days(50)[0], HotspotStanding.COOLED)
    again = course(days(90, 89, 88, 87, 86, 9, 8, 7), days(50), TODAY, taken_up=True)
    assert [turn.verb for turn in again.turns] == ["flared_up"]
    assert (again.turns[0].on, again.cooled_on, again.standing) == (days(7)[0], None, HotspotStanding.TAKEN_UP)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.integers(0, 900), min_size=1, max_size=30), st.lists(st.integers(0, 900), max_size=3))
def test_it_cools_and_flares_up_in_turns(before: list[int], declared: list[int]) -> None:
    found = course(days(*before), days(*declared), TODAY, taken_up=False)
    assert list(found.turns) == sorted(found.turns, key=lambda turn: turn.on)
    alone = course(days(*before), [], TODAY, taken_up=False)
    assert [turn.verb for turn in alone.turns] == ["cooled", "flared_up"] * (len(alone.turns) // 2) + ["cooled"] * (
        len(alone.turns) % 2
    )
    assert (found.cooled_on is not None) == (found.standing == HotspotStanding.COOLED)


LONG_AGO = range(300, 300 - FEWEST_SEEN - 1, -1)


def public(found: Hotspot) -> dict[str, Any]:
    """All that the public is told of where it stands: in the list, on its page, in the layer and in its file."""
    client = Client()
    page = client.get(f"/titik-rawan/{found.number}/")
    seen = page.context["seen"]
    layer = client.get("/peta/lapis/titik-rawan.geojson?bbox=94,-12,142,8&zoom=5").json()["features"]
    return {
        "standing": seen.standing,
        "cooled_on": seen.cooled_on,
        "campaign": seen.campaign,
        "warned": b"notice--warning" in page.content,
        "history": [(one.on, one.words) for one in page.context["page"].history],
        "layer": [feature["properties"] for feature in layer],
        "file": client.get("/peta/lapis/titik-rawan.csv").getvalue(),
        "list": [one.standing for one in client.get("/titik-rawan/daftar/").context["hotspots"]],
        "order": [one.number for one in client.get("/titik-rawan/daftar/").context["hotspots"]],
    }


@pytest.mark.django_db
def test_that_it_flares_up_by_what_is_confidential_is_for_those_who_work_with_it() -> None:
    old = spot(FEWEST_SEEN + 1, days=LONG_AGO)
    found = hotspot(old, at=ago(290))
    noted(at=ago(60))
    found.refresh_from_db()
    assert found.standing == HotspotStanding.COOLED
    before = public(found)
    assert before["standing"] == HotspotStanding.COOLED
    fresh = spot(FLARES, days=(5, 4, 3), confidential=True)
    noted([*old, *fresh])
    found.refresh_from_db()
    assert found.standing != HotspotStanding.COOLED
    assert found.history.filter(verb="flared_up").exists()
    assert public(found) == before
    inside = see_hotspot(found, staff("KLH", Role.NATIONAL).user)
    assert inside is not None
    assert inside.standing == found.standing
    assert inside.cooled_on is None


@pytest.mark.django_db
def test_that_it_does_not_cool_because_of_what_is_confidential_is_not_told_either() -> None:
    found = hotspot([*spot(FEWEST_SEEN + 1, days=LONG_AGO), *spot(3, days=(5, 4, 3), confidential=True)])
    assert found.standing == HotspotStanding.NEW
    told = public(found)
    assert told["standing"] == HotspotStanding.COOLED
    assert told["list"] == [HotspotStanding.COOLED]


@pytest.mark.django_db
def test_public_incidents_make_it_flare_up_for_everybody() -> None:
    found = hotspot([*spot(FEWEST_SEEN + 1, days=LONG_AGO), *spot(FLARES, days=(5, 4, 3))])
    told = public(found)
    assert told["standing"] != HotspotStanding.COOLED
    assert len(told["history"]) == 2


@pytest.mark.django_db
@pytest.mark.parametrize("confidential", [True, False])
def test_a_campaign_of_confidential_reports_is_no_mark_for_the_public(*, confidential: bool) -> None:
    """Twelve reports of one text in three days, beside six that anybody sees."""
    text = "Pabrik di hulu membuang limbah hitam setiap malam dan ikan di sungai kami mati semua."
    copied = spot(12, days=[3 - k / 6 for k in range(12)], description=text, confidential=confidential)
    seen = spot(6, days=(60, 58, 56, 54, 52, 50))
    assert is_public_campaign([report.pk for report in (*copied, *seen)]) is not confidential
    found = hotspot([*copied, *seen], campaign=True)
    inside = see_hotspot(found, staff("KLH", Role.NATIONAL).user)
    assert inside is not None
    assert inside.campaign
    assert not public(found)["campaign"]
    assert not public(found)["warned"]
