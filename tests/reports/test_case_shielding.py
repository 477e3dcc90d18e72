"""What is kept from whom: hidden, blackened, blurred, held back, looked at on record, and taken from the accused."""

import io
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Agency
from reports import crypto
from reports.actions.case import shielding, weighing
from reports.actions.case.errors import RefusedError
from reports.actions.case.evidence import add_evidence
from reports.actions.case.placing import change_category
from reports.actions.uploads import Ticket, claim_photos, stage_photo
from reports.lifecycle.offer import NotAllowedError
from reports.models import CaseCopy, Category, IdentityReveal, Photo, Report, ReporterIdentity, State
from reports.photos import clean_photo, holds_only_picture
from reports.policies import Viewer, access
from reports.projection import see
from reports.redaction import BLACK
from tests.factories import ReportFactory
from tests.reports.hands import national, officer_of, reporter_of
from tests.reports.pictures import encoded, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def case() -> Report:
    return ReportFactory(
        state=State.VERIFIED,
        description="Pak Budi membuang sampah di pinggir jalan.",
        suspected_source="Truk Pak Budi",
        desired_remedy="Pak Budi harus membersihkannya.",
    )


@pytest.fixture
def officer(case: Report) -> Viewer:
    return officer_of(case)


@pytest.fixture
def photo(case: Report) -> Photo:
    claim_photos(case, [staged(1)])
    return case.photos.get()


def staged(number: int) -> Ticket:
    return stage_photo(clean_photo(io.BytesIO(encoded(scene(number)))))


def refused(verb: Any, *args: Any, **values: Any) -> str:
    with pytest.raises(RefusedError) as error:
        verb(*args, **values)
    return error.value.field


class TestPrivacy:
    def test_staff_hide_and_never_open(self, case: Report, officer: Viewer) -> None:
        Report.objects.filter(pk=case.pk).update(anonymous=True)
        shielding.impose_privacy(case, officer, confidential=True, note="Menyebut nama anak.")
        assert (case.anonymous, case.confidential) == (True, True)
        assert see(case, Viewer()) is None
        refused(shielding.impose_privacy, case, officer, anonymous=True, confidential=True, note="x")
        with pytest.raises(NotAllowedError):
            shielding.change_privacy(case, officer, anonymous=False, confidential=False)

    def test_a_reason_is_needed(self, case: Report, officer: Viewer) -> None:
        assert refused(shielding.impose_privacy, case, officer, anonymous=True, note="") == "note"

    def test_the_reporter_opens_what_they_chose_themselves(self, case: Report) -> None:
        Report.objects.filter(pk=case.pk).update(anonymous=True)
        own = reporter_of(case)
        shielding.change_privacy(case, own, anonymous=False, confidential=True)
        assert (case.anonymous, case.confidential) == (False, True)
        shielding.change_privacy(case, own, anonymous=False, confidential=False)
        assert see(case, Viewer()) is not None
        refused(shielding.change_privacy, case, own, anonymous=False, confidential=False)

    def test_but_not_what_staff_imposed(self, case: Report, officer: Viewer) -> None:
        shielding.impose_privacy(case, officer, anonymous=True, note="Ada ancaman.")
        field = refused(shielding.change_privacy, case, reporter_of(case), anonymous=False, confidential=False)
        assert field == "anonymous"

    def test_what_they_chose_stays_theirs_when_the_category_is_corrected(self, case: Report, officer: Viewer) -> None:
        Report.objects.filter(pk=case.pk).update(confidential=True)
        change_category(case, officer, category=Category.objects.get(pk="W2"), note="Limbah medis.")
        shielding.change_privacy(case, reporter_of(case), anonymous=False, confidential=False)
        assert not case.confidential

    def test_nor_what_the_category_hides(self, case: Report, officer: Viewer) -> None:
        change_category(case, officer, category=Category.objects.get(pk="H1"), note="Perburuan.")
        own = reporter_of(case)
        assert refused(shielding.change_privacy, case, own, anonymous=False, confidential=False) == "confidential"
        change_category(case, national(), category=Category.objects.get(pk="W1"), note="Bukan.")
        assert refused(shielding.change_privacy, case, own, anonymous=False, confidential=False) == "confidential"


