"""Places in agencies: changed, ended with a hand-over, closed with the account; units."""

from typing import Any

import pytest
from django.test import Client

from accounts.actions.errors import ForbiddenError, RefusedError
from accounts.actions.staff import change_member, clear_second_factor, deactivate, end_membership, take_up
from accounts.actions.units import add_unit, close_unit, rename_unit
from accounts.models import Membership, Role, Unit, User
from accounts.second_factor import has_second_factor
from accounts.signals import membership_ended
from accounts.standing import standing_of
from tests.factories import MembershipFactory, UnitFactory, UserFactory, agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    user: User = MembershipFactory(role=Role.AGENCY_ADMIN).user
    return user


def test_a_member_changes_unit_and_role_and_the_change_is_kept(admin: User) -> None:
    member, unit = MembershipFactory(), UnitFactory()
    changed = change_member(admin, member, role=Role.AGENCY_ADMIN, unit=unit)
    assert (changed.role, changed.unit) == (Role.AGENCY_ADMIN, unit)
    events: Any = Membership.pgh_event_model  # type: ignore[attr-defined]
    assert list(events.objects.filter(pgh_obj_id=member.pk).order_by("pgh_id").values_list("role", flat=True)) == [
        "officer", "agency_admin"]  # fmt: skip


def test_a_unit_of_another_agency_does_not_fit(admin: User) -> None:
    with pytest.raises(RefusedError) as refused:
        change_member(admin, MembershipFactory(), role=Role.OFFICER, unit=UnitFactory(agency=agency("DLH-64.03")))
    assert refused.value.field == "unit"


def test_the_last_administrator_neither_leaves_nor_steps_down_unnoticed(admin: User) -> None:
    place = admin.memberships.get()
    with pytest.raises(RefusedError) as refused:
        end_membership(admin, place, reason="pensiun")
    assert refused.value.field == "even_if_last"
    with pytest.raises(RefusedError):
        change_member(admin, place, role=Role.OFFICER, unit=None)
    MembershipFactory(role=Role.AGENCY_ADMIN)
    end_membership(admin, place, reason="pensiun")
    assert not standing_of(User.objects.get(pk=admin.pk)).is_staff


def test_the_reason_is_kept_with_the_end(admin: User) -> None:
    member = MembershipFactory()
    end_membership(admin, member, reason="pindah dinas")
    events: Any = Membership.pgh_event_model  # type: ignore[attr-defined]
    last = events.objects.filter(pgh_obj_id=member.pk).select_related("pgh_context").latest("pgh_id")
    assert last.pgh_context.metadata["reason"] == "pindah dinas"
    with pytest.raises(RefusedError):
        end_membership(admin, MembershipFactory(), reason="  ")


def test_cases_cannot_go_to_somebody_who_does_not_work_there(admin: User) -> None:
    stranger = MembershipFactory(agency=agency("DLH-64.03")).user
    with pytest.raises(RefusedError) as refused:
        end_membership(admin, MembershipFactory(), reason="pindah", successor=stranger)
    assert refused.value.field == "successor"


def test_a_hand_over_that_fails_leaves_the_member_in_place(admin: User) -> None:
    def fail(**_kwargs: Any) -> None:
        raise RuntimeError("no")

    member = MembershipFactory()
    membership_ended.connect(fail)
    try:
        with pytest.raises(RuntimeError):
            end_membership(admin, member, reason="pindah")
    finally:
        membership_ended.disconnect(fail)
    member.refresh_from_db()
    assert member.ended_at is None


def test_ending_twice_hands_over_once(admin: User) -> None:
    ended: list[Any] = []

    def note(membership: Membership, **_kwargs: Any) -> None:
        ended.append(membership)

    member = MembershipFactory()
    membership_ended.connect(note)
    try:
        for _ in range(2):
            end_membership(admin, member, reason="pindah")
    finally:
        membership_ended.disconnect(note)
    assert len(ended) == 1


def test_a_member_may_leave_but_not_change_themselves() -> None:
    member = MembershipFactory()
    with pytest.raises(ForbiddenError):
        change_member(member.user, member, role=Role.AGENCY_ADMIN, unit=None)
    end_membership(member.user, member, reason="pindah")


def test_closing_an_account_ends_its_places_and_its_sessions(admin: User, client: Client) -> None:
    member = MembershipFactory()
    client.force_login(member.user)
    client.get("/akun/")
    deactivate(admin, member.user, reason="berhenti")
    member.refresh_from_db()
    assert member.ended_at is not None
    assert client.get("/akun/").status_code == 302


