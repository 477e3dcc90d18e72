"""Who is told where a report is joined to another, or split: its reporter, of the one as of the other, each once."""

from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from accounts.models import Role
from reports import crypto
from reports.actions.case import closing, merging, noting, passing, replying, splitting
from reports.follow.links import derive, digest
from reports.models import Category, Follower, Letter, Report, ReporterIdentity, State
from reports.policies import Viewer
from reports.projection import see
from reports.telling.tasks import send_letter, tell
from reports.timeline import timeline
from tests.factories import MembershipFactory, ReportFactory
from tests.reports.cases import ANSWER
from tests.reports.hands import officer_of, reporter_of

pytestmark = pytest.mark.django_db
FIRST, SECOND = "pertama@contoh.id", "kedua@contoh.id"


def filed_by(address: str, **columns: Any) -> Report:
    report: Report = ReportFactory(**{"state": State.IN_FOLLOW_UP, **columns})
    ReporterIdentity.objects.create(report=report, email=crypto.encrypt(address))
    return report


def letters(*reports: Report, verb: str = "") -> list[tuple[str, str, str]]:
    """Write and send the letters of reports' histories; return address, subject and text of each that was sent."""
    mail.outbox.clear()
    for report in reports:
        for entry in report.history.filter(verb=verb) if verb else report.history.all():
            tell.func(entry.pk)
    for letter in Letter.objects.filter(sent_at=None, dropped=""):
        send_letter.func(letter.pk)
    return [(message.to[0], message.subject, str(message.body)) for message in mail.outbox]


@pytest.fixture
def main() -> Report:
    return filed_by(FIRST)


@pytest.fixture
def double() -> Report:
    return filed_by(SECOND, state=State.VERIFIED)


@pytest.fixture
def officer(main: Report) -> Viewer:
    return officer_of(main)


