"""The door of the desk."""

import pytest
from django.test import Client

from tests.cast import Staff, staff
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_a_visitor_is_led_through_the_sign_in_and_back() -> None:
    response = Client().get("/petugas/?folder=overdue")
    assert response.status_code == 302
    assert "next=/petugas/%3Ffolder%3Doverdue" in response["Location"]


def test_a_user_without_membership_is_told_why_the_desk_stays_closed() -> None:
    response = Staff.of(UserFactory(email="siti@contoh.id")).get("/petugas/")
    assert response.status_code == 403
    assert "siti@contoh.id" in response.content.decode()


def test_an_officer_comes_in() -> None:
    assert staff().get("/petugas/").status_code == 200
