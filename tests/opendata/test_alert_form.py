"""What somebody wants to hear of, and where to write: said on one page, without scripts."""

import pytest
from django.test import Client

from jobs.scheduling import declared
from opendata.models import Alert

pytestmark = pytest.mark.django_db
PAGE = "/en/data/kabar/"
KUTIM = {"area": "64.08", "about": "", "point": "", "radius": "5", "rhythm": "daily", "email": "siti@contoh.id"}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"area": ""}, "area"), ({"area": "99.99"}, "area"), ({"point": "0.53, 117.55"}, "point"),
        ({"area": "", "point": "di sana"}, "point"), ({"area": "", "point": "51.5, -0.1"}, "point"),
        ({"about": "Q"}, "about"), ({"radius": "5000"}, "radius"), ({"rhythm": "hourly"}, "rhythm"),
        ({"email": "siti"}, "email"), ({"email": ""}, "email"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_said_at_its_field_and_nothing_typed_is_lost(said: dict[str, str], field: str) -> None:
    page = Client().post(PAGE, KUTIM | said)
    assert (page.status_code, list(page.context["form"].errors)) == (422, [field])
    assert f'id="alert_{field}_error"' in page.content.decode()
    assert not Alert.objects.exists()


def test_all_that_is_missing_is_said_at_once() -> None:
    assert list(Client().post(PAGE, {}).context["form"].errors) == ["rhythm", "email", "area"]


def test_a_program_that_fills_in_everything_gets_the_same_answer_and_no_letter() -> None:
    assert Client().post(PAGE, KUTIM | {"leave_empty": "x"}).status_code == 200
    assert not Alert.objects.exists()


def test_the_page_of_an_area_and_the_catalogue_lead_to_the_form() -> None:
    assert "/en/data/kabar/?area=64.08" in Client().get("/en/wilayah/64.08/").content.decode()
    assert 'href="/en/data/kabar/"' in Client().get("/en/data/").content.decode()
    assert '<option value="64.08" selected>' in Client().get("/en/data/kabar/?area=64.08").content.decode()


def test_alerts_are_looked_for_every_day() -> None:
    assert {"opendata.schedule.look_for_alerts", "opendata.schedule.sweep_unconfirmed_alerts"} <= declared().keys()
