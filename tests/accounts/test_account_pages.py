"""One's account: signing up, the second step, sessions, and nothing that tells strangers who has an account."""

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.http import HttpRequest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from accounts import pages
from accounts.actions.memberships import take_up
from accounts.actions.staff import give_second_factor
from accounts.models import Role, User
from reports.models import State
from tests.accounts.post import letters, link_in
from tests.factories import TOTP_SECRET, MembershipFactory, ReportFactory, UserFactory, agency

pytestmark = pytest.mark.django_db
PASSWORD = "empat kata tanpa hubungan"
BROWSER = "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"


def known(**fields: Any) -> User:
    """A user who can sign in."""
    user: User = UserFactory(**fields)
    user.set_password(PASSWORD)
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def code() -> str:
    return format_hotp_value(hotp_value(TOTP_SECRET, list(yield_hotp_counters_from_time())[1]))


def sign_in(user: User, **client: Any) -> Client:
    there = Client(headers={"user-agent": BROWSER}, **client)
    answer = there.post("/akun/login/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.context["form"].errors
    if answer.headers["Location"].startswith("/akun/2fa/"):
        assert there.post(answer.headers["Location"], {"code": code()}).status_code == 302
    return there


def sign_up(client: Client, email: str, **said: str) -> Any:
    return client.post("/akun/signup/", {"name": "Warga Baru", "email": email, "password1": PASSWORD, **said})


def test_a_citizen_signs_up_confirms_and_comes_in(client: Client) -> None:
    assert sign_up(client, "baru@contoh.id").headers["Location"] == "/akun/confirm-email/"
    user = User.objects.get(email="baru@contoh.id")
    assert (user.name, user.language) == ("Warga Baru", "id")
    refused = Client().post("/akun/login/", {"login": user.email, "password": PASSWORD})
    assert refused.headers["Location"] == "/akun/confirm-email/"  # not before the address is confirmed
    page = link_in(letters()[0], "/confirm-email/")
    assert client.post(page).status_code == 302
    assert b"Warga Baru" in sign_in(user).get("/akun/").content


def test_a_letter_is_in_the_language_of_the_page_in_text_and_html(client: Client) -> None:
    client.post("/en/akun/signup/", {"name": "New", "email": "new@example.org", "password1": PASSWORD}, follow=True)
    letter = letters()[-1]
    assert letter.subject == "Confirm your e-mail"
    assert "/en/akun/confirm-email/" in letter.body
    html, kind = letter.alternatives[0]  # type: ignore[attr-defined]
    assert kind == "text/html"
    assert '<a href="http' in html
    assert User.objects.get(email="new@example.org").language == "en"


def test_signing_up_with_a_known_address_looks_the_same_and_only_its_owner_is_told(client: Client) -> None:
    user = known()
    fresh, again = sign_up(client, "baru@contoh.id"), sign_up(Client(), user.email)
    assert (fresh.status_code, fresh.headers["Location"]) == (again.status_code, again.headers["Location"])
    told = {letter.to[0]: letter.body for letter in letters()}
    assert "/password/reset/" in told[user.email]
    assert User.objects.filter(email=user.email).count() == 1


def test_a_forgotten_password_looks_the_same_for_unknown_addresses(client: Client) -> None:
    user = known()
    answers = [client.post("/akun/password/reset/", {"email": email}) for email in (user.email, "tak.ada@contoh.id")]
    assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
    assert DBTaskResult.objects.count() == 2  # a letter either way: not even the time tells


def test_a_new_password_is_set_by_the_letter_and_ends_other_sessions(client: Client) -> None:
    user = known(second_factor=False)
    elsewhere = sign_in(user)
    client.post("/akun/password/reset/", {"email": user.email})
    assert "reset" not in str(DBTaskResult.objects.latest("enqueued_at").args_kwargs)  # sealed while it waits
    page = client.get(link_in(letters()[-1], "/password/reset/key/")).headers["Location"]
    assert client.post(page, {"password1": "kata sandi yang lain"}).status_code == 302
    assert elsewhere.get("/akun/").status_code == 302
    user.refresh_from_db()
    assert user.check_password("kata sandi yang lain")


def test_a_new_address_counts_once_its_owner_has_answered(client: Client) -> None:
    user = known(second_factor=False)
    client = sign_in(user)
    client.post("/akun/email/", {"email": "lain@contoh.id", "action_add": "1"})
    user.refresh_from_db()
    assert user.email != "lain@contoh.id"
    client.post(link_in(next(one for one in letters() if one.to == ["lain@contoh.id"]), "/confirm-email/"))
    user.refresh_from_db()
    assert user.email == "lain@contoh.id"


def test_who_has_a_second_step_is_asked_for_it() -> None:
    user = known()
    client = Client()
    answer = client.post("/akun/login/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/akun/2fa/authenticate/"
    assert client.get("/akun/").status_code == 302
    assert client.post("/akun/2fa/authenticate/", {"code": "000000"}).status_code == 200
    assert client.post("/akun/2fa/authenticate/", {"code": code()}).status_code == 302
    assert client.get("/akun/").status_code == 200


def test_a_code_opens_once() -> None:
    user, now = known(), code()
    for opened in (True, False):
        client = Client()
        client.post("/akun/login/", {"login": user.email, "password": PASSWORD})
        assert (client.post("/akun/2fa/authenticate/", {"code": now}).status_code == 302) is opened


def with_password_only(user: User) -> Client:
    """Somebody who knows the password and has not given a code yet."""
    client = Client()
    client.post("/akun/login/", {"login": user.email, "password": PASSWORD})
    return client


def test_codes_cannot_be_guessed_without_end() -> None:
    user, now = known(), code()
    for _ in range(10):
        assert with_password_only(user).post("/akun/2fa/authenticate/", {"code": "123"}).status_code == 200
    last = with_password_only(user).post("/akun/2fa/authenticate/", {"code": now})
    assert last.context["form"].has_error("code", "too_many_login_attempts")
    other = known()
    assert with_password_only(other).post("/akun/2fa/authenticate/", {"code": now}).status_code == 302


def test_a_used_code_is_remembered_on_a_busy_day() -> None:
    user, now = known(), code()
    assert with_password_only(user).post("/akun/2fa/authenticate/", {"code": now}).status_code == 302
    for number in range(400):
        cache.set(f"zz{number}", number, 60)
    assert with_password_only(user).post("/akun/2fa/authenticate/", {"code": now}).status_code == 200


@pytest.mark.parametrize("path", ["/petugas/", "/tim/", "/kelola/", "/en/petugas/", "/en/kelola/accounts/user/"])
def test_staff_without_a_second_step_are_led_to_set_one_up(path: str, client: Client) -> None:
    staff = UserFactory(is_staff=True, is_superuser=True, second_factor=False)
    client.force_login(staff)
    answer = client.get(path)
    assert answer.status_code == 302
    assert "/akun/langkah-kedua/?next=" in answer.headers["Location"]
    give_second_factor(staff, TOTP_SECRET)
    assert client.get(path).headers.get("Location", "") != answer.headers["Location"]


def test_a_form_sent_without_a_second_step_changes_nothing(client: Client) -> None:
    admin = MembershipFactory(role=Role.AGENCY_ADMIN, user__second_factor=False).user
    client.force_login(admin)
    assert client.post("/tim/DLH-64.08/unit/", {"name": "UPT"}).status_code == 302
    assert not admin.memberships.get().agency.divisions.exists()


def test_before_the_second_step_staff_see_of_a_report_what_everybody_sees(client: Client) -> None:
    report = ReportFactory(confidential=True, state=State.VERIFIED)
    officer = MembershipFactory(agency=report.agency, user__second_factor=False).user
    client.force_login(officer)
    pages_of_it = (f"/laporan/{report.number}/", f"/api/v1/reports/{report.number}/")
    assert {client.get(page).status_code for page in pages_of_it} == {404}
    assert report.number not in client.get(f"/wilayah/{report.regency.code}/").content.decode()
    give_second_factor(officer, TOTP_SECRET)
    assert client.get(pages_of_it[0]).status_code == 200


def test_citizens_need_no_second_step(client: Client) -> None:
    client.force_login(UserFactory(second_factor=False))
    assert client.get("/akun/").status_code == 200


@pytest.mark.parametrize("works", [True, False], ids=["staff", "citizen"])
def test_staff_cannot_remove_their_last_second_step_and_citizens_can(works: bool) -> None:
    user = known()
    if works:
        MembershipFactory(user=user)
    sign_in(user).post("/akun/2fa/totp/deactivate/")
    assert Authenticator.objects.filter(user=user).exists() is works


def test_adding_a_second_step_signs_out_everywhere_else(django_capture_on_commit_callbacks: Any) -> None:
    user = known(second_factor=False)
    elsewhere, here = sign_in(user), sign_in(user)
    page = here.get("/akun/2fa/totp/activate/")
    secret = page.context["form"].secret
    shown = format_hotp_value(hotp_value(secret, list(yield_hotp_counters_from_time())[1]))
    with django_capture_on_commit_callbacks(execute=True):
        assert here.post("/akun/2fa/totp/activate/", {"code": shown}).status_code == 302
    assert elsewhere.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200
    assert secret not in str(Authenticator.objects.get(user=user, type="totp").data)


def test_sessions_are_listed_and_ended_elsewhere() -> None:
    user = known(second_factor=False)
    elsewhere, here = sign_in(user, REMOTE_ADDR="203.0.113.77"), sign_in(user)
    text = here.get("/akun/").content.decode()
    assert "Chrome, Android" in text
    assert "203.0.113.x" in text
    assert "203.0.113.77" not in text
    here.post("/akun/sessions/")
    assert elsewhere.get("/akun/").status_code == 302
    assert UserSession.objects.filter(user=user).count() == 1


def test_a_page_of_a_session_in_use_writes_nothing(django_assert_max_num_queries: Any) -> None:
    client = Client()
    client.force_login(UserFactory())
    client.get("/lacak/")
    with django_assert_max_num_queries(6) as asked:
        client.get("/lacak/")
    assert not [one["sql"] for one in asked.captured_queries if one["sql"].startswith(("UPDATE", "INSERT"))]


def test_name_and_language_are_kept(client: Client) -> None:
    user = UserFactory()
    client.force_login(user)
    assert client.post("/akun/", {"name": "", "language": "en"}).status_code == 400
    assert client.post("/akun/", {"name": "Nama Baru", "language": "en"}).status_code == 302
    user.refresh_from_db()
    assert (user.name, user.language) == ("Nama Baru", "en")


def test_an_app_above_adds_a_section(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "_SECTIONS", [])

    @pages.account_section
    def section(request: HttpRequest) -> str:
        return f"laporan milik {request.user}"

    client.force_login(UserFactory(name="Bu Tini"))
    assert "laporan milik Bu Tini" in client.get("/akun/").content.decode()


def test_the_code_of_a_demo_account_is_printed_and_of_nobody_else(capsys: pytest.CaptureFixture[str]) -> None:
    UserFactory(email="petugas@demo.invalid")
    call_command("second_factor", "petugas@demo.invalid")
    assert capsys.readouterr().out.split()[0] in {
        format_hotp_value(hotp_value(TOTP_SECRET, counter)) for counter in yield_hotp_counters_from_time()
    }
    UserFactory(email="orang@contoh.id")
    with pytest.raises(CommandError, match="no demo account"):
        call_command("second_factor", "orang@contoh.id")


def test_after_the_second_step_words_that_are_no_address_do_no_harm(client: Client) -> None:
    client.force_login(UserFactory(is_staff=True))
    assert client.get("/akun/langkah-kedua/?next=*").status_code == 302


def test_no_page_leads_away_from_here() -> None:
    user = known(second_factor=False)
    answer = Client().post("/akun/login/?next=https://jahat.example/", {"login": user.email, "password": PASSWORD})
    assert answer.headers["Location"] == "/akun/"
    client = Client()
    client.force_login(MembershipFactory(user__second_factor=False).user)
    client.get("/akun/langkah-kedua/?next=https://jahat.example/")
    assert "second_factor_next" not in client.session


@pytest.mark.parametrize(("place", "role", "led"), [("NASIONAL", "national", True), ("DLH-64.08", "officer", False)])
def test_who_administers_the_platform_is_led_there(place: str, role: str, led: bool) -> None:
    user = UserFactory(second_factor=True)
    take_up(user, agency(place), Role(role))
    client = Client()
    client.force_login(user)
    assert ('href="/kelola/"' in client.get("/akun/").content.decode()) is led
