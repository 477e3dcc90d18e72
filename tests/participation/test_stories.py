"""Success stories: written by who has the case, told only with consent, gone with it; never of what is hidden."""

import datetime as dt
import io
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.changing import NotAllowedError, StaleError
from accounts.models import Role
from participation.actions.stories import answer_consent, ask_consent, change_story, make_story, publish_story
from participation.models import Consent, Story
from reports import crypto
from reports.actions.case.errors import RefusedError
from reports.models import Outcome, Photo, Report, ReporterIdentity, State
from reports.photos import clean_photo
from reports.policies import Viewer
from tests.accounts.post import letters
from tests.cast import Cast, Staff, staff
from tests.factories import ReportFactory, UserFactory
from tests.participation.pages import body
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db
DESK, PUBLIC, FEED = "/petugas/kisah/", "/kisah/", "/kisah/umpan.atom"
TITLE = "Tepi sungai bersih kembali"
BODY = (
    "Warga melihat sampah menumpuk di tepi sungai. Petugas mengangkutnya dalam empat hari dan memasang papan larangan. "
    "Tiga bulan kemudian tepi sungai masih bersih."
)


@pytest.fixture
def officer() -> Staff:
    return staff()


def closed(**values: Any) -> Report:
    given = {"state": State.CLOSED, "outcome": Outcome.CONFIRMED, "closed_at": timezone.now()}
    return ReportFactory(**given | values)


def reporter(report: Report) -> Viewer:
    return Viewer.of(None, [report.pk])


def told(client: Staff, report: Report | None = None, **more: Any) -> Story:
    """A story that is public: written, asked for, agreed, published."""
    report = report or closed()
    story = make_story(client.user, report=report, title=TITLE, body=BODY, **more)
    ask_consent(story, client.user)
    answer_consent(story, reporter(report), agrees=True, version=story.version)
    publish_story(story, client.user, published=True)
    return story


def photo(report: Report, position: int, **values: Any) -> Photo:
    clean = clean_photo(io.BytesIO(telling_jpeg()))
    found = Photo(
        report=report, position=position, sha256=clean.sha256, width=clean.width, height=clean.height, **values
    )
    found.image.save("a.jpg", ContentFile(clean.image), save=False)
    found.thumbnail.save("b.jpg", ContentFile(clean.thumbnail), save=False)
    found.original.save("c.jpg", ContentFile(clean.original), save=True)
    return found


def public() -> str:
    """What stands on the list and in the feed."""
    return body(Client(), PUBLIC) + Client().get(FEED).content.decode()


def test_a_story_is_public_only_once_the_reporter_agreed_and_staff_published_it(officer: Staff) -> None:
    report = closed()
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    with pytest.raises(RefusedError):
        publish_story(story, officer.user, published=True)
    with pytest.raises(NotAllowedError):
        answer_consent(story, reporter(report), agrees=True)
    ask_consent(story, officer.user)
    with pytest.raises(RefusedError):
        publish_story(story, officer.user, published=True)
    answer_consent(story, reporter(report), agrees=True, version=story.version)
    assert TITLE not in public()
    publish_story(story, officer.user, published=True)
    assert public().count(TITLE) == 2
    shown = body(Client(), story.url)
    assert BODY.partition(".")[0] in shown
    assert "Kutai Timur" in shown
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.update(consent=Consent.ASKED)


def test_consent_taken_back_takes_the_story_away_at_once(officer: Staff) -> None:
    story = told(officer)
    report = story.report
    cast = Cast.of(report)
    address = f"/laporan/{report.number}/kisah/"
    assert Client().get(FEED)["Cache-Control"] == "public, no-cache"
    assert TITLE in body(cast.holder, address)
    assert cast.holder.post(address, {"agrees": "no"}).status_code == HTTPStatus.FOUND
    assert TITLE not in public()
    assert Client().get(story.url).status_code == HTTPStatus.NOT_FOUND
    story.refresh_from_db()
    assert (story.consent, story.published_at) == (Consent.WITHDRAWN, None)
    assert story.history.last().actor is None
    with pytest.raises(RefusedError):
        ask_consent(story, officer.user)
    assert cast.holder.post(address, {"agrees": "yes", "version": story.version}).status_code == HTTPStatus.FOUND
    assert TITLE not in public(), "a yes alone publishes nothing"


def test_only_the_reporter_answers(officer: Staff) -> None:
    report = closed()
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    ask_consent(story, officer.user)
    cast, address = Cast.of(report), f"/laporan/{report.number}/kisah/"
    for other in (cast.anonymous, cast.citizen, officer):
        for answer in (other.get(address), other.post(address, {"agrees": "yes", "version": story.version})):
            assert answer.headers["Location"].endswith(f"/lacak/?number={report.number}")
    for viewer in (Viewer.of(), Viewer.of(officer.user), Viewer.of(None, [report.pk + 1])):
        with pytest.raises(NotAllowedError):
            answer_consent(story, viewer, agrees=True)
    assert f"/laporan/{report.number}/kisah/" in cast.holder.get(f"/laporan/{report.number}/").content.decode()
    assert (
        "/kisah/"
        not in cast.anonymous.get(f"/laporan/{report.number}/")
        .content.decode()
        .partition("<main")[2]
        .partition("</main>")[0]
    )


