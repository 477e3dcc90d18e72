"""What a reporter does on the page of their case: in place, once, and with nothing typed lost."""

import datetime as dt
import re
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation

from reports.actions.case.noting import note
from reports.actions.case.passing import accept
from reports.actions.case.pausing import resume
from reports.actions.case.replying import answer, report_progress
from reports.follow.forms import SurveyForm
from reports.models import Message, Outcome, Photo, Report, State, Survey
from reports.numbers import new_number
from reports.photos import MAX_BYTES
from tests.factories import PIN, ReportFactory, UserFactory
from tests.reports.cases import ANSWER, QUESTION, case, holder_of, staff
from tests.reports.pages import values_of
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db
WORDS = "Di sisi utara pasar, truknya berpelat merah."
WHILE_TYPING = [("balas", "asked"), ("belum-selesai", "answered"), ("tambah", "new")]


def url(report: Report, slug: str) -> str:
    return f"/laporan/{report.number}/{slug}/"


def hidden(client: Client, report: Report, slug: str) -> dict[str, str]:
    """What the form of a deed carries unseen."""
    html = client.get(url(report, slug)).content.decode()
    return {name: values_of(html, name)[0] for name in ("once", "seen")}


def jpeg(name: str = "a.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, telling_jpeg(), "image/jpeg")


def test_a_question_is_answered_in_place_with_words_and_photos() -> None:
    report = case("asked")
    client = holder_of(report)
    page = client.get(url(report, "")[:-1]).content.decode()
    assert QUESTION in page
    sent = {**hidden(client, report, "balas"), "body": WORDS, "photos": [jpeg()]}
    for _ in range(2):  # a double submit
        sent["photos"] = [jpeg()]
        assert client.post(url(report, "balas"), sent).status_code == 302
    report.refresh_from_db()
    assert report.state == State.IN_FOLLOW_UP
    assert report.messages.get(kind=Message.Kind.REPLY).body == WORDS
    assert report.photos.get().source == Photo.Source.REPORTER
    assert WORDS in client.get(f"/laporan/{report.number}/").content.decode()


def test_who_finds_it_solved_closes_it_with_one_press_however_often_pressed() -> None:
    report = case("answered")
    client = holder_of(report)
    page = client.get(f"/laporan/{report.number}/").content.decode()
    assert ANSWER in page
    sent = hidden(client, report, "selesai")
    for _ in range(2):
        assert client.post(url(report, "selesai"), sent).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.CLOSED, Outcome.CONFIRMED)
    assert report.history.filter(verb="confirm").count() == 1
    assert 'id="survey"' in client.get(f"/laporan/{report.number}/").content.decode()


@pytest.mark.parametrize("stage", ["answered", "closed"])
def test_who_finds_it_unsolved_says_why_and_it_is_open_again(stage: str) -> None:
    report = case(stage)
    client = holder_of(report)
    sent = {**hidden(client, report, "belum-selesai"), "body": WORDS}
    assert client.post(url(report, "belum-selesai"), {**sent, "body": " \u200b\u202e "}).status_code == 422
    for _ in range(2):
        assert client.post(url(report, "belum-selesai"), sent).status_code == 302
    report.refresh_from_db()
    assert report.state == State.REOPENED
    assert report.messages.filter(kind=Message.Kind.OBJECTION).count() == 1


def test_withdrawing_takes_two_steps_and_says_what_it_means() -> None:
    report = case("verified")
    client = holder_of(report)
    html = client.get("/en" + url(report, "cabut")).content.decode()
    assert "This cannot be undone" in html
    assert Report.objects.public().filter(pk=report.pk).exists()
    sent = {**hidden(client, report, "cabut"), "note": "Sudah saya urus sendiri."}
    for _ in range(2):
        assert client.post(url(report, "cabut"), sent).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.outcome) == (State.ARCHIVED, Outcome.WITHDRAWN)
    assert client.get(f"/laporan/{report.number}/").status_code == 200
    assert Client().get(f"/laporan/{report.number}/").status_code == 404


