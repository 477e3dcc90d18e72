"""Public consultations: who reads and changes them, frozen figures, agreed actions, minutes, and their forms."""

import datetime as dt
import uuid
import zlib
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InternalError, transaction
from django.test import Client
from django.utils import timezone

from accounts.changing import NotAllowedError, StaleError
from accounts.models import Role
from monitoring.actions.plans import Aim, publish_plan
from monitoring.models.plans import ActionPlan
from monitoring.plans.figures import periods_to_begin_from
from participation.actions.consultations import (
    Told,
    agree_plan,
    change_consultation,
    lay_figures,
    make_consultation,
    publish_consultation,
    take_figure_off,
)
from participation.actions.minutes import keep_minutes
from participation.actions.rows import load_participation_rows
from participation.consultations.showing import public_context_of
from participation.models import Consultation, ConsultationEntry, ParticipantGroup
from reports.actions.case.errors import RefusedError
from reports.models import Report
from tests.cast import Staff, staff
from tests.factories import ReportFactory, UserFactory, agency
from tests.maps.gathering import hotspot
from tests.participation.pages import body, words

pytestmark = pytest.mark.django_db
DESK, PUBLIC = "/petugas/konsultasi/", "/pemantauan/konsultasi/"
TITLE, SAID = "Sampah di tepi sungai", "Warga meminta pengangkutan dua kali seminggu."
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ACTION = "Truk mengangkut dua kali seminggu."


@pytest.fixture(autouse=True)
def _groups() -> None:
    load_participation_rows()


@pytest.fixture
def officer() -> Staff:
    return staff()


def today(days: int = 0) -> dt.date:
    return timezone.localdate(timezone=timezone.get_default_timezone()) + dt.timedelta(days=days)


def told(**more: Any) -> Told:
    given: dict[str, Any] = {
        "title": TITLE, "held_on": today(-3), "venue": "Balai desa Swarga Bara", "said": SAID,
        "participants": {"masyarakat": 30, "akademisi": 2},
    }  # fmt: skip
    return Told(**given | more)


def made(client: Staff, **more: Any) -> Consultation:
    return make_consultation(client.user, agency=agency("DLH-64.08"), told=told(**more))


def aim(area: str = "64.08") -> Aim:
    return Aim("verified_in_3_days", periods_to_begin_from()[-2], area)


def typed(**more: Any) -> dict[str, Any]:
    return {
        "key": str(uuid.uuid4()), "agency": agency("DLH-64.08").pk, "title": TITLE, "held_on": today(-3).isoformat(),
        "venue": "Balai desa", "area": "64.08", "said": SAID, "hotspots": "", "group_masyarakat": "12", **more,
    }  # fmt: skip