class TestWords:
    def test_the_public_reads_black_and_the_reporter_their_own_words(self, case: Report, officer: Viewer) -> None:
        shielding.redact(
            case,
            officer,
            public_description="Pak ▇▇▇▇ membuang sampah di pinggir jalan.",
            public_source="",
            public_remedy="▇ harus membersihkannya.",
        )
        public, own = see(case, Viewer()), see(case, reporter_of(case))
        assert public is not None
        assert public.content is not None
        assert public.content.description == f"Pak {BLACK} membuang sampah di pinggir jalan."
        assert (public.content.suspected_source, public.content.desired_remedy) == (
            BLACK,
            f"{BLACK} harus membersihkannya.",
        )
        assert own is not None
        assert own.content is not None
        assert "Budi" in own.content.description

    def test_the_name_is_on_no_public_surface(self, case: Report, officer: Viewer, client: Client) -> None:
        shielding.redact(
            case,
            officer,
            public_description="Pak ▇ membuang sampah di pinggir jalan.",
            public_source="Truk Pak ▇",
            public_remedy="Pak ▇ harus membersihkannya.",
        )
        for address in (f"/laporan/{case.number}/", f"/api/v1/reports/{case.number}/", f"/en/laporan/{case.number}/"):
            page = client.get(address).content.decode()
            assert case.number in page
            assert "Budi" not in page

    def test_history_does_not_keep_what_was_blackened(self, case: Report, officer: Viewer) -> None:
        entry = shielding.redact(
            case, officer, public_description="Pak ▇ membuang sampah di pinggir jalan.", public_source=None
        )
        assert "Budi" not in str(entry.data)
        assert entry.data["blackened"] == ["public_description"]

    def test_it_is_taken_back(self, case: Report, officer: Viewer) -> None:
        shielding.redact(case, officer, public_description="▇", public_source="▇", public_remedy="▇")
        shielding.redact(case, officer, public_description=None, public_source=None)
        assert (case.public_description, case.public_source, case.public_remedy) == (None, None, BLACK)

    def test_a_citizens_words_are_not_rewritten(self, case: Report, officer: Viewer) -> None:
        for name, text in (
            ("public_description", "Pak ▇ TIDAK membuang sampah di pinggir jalan."),
            ("public_source", "Truk orang lain ▇"),
            ("public_remedy", "Tidak perlu apa-apa ▇"),
        ):
            texts = {"public_description": None, "public_source": None, name: text}
            assert refused(shielding.redact, case, officer, **texts) == name
        assert case.public_description is None


