"""The administration's login: a right password opens it, guessing ends soon."""

import pytest
from django.test import Client

from geo_lapor.login import WRONG_PASSWORDS
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "sandi yang panjang sekali"


def attempt(email: str, password: str) -> int:
    return Client().post("/kelola/login/", {"username": email, "password": password}).status_code


def test_passwords_cannot_be_tried_without_end() -> None:
    user = UserFactory(is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    for _ in range(WRONG_PASSWORDS.times + 5):  # right ones are not counted
        assert attempt(user.email, PASSWORD) == 302
    for n in range(WRONG_PASSWORDS.times):
        assert attempt(user.email, f"tebakan {n}") == 200
    assert attempt(user.email, PASSWORD) == 200


def test_another_address_is_not_locked_out() -> None:
    user = UserFactory(is_staff=True)
    user.set_password(PASSWORD)
    user.save()
    for n in range(WRONG_PASSWORDS.times + 1):
        attempt(user.email, f"tebakan {n}")
    elsewhere = Client(REMOTE_ADDR="203.0.113.9")
    assert elsewhere.post("/kelola/login/", {"username": user.email, "password": PASSWORD}).status_code == 302
