"""Follow a report without an account: asked by letter, stopped by one click, and nobody learns who follows."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from reports.actions.case.following import (
    LETTERS_PER_ADDRESS,
    ME_TOO_PER_NETWORK,
    REQUESTS_PER_NETWORK,
    UnknownTokenError,
    confirm_following,
    find_follower,
    follow,
    me_too,
    stop_following,
    sweep_unconfirmed,
)
from reports.follow.links import token_of
from reports.lifecycle.offer import NotAllowedError
from reports.models import BlockedSender, Follower, Report, State
from reports.moderation.blocking import digest
from reports.moderation.visitors import Visitor
from reports.policies import Viewer
from reports.telling.recipients import listening
from reports.throttle import TooManyAttemptsError
from tests.accounts.post import letters, link_in
from tests.factories import ReportFactory
from tests.reports.cases import holder, holder_of

pytestmark = pytest.mark.django_db
ADDRESS = "siti@contoh.id"
SOMEONE = Visitor("device", "network")


def ask(report: Report, email: str = ADDRESS, viewer: Viewer | None = None, visitor: Visitor = SOMEONE) -> None:
    follow(report, viewer or Viewer.of(), email=email, language="id", visitor=visitor)


def test_letters_begin_when_the_owner_of_the_address_presses_the_button(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    page = client.post(f"/laporan/{report.number}/ikuti/", {"email": ADDRESS})
    assert page.status_code == 200
    assert not listening(report).exists()
    (letter,) = letters()
    assert letter.to == [ADDRESS]
    assert report.number in letter.subject
    link = link_in(letter, "/ikuti/mulai/")
    assert client.get(link).status_code == 200
    assert not listening(report).exists()  # programs that look for malice open links too
    for _ in range(2):
        assert client.post(link).status_code == 200
    assert listening(report).count() == 1


def test_an_address_is_stored_so_that_it_cannot_be_read_or_guessed() -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    row = Follower.objects.get()
    stored = bytes(row.email).decode() + row.email_digest + row.token_digest
    assert "siti" not in stored
    assert token_of(row) not in stored
    assert find_follower(token_of(row)) == row


def test_one_click_of_a_mail_program_stops_the_letters_without_cookie_or_account() -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    confirm_following(token_of(Follower.objects.get()))
    link = f"/ikuti/berhenti/{token_of(Follower.objects.get())}/"
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(link).status_code == 200
    assert listening(report).exists()
    for _ in range(2):
        assert stranger.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not listening(report).exists()


def test_the_answer_is_the_same_whoever_follows_already(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    confirm_following(token_of(Follower.objects.get()))
    pages = [
        client.post(f"/laporan/{report.number}/ikuti/", {"email": email}).content.decode().replace(email, "X")
        for email in (ADDRESS, "budi@contoh.id")
    ]
    strip = re.compile(r'(value|nonce)="[^"]{20,}"')
    assert strip.sub("", pages[0]) == strip.sub("", pages[1])
    assert Follower.objects.get(confirmed_at__isnull=False).stopped_at is None
    subjects = [letter.subject for letter in letters()]
    assert len(subjects) == 3  # who follows already is told so in their own letter
    assert subjects[0] != subjects[1]


def test_asking_twice_makes_one_follower_and_capitals_do_not_matter() -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    ask(report, ADDRESS.upper())
    assert Follower.objects.count() == 1


def test_a_stopped_address_is_asked_again_and_not_started_by_others() -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    token = token_of(Follower.objects.get())
    confirm_following(token)
    stop_following(token)
    ask(report)
    assert not listening(report).exists()
    confirm_following(token)
    assert listening(report).exists()


def test_a_mailbox_is_not_flooded_and_whoever_asks_learns_nothing_of_it() -> None:
    report = ReportFactory(state=State.VERIFIED)
    for _ in range(LETTERS_PER_ADDRESS.times + 3):
        ask(report)
    assert len(letters()) == LETTERS_PER_ADDRESS.times


def test_nobody_enters_very_many_addresses() -> None:
    report = ReportFactory(state=State.VERIFIED)
    for n in range(REQUESTS_PER_NETWORK.times):
        ask(report, f"warga{n}@contoh.id")
    with pytest.raises(TooManyAttemptsError):
        ask(report, "lagi@contoh.id")


def test_an_address_that_is_shut_out_gets_no_letter() -> None:
    report = ReportFactory(state=State.VERIFIED)
    BlockedSender.objects.create(kind="email", digest=digest("email", ADDRESS), reason="minta sendiri")
    ask(report, ADDRESS.upper())
    assert letters() == []
    assert not Follower.objects.exists()


@pytest.mark.parametrize("email", ["", "siti", "siti@", "a@b\n.id", "siti\x00@contoh.id", "x" * 200 + "@contoh.id"])
def test_a_wrong_address_is_named_at_its_field(client: Client, email: str) -> None:
    report = ReportFactory(state=State.VERIFIED)
    page = client.post(f"/laporan/{report.number}/ikuti/", {"email": email})
    assert page.status_code == 422
    assert 'id="follow_email_error"' in page.content.decode()
    assert not Follower.objects.exists()


def test_what_fills_in_the_hidden_field_gets_no_letter(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    filled = {"email": ADDRESS, "leave_empty": "https://jual.id"}
    assert client.post(f"/laporan/{report.number}/ikuti/", filled).status_code == 200
    assert letters() == []


def test_the_week_to_confirm_passes_and_the_address_is_forgotten(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    row = Follower.objects.get()
    token = token_of(row)
    Follower.objects.update(created_at=timezone.now() - dt.timedelta(days=8))
    with pytest.raises(UnknownTokenError):
        confirm_following(token)
    assert client.post(f"/ikuti/mulai/{token}/").status_code == 404
    assert sweep_unconfirmed() == 1
    assert not Follower.objects.exists()


def test_a_clock_that_was_set_back_does_not_invalidate_a_link() -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    Follower.objects.update(created_at=timezone.now() + dt.timedelta(hours=5))
    assert confirm_following(token_of(Follower.objects.get())).confirmed_at


def test_links_outlive_a_change_of_the_secret(settings: Any) -> None:
    report = ReportFactory(state=State.VERIFIED)
    ask(report)
    token = token_of(Follower.objects.get())
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another secret, long enough to be one"
    assert token_of(Follower.objects.get()) == token
    assert confirm_following(token).confirmed_at


@pytest.mark.parametrize("token", ["x", "%00", "a" * 500, "..", "🐟"])
def test_a_link_that_is_nobodys_says_so(client: Client, token: str) -> None:
    for part in ("mulai", "berhenti"):
        assert client.get(f"/ikuti/{part}/{token}/").status_code == 404
        assert client.post(f"/ikuti/{part}/{token}/").status_code == 404


def test_the_reporter_follows_as_the_reporter_and_others_do_not() -> None:
    report = ReportFactory(confidential=True)
    with pytest.raises(NotAllowedError):
        ask(report)
    ask(report, viewer=holder(report))
    assert Follower.objects.get().reporter


def test_a_person_counts_once_however_often_they_press(client: Client) -> None:
    report = ReportFactory(state=State.VERIFIED)
    client.get(f"/laporan/{report.number}/")
    for _ in range(3):
        assert client.post(f"/laporan/{report.number}/juga/").status_code == 302
    assert Follower.objects.get().me_too
    assert "1 other person is affected" in client.get(f"/en/laporan/{report.number}/").content.decode()
    client.post(f"/laporan/{report.number}/juga/", {"undo": "1"})
    assert not Follower.objects.exists()


def test_me_too_and_letters_are_one_row_and_each_ends_by_itself() -> None:
    report = ReportFactory(state=State.VERIFIED)
    assert me_too(report, Viewer.of(), visitor=SOMEONE)
    ask(report)
    assert Follower.objects.count() == 1
    token = token_of(Follower.objects.get())
    confirm_following(token)
    stop_following(token)
    row = Follower.objects.get()
    assert (row.me_too, row.stopped_at is not None) == (True, True)


def test_the_reporter_is_not_counted_and_a_network_cannot_invent_a_crowd() -> None:
    report = ReportFactory(state=State.VERIFIED)
    assert holder_of(report).post(f"/laporan/{report.number}/juga/").status_code == 302
    assert not Follower.objects.exists()
    for n in range(ME_TOO_PER_NETWORK.times):
        me_too(report, Viewer.of(), visitor=Visitor(f"device {n}", "network"))
    with pytest.raises(TooManyAttemptsError):
        me_too(report, Viewer.of(), visitor=Visitor("one more", "network"))


def test_forgery_from_another_site_is_refused() -> None:
    report = ReportFactory(state=State.VERIFIED)
    stranger = Client(enforce_csrf_checks=True)
    for path, data in (("juga", {}), ("ikuti", {"email": ADDRESS}), ("keberatan", {"reason": "spam"})):
        assert stranger.post(f"/laporan/{report.number}/{path}/", data).status_code == 403
    assert not Follower.objects.exists()
