"""Questions and answers: drafts of staff, published by who answers for them, found by everybody and by machines."""

import json
import re
import uuid
from http import HTTPStatus
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.changing import NotAllowedError
from accounts.models import Role
from participation.actions.questions import Written, change_question, make_question, publish_question
from participation.models import Question
from participation.questions.suggesting import begun_with, given_often, ready_texts
from reports.models import AnswerTemplate, Audience, By, Message
from tests.cast import Staff, staff
from tests.factories import ReportFactory, UserFactory, agency
from tests.participation.pages import body

pytestmark = pytest.mark.django_db
DESK, PUBLIC = "/petugas/tanya-jawab/", "/tanya-jawab/"
ASKED, SAID = "Bolehkah membakar sampah di halaman?", "Tidak. Asapnya berbahaya; serahkan sampah kepada petugas."


@pytest.fixture
def officer() -> Staff:
    return staff()


@pytest.fixture
def head() -> Staff:
    return staff(role=Role.AGENCY_ADMIN)


def written(**more: Any) -> Written:
    return Written(**{"question_id": ASKED, "answer_id": SAID, "categories": ["W1"]} | more)


def made(client: Staff, **more: Any) -> Question:
    return make_question(client.user, agency=agency("DLH-64.08"), written=written(**more))


def public(client: Staff, **more: Any) -> Question:
    question = made(client, **more)
    publish_question(question, client.user, published=True)
    return question


def typed(**more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()), "agency": agency("DLH-64.08").pk, "question_id": ASKED, "answer_id": SAID,
        "question_en": "", "answer_en": "", "legal_basis": "UU 18/2008 pasal 29", "categories": ["W1"],
        "links": "https://peraturan.go.id/id/uu-no-18-tahun-2008", **more,
    }  # fmt: skip


def test_an_officer_writes_and_who_runs_the_agency_publishes(officer: Staff, head: Staff) -> None:
    question = made(officer)
    assert ASKED in body(officer, DESK)
    assert ASKED not in body(Client(), PUBLIC)
    assert Client().get(question.url).status_code == HTTPStatus.NOT_FOUND
    with pytest.raises(NotAllowedError):
        publish_question(question, officer.user, published=True)
    assert officer.post(f"{question.desk_url}terbitkan/", {"version": 0}).status_code == HTTPStatus.FORBIDDEN
    assert head.post(f"{question.desk_url}terbitkan/", {"version": 0}).status_code == HTTPStatus.FOUND
    assert SAID in body(Client(), question.url)
    with pytest.raises(NotAllowedError):
        change_question(question, officer.user, written=written(answer_id="Boleh saja, silakan bakar."))
    for reader in (staff("KOORDINATOR-64", Role.MONITOR), staff("NASIONAL", Role.NATIONAL)):
        assert "tarik/" in reader.get(question.desk_url).content.decode()
    assert list(question.history.values_list("verb", flat=True)) == ["made", "published"]


def test_others_have_no_business_there(officer: Staff) -> None:
    question, elsewhere = made(officer), staff("DLH-61.03", Role.AGENCY_ADMIN)
    for part in ("", "ubah/", "terbitkan/"):
        assert elsewhere.get(question.desk_url + part).status_code == HTTPStatus.NOT_FOUND
    assert ASKED not in body(elsewhere, DESK)
    with pytest.raises(NotAllowedError):
        publish_question(question, elsewhere.user, published=True)
    with pytest.raises(NotAllowedError):
        made(elsewhere)
    assert Client().get(DESK).status_code == HTTPStatus.FOUND
    assert Staff.of(UserFactory()).get(DESK).status_code == HTTPStatus.FORBIDDEN


def test_it_is_found_by_words_and_by_category(head: Staff) -> None:
    public(head)
    public(head, question_id="Ke mana melapor limbah pabrik?", categories=["A1"])
    public(head, question_id="Berapa lama laporan dijawab?", categories=[])
    everything = body(Client(), PUBLIC)
    assert everything.count("?") >= 3
    of_waste = body(Client(), f"{PUBLIC}?category=W1")
    assert ASKED in of_waste
    assert "Berapa lama" in of_waste
    assert "limbah pabrik" not in of_waste
    found = body(Client(), f"{PUBLIC}?q=ASAPNYA+bakar")
    assert ASKED in found
    assert "Berapa lama" not in found
    assert ASKED not in body(Client(), f"{PUBLIC}?q=tidakadadisini")
    for odd in ("?q=%00", "?category=%00'", "?page=-3", f"?q={'a' * 5000}"):
        assert Client().get(PUBLIC + odd).status_code == HTTPStatus.OK