def test_a_report_is_hidden_at_any_time_and_shown_again_if_its_reporter_had_hidden_it() -> None:
    report = case("verified")
    client = holder_of(report)
    sent = {**hidden(client, report, "privasi"), "confidential": "on"}
    preview = client.post("/en" + url(report, "privasi"), {**sent, "preview": "1"}).content.decode()
    assert "Nothing: for everybody without the PIN" in preview
    assert Client().get(f"/laporan/{report.number}/").status_code == 200
    for _ in range(2):
        assert client.post(url(report, "privasi"), sent).status_code == 302
    assert Client().get(f"/laporan/{report.number}/").status_code == 404
    back = client.post("/en" + url(report, "privasi"), {**hidden(client, report, "privasi"), "preview": "1"})
    assert report.description in back.content.decode()
    assert client.post(url(report, "privasi"), hidden(client, report, "privasi")).status_code == 302
    assert Client().get(f"/laporan/{report.number}/").status_code == 200


def test_what_the_category_hides_is_not_shown_by_the_reporter() -> None:
    report = case("verified", confidential=True)
    Report.objects.filter(pk=report.pk).update(category="L5")
    client = holder_of(report)
    page = client.post(url(report, "privasi"), hidden(client, report, "privasi"))
    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["confidential"]


def test_the_reporter_sees_the_public_view_of_their_report() -> None:
    report = case("new")
    client = holder_of(report)
    assert report.description in client.get(f"/laporan/{report.number}/").content.decode()
    assert report.description not in client.get(f"/laporan/{report.number}/?publik=1").content.decode()


def test_one_tap_of_the_survey_is_kept_apart_from_the_others() -> None:
    report = case("closed")
    client = holder_of(report)
    for name, value in (("time", "2"), ("conduct", "4"), ("solved", "partly"), ("time", "3"), ("conduct", "")):
        kept = client.post(url(report, "nilai"), {"only": name, name: value}, headers={"X-Requested-With": "fetch"})
        assert kept.json() == {"kept": True}
    row = Survey.objects.get()
    assert (row.time, row.conduct, row.solved, row.comment) == (3, None, "partly", "")
    assert report.history.filter(verb="survey").count() == 1


def test_without_scripts_the_survey_is_one_form_and_may_be_changed_for_seven_days() -> None:
    report = case("closed")
    client = holder_of(report)
    assert (
        client.post(url(report, "nilai"), {"solved": "no", "product": "1", "comment": "Masih bau."}).status_code == 302
    )
    html = client.get(f"/laporan/{report.number}/").content.decode().replace("\n", " ")
    assert re.search(r'name="product"\s+value="1"\s+checked', html)
    assert client.post(url(report, "nilai"), {"solved": "yes"}).status_code == 302
    row = Survey.objects.get()
    assert (row.solved, row.product, row.comment) == ("yes", None, "")
    past = timezone.now() - dt.timedelta(days=8)
    Survey.objects.update(at=past)
    Report.objects.filter(pk=report.pk).update(closed_at=past)
    late = client.post(url(report, "nilai"), {"solved": "no"})
    assert late.status_code == 422
    assert Survey.objects.get().solved == "yes"
    assert 'id="survey"' not in client.get(f"/laporan/{report.number}/").content.decode()


@pytest.mark.parametrize("answers", [{"time": "5"}, {"time": "0"}, {"solved": "maybe"}, {"comment": "x" * 1001}])
def test_an_answer_that_does_not_exist_is_named(answers: dict[str, str]) -> None:
    report = case("closed")
    page = holder_of(report).post(url(report, "nilai"), answers)
    assert page.status_code == 422
    assert list(page.context["form"].errors) == list(answers)
    assert not Survey.objects.exists()


@pytest.mark.parametrize(("language", "words"), [("id", "Ya Sebagian Tidak"), ("en", "Yes Partly No")])
def test_choices_are_in_the_language_of_the_page(language: str, words: str) -> None:
    with translation.override(language):
        offered = [str(label) for _value, label in SurveyForm().fields["solved"].choices]  # type: ignore[attr-defined]
    assert " ".join(offered) == words


def test_an_open_report_cannot_be_rated() -> None:
    report = case("accepted")
    assert holder_of(report).post(url(report, "nilai"), {"solved": "no"}).status_code == 409
    assert not Survey.objects.exists()


