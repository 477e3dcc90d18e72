"""Reports of the same thing are found: by the public places alone for who is about to report, by all for staff."""

import datetime as dt
import io
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.utils import timezone
from pytest_django.fixtures import DjangoAssertNumQueries

from reports.actions.uploads import claim_photos, stage_photo
from reports.distances import box_around, lonlat_of, metres_between
from reports.duplicates import MOST, duplicates_of, similar_nearby
from reports.models import Category, Report, State
from reports.photos import clean_photo
from tests.factories import SANGATTA, ReportFactory, UserFactory
from tests.reports.hands import officer_of
from tests.reports.pictures import encoded, scene

pytestmark = pytest.mark.django_db

METRE = 1 / 111_320
"""Degrees of longitude at the equator, where Sangatta nearly is."""


def report(east_m: float = 0, days: int = 0, code: str = "W1", **changes: Any) -> Report:
    values: dict[str, Any] = {
        "state": State.VERIFIED,
        "category": Category.objects.get(pk=code),
        "point": Point(SANGATTA[0] + east_m * METRE, SANGATTA[1], srid=4326),
        "received_at": timezone.now() - dt.timedelta(days=days),
    }
    return ReportFactory(**{**values, **changes})


def found(code: str = "W1", **values: Any) -> list[Report]:
    return [one.report for one in similar_nearby(Category.objects.get(pk=code), SANGATTA, **values)]


@pytest.fixture(autouse=True)
def near_is_250_m_and_30_days() -> None:
    Category.objects.update(duplicate_m=250, duplicate_days=30)


class TestWhoIsAboutToReport:
    def test_near_recent_and_of_the_same_theme(self) -> None:
        same, theme = report(100), report(100, code="W2")
        report(300), report(100, days=32), report(100, code="U2")
        assert found() == [same, theme]

    def test_how_near_is_near_is_the_categorys(self) -> None:
        far = report(900, days=40)
        Category.objects.filter(pk="W1").update(duplicate_m=1000, duplicate_days=60)
        assert found() == [far]

    @pytest.mark.parametrize(
        "hidden",
        [
            {"confidential": True},
            {"held": True},
            {"practice": True},
            {"state": State.ARCHIVED},
        ],
    )
    def test_what_nobody_may_know_of_is_not_found(self, hidden: dict[str, Any]) -> None:
        report(10, **hidden)
        assert found() == []

    def test_nor_what_was_joined_to_another(self) -> None:
        main = report(10)
        report(10, merged_into=main)
        assert found() == [main]

    def test_a_wide_area_is_all_that_is_told_of_a_sensitive_one(self) -> None:
        animal = report(0, code="H2")
        (here,) = similar_nearby(animal.category, SANGATTA)
        assert (here.report, here.distance_m) == (animal, None)
        # From anywhere in the cell the answer is the same; from outside, however near the point is, there is none.
        assert animal.public_point is not None
        (centre,) = similar_nearby(animal.category, lonlat_of(animal.public_point))
        assert (centre.distance_m, centre.likelihood, centre.why) == (None, here.likelihood, here.why)
        assert similar_nearby(animal.category, (SANGATTA[0] + 0.5, SANGATTA[1])) == []

    def test_what_is_told_of_it_is_not_compared_with_what_it_says(self) -> None:
        report(10, state=State.NEW)
        (one,) = similar_nearby(Category.objects.get(pk="W1"), SANGATTA, text="Tumpukan sampah", photos=[1])
        assert (one.text_similarity, one.photo_distance) == (None, None)

    def test_the_likeliest_comes_first_and_says_why(self) -> None:
        far, near, old = report(200), report(5), report(5, days=20)
        ordered = similar_nearby(Category.objects.get(pk="W1"), SANGATTA)
        assert [one.report for one in ordered] == [near, old, far]
        assert "5 m" in ordered[0].why
        assert ordered[0].likelihood > ordered[1].likelihood > ordered[2].likelihood

    def test_a_few_are_enough_in_few_queries(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        category = Category.objects.get(pk="W1")
        for east in range(MOST + 3):
            report(east)
        with django_assert_max_num_queries(1):
            assert len(similar_nearby(category, SANGATTA)) == MOST

    def test_without_a_place_nothing_is_near(self) -> None:
        assert similar_nearby(Category.objects.get(pk="W1"), None) == []


class TestStaff:
    def test_all_in_hand_is_found_also_what_is_confidential(self) -> None:
        one, secret = report(0), report(50, confidential=True)
        assert [c.report for c in duplicates_of(one, officer_of(one).user)] == [secret]
        assert duplicates_of(one, UserFactory()) == []

    def test_by_the_true_place_also_of_sensitive_ones(self) -> None:
        one, near = report(0, code="H2"), report(100, code="H2")
        report(2_000, code="H2")
        (candidate,) = duplicates_of(one, officer_of(one).user)
        assert candidate.report == near
        assert candidate.distance_m == pytest.approx(100, rel=0.02)

    def test_similar_words_speak_for_it(self) -> None:
        one = report(0, description="Sampah plastik dibakar di belakang pasar induk tiap sore")
        other = report(50, description="Jalan berlubang digenangi air lindi berbau busuk")
        same = report(60, description="Tiap sore sampah plastik dibakar di belakang pasar")
        first, second = duplicates_of(one, officer_of(one).user)
        assert [first.report, second.report] == [same, other]
        assert first.text_similarity is not None
        assert second.text_similarity is not None
        assert first.text_similarity > 0.5 > second.text_similarity

    def test_a_photo_that_looks_the_same_nearly_settles_it(self) -> None:
        one, near, far = report(0), report(5), report(240, days=25)
        for which, image in ((one, scene(1)), (far, scene(1).resize((640, 480)))):
            claim_photos(which, [stage_photo(clean_photo(io.BytesIO(encoded(image))))])
        first, second = duplicates_of(one, officer_of(one).user)
        assert [first.report, second.report] == [far, near]
        assert first.photo_distance is not None
        assert first.photo_distance <= 8
        assert second.photo_distance is None

    def test_in_few_queries_however_many_there_are(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        one = report(0)
        for east in range(8):
            report(east)
        user = officer_of(one).user
        with django_assert_max_num_queries(5):
            assert len(duplicates_of(one, user)) == MOST


@pytest.mark.parametrize("lonlat", [SANGATTA, (141.0, -9.1), (95.2, 5.9), (0.0, 60.0)])
@pytest.mark.parametrize("metres", [100, 5_000])
def test_a_box_holds_the_circle(lonlat: tuple[float, float], metres: float) -> None:
    west, south, east, north = box_around(lonlat, metres)
    for corner in ((west, lonlat[1]), (east, lonlat[1]), (lonlat[0], south), (lonlat[0], north)):
        assert metres * 0.999 <= metres_between(lonlat, corner) <= metres * 1.01