class TestPhotos:
    URL = "/laporan/{}/{}/{}.jpg"

    def body(self, client: Client, photo: Photo, size: str = "foto") -> bytes | None:
        response: Any = client.get(self.URL.format(photo.report.number, photo.position, size))
        return b"".join(response.streaming_content) if response.status_code == 200 else None

    def test_a_hidden_photo_is_gone_also_by_its_address(
        self, case: Report, officer: Viewer, photo: Photo, client: Client
    ) -> None:
        assert self.body(client, photo)
        shielding.treat_photo(case, officer, photo=photo, treatment="hide")
        assert self.body(client, photo) is None
        assert self.body(client, photo, "kecil") is None
        public, own = see(case, Viewer()), see(case, reporter_of(case))
        assert public is not None
        assert public.content is not None
        assert public.content.photos == ()
        assert own is not None
        assert own.content is not None
        assert [seen.hidden for seen in own.content.photos] == [True]
        shielding.treat_photo(case, officer, photo=photo, treatment="show")
        assert self.body(client, photo)

    def test_a_blurred_part_cannot_be_made_out(
        self, case: Report, officer: Viewer, photo: Photo, django_capture_on_commit_callbacks: Any
    ) -> None:
        before = photo.image.read()
        old = photo.image.name
        with django_capture_on_commit_callbacks(execute=True):
            shielding.treat_photo(case, officer, photo=photo, treatment="blur", boxes=[(0.25, 0.25, 0.75, 0.75)])
        assert photo.blurred
        with photo.image.open() as file:
            after = file.read()
        assert holds_only_picture(after)
        inside, outside = (0.3, 0.3, 0.7, 0.7), (0.0, 0.0, 0.2, 0.2)
        assert detail(after, inside) < detail(before, inside) / 3
        assert detail(after, outside) == pytest.approx(detail(before, outside), rel=0.1)
        # The sharp copy is no longer anywhere but in the evidence store.
        assert not photo.image.storage.exists(old)
        assert photo.original.storage.exists(photo.original.name)

    def test_what_was_blurred_stays_so_when_more_is(self, case: Report, officer: Viewer, photo: Photo) -> None:
        first, second = (0.0, 0.0, 0.4, 0.4), (0.6, 0.6, 1.0, 1.0)
        sharp = photo.image.read()
        for box in (first, second):
            shielding.treat_photo(case, officer, photo=photo, treatment="blur", boxes=[box])
        with photo.image.open() as file:
            both = file.read()
        for box in (first, second):
            assert detail(both, box) < detail(sharp, box) / 2

    def test_showing_it_takes_all_back(self, case: Report, officer: Viewer, photo: Photo) -> None:
        sharp = photo.image.read()
        shielding.treat_photo(case, officer, photo=photo, treatment="blur", boxes=[(0, 0, 1, 1)])
        shielding.treat_photo(case, officer, photo=photo, treatment="show")
        with photo.image.open() as file:
            assert file.read() == sharp
        assert not photo.blurred

    def test_who_has_the_picture_must_ask_again(
        self, case: Report, officer: Viewer, photo: Photo, client: Client
    ) -> None:
        address = self.URL.format(case.number, 1, "foto")
        kept = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": kept}).status_code == 304
        shielding.treat_photo(case, officer, photo=photo, treatment="blur", boxes=[(0, 0, 1, 1)])
        assert client.get(address, headers={"If-None-Match": kept}).status_code == 200
        shielding.treat_photo(case, officer, photo=photo, treatment="hide")
        assert client.get(address, headers={"If-None-Match": kept}).status_code == 404

    @pytest.mark.parametrize(
        "boxes",
        [
            [],
            [(0.5, 0.5, 0.5, 0.9)],
            [(0.8, 0.1, 0.2, 0.3)],
            [(-0.1, 0, 0.5, 0.5)],
            [(0, 0, 1.5, 1)],
            [(float("nan"), 0, 1, 1)],
            [("x", 0, 1, 1)],
            [(0, 0, 1)],
            [(0, 0, 0.5, 0.5)] * 41,
        ],
    )
    def test_what_is_no_rectangle_is_refused(self, case: Report, officer: Viewer, photo: Photo, boxes: Any) -> None:
        field = refused(shielding.treat_photo, case, officer, photo=photo, treatment="blur", boxes=boxes)
        assert field == "boxes"
        photo.refresh_from_db()
        assert not photo.blurred

    def test_a_photo_of_another_report_and_an_unknown_treatment_are_refused(self, case: Report, photo: Photo) -> None:
        other = ReportFactory(state=State.VERIFIED)
        assert refused(shielding.treat_photo, other, officer_of(other), photo=photo, treatment="hide") == "photo"
        assert refused(shielding.treat_photo, case, officer_of(case), photo=photo, treatment="burn") == "treatment"

    def test_without_its_original_it_cannot_be_shown_again(self, case: Report, officer: Viewer, photo: Photo) -> None:
        shielding.treat_photo(case, officer, photo=photo, treatment="blur", boxes=[(0, 0, 1, 1)])
        photo.original.storage.delete(photo.original.name)
        assert refused(shielding.treat_photo, case, officer, photo=photo, treatment="show") == "photo"
        photo.refresh_from_db()
        assert photo.blurred