@pytest.mark.parametrize(("slug", "stage"), WHILE_TYPING)
def test_when_the_telephone_has_forgotten_the_words_wait_for_the_pin(
    slug: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = case(stage, confidential=True)
    client = holder_of(report)
    sent = {**hidden(client, report, slug), "body": WORDS}
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 2 * 3600 + 1)
    page = client.post(url(report, slug), sent)
    assert page.status_code == 403
    assert WORDS in page.content.decode()
    assert report.category.name not in page.content.decode()
    wrong = client.post(url(report, slug), {**sent, "pin": "000000"})
    assert wrong.status_code == 422
    assert WORDS in wrong.content.decode()
    assert 'id="id_pin_error"' in wrong.content.decode()
    assert client.post(url(report, slug), {**sent, "pin": PIN}).status_code == 302
    assert report.messages.last().body == WORDS


def test_a_number_that_does_not_exist_asks_for_the_pin_all_the_same(client: Client) -> None:
    numbers = (ReportFactory(confidential=True).number, new_number())
    pages = [client.post(f"/laporan/{number}/tambah/", {"body": WORDS}) for number in numbers]
    assert [page.status_code for page in pages] == [403, 403]
    texts = {
        re.sub(r'value="\w{64}"', "", page.content.decode().replace(number, "N"))
        for page, number in zip(pages, numbers, strict=True)
    }
    assert len(texts) == 1


@pytest.mark.parametrize("slug", ["balas", "tambah", "selesai", "belum-selesai", "cabut", "privasi", "nilai"])
def test_nobody_else_does_it(slug: str) -> None:
    report = case("answered")
    before = Report.objects.get(pk=report.pk).version
    citizen = Client()
    citizen.force_login(UserFactory())
    for client in (Client(), citizen, holder_of(ReportFactory())):
        assert client.get(url(report, slug)).status_code == 302
        assert client.post(url(report, slug), {"body": WORDS}).status_code == 403
    assert Report.objects.get(pk=report.pk).version == before


def test_what_was_typed_for_a_question_that_is_gone_can_be_sent_as_an_addition() -> None:
    report = case("asked")
    client = holder_of(report)
    sent = {**hidden(client, report, "balas"), "body": WORDS}
    resume(report, staff())
    page = client.post(url(report, "balas"), sent)
    html = page.content.decode()
    assert page.status_code == 409
    assert WORDS in html
    assert f'action="{url(report, "tambah")}"' in html


def test_in_two_tabs_the_older_one_learns_of_the_newer_answer_before_it_decides() -> None:
    report = case("answered")
    client = holder_of(report)
    old = hidden(client, report, "selesai")
    new = {**hidden(client, report, "belum-selesai"), "body": WORDS}
    assert client.post(url(report, "belum-selesai"), new).status_code == 302
    viewer = staff()
    accept(report, viewer)
    answer(report, viewer, body=ANSWER + " Kami juga memasang pagar.")
    page = client.post(url(report, "selesai"), old)
    assert page.status_code == 409
    report.refresh_from_db()
    assert report.state == State.AWAITING_REPORTER
    again = {name: values_of(page.content.decode(), name)[0] for name in ("once", "seen")}
    assert client.post(url(report, "selesai"), again).status_code == 302
    report.refresh_from_db()
    assert report.state == State.CLOSED


def test_what_staff_note_among_themselves_does_not_make_the_reporters_page_stale() -> None:
    report = case("answered")
    client = holder_of(report)
    sent = hidden(client, report, "selesai")
    note(report, staff(), body="Pelapor sudah ditelepon.")
    assert client.post(url(report, "selesai"), sent).status_code == 302


def test_photos_survive_an_error_elsewhere_and_are_not_sent_again() -> None:
    report = case("asked")
    client = holder_of(report)
    page = client.post(url(report, "balas"), {**hidden(client, report, "balas"), "body": "", "photos": [jpeg()]})
    assert page.status_code == 422
    (ticket,) = values_of(page.content.decode(), "photo_tickets")
    sent = {**hidden(client, report, "balas"), "body": WORDS, "photo_tickets": [ticket]}
    assert client.post(url(report, "balas"), sent).status_code == 302
    assert report.photos.count() == 1


