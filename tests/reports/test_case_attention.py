"""What an officer must look at first: why the public does not see a report, and what people object to."""

import pytest
from django.utils import timezone

from reports.actions.case.passing import accept
from reports.models import Deadline, Flag, Report, State
from reports.policies import Viewer
from tests.cast import staff
from tests.reports.casework import HOSTILE, address, case

pytestmark = pytest.mark.django_db


def object_to(report: Report, reason: str = "privacy", text: str = "") -> Flag:
    return Flag.objects.create(report=report, reason=reason, text=text, visitor=f"{reason:0<64}", at=timezone.now())


def test_the_case_page_says_why_a_report_is_held_back_and_how_to_release_it() -> None:
    report = case(held=True, held_why="Kata yang diawasi: bajingan")
    text = staff().get(address(report)).content.decode()
    assert "Kata yang diawasi: bajingan" in text
    assert address(report, "terbitkan") in text


def test_objections_stand_on_the_case_page_with_their_words_and_are_settled_there() -> None:
    report, officer = case(State.VERIFIED), staff()
    object_to(report, "privacy", f"Itu nomor saya {HOSTILE}")
    object_to(report, "false")
    text = officer.get(address(report)).content.decode()
    for said in ("Itu nomor saya", str(Flag.Reason.FALSE.label), address(report, "keberatan")):
        assert said.casefold() in text.casefold()
    assert "<script>alert" not in text

    form = officer.get(address(report, "keberatan"))
    assert "Itu nomor saya" in form.content.decode()
    sent = {"version": report.version, "note": ""}
    refused = officer.post(address(report, "keberatan"), sent)
    assert refused.status_code == 422
    assert 'id="id_note_error"' in refused.content.decode()

    done = officer.post(address(report, "keberatan"), sent | {"note": "Nomornya sudah dihitamkan."}, follow=True)
    assert done.status_code == 200
    assert not Flag.objects.filter(settled_at__isnull=True).exists()
    assert report.history.get(verb="settle_flags").note == "Nomornya sudah dihitamkan."
    assert address(report, "keberatan") not in done.content.decode()


def test_objections_are_settled_by_those_in_whose_hands_the_case_is() -> None:
    report = case(State.VERIFIED)
    object_to(report, text="Itu rumah saya.")
    assert staff("DLH-61.03").get(address(report, "keberatan")).status_code == 404


def test_a_row_of_the_inbox_says_why_it_is_held_and_for_what_the_public_objects() -> None:
    held, flagged, calm = case(held=True, held_why="Kata yang diawasi: bajingan"), case(State.VERIFIED), case()
    object_to(flagged, "abuse")
    text = staff().get("/petugas/").content.decode()
    rows = {number: text.split(f'data-number="{number}"')[1].split("</li>")[0]
            for number in (held.number, flagged.number, calm.number)}  # fmt: skip
    assert "Kata yang diawasi: bajingan" in rows[held.number]
    assert str(Flag.Reason.ABUSE.label) in rows[flagged.number]
    assert "case-row__why" not in rows[calm.number]


def test_the_deadlines_name_the_regulation_they_rest_on() -> None:
    report = case(State.VERIFIED)
    accept(report, Viewer.of((officer := staff()).user))
    text = officer.get(address(report)).content.decode()
    running = Deadline.objects.filter(pk__in=report.clocks.values("deadline"))
    assert running
    assert [deadline.basis for deadline in running if deadline.basis not in text] == []
