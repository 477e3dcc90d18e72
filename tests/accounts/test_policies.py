"""Who may invite, manage and close whom: the table, and that nobody without a place has anything of staff."""

from typing import Any

import pytest
from django.test import Client

from accounts.models import Agency, Membership, Role, User
from accounts.policies import may_deactivate, may_invite, may_manage, roles_to_give
from accounts.standing import standing_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

OWN, PART, OTHER, COORDINATOR, TOP = "PEMDA-64.08", "DLH-64.08", "DLH-64.03", "KOORDINATOR-64", "NASIONAL"
OFF, ADM, MON, NAT = Role.OFFICER, Role.AGENCY_ADMIN, Role.MONITOR, Role.NATIONAL

# Who holds which place: what they may give in each agency. A part of an institution is run by its administrator too.
TABLE: dict[tuple[Role, str] | None, dict[str, set[Role]]] = {
    None: {},
    (OFF, PART): {},
    (ADM, PART): {PART: {OFF, ADM}},
    (ADM, OWN): {OWN: {OFF, ADM}, PART: {OFF, ADM}},
    (ADM, COORDINATOR): {COORDINATOR: {OFF, ADM, MON}},
    (MON, COORDINATOR): {},
    (ADM, TOP): {TOP: {OFF, ADM}},
    (NAT, TOP): {
        OWN: {OFF, ADM},
        PART: {OFF, ADM},
        OTHER: {OFF, ADM},
        COORDINATOR: {OFF, ADM, MON},
        TOP: {OFF, ADM, NAT},
    },
}


def holder(place: tuple[Role, str] | None) -> User:
    user: User = UserFactory()
    if place:
        Membership.objects.create(user=user, agency=agency(place[1]), role=place[0])
    return user


def agency(code: str) -> Agency:
    return Agency.objects.get(code=code)


@pytest.mark.parametrize("place", TABLE, ids=str)
def test_roles_are_given_only_where_one_runs_the_team(place: tuple[Role, str] | None) -> None:
    user = holder(place)
    given = {code: set(roles_to_give(user, agency(code))) for code in (OWN, PART, OTHER, COORDINATOR, TOP)}
    assert {code: roles for code, roles in given.items() if roles} == TABLE[place]


@pytest.mark.parametrize("place", [None, (OFF, PART), (MON, COORDINATOR)], ids=str)
def test_whoever_runs_no_team_may_nothing(place: tuple[Role, str] | None) -> None:
    user = holder(place)
    assert not any(may_invite(user, found, role) for found in Agency.objects.all()[:200] for role in Role)
    assert not any(may_manage(user, found) for found in Agency.objects.all()[:200])


def test_an_ended_place_gives_nothing() -> None:
    user = holder((ADM, PART))
    membership = user.memberships.get()
    membership.ended_at = membership.since
    membership.save()
    assert not may_manage(User.objects.get(pk=user.pk), agency(PART))


def test_a_closed_account_gives_nothing() -> None:
    user = holder((NAT, TOP))
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert not standing_of(User.objects.get(pk=user.pk)).is_staff


def test_an_administrator_closes_accounts_of_their_own_agency_only() -> None:
    admin, own, other = holder((ADM, PART)), holder((OFF, PART)), holder((OFF, OTHER))
    assert may_deactivate(admin, own)
    assert not may_deactivate(admin, other)
    assert not may_deactivate(admin, admin)
    assert not may_deactivate(admin, holder(None))
    Membership.objects.create(user=own, agency=agency(OTHER), role=OFF)
    assert not may_deactivate(admin, own)


def test_only_a_superuser_touches_a_superuser() -> None:
    superuser = UserFactory(is_staff=True, is_superuser=True)
    assert not may_deactivate(holder((NAT, TOP)), superuser)
    assert may_deactivate(UserFactory(is_staff=True, is_superuser=True), superuser)


STAFF_PAGES = ["/petugas/", "/tim/", f"/tim/{PART}/", f"/tim/{PART}/undang/", f"/tim/{PART}/unit/", "/kelola/"]


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_citizen_gets_no_page_of_staff(path: str, client: Client) -> None:
    client.force_login(UserFactory())
    assert client.get(path, follow=True).status_code in {403, 404}


@pytest.mark.parametrize("path", STAFF_PAGES)
def test_a_visitor_is_led_to_the_sign_in(path: str, client: Client) -> None:
    assert client.get(path, follow=True).redirect_chain[-1][0].startswith("/akun/login/")


@pytest.mark.parametrize("name", ["", "akhiri/", "langkah-kedua/"])
def test_a_member_of_another_agency_is_out_of_reach(name: str, client: Client) -> None:
    theirs = holder((OFF, OTHER)).memberships.get()
    client.force_login(holder((ADM, PART)))
    said: dict[str, Any] = {"role": "officer", "reason": "coba"}
    assert client.post(f"/tim/anggota/{theirs.pk}/{name}", said).status_code == 404
    theirs.refresh_from_db()
    assert theirs.ended_at is None


@pytest.mark.parametrize("typed", ["\x00", "a " * 4_000], ids=["zero byte", "very many words"])
def test_whatever_is_searched_among_agencies_is_no_error_of_ours(typed: str, client: Client) -> None:
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    assert client.get("/tim/", {"q": typed}).status_code == 200
