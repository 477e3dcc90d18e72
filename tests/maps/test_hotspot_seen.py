"""Who sees what of a hotspot: counts, outline, reports and standing are of what the viewer may know, and of no more."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from maps.hotspot.actions import take_up_hotspot
from maps.hotspot.seeing import see_hotspot
from maps.models import Hotspot, HotspotMember, HotspotStanding
from reports.models import Category, Report
from reports.places import public_place
from tests.cast import Staff, staff
from tests.factories import MembershipFactory, UserFactory, agency
from tests.maps.gathering import SPOT, ago, hotspot, spot

pytestmark = pytest.mark.django_db
PEOPLE: dict[str, Callable[[], Client]] = {
    "visitor": Client,
    "citizen": lambda: Staff.of(UserFactory()),
    "officer elsewhere": lambda: staff("DLH-61.03"),
    "monitor elsewhere": lambda: staff("KOORDINATOR-61", Role.MONITOR),
    "officer": staff,
    "monitor": lambda: staff("KOORDINATOR-64", Role.MONITOR),
    "national": lambda: staff("NASIONAL", Role.NATIONAL),
    "superuser": lambda: Staff.of(UserFactory(is_staff=True, is_superuser=True)),
}
INSIDE = ("officer", "monitor", "national", "superuser")


def user_of(client: Client) -> Any:
    return getattr(client, "user", None)


def hide(reports: list[Report], **how: Any) -> None:
    Report.objects.filter(pk__in=[report.pk for report in reports]).update(**how)


def page(client: Client, found: Hotspot) -> Any:
    return client.get(f"/titik-rawan/{found.number}/")


@pytest.mark.parametrize("how", [{"confidential": True}, {"held": True}])
@pytest.mark.parametrize("who", PEOPLE)
def test_what_is_hidden_is_neither_counted_nor_listed(who: str, how: dict[str, Any]) -> None:
    reports = spot(8)
    found, client = hotspot(reports), PEOPLE[who]()
    hide(reports[:2], **how)
    seen = see_hotspot(found, user_of(client))
    assert seen is not None
    assert seen.n == (8 if who in INSIDE else 6)
    html = page(client, found).content.decode()
    assert all((report.number in html) == (who in INSIDE) for report in reports[:2])
    assert all(report.number in html for report in reports[2:])


@pytest.mark.parametrize("who", PEOPLE)
def test_of_too_little_there_is_no_hotspot(who: str) -> None:
    reports = spot(8)
    found, client = hotspot(reports), PEOPLE[who]()
    hide(reports[:4], confidential=True)
    inside = who in INSIDE
    assert page(client, found).status_code == (HTTPStatus.OK if inside else HTTPStatus.NOT_FOUND)
    assert (str(found.number) in client.get("/titik-rawan/daftar/").content.decode()) == inside
    assert Hotspot.objects.visible_to(user_of(client)).filter(pk=found.pk).exists() == inside


@pytest.mark.parametrize("who", PEOPLE)
def test_a_coarse_place_is_never_narrowed(who: str) -> None:
    """A report in the middle of sharp ones whose public place is a wide cell: to list it would say where it is."""
    reports = spot(8)
    coarse = reports[0]
    found, client = hotspot(reports), PEOPLE[who]()
    assert coarse.point is not None
    point, cell_m = public_place((coarse.point.x, coarse.point.y), coarse=True)
    hide([coarse], public_point=point, public_cell_m=cell_m)
    inside = who in INSIDE
    seen = see_hotspot(found, user_of(client))
    assert seen is not None
    assert seen.n == (8 if inside else 7)
    html = page(client, found).content.decode()
    assert (coarse.number in html) == inside


def test_the_outline_holds_what_is_seen_and_forgets_what_is_not() -> None:
    reports = spot(8)
    away = spot(1, (SPOT[0] + 0.02, SPOT[1]))[0]
    found = hotspot([*reports, away])
    point = Point(SPOT[0] + 0.02, SPOT[1], srid=4326)
    before, officer = see_hotspot(found, None), staff().user
    assert before is not None
    assert before.hull is not None
    assert before.hull.contains(point)
    hide([away], confidential=True)
    after, inside = see_hotspot(found, None), see_hotspot(found, officer)
    assert after is not None
    assert after.hull is not None
    assert inside is not None
    assert inside.hull is not None
    assert not after.hull.contains(point)
    assert after.hull.distance(point) > 0.01
    assert inside.hull.contains(point)
    assert all(report.point and after.hull.contains(report.point) for report in reports)


def test_where_it_stands_follows_from_what_is_seen() -> None:
    old, new = spot(6, days=[*range(90, 84, -1)]), spot(2)
    found = hotspot(old + new)
    hide(new, confidential=True)
    public, officer = see_hotspot(found, None), see_hotspot(found, staff().user)
    assert public is not None
    assert officer is not None
    assert (public.standing, officer.standing) == (HotspotStanding.COOLING, HotspotStanding.NEW)
    assert (public.last_30, officer.last_30) == (0, 2)


def test_the_name_of_the_place_is_no_finer_than_what_everybody_may_know() -> None:
    reports = spot(8, confidential=True)
    found = hotspot(reports)
    assert (found.near, found.district, found.in_basin) == ("", "", "")
    assert found.place_name == "Kabupaten Kutai Timur"
    assert hotspot(spot(8, (117.6, 0.53))).near


def test_the_public_reads_who_acts_and_not_which_officer() -> None:
    found = hotspot()
    officer = MembershipFactory(user__name="Petugaszqx Satu").user
    target = timezone.localdate() + dt.timedelta(days=30)
    take_up_hotspot(found, officer, agency=agency("DLH-64.08"), action="Kontainer ditambah di pasar.", target_on=target)
    for client, knows in ((Client(), False), (staff("DLH-61.03"), False), (staff(), True)):
        html = page(client, found).content.decode()
        assert "Kontainer ditambah di pasar." in html
        assert agency("DLH-64.08").name in html
        assert ("Petugaszqx" in html) == knows


def test_its_agency_sees_it_however_little_is_left() -> None:
    reports = spot(8)
    found, officer = hotspot(reports), staff()
    target = timezone.localdate() + dt.timedelta(days=30)
    take_up_hotspot(found, officer.user, agency=agency("DLH-64.08"), action="Kontainer ditambah.", target_on=target)
    HotspotMember.objects.filter(report__in=reports[:6]).update(until=timezone.now())
    assert page(officer, found).status_code == HTTPStatus.OK
    assert page(Client(), found).status_code == HTTPStatus.NOT_FOUND


def test_four_are_too_few() -> None:
    reports = spot(5)
    found = hotspot(reports)
    hide(reports[:1], confidential=True)
    assert see_hotspot(found, None) is None


def test_one_that_became_part_of_another_leads_there() -> None:
    near, far = spot(8), spot(6, (117.6, 0.53))
    first, second = hotspot(near), hotspot(far)
    Hotspot.objects.filter(pk=second.pk).update(joined_to=first)
    response = page(Client(), second)
    assert (response.status_code, response["Location"]) == (
        HTTPStatus.MOVED_PERMANENTLY,
        f"/titik-rawan/{first.number}/",
    )
    HotspotMember.objects.filter(hotspot=first).update(until=ago(0))
    assert page(Client(), second).status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize(
    ("query", "there"),
    [
        ("theme=W", True), ("theme=A", False), ("category=W1", True), ("category=W2", False),
        ("regency=64.08", True), ("province=61", False), ("state=open", True), ("state=selesai", False),
        ("since=2020-01&until=2020-02", False), ("urgency=N", True), ("urgency=D", False),
    ],
)  # fmt: skip
def test_the_list_is_filtered_as_all_layers_are(query: str, *, there: bool) -> None:
    found = hotspot()
    response = Client().get(f"/titik-rawan/daftar/?{query}")
    assert response.status_code == HTTPStatus.OK
    assert (f"/titik-rawan/{found.number}/" in response.content.decode()) == there


@pytest.mark.parametrize(
    "query",
    [
        "theme=ZZ",
        "since=2026-13",
        "since=2015-01&until=2026-01",
        "regency='%20OR%201=1",
        "edition=tidak-ada",
        "urgency=X",
    ],
)  # fmt: skip
def test_wrong_filters_are_shown_at_the_filter(query: str) -> None:
    response = Client().get(f"/titik-rawan/daftar/?{query}")
    assert response.status_code == HTTPStatus.BAD_REQUEST
    assert "field__error" in response.content.decode() or "is-invalid" in response.content.decode()


@pytest.mark.parametrize("address", ["/titik-rawan/0/", "/titik-rawan/99999999999999999999/", "/titik-rawan/1/"])
def test_numbers_that_are_none(address: str) -> None:
    assert Client().get(address).status_code == HTTPStatus.NOT_FOUND


def test_the_edge_of_what_is_hidden_is_not_found_by_boxes() -> None:
    away = spot(1, (SPOT[0] + 0.02, SPOT[1]), confidential=True)
    found = hotspot([*spot(8), *away])

    def numbers(client: Client, west: float) -> list[int]:
        box = f"{west},{SPOT[1] - 0.01},{west + 0.01},{SPOT[1] + 0.01}"
        view = client.get(f"/peta/lapis/titik-rawan.geojson?bbox={box}&zoom=12").json()
        return [feature["properties"]["number"] for feature in view["features"]]

    visitor, officer, edge = Client(), staff(), SPOT[0] + 0.018
    assert numbers(visitor, SPOT[0]) == numbers(officer, SPOT[0]) == numbers(officer, edge) == [found.number]
    assert numbers(visitor, edge) == []


def test_urgency_is_of_what_is_seen() -> None:
    urgent, calm = (Category.objects.filter(theme="W", urgency=one).values_list("pk", flat=True)[0] for one in "DN")
    shown = spot(5, category=calm)
    found = hotspot([*shown, *spot(8, (SPOT[0] + 0.002, SPOT[1]), category=urgent, urgency="D", confidential=True)])
    assert found.category_id == urgent
    for client, urgency, there in ((Client(), "D", False), (Client(), "N", True), (staff(), "D", True)):
        html = client.get(f"/titik-rawan/daftar/?urgency={urgency}").content.decode()
        assert (f"/titik-rawan/{found.number}/" in html) == there