def test_a_lost_second_factor_is_cleared_by_the_administrator_and_not_by_a_colleague(admin: User) -> None:
    member = MembershipFactory()
    with pytest.raises(ForbiddenError):
        clear_second_factor(MembershipFactory().user, member.user)
    clear_second_factor(admin, member.user)
    assert not has_second_factor(member.user)


def test_only_national_administrators_enter_the_administration() -> None:
    user = UserFactory()
    place = take_up(user, agency("NASIONAL"), Role.NATIONAL)
    assert User.objects.get(pk=user.pk).is_staff
    take_up(user, agency("NASIONAL"), Role.AGENCY_ADMIN)
    end_membership(user, place, reason="pindah")
    assert not User.objects.get(pk=user.pk).is_staff


def test_a_national_administrator_reads_registers_there_but_gives_no_rights_of_the_installation(client: Client) -> None:
    user = UserFactory()
    take_up(user, agency("NASIONAL"), Role.NATIONAL)
    client.force_login(User.objects.get(pk=user.pk))
    assert client.get("/kelola/accounts/agency/").status_code == 200
    assert client.get("/kelola/accounts/user/").status_code == 200
    page = f"/kelola/accounts/user/{user.pk}/change/"
    rows = {"memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0}
    client.post(page, {"name": "Bu Nas", "language": "id", "is_superuser": "on", **rows})
    changed = User.objects.get(pk=user.pk)
    assert (changed.name, changed.is_superuser) == ("Bu Nas", False)
    assert client.get("/kelola/axes/accessattempt/").status_code == 403


def test_units_are_added_renamed_and_closed_with_their_members_staying(admin: User) -> None:
    unit = add_unit(admin, agency("DLH-64.08"), " Bidang  Air ")
    assert unit.name == "Bidang Air"
    with pytest.raises(RefusedError):
        add_unit(admin, agency("DLH-64.08"), "bidang air")
    rename_unit(admin, unit, "Bidang Air dan Laut")
    member = MembershipFactory(unit=unit)
    close_unit(admin, unit)
    member.refresh_from_db()
    assert (member.unit, member.ended_at) == (None, None)
    assert add_unit(admin, agency("DLH-64.08"), "Bidang Air dan Laut").pk == unit.pk
    with pytest.raises(ForbiddenError):
        add_unit(admin, agency("DLH-64.03"), "Bidang")


def test_units_on_the_team_page(admin: User, client: Client) -> None:
    client.force_login(admin)
    client.post("/tim/DLH-64.08/unit/", {"name": "UPT Persampahan"})
    unit = Unit.objects.get(name="UPT Persampahan")
    assert "UPT Persampahan" in client.get("/tim/DLH-64.08/").content.decode()
    answer = client.post(f"/tim/unit/{unit.pk}/", {"name": ""})
    assert (answer.status_code, "name" in answer.context["form"].errors) == (400, True)
    client.post(f"/tim/unit/{unit.pk}/tutup/")
    unit.refresh_from_db()
    assert not unit.active


def test_the_end_of_a_place_is_asked_for_with_all_that_hangs_on_it(admin: User, client: Client) -> None:
    client.force_login(admin)
    colleague, member = MembershipFactory(), MembershipFactory()
    page = f"/tim/anggota/{member.pk}/akhiri/"
    assert colleague.user in client.get(page).context["form"].fields["successor"].queryset
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "pindah", "successor": colleague.user.pk}).status_code == 302
    member.refresh_from_db()
    assert member.ended_at is not None


def test_officers_see_their_team_without_what_is_the_administrators(client: Client) -> None:
    MembershipFactory(user__email="rahasia@contoh.go.id")
    client.force_login(MembershipFactory().user)
    text = client.get("/tim/DLH-64.08/").content.decode()
    assert "rahasia@contoh.go.id" not in text
    assert "/undang/" not in text
    assert client.get("/tim/DLH-64.03/").status_code == 404


def test_the_team_page_asks_no_more_for_more_members(
    admin: User, client: Client, django_assert_max_num_queries: Any
) -> None:
    client.force_login(admin)
    MembershipFactory.create_batch(30)
    client.get("/tim/DLH-64.08/")
    with django_assert_max_num_queries(14):
        client.get("/tim/DLH-64.08/")


def test_a_national_administrator_finds_an_agency_by_name(client: Client) -> None:
    user = UserFactory()
    take_up(user, agency("NASIONAL"), Role.NATIONAL)
    client.force_login(User.objects.get(pk=user.pk))
    assert [found.code for found in client.get("/tim/?q=dlh+kutai+timur").context["found"]] == ["DLH-64.08"]
