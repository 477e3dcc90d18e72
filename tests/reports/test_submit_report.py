"""Filing a report: whole or not at all, once however often it is sent, and announced when it is certain."""

import io
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from boundaries.models import Edition, Locality
from reports import crypto, numbers, pins
from reports.actions import submit as submit_module
from reports.actions.submit import Identity, KeyConflictError, submit_report
from reports.actions.uploads import PhotosGoneError, stage_photo
from reports.models import Photo, PlaceRecord, PointSource, Report, StagedPhoto
from reports.photos import clean_photo
from reports.places import PlaceRefusedError, Whereabouts
from reports.signals import report_submitted
from tests.factories import SANGATTA
from tests.reports.pictures import telling_jpeg

pytestmark = pytest.mark.django_db


def filed(*args: Any, **options: Any) -> Any:
    """submit_report; what may be None in general is known here."""
    return submit_report(*args, **options)


def staged():
    return stage_photo(clean_photo(io.BytesIO(telling_jpeg())))


def test_a_report_is_stored_with_its_place_as_filed(submission) -> None:
    submitted = filed(submission(), key=uuid4())
    report: Any = Report.objects.get(number=submitted.report.number)
    assert submitted.created
    assert (report.regency.code, report.province.code, report.state) == ("64.08", "64", "baru")
    assert report.point.coords == SANGATTA
    assert report.public_point == report.point
    record = report.places.get()
    assert (record.reason, record.setting, record.method) == ("filed", "land", "covered")
    assert record.edition == Edition.objects.in_force().get()
    assert record.regency == report.regency
    assert [entry.verb for entry in report.history.all()] == ["submitted"]


def test_the_pin_is_stored_as_a_digest_only(submission) -> None:
    submitted = filed(submission(), key=uuid4())
    report = submitted.report
    assert len(submitted.pin) == 6
    assert pins.pin_matches(report.number, submitted.pin, report.pin_hash)
    wrong = f"{(int(submitted.pin) + 1) % 10**6:06}"
    assert not pins.pin_matches(report.number, wrong, report.pin_hash)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM reports_report r WHERE id = %s", [report.pk])
        assert submitted.pin not in cursor.fetchone()[0].replace(str(report.received_at.microsecond), "")


def test_a_pin_survives_a_change_of_the_secret_that_keeps_the_old_one(submission, settings) -> None:
    key = uuid4()
    first = filed(submission(), key=key)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert pins.pin_matches(first.report.number, first.pin, first.report.pin_hash)
    assert pins.recover_pin(key, first.report.number, first.report.pin_hash) == first.pin
    settings.SECRET_KEY_FALLBACKS = []
    assert pins.recover_pin(key, first.report.number, first.report.pin_hash) is None


def test_sent_twice_it_is_one_report_with_one_pin(submission) -> None:
    key, photo = uuid4(), staged()
    first = filed(submission(), key=key, photos=[photo])
    second = filed(submission(), key=key, photos=[photo])
    assert (second.report, second.pin, second.created) == (first.report, first.pin, False)
    assert Report.objects.count() == Photo.objects.count() == 1


def test_the_key_of_another_report_is_a_conflict(submission) -> None:
    key = uuid4()
    filed(submission(), key=key)
    with pytest.raises(KeyConflictError):
        filed(submission(description="Sesuatu yang lain sama sekali."), key=key)
    assert Report.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sent_twice_at_the_same_moment_it_is_one_report(submission) -> None:
    key, said = uuid4(), submission()

    def send(_: int) -> tuple[str, str | None, bool]:
        try:
            done = filed(said, key=key)
            return done.report.number, done.pin, done.created
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(send, range(4)))
    assert Report.objects.count() == 1
    assert len({answer[:2] for answer in answers}) == 1
    assert [answer[2] for answer in answers].count(True) == 1


def test_a_taken_number_is_drawn_again(submission, monkeypatch) -> None:
    taken = filed(submission(), key=uuid4()).report.number
    free = numbers.new_number()
    draws = iter([taken, taken, free])
    monkeypatch.setattr(submit_module.numbers, "new_number", lambda: next(draws))
    assert filed(submission(), key=uuid4()).report.number == free