class TestJoined:
    def test_the_joining_is_told_and_that_number_and_pin_go_on_working(
        self, main: Report, double: Report, officer: Viewer, client: Client
    ) -> None:
        merging.merge(double, officer, into=main)
        ((address, subject, text),) = letters(double, verb="merge")
        assert (address, double.number in subject) == (SECOND, True)
        assert str(double.get_outcome_display()) in text
        assert "Nomor dan PIN" in text or "number and PIN" in text
        assert client.post("/lacak/", {"number": double.number, "pin": "246810"}).status_code == 302
        assert client.get(f"/laporan/{double.number}/").status_code == 200

    def test_nobody_is_asked_to_answer_a_letter_about_a_case_that_takes_no_more_words(
        self, main: Report, double: Report, officer: Viewer, settings: Any
    ) -> None:
        settings.EMAIL_REPLY_TO = "balas+{token}@lapor.contoh.id"
        replying.answer(main, officer, body=ANSWER)
        letters(main, verb="answer")
        assert mail.outbox[0].reply_to
        merging.merge(double, officer, into=main)
        letters(double, verb="merge")
        assert not mail.outbox[0].reply_to

    def test_the_answer_and_the_end_of_the_main_case_reach_the_reporter_of_the_joined_one(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        merging.merge(double, officer, into=main)
        replying.answer(main, officer, body=ANSWER)
        closing.confirm(main, reporter_of(main))
        letters(double, main, verb="merge")
        sent = [(to, subject, text) for verb in ("main_answered", "main_closed") for to, subject, text in
                letters(double, verb=verb)]  # fmt: skip
        assert [to for to, _subject, _text in sent] == [SECOND, SECOND]
        assert all(double.number in subject for _to, subject, _text in sent)
        assert ANSWER in sent[0][2]
        told = [step.verb for step in timeline(double, reporter_of(double))]
        assert told[-2:] == ["main_answered", "main_closed"]
        assert timeline(double, Viewer()) == []

    @pytest.mark.parametrize("column", ["confidential", "held"])
    def test_no_word_of_a_main_case_that_is_not_public_is_sent(
        self, main: Report, double: Report, officer: Viewer, column: str
    ) -> None:
        merging.merge(double, officer, into=main)
        replying.answer(main, officer, body=ANSWER)
        Report.objects.filter(pk=main.pk).update(**{column: True})
        ((address, _subject, text),) = letters(double, verb="main_answered")
        assert address == SECOND
        assert ANSWER not in text
        assert main.number not in text

    def test_who_follows_the_main_case_by_the_same_address_gets_one_letter(
        self, main: Report, double: Report, officer: Viewer
    ) -> None:
        own = Follower.objects.create(
            report=double, email=crypto.encrypt(SECOND), email_digest=digest(SECOND), token_digest="-",
            confirmed_at=timezone.now(), reporter=True,
        )  # fmt: skip
        Follower.objects.filter(pk=own.pk).update(token_digest=digest(derive(own)))
        merging.merge(double, officer, into=main)
        replying.answer(main, officer, body=ANSWER)
        letters(double, verb="merge")
        answered = letters(main, verb="answer") + letters(double, verb="main_answered")
        assert sorted(to for to, _subject, _text in answered) == [SECOND, FIRST]

    def test_who_was_separated_again_is_told_no_more_of_it(self, main: Report, double: Report, officer: Viewer) -> None:
        merging.merge(double, officer, into=main)
        merging.unmerge(double, officer, note="Ternyata tempat lain.")
        replying.answer(main, officer, body=ANSWER)
        assert not double.history.filter(verb="main_answered").exists()


class TestSplit:
    def test_the_reporter_learns_the_number_of_the_part_and_where_its_pin_stands(
        self, main: Report, officer: Viewer
    ) -> None:
        part = splitting.Part("Asap pembakaran plastik setiap sore.", Category.objects.get(pk="U1"))
        _entry, (made,) = splitting.split(main, officer, parts=[part])
        ((address, subject, text),) = (letter for letter in letters(made) if letter[0] == FIRST)
        assert made.number in subject
        assert main.number in text
        assert f"number={main.number}" in text
        seen = see(main, reporter_of(main))
        assert seen is not None
        ((number, pin),) = ((link.number, link.pin) for link in seen.parts)
        assert (number, address) == (made.number, FIRST)
        assert pin
        assert pin not in text

    def test_who_reported_without_a_name_but_follows_is_told_too(self, officer: Viewer) -> None:
        report = ReportFactory(state=State.VERIFIED)
        own = Follower.objects.create(
            report=report, email=crypto.encrypt(SECOND), email_digest=digest(SECOND), token_digest="-",
            confirmed_at=timezone.now(), reporter=True,
        )  # fmt: skip
        Follower.objects.filter(pk=own.pk).update(token_digest=digest(derive(own)))
        part = splitting.Part("Asap pembakaran plastik setiap sore.", Category.objects.get(pk="U1"))
        _entry, (made,) = splitting.split(report, officer, parts=[part])
        assert SECOND in [to for to, _subject, _text in letters(made)]


class TestLanguage:
    @pytest.mark.parametrize("language", ["en", "id"])
    def test_staff_are_written_to_in_their_own_language(self, language: str) -> None:
        report = filed_by(FIRST)
        member = MembershipFactory(agency=report.agency, user__language=language)
        officer = Viewer.of(member.user)
        passing.assign(report, officer, assignee=member.user)
        replying.ask(report, officer, body="Lewat jalan mana?")
        replying.reply(report, reporter_of(report), body="Lewat gang.")
        (text,) = (text for to, _subject, text in letters(report, verb="reply") if to == member.user.email)
        assert ("has replied to your question" in text) == (language == "en")

    def test_a_colleague_and_an_administrator_too(self) -> None:
        report = filed_by(FIRST, language="id")
        admin = MembershipFactory(agency=report.agency, role=Role.AGENCY_ADMIN, user__language="en").user
        noting.note(report, officer_of(report), body="Tolong dilihat.", mentions=[admin])
        ((address, _subject, text),) = letters(report, verb="note")
        assert address == admin.email
        assert "A colleague mentions you" in text
