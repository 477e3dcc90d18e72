"""Evidence is compared with its case; doubts need a second officer; the same picture is found however it comes."""

import datetime as dt
import io
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from accounts.models import Agency
from reports.actions.case import evidence
from reports.actions.case.errors import RefusedError
from reports.actions.uploads import claim_photos, stage_photo
from reports.evidence.checking import sentences
from reports.evidence.likeness import ALIKE, bits_apart, most_alike, picture_hash
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import EvidenceCheck, Photo, Report, State
from reports.photos import MAX_PHOTOS, clean_photo
from reports.policies import Viewer
from reports.projection import see
from tests.factories import SANGATTA, ReportFactory, agency
from tests.reports.hands import officer_of, reporter_of
from tests.reports.pictures import encoded, picture, scene

pytestmark = pytest.mark.django_db

NOW = timezone.now()
EAST_500M = (SANGATTA[0] + 0.0045, SANGATTA[1])


@pytest.fixture
def case() -> Report:
    return ReportFactory(state=State.IN_FOLLOW_UP, received_at=NOW - dt.timedelta(days=10))


@pytest.fixture
def officer(case: Report) -> Viewer:
    return officer_of(case)


def taken(
    number: int = 1, at: dt.datetime | None = NOW, where: tuple[float, float] | None = SANGATTA, **changes: Any
) -> io.BytesIO:
    """A photo with the notes of a camera."""
    notes = Image.Exif()
    if at is not None:
        notes.get_ifd(0x8769).update({0x9003: f"{at.astimezone(dt.UTC):%Y:%m:%d %H:%M:%S}", 0x9011: "+00:00"})
    if where is not None:
        lon, lat = where
        notes.get_ifd(0x8825).update({1: "S" if lat < 0 else "N", 2: degrees(lat), 3: "E", 4: degrees(lon)})
    return io.BytesIO(encoded(changes.get("image", scene(number)), exif=notes))