def test_photos_alone_can_be_added_and_sent_twice_are_one() -> None:
    report = case("verified")
    client = holder_of(report)
    sent = hidden(client, report, "tambah")
    for _ in range(2):
        assert client.post(url(report, "tambah"), {**sent, "body": "", "photos": [jpeg()]}).status_code == 302
    assert report.photos.count() == 1
    assert client.post(url(report, "tambah"), {**sent, "body": ""}).status_code == 422


def test_a_file_that_is_too_large_is_named_and_the_words_are_kept() -> None:
    report = case("asked")
    client = holder_of(report)
    huge = SimpleUploadedFile("besar.jpg", b"\xff\xd8\xff" + bytes(MAX_BYTES + 1), "image/jpeg")
    page = client.post(url(report, "balas"), {**hidden(client, report, "balas"), "body": WORDS, "photos": [huge]})
    assert page.status_code == 422
    assert "besar.jpg" in str(page.context["form"].errors["photos"])
    assert WORDS in page.content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "x" * 10_000,
        "مرحبا \u202eتقرير\u202c \u200bnol lebar\u200d",
        "🐟🐟🏽 👩‍👩‍👧‍👦 é",
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{{ 7*7 }} {% load x %} %s %(agency)s",
        "baris\r\nbaris\r\n\r\nbaris",
    ],
)
def test_any_text_is_kept_as_typed_and_shown_as_text(text: str) -> None:
    report = case("verified")
    client = holder_of(report)
    sent = {**hidden(client, report, "tambah"), "body": text}
    assert client.post(url(report, "tambah"), sent).status_code == 302
    kept = report.messages.get().body
    assert kept == text.replace("\r\n", "\n")
    html = client.get(f"/laporan/{report.number}/").content.decode()
    assert "<script>alert" not in html
    assert "<img src=x" not in html


@pytest.mark.parametrize("text", ["x" * 10_001, "nol \x00 di tengah"])
def test_a_text_that_cannot_be_kept_is_refused_at_its_field_and_comes_back(text: str) -> None:
    report = case("asked")
    client = holder_of(report)
    page = client.post(url(report, "balas"), {**hidden(client, report, "balas"), "body": text})
    assert page.status_code == 422
    assert 'id="reply_body_error"' in page.content.decode()
    assert len(page.context["form"]["body"].value()) == len(text)


@pytest.mark.parametrize("once", ["", "x", "0" * 4000, "\x00", "5f0c7a3e-6d1b-4c53-9f1e-0b6d2f1f8a11"])
@pytest.mark.parametrize("seen", ["", "x", "9" * 400, "-1"])
def test_bent_hidden_fields_never_fail(once: str, seen: str) -> None:
    report = case("verified")
    page = holder_of(report).post(url(report, "cabut"), {"once": once, "seen": seen})
    assert page.status_code in {302, 409, 422}


def test_the_page_says_what_comes_next_and_by_when_and_that_the_clock_stands_still() -> None:
    report = case("accepted")
    client = holder_of(report)
    page = client.get(f"/en/laporan/{report.number}/").content.decode()
    assert "deals with it and answers you" in page
    assert "at the latest" in page
    asked = case("asked")
    paused = holder_of(asked).get(f"/en/laporan/{asked.number}/").content.decode()
    assert "waits for your reply" in paused
    assert "The clock stands still meanwhile" in paused
    assert "next__when" not in Client().get(f"/laporan/{report.number}/").content.decode()


def test_news_of_the_work_stands_in_the_timeline_of_everybody_and_replies_do_not() -> None:
    report = case("accepted")
    report_progress(report, staff(), body="Tim kami sudah memasang papan larangan.")
    client = holder_of(report)
    client.post(url(report, "tambah"), {**hidden(client, report, "tambah"), "body": WORDS})
    public = Client().get(f"/laporan/{report.number}/").content.decode()
    assert "papan larangan" in public
    assert WORDS not in public
    assert WORDS in client.get(f"/laporan/{report.number}/").content.decode()


def test_forgery_from_another_site_is_refused() -> None:
    report = case("verified")
    client = Client(enforce_csrf_checks=True)
    assert client.post(url(report, "cabut"), {"pin": PIN}).status_code == 403
    report.refresh_from_db()
    assert report.state == State.VERIFIED
