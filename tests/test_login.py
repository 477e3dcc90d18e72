"""Signing in: one way for everybody, guessing ends soon, and nobody learns which addresses have accounts."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.test import Client

from accounts.lockout import BY_ACCOUNT_AND_ADDRESS, BY_ADDRESS
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "sandi yang panjang sekali"
HERE = {"REMOTE_ADDR": "198.51.100.7"}


@pytest.fixture
def user() -> User:
    return with_password(UserFactory(second_factor=False))


def with_password(user: User) -> User:
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def attempt(email: str, password: str, **where: str) -> Any:
    return Client(**{**HERE, **where}).post("/akun/login/", {"login": email, "password": password})  # type: ignore[arg-type]


def test_a_right_password_opens_the_account(user: User) -> None:
    response = attempt(user.email, PASSWORD)
    assert (response.status_code, response.headers.get("Location")) == (302, "/akun/")


def test_the_administration_has_no_sign_in_of_its_own() -> None:
    assert Client().get("/kelola/", follow=True).redirect_chain[-1][0] == "/akun/login/?next=%2Fkelola%2F"


def test_passwords_are_changed_in_one_place(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get("/kelola/password_change/").headers["Location"] == "/akun/password/change/"


def test_a_citizen_does_not_enter_the_administration(user: User) -> None:
    client = Client()
    client.force_login(user)
    assert client.get("/kelola/", follow=True).status_code == 403


def test_passwords_of_one_account_cannot_be_tried_without_end(user: User) -> None:
    for n in range(BY_ACCOUNT_AND_ADDRESS):
        last = attempt(user.email, f"tebakan nomor {n}")
    assert last.status_code == 429
    assert "Retry-After" in last.headers
    assert attempt(user.email, PASSWORD).status_code == 429


def test_errors_of_one_account_do_not_lock_another_from_the_same_office(user: User) -> None:
    colleague = with_password(UserFactory(second_factor=False))
    for n in range(BY_ACCOUNT_AND_ADDRESS):
        attempt(user.email, f"tebakan nomor {n}")
    assert attempt(colleague.email, PASSWORD).status_code == 302


def test_nobody_can_lock_another_out_from_elsewhere(user: User) -> None:
    for n in range(BY_ACCOUNT_AND_ADDRESS + 2):
        attempt(user.email, f"tebakan nomor {n}", REMOTE_ADDR="203.0.113.9")
    assert attempt(user.email, PASSWORD).status_code == 302


def test_many_accounts_cannot_be_tried_from_one_address(user: User) -> None:
    for n in range(BY_ADDRESS):
        attempt(f"orang{n}@contoh.id", "satu sandi untuk semua")
    assert attempt(user.email, PASSWORD).status_code == 429


def test_right_passwords_do_not_clear_what_was_tried_on_others(user: User) -> None:
    for n in range(BY_ADDRESS):
        attempt(f"orang{n}@contoh.id", "satu sandi untuk semua")
        if n % 8 == 0:
            assert attempt(user.email, PASSWORD).status_code == 302
    assert attempt(user.email, PASSWORD).status_code == 429


def test_a_subscriber_of_ipv6_counts_as_one_address(user: User) -> None:
    for n in range(BY_ACCOUNT_AND_ADDRESS):
        attempt(user.email, "tebakan", REMOTE_ADDR=f"2001:db8:1:2::{n:x}")
    assert attempt(user.email, PASSWORD, REMOTE_ADDR="2001:db8:1:2:ffff::1").status_code == 429


def test_a_forged_header_does_not_help_to_go_on_guessing(user: User) -> None:
    for n in range(BY_ACCOUNT_AND_ADDRESS):
        attempt(user.email, "tebakan", HTTP_X_FORWARDED_FOR=f"192.0.2.{n}")
    assert attempt(user.email, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.99").status_code == 429


def test_behind_a_proxy_the_visitors_address_counts(user: User, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    for _ in range(BY_ACCOUNT_AND_ADDRESS):
        attempt(user.email, "tebakan", HTTP_X_FORWARDED_FOR="9.9.9.9, 192.0.2.1")
    assert attempt(user.email, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.1").status_code == 429
    assert attempt(user.email, PASSWORD, HTTP_X_FORWARDED_FOR="192.0.2.2").status_code == 302


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(user: User) -> None:
    known = attempt(user.email, "bukan sandinya")
    unknown = attempt("tidak.ada@contoh.id", "bukan sandinya")
    assert known.status_code == unknown.status_code == 200
    assert known.context["form"].errors == unknown.context["form"].errors


def test_a_closed_account_does_not_open(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert attempt(user.email, PASSWORD).headers.get("Location") != "/akun/"