def degrees(value: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(value), 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, round(rest * 60, 3)


def flags(photo: Photo) -> list[str]:
    return photo.check_result.flags


class TestComparing:
    def test_one_of_the_place_and_the_day_counts_at_once(self, case: Report, officer: Viewer) -> None:
        photo = evidence.add_evidence(case, officer, file=taken())
        check = photo.check_result
        assert (check.flags, check.needs_approval) == ([], False)
        assert check.distance_m == pytest.approx(0, abs=1)
        assert check.age_hours == pytest.approx(0, abs=1)
        assert (photo.source, photo.uploaded_by) == ("evidence", officer.user)
        assert case.history.get(verb="add_evidence").data["flags"] == []
        seen = see(case, Viewer())
        assert seen is not None
        assert seen.content is not None
        assert [shown.evidence for shown in seen.content.photos] == [True]

    @pytest.mark.parametrize(
        ("notes", "expected"),
        [
            ({"where": EAST_500M}, ["far"]),
            ({"where": (SANGATTA[0] + 0.002, SANGATTA[1])}, []),
            ({"at": NOW - dt.timedelta(days=11)}, ["old"]),
            ({"at": NOW - dt.timedelta(days=9)}, []),
            ({"at": NOW - dt.timedelta(days=10, hours=2)}, []),
            ({"at": NOW + dt.timedelta(days=2)}, ["silent"]),
            ({"at": None}, ["silent"]),
            ({"where": None}, ["silent"]),
            ({"at": None, "where": None}, ["silent"]),
            ({"at": NOW - dt.timedelta(days=400), "where": EAST_500M}, ["far", "old"]),
        ],
    )
    def test_doubts_are_flagged(
        self, case: Report, officer: Viewer, notes: dict[str, Any], expected: list[str]
    ) -> None:
        photo = evidence.add_evidence(case, officer, file=taken(**notes))
        assert flags(photo) == expected
        assert photo.check_result.needs_approval == bool(expected)

    def test_one_that_is_a_month_old_is_old_however_old_the_case(self, officer: Viewer) -> None:
        case = ReportFactory(state=State.IN_FOLLOW_UP, received_at=NOW - dt.timedelta(days=90))
        photo = evidence.add_evidence(case, officer_of(case), file=taken(at=NOW - dt.timedelta(days=31)))
        assert flags(photo) == ["old"]

    def test_an_inexact_place_is_given_room(self, case: Report, officer: Viewer) -> None:
        Report.objects.filter(pk=case.pk).update(accuracy_m=300)
        assert flags(evidence.add_evidence(case, officer, file=taken(where=EAST_500M))) == []

    def test_where_the_browser_was_stands_in_for_a_photo_that_does_not_tell(
        self, case: Report, officer: Viewer
    ) -> None:
        here = evidence.add_evidence(case, officer, file=taken(where=None), lonlat=SANGATTA)
        assert flags(here) == []
        there = evidence.add_evidence(case, officer, file=taken(2, where=None), lonlat=EAST_500M)
        assert flags(there) == ["far"]
        # What the camera wrote goes before what the browser says.
        both = evidence.add_evidence(case, officer, file=taken(3, where=EAST_500M), lonlat=SANGATTA)
        assert flags(both) == ["far"]

    def test_what_was_found_is_said_in_sentences(self, case: Report, officer: Viewer) -> None:
        photo = evidence.add_evidence(case, officer, file=taken(where=EAST_500M, at=NOW - dt.timedelta(days=11)))
        assert len(sentences(photo.check_result)) == 2
        assert "501" in sentences(photo.check_result)[0]
        silent = evidence.add_evidence(case, officer, file=taken(2, at=None, where=None))
        assert len(set(sentences(silent.check_result))) == 2


class TestReuse:
    @pytest.mark.parametrize("how", ["same file", "shrunk", "sent on", "cropped a little", "brighter"])
    def test_a_picture_that_was_evidence_before_is_found(self, case: Report, officer: Viewer, how: str) -> None:
        first = evidence.add_evidence(case, officer, file=taken(7))
        other = ReportFactory(state=State.IN_FOLLOW_UP, received_at=case.received_at)
        image = scene(7)
        changed = {
            "same file": image,
            "shrunk": image.resize((500, 375)),
            "sent on": Image.open(io.BytesIO(encoded(image.resize((640, 480)), quality=35))),
            "cropped a little": image.crop((15, 12, 790, 590)),
            "brighter": image.point(lambda value: min(255, int(value * 1.15))),
        }[how]
        again = evidence.add_evidence(other, officer_of(other), file=taken(image=changed))
        check = again.check_result
        assert check.flags == ["reused"]
        assert check.like == first
        assert check.likeness is not None
        assert check.likeness <= ALIKE

    def test_the_reporters_own_photo_is_no_photo_after_the_work(self, case: Report, officer: Viewer) -> None:
        claim_photos(case, [stage_photo(clean_photo(taken(8)))])
        photo = evidence.add_evidence(case, officer, file=taken(image=scene(8).resize((700, 525))))
        assert flags(photo) == ["reused"]

    def test_one_file_sent_twice_is_found_though_it_shows_nothing(self, case: Report, officer: Viewer) -> None:
        wall = Image.new("RGB", (400, 300), "grey")
        first = evidence.add_evidence(case, officer, file=taken(image=wall))
        assert first.phash is None
        assert flags(first) == []
        assert flags(evidence.add_evidence(case, officer, file=taken(image=wall))) == ["reused"]

    def test_two_pictures_that_show_nothing_are_not_taken_for_one(self, case: Report, officer: Viewer) -> None:
        evidence.add_evidence(case, officer, file=taken(image=Image.new("RGB", (400, 300), "grey")))
        other = evidence.add_evidence(case, officer, file=taken(image=Image.new("RGB", (400, 300), "black")))
        assert flags(other) == []

    def test_exercises_and_real_cases_do_not_meet(self, case: Report, officer: Viewer) -> None:
        evidence.add_evidence(case, officer, file=taken(9))
        exercise = ReportFactory(state=State.IN_FOLLOW_UP, received_at=case.received_at, practice=True)
        assert flags(evidence.add_evidence(exercise, officer_of(exercise), file=taken(9))) == []

    def test_the_index_finds_what_a_walk_over_all_finds(self, case: Report) -> None:
        chance = np.random.default_rng(3)
        centre = int(chance.integers(-(2**63), 2**63))
        hashes = [int(value) for value in chance.integers(-(2**63), 2**63, 300)]
        for bits in range(14):
            turned = sum(1 << int(bit) for bit in chance.choice(64, bits, replace=False))
            hashes.append(signed((centre ^ turned) & (2**64 - 1)))
        Photo.objects.bulk_create(
            Photo(report=case, position=n, sha256=str(n), width=1, height=1, phash=value)
            for n, value in enumerate(hashes)
        )
        stored = {photo.pk: photo.phash or 0 for photo in Photo.objects.all()}
        for asked in (centre, *hashes[:40], *(signed((value ^ 0xFF) & (2**64 - 1)) for value in hashes[40:80])):
            near = {pk: bits_apart(asked, value) for pk, value in stored.items() if bits_apart(asked, value) <= ALIKE}
            found = most_alike(asked, practice=False)
            assert (found.apart if found else None) == min(near.values(), default=None)


def signed(value: int) -> int:
    return value - 2**64 if value >> 63 else value


def test_a_hash_is_of_what_is_seen() -> None:
    one, other = picture_hash(scene(1)), picture_hash(scene(2))
    assert one is not None
    assert other is not None
    assert bits_apart(one, other) > 2 * ALIKE
    assert bits_apart(one, one) == 0
    assert picture_hash(picture()) is None


class TestApproving:
    @pytest.fixture
    def photo(self, case: Report, officer: Viewer) -> Photo:
        return evidence.add_evidence(case, officer, file=taken(where=EAST_500M))

    def test_a_second_officer_settles_it(self, case: Report, photo: Photo) -> None:
        second = officer_of(case)
        entry = evidence.approve_evidence(case, second, photo=photo, note="Truk tidak bisa lebih dekat.")
        check = EvidenceCheck.objects.get(photo=photo)
        assert (check.needs_approval, check.approved_by, check.approved_at) == (False, second.user, entry.at)
        assert check.approval_note == "Truk tidak bisa lebih dekat."
        seen = see(case, Viewer())
        assert seen is not None
        assert seen.content is not None
        assert len(seen.content.photos) == 1

    def test_who_sent_it_cannot(self, case: Report, officer: Viewer, photo: Photo) -> None:
        with pytest.raises(RefusedError) as refused:
            evidence.approve_evidence(case, officer, photo=photo)
        assert refused.value.field == "photo"
        assert EvidenceCheck.objects.get(photo=photo).needs_approval

    def test_twice_or_without_need_or_elsewhere_is_refused(self, case: Report, photo: Photo) -> None:
        second = officer_of(case)
        evidence.approve_evidence(case, second, photo=photo)
        sound = evidence.add_evidence(case, officer_of(case), file=taken(2))
        other = ReportFactory(state=State.IN_FOLLOW_UP)
        for report, which in ((case, photo), (case, sound), (other, photo)):
            with pytest.raises(RefusedError) as refused:
                evidence.approve_evidence(report, officer_of(report), photo=which)
            assert refused.value.field == "photo"

    def test_the_reporter_cannot(self, case: Report, photo: Photo) -> None:
        with pytest.raises(NotAllowedError):
            evidence.approve_evidence(case, reporter_of(case), photo=photo)


class TestRefusals:
    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"\xff\xd8\xff\xe0broken"])
    def test_what_is_no_photo_is_refused_at_the_field(self, case: Report, officer: Viewer, data: bytes) -> None:
        with pytest.raises(RefusedError) as refused:
            evidence.add_evidence(case, officer, file=io.BytesIO(data))
        assert refused.value.field == "photo"

    def test_no_file_stays_behind_where_the_verb_fails(self, case: Report, officer: Viewer) -> None:
        stored: list[str] = []
        storage = Photo._meta.get_field("original").storage
        evidence.add_evidence(case, officer, file=taken())
        folder = Photo.objects.get().original.name.rpartition("/")[0]
        stored = storage.listdir(folder)[1]
        Report.objects.filter(pk=case.pk).update(state=State.CLOSED)
        with pytest.raises(NotPossibleError):
            evidence.add_evidence(case, officer, file=taken(2))
        stranger = officer_of(Agency.objects.get(code="DLH-64.72"))
        with pytest.raises(NotAllowedError):
            evidence.add_evidence(case, stranger, file=taken(2))
        assert storage.listdir(folder)[1] == stored

    def test_a_case_takes_so_many(self, case: Report, officer: Viewer, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(evidence, "MOST_EVIDENCE", 1)
        evidence.add_evidence(case, officer, file=taken())
        with pytest.raises(RefusedError) as refused:
            evidence.add_evidence(case, officer, file=taken(2))
        assert refused.value.field == "photo"


class TestTheReportersPhotos:
    def test_they_wait_for_an_officer_where_the_report_is_public(self, case: Report) -> None:
        claim_photos(case, [stage_photo(clean_photo(taken(1)))])
        evidence.add_photos(case, reporter_of(case), photos=[stage_photo(clean_photo(taken(2)))])
        first, later = case.photos.all()
        assert (first.position, later.position, later.source, later.hidden) == (1, 2, "reporter", True)
        assert later.phash == clean_photo(taken(2)).phash
        public, own = see(case, Viewer()), see(case, reporter_of(case))
        assert public is not None
        assert public.content is not None
        assert len(public.content.photos) == 1
        assert own is not None
        assert own.content is not None
        assert len(own.content.photos) == 2

    def test_before_it_is_checked_they_are_checked_with_it(self) -> None:
        case = ReportFactory()
        evidence.add_photos(case, reporter_of(case), photos=[stage_photo(clean_photo(taken(2)))])
        assert not case.photos.get().hidden

    def test_as_many_as_at_filing(self, case: Report) -> None:
        ticket = stage_photo(clean_photo(taken(1)))
        Photo.objects.bulk_create(
            Photo(report=case, position=n, source="reporter", sha256=str(n), width=1, height=1)
            for n in range(1, MAX_PHOTOS + 1)
        )
        for photos in ([ticket], []):
            with pytest.raises(RefusedError) as refused:
                evidence.add_photos(case, reporter_of(case), photos=photos)
            assert refused.value.field == "photos"

    def test_a_ticket_is_claimed_once(self, case: Report) -> None:
        ticket = stage_photo(clean_photo(taken(1)))
        evidence.add_photos(case, reporter_of(case), photos=[ticket])
        with pytest.raises(RefusedError) as refused:
            evidence.add_photos(case, reporter_of(case), photos=[ticket])
        assert refused.value.field == "photos"
        assert case.photos.count() == 1

    def test_nobody_else_adds_any(self, case: Report, officer: Viewer) -> None:
        ticket = stage_photo(clean_photo(taken(1)))
        for viewer in (officer, Viewer()):
            with pytest.raises(NotAllowedError):
                evidence.add_photos(case, viewer, photos=[ticket])


def test_photos_from_before_hashes_were_kept_are_hashed_later(case: Report, officer: Viewer) -> None:
    known, even, lost = (
        evidence.add_evidence(case, officer, file=taken(image=image))
        for image in (scene(11), Image.new("RGB", (400, 300), "grey"), scene(12))
    )
    phash = known.phash
    Photo.objects.update(phash=None)
    lost.image.storage.delete(lost.image.name)
    out = io.StringIO()
    call_command("hash_photos", stdout=out)
    assert out.getvalue() == "1 photos hashed, 1 too even to be told apart, 1 not readable\n"
    known.refresh_from_db()
    even.refresh_from_db()
    assert known.phash is not None
    assert phash is not None
    assert bits_apart(known.phash, phash) <= 2
    assert even.phash is None


def test_a_photo_like_one_of_a_report_in_other_hands_does_not_name_it(case: Report, officer: Viewer) -> None:
    elsewhere = ReportFactory(state=State.IN_FOLLOW_UP, received_at=case.received_at, confidential=True)
    Report.objects.filter(pk=elsewhere.pk).update(agency=agency("DLH-34.04"))
    elsewhere.refresh_from_db()
    evidence.add_evidence(elsewhere, officer_of(elsewhere), file=taken(12))
    assert flags(evidence.add_evidence(case, officer, file=taken(12))) == ["reused"]
    page, client = f"/petugas/kasus/{case.number}/", Client()
    client.force_login(officer.user)
    assert elsewhere.number not in client.get(page).content.decode()
    Report.objects.filter(pk=elsewhere.pk).update(agency=case.agency)
    assert elsewhere.number in client.get(page).content.decode()
