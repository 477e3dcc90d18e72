"""The index by unsur, period by period: as it is reckoned, and nothing of too few."""

import datetime as dt
import html
import re
from http import HTTPStatus

import pytest
from django.test import Client

from accounts.models import Role
from monitoring.measures import Period, Scope, scorecard_of
from monitoring.pages.words import value_of
from monitoring.periods import cutoff_on
from reports.models import UNSUR, Report, Survey
from tests.cast import staff
from tests.monitoring.lives import Ground, make_life, store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PAGE = "/en/pemantauan/wilayah/64.08/ikm/?on=2026-06-30"


@pytest.fixture
def rated() -> None:
    """Twelve cases of Kutai Timur with all nine marks, one of them confidential."""
    ground = Ground()
    steps = [("verify", DAY), ("dispose", DAY), ("accept", DAY), ("answer", 2 * DAY), ("confirm", DAY)]
    lives = [make_life(ground, (0, 0, 3 * number, 1, 1, 1), steps) for number in range(12)]
    store(lives)
    Survey.objects.all().delete()
    at = dt.datetime(2026, 5, 4, tzinfo=dt.UTC)
    marks = dict.fromkeys(UNSUR, 3)
    Survey.objects.bulk_create([Survey(report=life.report, at=at, solved="yes", **marks) for life in lives])
    Report.everything.filter(pk=lives[0].report.pk).update(confidential=True)


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == HTTPStatus.OK, address
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode().partition("<main")[2])).split())


def test_each_unsur_of_each_period_is_told_with_its_n(rated: None) -> None:
    told = text(staff("KOORDINATOR-64", Role.MONITOR), PAGE)
    reckoned = scorecard_of(Scope(area="64.08"), Period.parse("2026-Q2"), cutoff_on(dt.date(2026, 6, 30)))
    index = reckoned["satisfaction"]
    assert (index.n, index.value) == (12, 75.0)
    assert f"IKM {value_of(index)} (C)" in told
    assert told.count("3.00 n = 12") == len(UNSUR)
    assert "3.00 n = 11" in text(Client(), PAGE), "the public is told of public cases"
    half = text(staff("KOORDINATOR-64", Role.MONITOR), f"{PAGE}&length=6")
    assert "half 1 of 2026" in half


def test_too_few_ratings_tell_nothing(rated: None) -> None:
    Survey.objects.filter(pk__in=Survey.objects.values("pk")[:4]).delete()
    for client in (Client(), staff("KOORDINATOR-64", Role.MONITOR)):
        told = text(client, PAGE)
        assert "3.00" not in told
        assert "75" not in told


def test_a_day_that_is_not_over_is_refused() -> None:
    answer = Client().get("/pemantauan/ikm/?on=2099-01-01&length=7")
    assert answer.status_code == HTTPStatus.BAD_REQUEST
    assert {"on", "length"} <= answer.context["form"].errors.keys()