class TestHoldingBack:
    def test_what_is_held_back_is_seen_by_its_reporter_and_staff_alone(self, case: Report, officer: Viewer) -> None:
        shielding.hold_back(case, officer, note="Kata-kata kasar.")
        assert see(case, Viewer()) is None
        assert see(case, reporter_of(case)) is not None
        assert case.held_why == "Kata-kata kasar."
        refused(shielding.hold_back, case, officer, note="x")
        shielding.release(case, officer)
        assert see(case, Viewer()) is not None
        assert case.held_why == ""
        refused(shielding.release, case, officer)

    def test_the_platform_itself_can(self, case: Report) -> None:
        entry = shielding.hold_back(case, Viewer(), note="Daftar kata.", as_system=True)
        assert entry.by == "system"
        with pytest.raises(NotAllowedError):
            shielding.release(case, reporter_of(case))


class TestIdentity:
    @pytest.fixture(autouse=True)
    def somebody(self, case: Report) -> None:
        ReporterIdentity.objects.create(report=case, name=crypto.encrypt("Siti Aminah"), phone=crypto.encrypt("0812"))

    def test_a_look_is_on_record(self, case: Report, officer: Viewer) -> None:
        found = shielding.reveal_identity(case, officer, reason="Menelepon untuk janji temu.")
        assert (found.name, found.phone, found.email) == ("Siti Aminah", "0812", "")
        look = IdentityReveal.objects.get()
        assert (look.report, look.user, look.reason) == (case, officer.user, "Menelepon untuk janji temu.")
        entry = case.history.get(verb="reveal_identity")
        assert entry.audience == "staff"
        assert "Siti" not in str((entry.data, entry.note))

    def test_the_record_is_committed_before_anything_is_read(
        self, case: Report, officer: Viewer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        depth = len(connection.savepoint_ids)
        read: list[int] = []

        def broken(_token: bytes) -> str:
            read.append(len(connection.savepoint_ids))
            raise RuntimeError("the key is gone")

        monkeypatch.setattr(crypto, "decrypt", broken)
        with pytest.raises(RuntimeError):
            shielding.reveal_identity(case, officer, reason="Menelepon untuk janji temu.")
        assert read == [depth]
        assert IdentityReveal.objects.count() == 1

    @pytest.mark.parametrize("reason", ["", "   ", "perlu", "\u200b" * 20])
    def test_a_reason_is_needed(self, case: Report, officer: Viewer, reason: str) -> None:
        assert refused(shielding.reveal_identity, case, officer, reason=reason) == "reason"
        assert not IdentityReveal.objects.exists()

    def test_only_who_handles_the_case_looks(self, case: Report) -> None:
        stranger = officer_of(Agency.objects.get(code="DLH-64.72"))
        CaseCopy.objects.create(report=case, agency=Agency.objects.get(code="DLH-64.74"), since=timezone.now())
        copied = officer_of(Agency.objects.get(code="DLH-64.74"))
        for viewer in (Viewer(), reporter_of(case), stranger, copied):
            with pytest.raises(NotAllowedError):
                shielding.reveal_identity(case, viewer, reason="Ingin tahu siapa dia.")

    def test_where_nothing_was_told_nothing_is_on_record(self) -> None:
        nameless = ReportFactory(state=State.VERIFIED)
        refused(shielding.reveal_identity, nameless, officer_of(nameless), reason="Menelepon untuk janji temu.")
        assert not IdentityReveal.objects.exists()


class TestMisconduct:
    def test_the_accused_agency_loses_case_and_copy(self, case: Report, officer: Viewer) -> None:
        accused = case.agency
        weighing.set_misconduct(case, officer, misconduct=True, accused_agency=accused, note="Petugasnya terlibat.")
        assert case.agency is not None
        assert case.agency.kind_id == "KOORDINATOR"
        assert case.agency.area_codes == ["64"]
        assert (case.misconduct, case.accused_agency) == (True, accused)
        assert not Report.objects.in_the_hands_of(officer.user).filter(pk=case.pk).exists()
        assert access(case, officer) < access(case, reporter_of(case))
        with pytest.raises(NotAllowedError):
            weighing.set_urgency(case, officer, urgency="T", note="x")
        decision = case.responsibilities.last()
        assert decision is not None
        assert decision.agency == case.agency
        assert "Petugasnya" not in decision.explanation_id
        assert "melanggar" not in decision.explanation_id

    def test_a_longer_deadline_holds(self, case: Report, officer: Viewer) -> None:
        before = case.answer_due_on
        weighing.set_misconduct(case, officer, misconduct=True, note="Dugaan pungli.")
        assert case.answer_due_on is not None
        assert before is not None
        assert case.answer_due_on > before
        assert case.agency is not None
        assert case.agency.code == "DLH-64.08"

    def test_where_the_coordinator_is_accused_it_goes_to_the_nation(self, case: Report) -> None:
        government = Agency.objects.get(code="PEMDA-64")
        coordinator = Agency.objects.get(kind="KOORDINATOR", area_codes__contains=["64"])
        assert coordinator.parent == government
        for accused in (coordinator, government):
            Report.objects.filter(pk=case.pk).update(agency=coordinator, accused_agency=None, misconduct=False)
            case.refresh_from_db()
            weighing.set_misconduct(case, national(), misconduct=True, accused_agency=accused, note="Terlibat.")
            assert case.agency is not None
            assert case.agency.kind_id == "NASIONAL"

    def test_one_of_the_central_government_goes_to_the_institution_above(self) -> None:
        case = ReportFactory(state=State.VERIFIED, category=Category.objects.get(pk="H2"))
        accused = case.agency
        weighing.set_misconduct(case, national(), misconduct=True, accused_agency=accused, note="Terlibat.")
        assert case.agency.kind_id == "KEMENHUT"

    def test_an_accused_neighbour_loses_its_copy(self, case: Report, officer: Viewer) -> None:
        neighbour = Agency.objects.get(code="DLH-64.72")
        CaseCopy.objects.create(report=case, agency=neighbour, since=timezone.now())
        weighing.set_misconduct(case, officer, misconduct=True, accused_agency=neighbour, note="Terlibat.")
        assert not case.copies.exists()
        assert case.agency is not None
        assert case.agency.code == "DLH-64.08"

    def test_taking_the_mark_back_moves_nothing(self, case: Report, officer: Viewer) -> None:
        weighing.set_misconduct(case, officer, misconduct=True, accused_agency=case.agency, note="Terlibat.")
        now = case.agency
        weighing.set_misconduct(case, national(), misconduct=False, note="Tidak terbukti.")
        assert (case.misconduct, case.accused_agency, case.agency) == (False, None, now)

    def test_contradictions_are_refused_at_their_field(self, case: Report, officer: Viewer) -> None:
        accuse = weighing.set_misconduct
        assert (
            refused(accuse, case, officer, misconduct=False, accused_agency=case.agency, note="x") == "accused_agency"
        )
        assert refused(accuse, case, officer, misconduct=False, note="x") == "misconduct"
        assert refused(accuse, case, officer, misconduct=True, note="") == "note"


def test_urgency_is_set_with_a_reason(case: Report, officer: Viewer) -> None:
    weighing.set_urgency(case, officer, urgency="D", note="Api mendekati rumah.")
    assert case.urgency == "D"
    assert refused(weighing.set_urgency, case, officer, urgency="D", note="x") == "urgency"
    assert refused(weighing.set_urgency, case, officer, urgency="X", note="x") == "urgency"
    assert refused(weighing.set_urgency, case, officer, urgency="T", note="") == "note"


def test_evidence_that_nobody_approved_is_for_staff_alone(case: Report, officer: Viewer, client: Client) -> None:
    photo = add_evidence(case, officer, file=io.BytesIO(encoded(scene(5))))
    assert photo.check_result.needs_approval
    assert client.get(f"/laporan/{case.number}/{photo.position}/foto.jpg").status_code == 404
    own = see(case, reporter_of(case))
    assert own is not None
    assert own.content is not None
    assert own.content.photos == ()


def detail(jpeg: bytes, box: tuple[float, float, float, float]) -> float:
    """How much neighbouring pixels differ in a part of a picture."""
    picture = Image.open(io.BytesIO(jpeg)).convert("L")
    width, height = picture.size
    part = picture.crop((int(box[0] * width), int(box[1] * height), int(box[2] * width), int(box[3] * height)))
    values, across = part.tobytes(), part.size[0]
    steps = [abs(a - b) for a, b in pairwise(values)]
    del steps[across - 1 :: across]
    return sum(steps) / len(steps)