def test_the_identity_is_encrypted_and_apart(submission) -> None:
    identity = Identity("Siti Aminah", "0812 3456 7890", "siti@contoh.id")
    report = filed(submission(identity=identity), key=uuid4()).report
    stored = report.identity
    assert crypto.decrypt(stored.name) == "Siti Aminah"
    assert crypto.decrypt(stored.phone) == "0812 3456 7890"
    for column in (stored.name, stored.phone, stored.email):
        assert b"Siti" not in bytes(column)
        assert b"0812" not in bytes(column)
    anonymous = filed(submission(), key=uuid4()).report
    assert not hasattr(anonymous, "identity")


@pytest.mark.parametrize(
    ("code", "confidential"), [("L2", True), ("L3", True), ("L5", True), ("H1", True), ("A1", False)]
)
def test_some_categories_are_confidential_by_themselves(submission, code: str, confidential: bool) -> None:
    assert filed(submission(code=code), key=uuid4()).report.confidential is confidential
    assert filed(submission(code=code, confidential=True), key=uuid4()).report.confidential


def test_the_public_place_of_wildlife_is_a_cell_chosen_once(submission) -> None:
    near = (SANGATTA[0] + 0.0005, SANGATTA[1])
    first = filed(submission(code="H2"), key=uuid4()).report
    second = filed(submission(code="H2", where=Whereabouts(PointSource.MAP, near)), key=uuid4()).report
    assert first.point.coords == SANGATTA
    assert first.public_point == second.public_point
    assert first.public_point.coords != SANGATTA
    assert first.public_point.distance(first.point) < 0.2
    assert first.public_cell_m == 20_000


def test_abroad_is_refused_and_leaves_nothing(submission) -> None:
    with pytest.raises(PlaceRefusedError) as caught:
        filed(submission(where=Whereabouts(PointSource.MAP, (110.35, 1.55))), key=uuid4())
    assert caught.value.code == "abroad"
    assert not Report.objects.exists()


def test_the_open_sea_is_taken_in(submission) -> None:
    beyond = filed(submission(code="A7", where=Whereabouts(PointSource.MAP, (95.0, -8.0))), key=uuid4()).report
    assert (beyond.setting, beyond.regency, beyond.province) == ("sea_beyond", None, None)
    assert beyond.places.get().nearest_regency is not None
    near = filed(submission(code="A7", where=Whereabouts(PointSource.MAP, (106.83, -5.90))), key=uuid4()).report
    assert (near.setting, near.regency, near.province.code) == ("sea_12nm", None, "31")


@pytest.mark.parametrize("lonlat", [(0.53, 117.55), (8.0, -7.0), (float("nan"), 1.0), (117.0, float("inf"))])
def test_absurd_places_are_refused(submission, lonlat: tuple[float, float]) -> None:
    with pytest.raises(PlaceRefusedError) as caught:
        filed(submission(where=Whereabouts(PointSource.MAP, lonlat)), key=uuid4())
    assert caught.value.code == "impossible"


def test_a_village_without_a_point_stands_for_its_regency_in_doubt(submission) -> None:
    village = Locality(name="Singa Gembara", parent_name="Sangatta Utara", kind="village", regency_code="64.08")
    report = filed(submission(where=Whereabouts.of_locality(village)), key=uuid4()).report
    assert (report.point, report.public_point, report.doubtful) == (None, None, True)
    assert report.regency.code == "64.08"
    assert report.place_note == "Singa Gembara, Sangatta Utara"
    assert report.places.get().method == "none"


def test_a_point_that_contradicts_the_register_is_in_doubt(submission) -> None:
    where = Whereabouts(PointSource.LOCALITY, SANGATTA, 1000.0, "64.03", "Desa di perbatasan")
    record = filed(submission(where=where), key=uuid4()).report.places.get()
    assert record.doubtful
    assert record.candidates == ["64.08", "64.03"]


