"""What a filing leaves to tell few hands from many: of one place and fortnight, and nothing beyond."""

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.contrib.gis.geos import Point
from django.test import RequestFactory
from django.utils import timezone

from reports.models import FilingTrace, Report, TraceKey
from reports.moderation.blocking import Sender
from reports.moderation.tracing import KEPT, device_of, leave_trace, marks_of, sweep_traces
from tests.factories import ReportFactory, UserFactory

pytestmark = pytest.mark.django_db

HERE, NEAR, FAR = Point(116.85, -1.25, srid=4326), Point(116.86, -1.26, srid=4326), Point(117.85, -1.25, srid=4326)
NOON = dt.datetime(2026, 5, 4, 5, tzinfo=dt.UTC)


def report(place: Point = HERE, days: float = 0) -> Report:
    return ReportFactory.build(public_point=place, received_at=NOON + dt.timedelta(days=days))


def alike(value: str, other: str, one: Report, two: Report) -> bool:
    return bool(set(marks_of([value], one)) & set(marks_of([other], two)))


@pytest.mark.parametrize("days", range(7))
def test_one_hand_is_seen_within_any_seven_days(days: int) -> None:
    for start in range(14):
        assert alike("browser:a", "browser:a", report(days=start), report(NEAR, start + days))


@pytest.mark.parametrize(("place", "days"), [(FAR, 0), (HERE, 14), (HERE, -14)])
def test_elsewhere_or_later_the_same_hand_is_another(place: Point, days: int) -> None:
    assert not alike("browser:a", "browser:a", report(), report(place, days))


def test_another_hand_is_another_everywhere() -> None:
    assert not alike("browser:a", "browser:b", report(), report())


def test_a_trace_tells_neither_contact_nor_network() -> None:
    filed = ReportFactory()
    leave_trace(filed, "browser:secret-cookie", Sender("203.0.113.9", "0812 3456 789", "Siti@contoh.id"))
    kept = " ".join(FilingTrace.objects.get(report=filed).marks)
    assert len(FilingTrace.objects.get(report=filed).marks) == 6
    assert not any(word in kept for word in ("secret", "812", "siti", "contoh", "203"))


def test_the_same_telephone_is_the_same_however_it_is_written() -> None:
    first, second = ReportFactory(received_at=NOON), ReportFactory(received_at=NOON)
    leave_trace(first, "", Sender("", "0812 3456 789", ""))
    leave_trace(second, "", Sender("", "+62 812-3456-789", ""))
    assert FilingTrace.objects.get(report=first).marks == FilingTrace.objects.get(report=second).marks


def test_who_tells_nothing_leaves_nothing() -> None:
    leave_trace(ReportFactory(), "", Sender("203.0.113.9", "", ""))
    leave_trace(ReportFactory(practice=True), "browser:a", Sender())
    assert not FilingTrace.objects.exists()


def test_a_browser_is_known_by_its_cookie_and_an_account_by_itself_but_no_network() -> None:
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert device_of(request) == ""
    request.COOKIES["csrftoken"] = "abc"
    assert device_of(request) == "browser:abc"
    user: Any = UserFactory()
    request.user = user
    assert device_of(request) == f"user:{user.pk}"


def test_traces_are_deleted_when_no_statistic_looks_at_them() -> None:
    old, new = ReportFactory(), ReportFactory()
    for filed, at in ((old, timezone.now() - KEPT - dt.timedelta(days=1)), (new, timezone.now())):
        FilingTrace.objects.create(report=filed, marks=["x"], at=at)
    assert sweep_traces() == 1
    assert FilingTrace.objects.get().report == new


def test_when_a_fortnight_is_over_its_traces_cannot_be_made_again() -> None:
    one = report()
    before = marks_of(["browser:a"], one)
    assert marks_of(["browser:a"], one) == before
    sweep_traces()
    assert not TraceKey.objects.exists(), "it was over long ago"
    assert not set(marks_of(["browser:a"], one)) & set(before), "whoever knows all that is left cannot try a browser"


def test_keys_of_the_fortnights_that_run_are_kept() -> None:
    filed = ReportFactory.build(public_point=HERE, received_at=timezone.now())
    before = marks_of(["browser:a"], filed)
    sweep_traces()
    assert marks_of(["browser:a"], filed) == before


def test_neither_the_environment_nor_the_database_alone_makes_a_trace(settings: Any) -> None:
    one = report()
    before = set(marks_of(["browser:a"], one))
    secret = settings.TRACE_KEY
    settings.TRACE_KEY = "another"
    assert not set(marks_of(["browser:a"], one)) & before
    settings.TRACE_KEY = secret
    TraceKey.objects.update(secret=b"another")
    assert not set(marks_of(["browser:a"], one)) & before
