"""Users in the administration: found by what they do, without a hash, and closed by the verb."""

import pytest
from django.test import Client

from accounts.models import Role, User
from tests.factories import MembershipFactory, UserFactory, agency

pytestmark = pytest.mark.django_db
ROWS = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}


@pytest.fixture
def admin(client: Client) -> Client:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    return client


def listed(admin: Client, query: str) -> set[str]:
    return {user.email for user in admin.get(f"/kelola/accounts/user/?{query}").context["cl"].result_list}


def test_users_are_filtered_by_agency_role_and_second_step(admin: Client) -> None:
    officer = MembershipFactory(user__email="a@contoh.id").user
    chief = MembershipFactory(role=Role.AGENCY_ADMIN, user__email="b@contoh.id", user__second_factor=False).user
    elsewhere = MembershipFactory(agency=agency("DLH-64.03"), user__email="c@contoh.id").user
    citizen = UserFactory(email="d@contoh.id", second_factor=False)
    asked = {officer.email, chief.email, elsewhere.email, citizen.email}
    assert listed(admin, "role=agency_admin") & asked == {chief.email}
    assert listed(admin, "role=none") & asked == {citizen.email}
    assert listed(admin, f"agency={agency('DLH-64.03').pk}") & asked == {elsewhere.email}
    assert listed(admin, "second_factor=no") & asked == {chief.email, citizen.email}
    assert listed(admin, "second_factor=needed") & asked == {chief.email}
    assert listed(admin, "q=kutai+timur") & asked == {officer.email, chief.email}


def test_no_hash_is_shown_and_the_address_is_fixed(admin: Client) -> None:
    user = UserFactory()
    user.set_password("empat kata tanpa hubungan")
    user.save()
    page = admin.get(f"/kelola/accounts/user/{user.pk}/change/")
    assert user.password not in page.content.decode()
    assert user.password.split("$")[0] + "$" not in page.content.decode()
    assert "email" not in page.context["adminform"].form.fields


def test_closing_an_account_ends_its_places(admin: Client) -> None:
    place = MembershipFactory()
    page = f"/kelola/accounts/user/{place.user.pk}/change/"
    assert admin.post(page, {"name": place.user.name, "language": "id", **ROWS}).status_code == 302
    place.refresh_from_db()
    assert place.ended_at is not None
    assert not User.objects.get(pk=place.user.pk).is_active
    admin.post(page, {"name": place.user.name, "language": "id", "is_active": "on", **ROWS})
    assert User.objects.get(pk=place.user.pk).is_active


@pytest.mark.parametrize("name", ["user", "membership", "unit", "invitation"])
def test_people_are_not_added_or_deleted_by_hand(admin: Client, name: str) -> None:
    assert admin.get(f"/kelola/accounts/{name}/").status_code == 200
    assert admin.get(f"/kelola/accounts/{name}/add/").status_code == 403


@pytest.mark.parametrize("table", ["mfa/authenticator", "usersessions/usersession", "auth/group"])
def test_secrets_and_keys_of_sessions_are_not_listed(admin: Client, table: str) -> None:
    assert admin.get(f"/kelola/{table}/").status_code == 404