def test_photos_become_the_reports_own(submission) -> None:
    tickets = [staged()]
    report = filed(submission(), key=uuid4(), photos=tickets).report
    photo = report.photos.get()
    assert photo.taken_point.coords == pytest.approx((110.36, -7.8))
    assert photo.image.storage.exists(photo.image.name)
    assert not StagedPhoto.objects.exists()
    with pytest.raises(PhotosGoneError):
        filed(submission(), key=uuid4(), photos=tickets)
    assert Report.objects.count() == 1


def test_originals_lie_where_no_address_leads(submission, client) -> None:
    report = filed(submission(), key=uuid4(), photos=[staged()]).report
    photo = report.photos.get()
    path = Path(photo.original.path)
    assert Path(settings.EVIDENCE_ROOT) in path.parents
    assert path.stat().st_mode & 0o077 == 0
    for file in (photo.original, photo.image, photo.thumbnail):
        assert client.get(f"/media/{file.name}").status_code == 404


def test_it_is_announced_on_commit_and_not_before(submission) -> None:
    heard: list[Report] = []

    def listener(report: Report, **kwargs: object) -> None:
        heard.append(report)

    report_submitted.connect(listener)
    try:
        with TestCase.captureOnCommitCallbacks(execute=True):
            report = filed(submission(), key=uuid4()).report
            assert heard == []
        assert heard == [report]
        gone = staged()
        StagedPhoto.objects.all().delete()
        with TestCase.captureOnCommitCallbacks(execute=True) as callbacks, pytest.raises(PhotosGoneError):
            filed(submission(), key=uuid4(), photos=[gone])
        assert len(callbacks) == 0
    finally:
        report_submitted.disconnect(listener)


def test_a_failure_half_way_leaves_no_row(submission, monkeypatch) -> None:
    monkeypatch.setattr(submit_module, "_store_identity", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        filed(submission(), key=uuid4())
    assert not Report.objects.exists()
    assert not PlaceRecord.objects.exists()


def test_filing_takes_few_statements_and_reads_no_polygon(submission) -> None:
    said = submission()
    with CaptureQueriesContext(connection) as captured:
        filed(said, key=uuid4())
    statements = [query["sql"] for query in captured]
    assert not any("geometry" in sql for sql in statements)
    written = [sql.split()[2].strip('"') for sql in statements if sql.startswith("INSERT")]
    assert written == [
        "reports_report", "reports_placerecord", "reports_responsibilityrecord", "reports_historyentry",
        "reports_caseclock", "django_tasks_database_dbtaskresult",
    ]  # fmt: skip
    # Whatever else is asked is kept in memory for a while, but not in tests: agencies, rules, deadlines, editions.
    assert not [sql for sql in statements if sql.startswith(("UPDATE", "DELETE")) or 'FROM "reports_report"' in sql]


def test_filing_begins_the_case(submission) -> None:
    report = filed(submission(code="A7"), key=uuid4()).report
    entry = report.history.get()
    assert (entry.verb, entry.by, entry.audience, entry.state_before) == ("submitted", "reporter", "public", "")
    assert entry.agency == report.agency
    assert report.urgency == report.category.urgency == "D"
    assert {clock.step for clock in report.clocks.all()} >= {"verify", "answer"}
    assert report.due_on is not None
    assert DBTaskResult.objects.filter(args_kwargs__args=[entry.pk]).exists()


def test_whoever_is_told_and_whoever_acts_together_gets_a_copy(submission) -> None:
    near_border = Whereabouts(PointSource.MAP, SANGATTA, 60_000.0)
    report = filed(submission(where=near_border), key=uuid4()).report
    told = {copy["code"] for copy in report.responsibilities.get().copies}
    copied = {copy.agency.code for copy in report.copies.select_related("agency")}
    assert told <= copied
    assert report.agency.code not in copied
    together = filed(submission(code="L5"), key=uuid4()).report
    kinds = {copy.agency.kind_id for copy in together.copies.select_related("agency")}
    assert {"ESDM", "POLRES"} <= kinds | {together.agency.kind_id}
