"""Invitations: from the form to the letter, from the link to the agency; what ends a link."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from accounts.actions.errors import ForbiddenError, RefusedError
from accounts.actions.staff import accept_invitation, end_membership, invite_again, invite_staff, revoke_invitation
from accounts.models import Agency, Invitation, Membership, Role, Unit, User
from accounts.second_factor import has_second_factor
from tests.accounts.post import letters, link_in
from tests.factories import MembershipFactory, UserFactory, agency

pytestmark = pytest.mark.django_db
PASSWORD = "empat kata tanpa hubungan"
EMAIL = "rina@contoh.go.id"


@pytest.fixture
def dlh() -> Agency:
    return agency("DLH-64.08")


@pytest.fixture
def admin(dlh: Agency) -> User:
    user: User = MembershipFactory(agency=dlh, role=Role.AGENCY_ADMIN).user
    return user


@pytest.fixture
def desk(admin: User, client: Client) -> Client:
    client.force_login(admin)
    return client


def invite(admin: User, dlh: Agency, role: Role = Role.OFFICER, email: str = EMAIL) -> Invitation:
    return invite_staff(admin, dlh, role, email=email, name="Rina")


def link() -> str:
    return link_in(letters()[-1], "/undangan/")


def token() -> str:
    return link().rstrip("/").rsplit("/", 1)[1]


def test_an_invited_person_sets_a_password_and_is_led_to_the_second_step(desk: Client, dlh: Agency) -> None:
    unit = Unit.objects.create(agency=dlh, name="Bidang Pengaduan")
    said = {"name": "Rina", "email": EMAIL, "role": "officer", "unit": unit.pk, "language": "id"}
    assert desk.post("/tim/DLH-64.08/undang/", said).status_code == 302
    visitor, page = Client(), link()
    assert "Rina" in visitor.get(page).content.decode()
    answer = visitor.post(page, {"name": "Rina Wati", "password": PASSWORD})
    assert answer.headers["Location"] == "/akun/langkah-kedua/"
    user = User.objects.get(email=EMAIL)
    assert user.check_password(PASSWORD)
    assert list(user.memberships.values_list("agency__code", "role", "unit")) == [("DLH-64.08", "officer", unit.pk)]
    assert EmailAddress.objects.get(user=user).verified
    assert not has_second_factor(user)
    assert visitor.get("/petugas/").headers["Location"].startswith("/akun/langkah-kedua/")
    assert visitor.get(page).status_code == 410


def test_the_letter_names_who_invites_to_what_and_its_link_is_kept_nowhere(admin: User, dlh: Agency) -> None:
    invite(admin, dlh)
    waiting = str(DBTaskResult.objects.get().args_kwargs)
    letter = letters()[-1]
    assert letter.to == [EMAIL]
    assert str(dlh) in letter.body
    assert str(admin) in letter.body
    secret = token()
    assert secret not in waiting
    assert secret not in str(list(Invitation.objects.values_list("token_digest", flat=True)))


def test_somebody_with_an_account_signs_in_and_accepts(admin: User, dlh: Agency, client: Client) -> None:
    user = UserFactory(email=EMAIL)
    invite(admin, dlh)
    page = link()
    assert f"/akun/login/?next={page.replace('/', '%2F')}" in client.get(page).content.decode()
    assert client.post(page, {"name": "X", "password": PASSWORD}).status_code == 200  # not over their head
    assert not user.memberships.exists()
    client.force_login(user)
    assert client.post(page).status_code == 302
    assert user.memberships.get().agency == dlh


def test_a_link_is_of_no_use_to_another_account(admin: User, dlh: Agency, client: Client) -> None:
    other = UserFactory()
    client.force_login(other)
    invite(admin, dlh)
    assert client.post(link()).status_code == 403
    assert not other.memberships.exists()


@pytest.mark.parametrize("password", ["pendek", "123456789012", "password1234", EMAIL])
def test_a_weak_password_is_refused_at_its_field(admin: User, dlh: Agency, client: Client, password: str) -> None:
    invite(admin, dlh)
    answer = client.post(link(), {"name": "Rina", "password": password})
    assert answer.status_code == 400
    assert "password" in answer.context["form"].errors
    assert not User.objects.filter(email=EMAIL).exists()


def test_a_link_ends_after_seven_days_when_taken_back_and_when_sent_again(admin: User, dlh: Agency) -> None:
    invitation = invite(admin, dlh)
    old = token()
    Invitation.objects.update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    with pytest.raises(RefusedError):
        accept_invitation(old, name="Rina", password=PASSWORD)
    again = invite_again(admin, invitation)
    assert again.expires_at > timezone.now() + dt.timedelta(days=6)
    fresh = token()
    assert Client().get(f"/akun/undangan/{old}/").status_code == 410
    assert Client().get(f"/akun/undangan/{fresh}/").status_code == 200
    revoke_invitation(admin, again)
    assert Client().get(f"/akun/undangan/{fresh}/").status_code == 410


def test_a_link_ends_with_the_power_of_whoever_sent_it(admin: User, dlh: Agency) -> None:
    invite(admin, dlh)
    end_membership(admin, admin.memberships.get(), reason="pindah", even_if_last=True)
    with pytest.raises(RefusedError):
        accept_invitation(token(), name="Rina", password=PASSWORD)


def test_a_link_works_once(admin: User, dlh: Agency) -> None:
    invite(admin, dlh)
    secret = token()
    accept_invitation(secret, name="Rina", password=PASSWORD)
    with pytest.raises(RefusedError):
        accept_invitation(secret, name="Rina", password=PASSWORD)
    assert Membership.objects.filter(user__email=EMAIL).count() == 1


def test_inviting_twice_leaves_one_open_link(admin: User, dlh: Agency) -> None:
    invite(admin, dlh)
    invite(admin, dlh, email=EMAIL.upper())
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_nobody_is_invited_to_a_place_they_have(admin: User, dlh: Agency) -> None:
    member = MembershipFactory(agency=dlh)
    with pytest.raises(RefusedError) as refused:
        invite(admin, dlh, email=member.user.email)
    assert refused.value.field == "email"


def test_an_administrator_cannot_invite_beyond_their_agency(admin: User, dlh: Agency) -> None:
    with pytest.raises(ForbiddenError):
        invite_staff(admin, agency("DLH-64.03"), Role.OFFICER, email=EMAIL, name="Rina")
    with pytest.raises(RefusedError):
        invite_staff(admin, dlh, Role.NATIONAL, email=EMAIL, name="Rina")
    assert not Invitation.objects.exists()


def test_a_role_that_one_may_not_give_is_not_taken_from_the_form(desk: Client) -> None:
    said = {"name": "Rina", "email": EMAIL, "role": "national", "language": "id"}
    answer = desk.post("/tim/DLH-64.08/undang/", said)
    assert answer.status_code == 400
    assert "role" in answer.context["form"].errors


def test_pending_invitations_are_listed_sent_again_and_taken_back(desk: Client, admin: User, dlh: Agency) -> None:
    first = invite(admin, dlh)
    assert EMAIL in desk.get("/tim/DLH-64.08/").content.decode()
    assert desk.post(f"/tim/undangan/{first.pk}/kirim-lagi/").status_code == 302
    assert len(letters()) == 2
    again = Invitation.objects.get(revoked_at=None)
    assert desk.post(f"/tim/undangan/{again.pk}/tarik/").status_code == 302
    assert EMAIL not in desk.get("/tim/DLH-64.08/").content.decode().split("messages")[0].split('class="people"')[-1]
    assert desk.post(f"/tim/undangan/{again.pk}/kirim-lagi/").status_code == 302  # told, not done
    assert not Invitation.objects.filter(revoked_at=None).exists()
