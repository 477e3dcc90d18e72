""" "Me too" while the form is filled in: a hint from what is public, which never stands in the way."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.models import Category, Follower, Report, State
from tests.factories import SANGATTA, ReportFactory

pytestmark = pytest.mark.django_db
HERE = {"category": "W1", "coordinates": f"{SANGATTA[1]}, {SANGATTA[0]}"}


def hint(**changes: str) -> str:
    response = Client().get("/lapor/mirip/", {**HERE, **changes})
    assert response.status_code == 200
    return response.content.decode().strip()


def test_a_report_near_recent_and_of_the_theme_is_named_and_followed_by_one_press(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    html = hint()
    assert report.number in html
    assert report.description not in html
    assert f'formaction="/laporan/{report.number}/juga/"' in html
    client.get("/lapor/")
    page = client.post(f"/laporan/{report.number}/juga/", {**HERE, "description": "sudah diketik"}, follow=True)
    assert page.status_code == 200
    assert Follower.objects.get().me_too
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"received_at": timezone.now() - dt.timedelta(days=400)},
        {"code": "L4"},
        {"confidential": True},
        {"held": True},
        {"state": State.ARCHIVED},
        {"state": State.CLOSED},
        {"practice": True},
    ],
)
def test_what_is_old_of_another_theme_or_not_public_is_not_named(changes: dict[str, Any]) -> None:
    code = changes.pop("code", "W1") if "code" in changes else "W1"
    ReportFactory(**{"state": State.VERIFIED, **changes, "category": Category.objects.get(pk=code)})
    assert hint() == ""


@pytest.mark.parametrize(
    "asked",
    [
        {"category": ""},
        {"coordinates": ""},
        {"coordinates": "1.55, 110.35"},
        {"coordinates": "\x00"},
        {"category": "🐟"},
    ],
)
def test_while_something_is_missing_or_wrong_nothing_is_said(asked: dict[str, str]) -> None:
    ReportFactory(state=State.VERIFIED)
    assert hint(**asked) == ""


def test_without_scripts_the_hint_comes_with_the_check_and_with_errors(client: Client, typed: dict[str, str]) -> None:
    report = ReportFactory(state=State.VERIFIED)
    assert report.number in client.post("/lapor/", {**typed, "description": "", "check": "1"}).content.decode()
    assert report.number in client.post("/lapor/", {**typed, "description": ""}).content.decode()
    assert report.number not in client.get("/lapor/").content.decode()


def test_it_never_hinders_who_files_all_the_same(client: Client, typed: dict[str, str]) -> None:
    ReportFactory(state=State.VERIFIED)
    assert client.post("/lapor/", typed).status_code == 302
    assert Report.objects.count() == 2