def test_machines_read_questions_and_no_script_ends_early(head: Staff) -> None:
    public(head, answer_id="Lihat </script><script>alert(1)</script> & lainnya di sini.")
    page = Client().get(PUBLIC)
    html = page.content.decode()
    found = re.search(r'<script type="application/ld\+json"\s+nonce="([^"]+)">(.*?)</script>', html, re.DOTALL)
    assert found
    assert f"'nonce-{found[1]}'" in page["Content-Security-Policy"]
    faq = json.loads(found[2])
    assert faq["@type"] == "FAQPage"
    assert faq["mainEntity"][0]["name"] == ASKED
    assert faq["mainEntity"][0]["acceptedAnswer"]["text"].startswith("Lihat </script>")
    assert "<script>alert" not in html


def test_english_pages_have_english_answers_where_there_are_some(head: Staff) -> None:
    question = public(head, question_en="May I burn rubbish in my yard?", answer_en="No. The smoke is dangerous.")
    address = question.url
    assert ASKED in body(Client(), address)
    assert "May I burn" in body(Client(), f"/en{address}")


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(officer: Staff) -> None:
    wrong = {
        "question_id": "", "answer_id": "pendek", "links": "javascript:alert(1)", "categories": ["XX"],
        "answer_en": "Only the answer.", "agency": str(agency("DLH-61.03").pk),
    }  # fmt: skip
    for field, value in wrong.items():
        answer = officer.post(f"{DESK}baru/", typed(**{field: value}))
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        at = "question_en" if field == "answer_en" else field
        assert f'id="id_{at}_error"' in answer.content.decode(), field
        assert "UU 18/2008 pasal 29" in answer.content.decode()
    for link in ("https://peraturan.go.id@jahat.id/", f"https://contoh.id/{'a' * 300}"):
        answer = officer.post(f"{DESK}baru/", typed(links=link))
        assert 'id="id_links_error"' in answer.content.decode(), link
    blank = officer.post(f"{DESK}baru/", typed(answer_id="Datanglah pada {tanggal kunjungan} ke kantor."))
    assert 'id="id_answer_id_error"' in blank.content.decode()
    assert not Question.objects.exists()
    said = typed()
    first, second = (officer.post(f"{DESK}baru/", said) for _again in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Question.objects.get().links == ["https://peraturan.go.id/id/uu-no-18-tahun-2008"]


def test_answers_given_often_and_texts_kept_ready_are_suggested(officer: Staff) -> None:
    text = "Hubungi Pak Budi Santoso; pengangkutan setiap Senin."
    said = [
        Message.objects.create(
            report=ReportFactory(), kind=Message.Kind.ANSWER, by=By.STAFF, audience=Audience.PUBLIC, body=text,
            at=timezone.now(),
        )
        for _one in range(3)
    ]  # fmt: skip
    (often,) = given_often(officer.user)
    assert (often.times, often.query) == (3, f"jawaban={said[-1].pk}")
    assert "Budi" not in often.text
    assert not given_often(staff("DLH-61.03").user)
    begun = begun_with(officer.user, text="", answer=str(said[-1].pk))
    assert "Budi" not in begun["answer_id"]
    assert begun_with(staff("DLH-61.03").user, text="", answer=str(said[-1].pk)) == {}
    kept = AnswerTemplate.objects.create(use="answer", name="Jadwal", body_id="Truk datang setiap hari Senin pagi.")
    assert kept.body_id in {one.text for one in ready_texts(officer.user)}
    assert kept.body_id in officer.get(f"{DESK}baru/?teks={kept.pk}").content.decode()
    assert "3 " in body(officer, f"{DESK}usul/")
    for odd in ("?teks=x", "?jawaban=99999999999999999", "?teks=-1"):
        assert officer.get(f"{DESK}baru/{odd}").status_code == HTTPStatus.OK


def test_who_chooses_a_category_is_led_to_the_answers(head: Staff) -> None:
    assert 'href="/tanya-jawab/"' in Client().get("/lapor/").content.decode()