def test_one_agrees_to_the_words_one_has_read(officer: Staff) -> None:
    report = closed()
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    ask_consent(story, officer.user)
    read = story.version
    change_story(story, officer.user, title=TITLE, body=f"{BODY} Lain.")
    assert story.consent == Consent.NOT_ASKED
    ask_consent(story, officer.user)
    with pytest.raises(StaleError):
        answer_consent(story, reporter(report), agrees=True, version=read)
    holder = Cast.of(report).holder
    answer = holder.post(f"/laporan/{report.number}/kisah/", {"agrees": "yes", "version": read})
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Lain." in answer.content.decode()
    answer_consent(story, reporter(report), agrees=True, version=story.version)
    publish_story(story, officer.user, published=True)
    change_story(story, officer.user, title="Judul yang lain sekali", body=BODY)
    assert not Story.objects.public().exists()


@pytest.mark.parametrize(
    "hidden",
    [
        {"confidential": True}, {"held": True}, {"state": State.ARCHIVED}, {"state": State.REOPENED},
        {"practice": True}, {"outcome": Outcome.WITHDRAWN},
    ],
)  # fmt: skip
def test_nothing_is_told_of_a_case_that_is_hidden_or_open(officer: Staff, hidden: dict[str, Any]) -> None:
    story = told(officer)
    Report.everything.filter(pk=story.report_id).update(**hidden)
    assert TITLE not in public()
    assert Client().get(story.url).status_code == HTTPStatus.NOT_FOUND
    other = closed()
    Report.everything.filter(pk=other.pk).update(**hidden)
    with pytest.raises((RefusedError, NotAllowedError)):
        make_story(officer.user, report=other, title=TITLE, body=BODY)


def test_staff_write_of_cases_in_their_hands(officer: Staff) -> None:
    report, elsewhere = closed(), staff("DLH-61.03")
    with pytest.raises(NotAllowedError):
        make_story(elsewhere.user, report=report, title=TITLE, body=BODY)
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    for reader in (officer, staff("KOORDINATOR-64", Role.MONITOR), staff("NASIONAL", Role.NATIONAL)):
        assert TITLE in body(reader, DESK)
        assert TITLE in body(reader, story.desk_url)
    assert TITLE not in body(elsewhere, DESK)
    for deed in ("", "ubah/", "minta/", "terbitkan/"):
        assert elsewhere.get(story.desk_url + deed).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NotAllowedError):
        ask_consent(story, elsewhere.user)
    assert Client().get(DESK).status_code == HTTPStatus.FOUND
    assert Staff.of(UserFactory()).get(DESK).status_code == HTTPStatus.FORBIDDEN


def test_a_letter_asks_who_gave_an_address_once_and_tells_no_words(officer: Staff) -> None:
    report = closed()
    ReporterIdentity.objects.create(report=report, email=crypto.encrypt("warga@contoh.id"))
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    for _again in range(2):
        ask_consent(story, officer.user)

    (letter,) = letters()
    assert letter.to == ["warga@contoh.id"]
    assert f"/laporan/{report.number}/kisah/" in letter.body
    assert TITLE not in letter.body
    assert list(story.history.values_list("verb", flat=True)) == ["made", "asked"]


@pytest.mark.parametrize(
    "telling",
    ["Hubungi 0812 3456 7890.", "Kata Pak Budi begitu.", "Tulis ke a@b.id.", "Di titik -0.52913, 117.55012.",
     "Milik PT Maju Jaya.", "Dibuang oleh rahasiaku."],
)  # fmt: skip
def test_what_may_name_somebody_is_looked_at_once_more(officer: Staff, telling: str) -> None:
    report = closed(
        description="Dibuang oleh rahasiaku setiap malam.", public_description="Dibuang oleh █████ setiap malam."
    )
    said = {"number": report.number, "title": TITLE, "body": f"{BODY} {telling}"}
    answer = officer.post(f"{DESK}baru/", said)
    page = answer.content.decode()
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'id="id_checked_error"' in page
    assert BODY in page
    assert officer.post(f"{DESK}baru/", said | {"checked": "on"}).status_code == HTTPStatus.FOUND


def test_photos_are_those_that_are_public_and_say_before_or_after(officer: Staff) -> None:
    report = closed()
    filed, hidden = photo(report, 1), photo(report, 2, hidden=True)
    after = photo(report, 3, source=Photo.Source.EVIDENCE)
    foreign = photo(closed(), 1)
    for wrong in (hidden, foreign, after):  # evidence that nobody compared is not public yet
        with pytest.raises(RefusedError) as error:
            make_story(officer.user, report=report, title=TITLE, body=BODY, photos=[wrong.pk])
        assert error.value.field == "photos"
    story = told(officer, report, photos=[filed.pk])
    page = Client().get(story.url).content.decode()
    assert f"/laporan/{report.number}/1/foto.jpg" in page
    Photo.objects.filter(pk=filed.pk).update(hidden=True)
    assert "/1/foto.jpg" not in Client().get(story.url).content.decode()