def pdf(content: bytes = PDF, name: str = "notula.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def first_button(client: Client, found: Consultation) -> str:
    """Where the button leads that staff shall press next."""
    page = client.get(found.desk_url).content.decode()
    return page.partition('class="btn btn-accent"')[2].partition('href="')[2].partition('"')[0]


def test_it_is_read_by_its_agency_and_who_watches_until_it_is_published(officer: Staff) -> None:
    found = made(officer)
    for reader in (officer, staff("KOORDINATOR-64", Role.MONITOR), staff("NASIONAL", Role.NATIONAL)):
        assert TITLE in body(reader, DESK)
        assert SAID in body(reader, found.desk_url)
    elsewhere = staff("DLH-61.03")
    assert TITLE not in body(elsewhere, DESK)
    for part in ("", "rencana/", "notula.pdf", "ubah/", "terbitkan/", "angka/"):
        assert elsewhere.get(found.desk_url + part).status_code == HTTPStatus.NOT_FOUND, part
    assert TITLE not in body(Client(), PUBLIC)
    assert officer.get(found.url).status_code == HTTPStatus.NOT_FOUND

    publish_consultation(found, officer.user, published=True)
    assert TITLE in body(Client(), PUBLIC)
    shown = body(Client(), found.url)
    assert SAID in shown
    assert "Masyarakat 30" in shown
    publish_consultation(found, officer.user, published=False)
    assert Client().get(found.url).status_code == HTTPStatus.NOT_FOUND


def test_the_desk_is_for_staff() -> None:
    assert Client().get(DESK).status_code == HTTPStatus.FOUND
    assert Staff.of(UserFactory()).get(DESK).status_code == HTTPStatus.FORBIDDEN


def test_verbs_refuse_who_has_no_business_there(officer: Staff) -> None:
    found, other = made(officer), staff("DLH-61.03")
    with pytest.raises(NotAllowedError):
        made(other)
    with pytest.raises(NotAllowedError):
        change_consultation(found, other.user, told=told())
    with pytest.raises(NotAllowedError):
        keep_minutes(found, other.user, file=pdf())
    with pytest.raises(NotAllowedError):
        agree_plan(
            found, officer.user, agency=agency("DLH-61.03"), action=ACTION, target_on=today(30), aim=aim()
        )  # fmt: skip
    assert found.history.count() == 1
    assert not ActionPlan.objects.exists()


def test_each_verb_writes_one_row_and_sent_twice_none(officer: Staff) -> None:
    found, key = made(officer), uuid.uuid4()
    for _again in range(2):
        change_consultation(found, officer.user, told=told(participants={"masyarakat": 31}))
        lay_figures(found, officer.user, aims=[aim(), aim()])
        agree_plan(
            found, officer.user, agency=agency("DLH-64.08"), action=ACTION, target_on=today(30), aim=aim(), key=key
        )
        keep_minutes(found, officer.user, file=pdf())
        publish_consultation(found, officer.user, published=True)
    verbs = ["made", "changed", "figure_laid", "plan_agreed", "minutes_kept", "published"]
    assert list(found.history.values_list("verb", flat=True)) == verbs
    with pytest.raises(StaleError):
        change_consultation(found, officer.user, told=told(title="Judul yang lain"), version=0)
    with pytest.raises(InternalError), transaction.atomic():
        ConsultationEntry.objects.filter(consultation=found).update(note="lain")


def test_figures_are_frozen_and_the_public_reads_that_of_public_cases(officer: Staff) -> None:
    period = periods_to_begin_from()[0]
    received = timezone.make_aware(dt.datetime.combine(period.first, dt.time(9))) + dt.timedelta(days=3)
    filed = [ReportFactory(received_at=received) for _one in range(3)]
    Report.everything.filter(pk=filed[0].pk).update(confidential=True)
    found = made(officer)
    lay_figures(found, officer.user, aims=[Aim("received", period, "64.08"), Aim("received", period)])
    public, whole = (list(found.figures.filter(public=public, area="64.08")) for public in (True, False))
    assert [one.value for one in (*public, *whole)] == [2, 3]
    Report.everything.update(state="archived")
    rows = public_context_of(found)["figures"]
    assert [row["value"] for row in rows] == ["2", "–"]
    assert rows[1]["why"]
    with pytest.raises(InternalError), transaction.atomic():
        found.figures.update(value=100)
    take_figure_off(found, officer.user, figure=whole[0].pk)
    assert not found.figures.filter(area="64.08").exists()
    assert found.history.last().verb == "figure_taken_off"


def test_an_agreed_action_is_a_plan_and_the_public_reads_it_once_published(officer: Staff) -> None:
    found = made(officer)
    publish_consultation(found, officer.user, published=True)
    said = {
        "key": str(uuid.uuid4()), "agency": agency("DLH-64.08").pk, "action": ACTION, "area": "64.08", "category": "",
        "target_on": today(30).isoformat(), "measure": "verified_in_3_days", "period": aim().period.name,
    }  # fmt: skip
    for _again in range(2):
        assert officer.post(f"{found.desk_url}rencana/", said).status_code == HTTPStatus.FOUND
    plan = ActionPlan.objects.get()
    assert ACTION in body(officer, found.desk_url)
    assert ACTION not in body(Client(), found.url)
    publish_plan(plan, officer.user, published=True)
    assert ACTION in body(Client(), found.url)
    assert (
        officer.post(f"{found.desk_url}rencana/", said | {"target_on": "", "key": str(uuid.uuid4())}).status_code == 422
    )


def test_hotspots_are_shown_to_those_who_may_see_them(officer: Staff) -> None:
    reports = [ReportFactory() for _one in range(6)]
    seen = hotspot(reports)
    found = made(officer, hotspots=[seen.number])
    publish_consultation(found, officer.user, published=True)
    assert list(public_context_of(found)["hotspots"]) == [seen]
    Report.everything.filter(pk__in=[report.pk for report in reports]).update(confidential=True)
    assert not public_context_of(found)["hotspots"]
    with pytest.raises(RefusedError) as error:
        made(staff("DLH-64.08"), hotspots=[999_999])
    assert error.value.field == "hotspots"


def test_minutes_are_a_pdf_by_content_and_public_with_the_consultation(officer: Staff) -> None:
    found = made(officer)
    address = f"{found.desk_url}notula/"
    for wrong in (pdf(b"MZ\x90\x00 not a pdf"), pdf(b""), pdf(b"%PDF-1.7\n"), pdf(b"hanya teks", "notula.pdf")):
        answer = officer.post(address, {"version": 0, "files": wrong})
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert 'id="id_files_error"' in answer.content.decode()
    assert officer.post(address, {"version": 0, "files": pdf()}).status_code == HTTPStatus.FOUND
    assert b"".join(officer.get(f"{found.desk_url}notula.pdf")) == PDF
    assert Client().get(f"{found.url}notula.pdf").status_code == HTTPStatus.NOT_FOUND
    found.refresh_from_db()
    publish_consultation(found, officer.user, published=True)
    public = Client().get(f"{found.url}notula.pdf")
    assert (public["Content-Type"], b"".join(public)) == ("application/pdf", PDF)
    assert public["Content-Disposition"].startswith("attachment")


def test_what_is_over_is_published_with_what_was_said_and_by_how_many(officer: Staff) -> None:
    silent = made(officer, said="")
    with pytest.raises(RefusedError):
        publish_consultation(silent, officer.user, published=True)
    with pytest.raises(RefusedError):
        publish_consultation(made(officer, participants={}), officer.user, published=True)
    coming = made(officer, said="", participants={}, held_on=today(14))
    publish_consultation(coming, officer.user, published=True)
    assert coming.published_at is not None


def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(officer: Staff) -> None:
    wrong = {
        "held_on": ("2999-01-01", "bukan tanggal"), "title": ("", "x" * 151), "area": ("99.99",), "hotspots": ("abc",),
        "group_masyarakat": ("-1", "banyak"), "agency": (str(agency("DLH-61.03").pk),), "venue": ("\x00\x01",),
    }  # fmt: skip
    for field, values in wrong.items():
        for value in values:
            answer = officer.post(f"{DESK}baru/", typed(**{field: value}))
            assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, (field, value)
            page = answer.content.decode()
            assert f'id="id_{field}_error"' in page, (field, value)
            assert SAID in page
    assert not Consultation.objects.exists()


def test_the_form_makes_one_however_often_it_is_sent(officer: Staff) -> None:
    said = typed()
    first, second = (officer.post(f"{DESK}baru/", said) for _again in range(2))
    found = Consultation.objects.get()
    assert first.headers["Location"] == second.headers["Location"] == found.desk_url
    assert found.participants == 12


def test_who_was_slower_keeps_what_was_typed(officer: Staff) -> None:
    found = made(officer)
    change_consultation(found, officer.user, told=told(title="Judul yang lain"))
    said = typed(version=0, title="Tulisan saya yang panjang")
    answer = officer.post(f"{found.desk_url}ubah/", said)
    assert answer.status_code == HTTPStatus.CONFLICT
    assert "Judul yang lain" in words(answer)
    assert "Tulisan saya yang panjang" in answer.content.decode()
    assert officer.post(f"{found.desk_url}ubah/", said | {"version": 1}).status_code == HTTPStatus.FOUND


def test_groups_are_the_administrators_and_what_was_counted_stays(officer: Staff) -> None:
    found = made(officer)
    ParticipantGroup.objects.filter(pk="akademisi").update(active=False)
    ParticipantGroup.objects.create(code="nelayan", name_id="Nelayan", position=15)
    page = body(officer, f"{found.desk_url}ubah/")
    assert "Nelayan" in page
    assert "Akademisi" in page
    assert "Akademisi" not in body(officer, f"{DESK}baru/")
    assert load_participation_rows().created == 0
    rows = "/kelola/participation/participantgroup/"
    assert staff("NASIONAL", Role.NATIONAL, user__is_staff=True).get(rows).status_code == HTTPStatus.OK
    assert officer.get(rows).status_code != HTTPStatus.OK


_SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
_PACKED = zlib.compress(b"1 0 " + _SCRIPT)


def with_object(thing: bytes) -> bytes:
    return PDF.replace(b"<<>>", thing)


def packed(stream: bytes) -> bytes:
    return with_object(b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode>>\nstream\n" + stream + b"\nendstream")


@pytest.mark.parametrize(
    "wrong",
    [
        with_object(_SCRIPT),
        with_object(_SCRIPT.replace(b"JavaScript", b"J#61vaScript").replace(b"/JS", b"/J#53")),
        packed(_PACKED),
        packed(_PACKED[:-8]),
        packed(zlib.compress(bytes(60_000_000))),
        with_object(b"<</Type/EmbeddedFile>>"),
        with_object(b"<</S/Launch/F(cmd.exe)>>"),
        with_object(b"<</Encrypt 3 0 R>>"),
    ],
    ids=["script", "escaped", "packed", "damaged", "bomb", "file", "launch", "lock"],
)
def test_minutes_that_run_or_hide_something_are_not_taken(officer: Staff, wrong: bytes) -> None:
    with pytest.raises(RefusedError) as error:
        keep_minutes(made(officer), officer.user, file=pdf(wrong))
    assert error.value.field == "files"


def test_what_only_looks_like_a_script_in_a_picture_is_taken(officer: Staff) -> None:
    found = made(officer)
    keep_minutes(found, officer.user, file=pdf(with_object(b"<</Length 9>>\nstream\n\x00/JS \xff\x00\nendstream")))
    keep_minutes(found, officer.user, file=pdf(packed(zlib.compress(b"1 0 <</Type/Page>>"))))
    assert found.minutes_sha256


def test_figures_are_laid_together_and_are_one_number_that_everybody_may_be_told(officer: Staff) -> None:
    found = made(officer)
    address = f"{found.desk_url}angka/"
    page = officer.get(address).content.decode()
    said = {"version": 0, "area": "64.08", "category": "", "period": aim().period.name}
    for never in ("by_kind", "archived"):
        assert f'value="{never}"' not in page
        assert officer.post(address, said | {"measure": [never]}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        with pytest.raises(RefusedError):
            lay_figures(found, officer.user, aims=[aim(), Aim(never, aim().period, "64.08")])
    assert not found.figures.exists()
    assert officer.post(address, said | {"measure": ["received", "closed", "closed"]}).status_code == HTTPStatus.FOUND
    assert set(found.figures.values_list("measure", flat=True)) == {"received", "closed"}
    assert list(found.history.values_list("verb", flat=True)) == ["made", "figure_laid"]


def test_what_is_published_keeps_saying_how_many_came(officer: Staff) -> None:
    found = made(officer)
    publish_consultation(found, officer.user, published=True)
    without: tuple[dict[str, Any], ...] = ({"participants": {}}, {"said": ""})
    for less in without:
        with pytest.raises(RefusedError):
            change_consultation(found, officer.user, told=told(**less))
    assert found.participants == 32


def test_before_it_is_published_one_sees_what_everybody_will_read(officer: Staff) -> None:
    period = periods_to_begin_from()[0]
    received = timezone.make_aware(dt.datetime.combine(period.first, dt.time(9))) + dt.timedelta(days=3)
    filed = [ReportFactory(received_at=received) for _one in range(3)]
    Report.everything.filter(pk=filed[0].pk).update(confidential=True)
    found = made(officer)
    lay_figures(found, officer.user, aims=[Aim("received", period, "64.08")])
    agree_plan(found, officer.user, agency=agency("DLH-64.08"), action=ACTION, target_on=today(30), aim=aim())
    monitor = staff("KOORDINATOR-64", Role.MONITOR)
    inside, preview = (body(monitor, found.desk_url + part) for part in ("", "terbitkan/"))
    assert f"{period.label} 3 –" in inside
    assert f"{period.label} 2 –" in preview
    assert f"{period.label} 3 –" not in preview
    assert ACTION in inside
    assert ACTION not in preview


def test_a_plan_leads_to_where_it_was_agreed(officer: Staff) -> None:
    found = made(officer)
    plan = agree_plan(found, officer.user, agency=agency("DLH-64.08"), action=ACTION, target_on=today(30), aim=aim())
    publish_plan(plan, officer.user, published=True)
    assert f'href="{found.desk_url}"' in officer.get(plan.desk_url).content.decode()
    assert TITLE not in body(Client(), plan.url)
    assert TITLE not in body(officer, plan.url), "the public page says the same to everybody"
    publish_consultation(found, officer.user, published=True)
    assert f'href="{found.url}"' in Client().get(plan.url).content.decode()


def test_staff_are_told_what_comes_next(officer: Staff) -> None:
    found = made(officer, said="", participants={})
    for change, step in (
        ({}, "ubah/"), ({"said": SAID, "participants": {"masyarakat": 3}}, "terbitkan/"),
    ):  # fmt: skip
        if change:
            change_consultation(found, officer.user, told=told(**change))
        assert first_button(officer, found) == found.desk_url + step
    publish_consultation(found, officer.user, published=True)
    assert first_button(officer, found) == f"{found.desk_url}notula/"
