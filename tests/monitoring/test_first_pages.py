"""What the night reckons is what the first pages of the day ask; where staff are led to; words at wrong fields."""

import datetime as dt
import html
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Role
from boundaries.models import Edition
from maps.classes.scheme import FEW as FEW_COLOUR
from maps.classes.scheme import RAMP
from monitoring.pages.warming import reckon_first_pages
from monitoring.snapshots.taking import take_all
from tests.boundaries.crafted import add_edition
from tests.cast import staff
from tests.monitoring.lives import Ground, make_life, store

pytestmark = pytest.mark.django_db
PAGES = (
    "", "wilayah/64/", "wilayah/64.08/", "peringkat/", "mutu/", "wilayah/64/mutu/", "pelimpahan/",
    "wilayah/64/pelimpahan/", "lintas-batas/", "wilayah/64/lintas-batas/", "pemerataan/", "wilayah/64.08/pemerataan/",
)  # fmt: skip
STANDING = ("tren/", "wilayah/64/tren/", "tunggakan/", "wilayah/64/tunggakan/", "peta/", "wilayah/64/peta/")


def counts(client: Client, address: str) -> int:
    """How often a page looks through cases."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == HTTPStatus.OK
    return sum("fact AS MATERIALIZED" in query["sql"] for query in asked.captured_queries)


def test_after_the_night_nobody_waits_for_the_first_page(settings: Any) -> None:
    store([make_life(Ground(), (0, 0, 3 * n, 1, 1, 1), [("verify", dt.timedelta(days=1))]) for n in range(3)])
    settings.FIGURES_KEPT_SECONDS = 600
    last = timezone.localdate().replace(day=1) - dt.timedelta(days=1)
    take_all(last)
    cache.clear()
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    assert counts(monitor, "/pemantauan/wilayah/61/") > 0
    assert reckon_first_pages.func(["64"]) == 4
    for client in (Client(), monitor):
        for page in ("/pemantauan/", "/pemantauan/wilayah/64/"):
            assert counts(client, page) == 0, page
    cache.clear()


def test_staff_are_led_to_their_own_figures() -> None:
    def led(client: Client) -> str:
        response = client.get("/pemantauan/saya/")
        assert response.status_code == HTTPStatus.FOUND
        return response.headers["Location"]

    assert led(Client()) == "/pemantauan/"
    assert led(staff("KOORDINATOR-64", Role.MONITOR)) == "/pemantauan/wilayah/64/"
    assert led(staff("DLH-64.08")) == "/pemantauan/instansi/DLH-64.08/"
    assert led(staff("NASIONAL", Role.NATIONAL)) == "/pemantauan/"
    desk = staff("KOORDINATOR-64", Role.MONITOR).get("/petugas/").content.decode()
    assert 'href="/pemantauan/saya/"' in desk
    assert 'href="/pemantauan/wilayah/64.08/"' in Client().get("/wilayah/64.08/").content.decode()


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("period=2026-Q9", "period"),
        ("period=2099", "period"),
        ("since=2026-05-01&until=2026-04-01", "until"),
        ("since=2026-01-02&until=2026-04-01", "period"),
        ("on=2999-01-01", "on"),
        ("on=%00", "on"),
    ],
)
def test_a_period_that_cannot_be_meant_is_said_at_its_field_on_every_page(query: str, field: str) -> None:
    for page in PAGES:
        response = Client().get(f"/en/pemantauan/{page}?{query}")
        assert response.status_code == HTTPStatus.BAD_REQUEST, page
        assert set(response.context["form"].errors) == {field}, page
        assert str(response.context["form"].errors[field][0]) in html.unescape(response.content.decode()), page


def test_pages_as_of_a_day_refuse_days_to_come_and_what_nobody_knows() -> None:
    for page in STANDING:
        for query, field in (("on=2999-01-01", "on"), ("on=1066-10-14", "on"), ("category=ZZ", "category")):
            response = Client().get(f"/en/pemantauan/{page}?{query}")
            assert response.status_code == HTTPStatus.BAD_REQUEST, page
            assert set(response.context["form"].errors) == {field}, page
    for page in ("tren/", "wilayah/64/tren/", "peta/", "wilayah/64/peta/", "peringkat/"):
        response = Client().get(f"/en/pemantauan/{page}?measure=happiness")
        assert response.status_code == HTTPStatus.BAD_REQUEST
        assert set(response.context["form"].errors) == {"measure"}, page
    assert Client().get("/pemantauan/peta/?show=all").status_code == HTTPStatus.BAD_REQUEST


def test_an_area_of_another_edition_is_said_at_the_edition() -> None:
    add_edition({"99.01": shapely.box(115, -2, 119, 3)}, name="lama", valid_from=dt.date(1900, 1, 1),
                valid_to=dt.date(1950, 1, 1))  # fmt: skip
    assert Edition.objects.active().filter(name="lama").exists()
    for page in ("", "mutu/", "pelimpahan/", "pemerataan/", "tunggakan/", "peta/"):
        response = Client().get(f"/en/pemantauan/wilayah/64/{page}?edition=lama")
        assert response.status_code == HTTPStatus.BAD_REQUEST, page
        assert response.context["form"].errors == {"edition": ["These boundaries do not have this area."]}, page
    for page in ("", "tren/", "peta/", "pelimpahan/", "lintas-batas/", "pemerataan/"):
        assert Client().get(f"/pemantauan/wilayah/98/{page}").status_code == HTTPStatus.NOT_FOUND


def test_shades_are_those_of_the_maps() -> None:
    tokens = Path("geo_lapor/static/css/tokens.css").read_text()
    for place, colour in enumerate(RAMP):
        assert f"--shade-{place}: {colour};" in tokens
    assert f"--shade-few: {FEW_COLOUR};" in tokens


def test_what_is_better_and_what_is_worse_are_as_dark_as_each_other() -> None:
    tokens = Path("geo_lapor/static/css/tokens.css").read_text()
    for place, colour in enumerate(RAMP):
        good = re.search(rf"--good-{place}: (#\w+);", tokens)
        assert good
        assert abs(lightness(good[1]) - lightness(colour)) < 4, place  # L* of CIELAB: of hundred


def lightness(colour: str) -> float:
    """L* of CIELAB of a colour of sRGB."""
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
    return 116 * luminance ** (1 / 3) - 16