def test_the_place_is_no_closer_than_the_public_one(officer: Staff) -> None:
    story = told(officer)
    page = Client().get(story.url).content.decode() + Client().get(FEED).content.decode()
    assert "Kutai Timur" in page
    for part in ("117.55", "117,55", "0.53", "0,53"):
        assert part not in page


def test_what_is_wrong_is_said_at_its_field(officer: Staff) -> None:
    report, other = closed(), ReportFactory()
    good = {"number": report.number, "title": TITLE, "body": BODY}
    for field, value in (
        ("number", "2345"), ("number", other.number), ("number", "2222-2222"), ("title", "pendek"),
        ("body", "terlalu pendek"),
    ):  # fmt: skip
        answer = officer.post(f"{DESK}baru/", good | {field: value})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert f'id="id_{field}_error"' in answer.content.decode(), (field, value)
    first, second = (officer.post(f"{DESK}baru/", good) for _again in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert officer.post(f"{DESK}baru/", good | {"title": "Judul yang lain"}).status_code == 422
    assert Story.objects.count() == 1


@pytest.mark.parametrize("agreed_before", [False, True])
def test_a_no_stays_one_whatever_is_changed_and_the_reporter_alone_changes_it(
    officer: Staff, agreed_before: bool
) -> None:
    report = closed()
    story = told(officer, report) if agreed_before else make_story(officer.user, report=report, title=TITLE, body=BODY)
    if not agreed_before:
        ask_consent(story, officer.user)
    answer_consent(story, reporter(report), agrees=False)
    change_story(story, officer.user, title=TITLE, body=f"{BODY} Lain.")
    with pytest.raises(RefusedError):
        ask_consent(story, officer.user)
    holder, address = Cast.of(report).holder, f"/laporan/{report.number}/kisah/"
    assert "Lain." in holder.get(address).content.decode()
    assert holder.post(address, {"agrees": "yes", "version": story.version - 1}).status_code == HTTPStatus.CONFLICT
    assert holder.post(address, {"agrees": "yes", "version": story.version}).status_code == HTTPStatus.FOUND
    story.refresh_from_db()
    assert (story.consent, story.published_at) == (Consent.GIVEN, None)


def test_who_is_asked_anew_within_a_week_gets_no_second_letter(officer: Staff) -> None:
    report, now = closed(), timezone.now()
    ReporterIdentity.objects.create(report=report, email=crypto.encrypt("warga@contoh.id"))
    story = make_story(officer.user, report=report, title=TITLE, body=BODY)
    for day, sent in ((0, 1), (1, 1), (6, 1), (8, 2)):
        ask_consent(story, officer.user, at=now + dt.timedelta(days=day))
        assert len(letters()) == sent, day
        assert story.consent == Consent.ASKED
        change_story(story, officer.user, title=TITLE, body=f"{BODY} {day}.")


def test_one_agrees_to_the_photos_one_has_seen(officer: Staff) -> None:
    report = closed()
    seen, hidden = photo(report, 1), photo(report, 2)
    story = make_story(officer.user, report=report, title=TITLE, body=BODY, photos=[seen.pk, hidden.pk])
    ask_consent(story, officer.user)
    Photo.objects.filter(pk=hidden.pk).update(hidden=True)
    answer_consent(story, reporter(report), agrees=True, version=story.version)
    publish_story(story, officer.user, published=True)
    Photo.objects.filter(pk=hidden.pk).update(hidden=False)
    page = Client().get(story.url).content.decode()
    assert "/1/foto.jpg" in page
    assert "/2/foto.jpg" not in page


def test_the_writer_has_the_public_words_of_the_case_beside_the_form(officer: Staff) -> None:
    report = closed(description="Dibuang oleh rahasiaku.", public_description="Dibuang oleh █████.")
    page = body(officer, f"{DESK}baru/?nomor={report.number}")
    assert "█████" in page
    assert "rahasiaku" not in page
    Report.everything.filter(pk=report.pk).update(state=State.REOPENED)
    assert "notice--warning" in officer.get(f"{DESK}baru/?nomor={report.number}").content.decode()


def test_what_waits_for_staff_comes_first(officer: Staff) -> None:
    agreed, later = closed(), closed()
    story = make_story(officer.user, report=agreed, title="Yang disetujui pelapornya", body=BODY)
    ask_consent(story, officer.user)
    answer_consent(story, reporter(agreed), agrees=True, version=story.version)
    waiting = make_story(officer.user, report=later, title="Yang menunggu pelapornya", body=BODY)
    ask_consent(waiting, officer.user)
    page = body(officer, DESK)
    assert page.index("Yang disetujui") < page.index("Yang menunggu")
