"""A rate is of enough reports over people of that area, or it is none."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.http import QueryDict
from django.utils import translation

from boundaries.models import Edition, Population
from maps.layers.rates import EXPRESSIONS, LEAST, population_day, population_rows, populations, why_no_rate
from maps.selection import Selection

pytestmark = pytest.mark.django_db


def rates(n: int, area_km2: float, population: int | None) -> Any:
    with connection.cursor() as cursor:
        values = [n, area_km2, population]
        cursor.execute(
            f"SELECT {EXPRESSIONS} FROM "  # noqa: S608
            "(SELECT %s::int AS n, %s::float8 AS area_km2, %s::bigint AS population) area",
            values,
        )
        return cursor.fetchone()


def test_rates_are_per_thousand_km2_and_per_hundred_thousand_people() -> None:
    assert rates(50, 35_000.0, 448_850) == (pytest.approx(1.4286), pytest.approx(11.1396))


@pytest.mark.parametrize(
    ("n", "people", "expected", "why"),
    [
        (LEAST, None, (pytest.approx(10.0), None), "no denominator"),
        (LEAST - 1, 1000, (None, None), f"too few: fewer than {LEAST} reports"),
        (0, 1000, (None, None), f"too few: fewer than {LEAST} reports"),
        (LEAST, 1000, (pytest.approx(10.0), pytest.approx(1000.0)), ""),
    ],
)
def test_there_is_no_rate_of_too_few_or_over_nobody(n: int, people: int | None, expected: Any, why: str) -> None:
    assert rates(n, 1000.0, people) == expected
    with translation.override("en"):
        assert why_no_rate(n, people) == why


def test_people_are_those_of_the_edition_and_of_the_last_day() -> None:
    edition = Edition.objects.in_force().get()
    Population.objects.create(code="64.08", on=dt.date(2020, 6, 30), people=400_000, source="x")
    Population.objects.create(code="64.08", on=dt.date(2024, 12, 31), people=448_850, source="x")
    Population.objects.create(code="91.14", on=dt.date(2020, 6, 30), people=236_986, source="x")
    sql = population_rows(edition, dt.date(2024, 1, 31))
    with connection.cursor() as cursor:
        cursor.execute(sql.text, sql.values)
        found = {code: (people, on) for code, people, on in cursor.fetchall()}
    assert found == {
        "64.08": (400_000, dt.date(2020, 6, 30)),
        "95.04": (236_986, dt.date(2020, 6, 30)),  # Tolikara, whose code was another one then
    }


def test_a_province_has_the_people_of_its_regencies_once_all_are_known() -> None:
    edition, day = Edition.objects.in_force().get(), dt.date(2024, 12, 31)
    codes = list(edition.areas.filter(parent__code="34").order_by("code").values_list("code", flat=True))
    Population.objects.bulk_create(Population(code=code, on=day, people=100, source="x") for code in codes[1:])
    assert populations(edition, day)["34"] is None
    last = Population.objects.create(code=codes[0], on=dt.date(2023, 12, 31), people=100, source="x")
    assert populations(edition, day)["34"] is None, "counted on another day"
    last.on = day
    last.save()
    assert populations(edition, day)["34"] == (500, day, tuple(codes))
    Population.objects.create(code="34", on=day, people=501, source="x")
    assert populations(edition, day)["34"] == (501, day, ("34",))


def test_a_selection_is_held_against_the_people_of_its_last_day() -> None:
    def day(query: str) -> dt.date:
        return population_day(Selection.parse(QueryDict(query)))

    assert day("since=2024-01&until=2024-02") == dt.date(2024, 2, 29)
    assert day("") == day("since=2026-01") >= dt.date(2026, 1, 1)
    assert day("until=2099-12") == day("")
