"""Tokens: made and revoked in one's account, known by a digest, and no stronger than their owner."""

import datetime as dt
import re
from typing import Any

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import timezone

from accounts.actions.errors import RefusedError
from accounts.actions.tokens import LONGEST_DAYS, MOST, make_token
from accounts.models import ApiToken, Membership, Role, User
from accounts.scopes import TokenScope
from tests.cast import Staff, staff
from tests.factories import UserFactory
from tests.programs import ask, program

pytestmark = pytest.mark.django_db
PAGE = "/akun/program/"


def fresh(client: Staff) -> Staff:
    """Let somebody have given their password just now, as the page asks for."""
    request = RequestFactory().get("/")
    request.session = client.session
    record_authentication(request, client.user, "password", reauthenticated=True)
    request.session.save()
    return client


def made(client: Client, **typed: Any) -> str:
    """Make a token on the page, and return its text."""
    page = client.post(PAGE, {"name": "aplikasi kantor", "days": 30, **typed}).content.decode()
    found = re.search(r"glu_[\w-]{40,}", page)
    assert found, page
    return found[0]


def test_a_token_is_shown_once_and_kept_as_a_digest() -> None:
    client = fresh(staff())
    secret = made(client, scopes=["read:cases"])
    page = client.get(PAGE).content.decode()
    assert secret not in page
    assert "aplikasi kantor" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(t)::text FROM accounts_apitoken t")
        assert secret not in cursor.fetchone()[0]
    told = ask(Client(headers={"Authorization": f"Bearer {secret}"}), "/token/").json()
    assert (told["name"], told["scopes"], told["hint"][:10]) == ("aplikasi kantor", ["read:cases"], secret[:10])


def test_the_page_asks_for_the_password_again() -> None:
    response = staff().get(PAGE)
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/akun/reauthenticate/")


def test_what_was_typed_stays_where_something_is_wrong() -> None:
    client = fresh(staff())
    response = client.post(PAGE, {"name": "", "days": 30, "scopes": ["write:cases"]})
    page = response.content.decode()
    assert response.status_code == 422
    assert re.search(r'value="write:cases"[^>]*checked', page)
    assert not ApiToken.objects.exists()


def test_nobody_gives_more_than_they_have() -> None:
    officer = fresh(staff())
    assert officer.post(PAGE, {"name": "x", "days": 30, "scopes": ["manage:webhooks"]}).status_code == 422
    with pytest.raises(RefusedError):
        make_token(officer.user, "x", ["manage:webhooks"], 30)
    with pytest.raises(RefusedError):
        make_token(UserFactory(), "x", ["read:cases"], 30)
    admin = staff(role=Role.AGENCY_ADMIN)
    assert make_token(admin.user, "x", ["manage:webhooks"], 30)[0].is_valid


def test_a_token_lasts_a_year_at_most_and_there_are_not_too_many() -> None:
    user = staff().user
    for days in (0, LONGEST_DAYS + 1):
        with pytest.raises(RefusedError):
            make_token(user, "x", [], days)
    for _time in range(MOST):
        make_token(user, "x", [], 1)
    with pytest.raises(RefusedError):
        make_token(user, "x", [], 1)


def test_revoked_tokens_open_nothing_and_those_of_others_are_not_ones_own_to_revoke() -> None:
    client = fresh(staff())
    theirs = program(client.user)
    token = ApiToken.objects.get()
    staff("DLH-61.02").post(f"{PAGE}{token.pk}/cabut/")
    assert ask(theirs, "/token/").status_code == 200
    client.post(f"{PAGE}{token.pk}/cabut/")
    refused = ask(theirs, "/token/")
    assert (refused.status_code, refused["WWW-Authenticate"].split()[0]) == (401, "Bearer")


@pytest.mark.parametrize("how", ["run out", "owner closed", "no second factor"])
def test_tokens_end_with_what_they_stand_on(how: str) -> None:
    user = staff().user
    asking = program(user, TokenScope.READ_CASES)
    assert ask(asking, "/cases/").status_code == 200
    if how == "run out":
        ApiToken.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    elif how == "owner closed":
        User.objects.filter(pk=user.pk).update(is_active=False)
    else:
        Authenticator.objects.filter(user=user).delete()
    assert ask(asking, "/cases/").status_code == 401


def test_who_leaves_an_agency_takes_no_access_along() -> None:
    user = staff().user
    asking = program(user, TokenScope.READ_CASES)
    Membership.objects.filter(user=user).update(ended_at=timezone.now())
    assert ask(asking, "/cases/").status_code == 403


def test_when_it_was_last_used_is_kept() -> None:
    asking = program(staff().user)
    assert ApiToken.objects.get().last_used_at is None
    ask(asking, "/token/")
    assert ApiToken.objects.get().last_used_at is not None


def test_administrators_see_whose_tokens_there_are_and_revoke_them() -> None:
    asking = program(staff().user)
    token = ApiToken.objects.get()
    chief = Staff.of(UserFactory(is_staff=True, is_superuser=True))
    page = chief.get("/kelola/accounts/apitoken/").content.decode()
    assert token.hint in page
    assert token.digest not in page
    chief.post("/kelola/accounts/apitoken/", {"action": "revoke", "_selected_action": [token.pk]})
    assert ask(asking, "/token/").status_code == 401
