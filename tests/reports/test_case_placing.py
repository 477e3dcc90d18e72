"""The pin and the category are corrected: what that changes is shown before, and done as shown."""

import datetime as dt
from typing import Any

import h3
import pytest
from django.contrib.gis.geos import Point
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Agency
from reports import places
from reports.actions.case import placing
from reports.actions.case.change import StaleError
from reports.actions.case.errors import RefusedError
from reports.actions.case.passing import transfer
from reports.lifecycle.offer import NotAllowedError, NotPossibleError
from reports.models import Category, PlaceRecord, Report, ResponsibilityRecord, State
from reports.policies import Viewer
from reports.projection import see
from tests.factories import SANGATTA, ReportFactory
from tests.reports.hands import national, officer_of, reporter_of

pytestmark = pytest.mark.django_db

SAMARINDA = (117.15, -0.5)
"""64.72, a city of the same province."""
NEAR_THE_BORDER = (117.0, 0.6)
"""In Kutai Timur, some 200 m from Kutai Kartanegara."""
SEA = (117.7, 0.4)
SINGAPORE = (103.82, 1.35)
BLACK_SEA = (34.0, 43.0)


@pytest.fixture
def case() -> Report:
    return ReportFactory(state=State.VERIFIED)


@pytest.fixture
def officer(case: Report) -> Viewer:
    return officer_of(case)


def test_what_a_move_would_change_is_told_and_nothing_is_stored(case: Report) -> None:
    before = Report.objects.values().get(pk=case.pk)
    seen = placing.foresee_move(case, SAMARINDA)
    assert (seen.before.agency.code, seen.after.agency.code) == ("DLH-64.08", "DLH-64.72")
    assert "Samarinda" in seen.after.place
    assert "Samarinda" in str(seen.after.explanation)
    assert seen.hands_over
    assert seen.changed >= {"place", "agency", "explanation", "public_point"}
    assert seen.moved_m == pytest.approx(122_000, rel=0.05)
    assert seen.due == seen.after.answer_due_on
    assert seen.after.cell_m is None
    assert Report.objects.values().get(pk=case.pk) == before
    assert case.places.count() == case.responsibilities.count() == 1


def test_a_moved_pin_takes_place_agency_and_copies_along(case: Report, officer: Viewer) -> None:
    seen = placing.foresee_move(case, NEAR_THE_BORDER)
    entry = placing.move_pin(case, officer, lonlat=NEAR_THE_BORDER, note="Salah ketuk di peta.")
    case.refresh_from_db()
    assert case.point is not None
    assert case.point.coords == pytest.approx(NEAR_THE_BORDER)
    assert case.public_point is not None
    assert case.public_point.coords == pytest.approx(NEAR_THE_BORDER)
    assert case.doubtful
    assert case.responsibility_doubtful
    place, decision = case.places.last(), case.responsibilities.last()
    assert place is not None
    assert decision is not None
    assert place.reason == PlaceRecord.Reason.MOVED
    assert place.border_m == pytest.approx(seen.after.border_m)
    assert decision.reason == ResponsibilityRecord.Reason.CORRECTED
    assert (
        {copy.agency.name for copy in case.copies.all()}
        == set(seen.after.copies)
        == {"DLH Kabupaten Kutai Kartanegara"}
    )
    assert entry.note == "Salah ketuk di peta."
    assert entry.data["moved"]["from"] == [*SANGATTA]
    assert entry.audience == "reporter"


def test_who_gets_the_case_by_a_move_begins_with_nobody_assigned(case: Report, officer: Viewer) -> None:
    Report.objects.filter(pk=case.pk).update(assignee=officer.user)
    placing.move_pin(case, officer, lonlat=SAMARINDA, note="Di Samarinda.")
    assert case.agency is not None
    assert case.agency.code == "DLH-64.72"
    assert case.assignee is None
    with pytest.raises(NotAllowedError):
        placing.move_pin(case, officer, lonlat=SANGATTA, note="Kembali.")


def test_a_copy_keeps_the_day_since_when_it_was_given(case: Report, officer: Viewer) -> None:
    placing.move_pin(case, officer, lonlat=NEAR_THE_BORDER, note="Lebih tepat.")
    first = case.copies.get()
    placing.move_pin(case, officer, lonlat=(117.0005, 0.6003), note="Lebih tepat lagi.")
    assert case.copies.get().since == first.since
    placing.move_pin(case, officer, lonlat=SANGATTA, note="Ternyata di kota.")
    assert not case.copies.exists()


def test_to_whom_a_person_transferred_a_case_it_stays_when_the_pin_moves(case: Report, officer: Viewer) -> None:
    province = Agency.objects.get(code="DLH-64")
    transfer(case, officer, agency=province, note="Izin dari provinsi.")
    seen = placing.foresee_move(case, SAMARINDA)
    assert seen.kept
    assert not seen.hands_over
    assert seen.responsibility.agency.code == "DLH-64.72"
    placing.move_pin(case, officer_of(case), lonlat=SAMARINDA, note="Lokasi sebenarnya.")
    assert case.agency == province
    assert case.regency is not None
    assert case.regency.code == "64.72"
    decision = case.responsibilities.last()
    assert decision is not None
    assert (decision.reason, decision.agency) == ("corrected", province)
    assert "Izin dari provinsi" in decision.explanation_id


@pytest.mark.parametrize("lonlat", [SINGAPORE, BLACK_SEA, (0.0, 0.0), SANGATTA])
def test_no_place_is_refused_at_the_point(case: Report, officer: Viewer, lonlat: tuple[float, float]) -> None:
    with pytest.raises(RefusedError) as refused:
        placing.move_pin(case, officer, lonlat=lonlat, note="x")
    assert refused.value.field == "point"
    assert case.history.filter(verb="move_pin").count() == 0


def test_a_pin_goes_to_sea(case: Report, officer: Viewer) -> None:
    placing.move_pin(case, officer, lonlat=SEA, note="Di laut.")
    assert case.setting == "sea_12nm"
    assert case.regency is None
    assert case.tier == "province"


def test_a_reason_is_needed_for_each_correction(case: Report, officer: Viewer) -> None:
    for correct in (
        lambda: placing.move_pin(case, officer, lonlat=SAMARINDA, note=" "),
        lambda: placing.change_category(case, officer, category=Category.objects.get(pk="W2"), note="\u200b"),
    ):
        with pytest.raises(RefusedError) as refused:
            correct()
        assert refused.value.field == "note"


def test_only_who_has_the_case_corrects_it_and_only_while_it_is_open(case: Report, officer: Viewer) -> None:
    for stranger in (Viewer(), reporter_of(case), officer_of(Agency.objects.get(code="DLH-64.72"))):
        with pytest.raises(NotAllowedError):
            placing.move_pin(case, stranger, lonlat=SAMARINDA, note="x")
    with pytest.raises(StaleError):
        placing.move_pin(case, officer, lonlat=SAMARINDA, note="x", version=case.version + 1)
    Report.objects.filter(pk=case.pk).update(state=State.CLOSED)
    with pytest.raises(NotPossibleError):
        placing.move_pin(case, officer, lonlat=SAMARINDA, note="x")


class TestCategories:
    def test_a_sensitive_category_hides_place_and_content_from_then_on(self, case: Report, officer: Viewer) -> None:
        hunting = Category.objects.get(pk="H1")
        seen = placing.foresee_category(case, hunting)
        assert seen.changed >= {"category", "agency", "confidential", "public_point", "cell_m", "urgency"}
        assert "place" not in seen.changed
        placing.change_category(case, officer, category=hunting, note="Perburuan.")
        assert case.confidential
        assert case.public_cell_m == seen.after.cell_m == 20_000
        assert case.public_point != case.point
        assert case.agency is not None
        assert case.agency.kind_id == "BKSDA"
        assert see(case, Viewer()) is None

    def test_a_less_sensitive_category_opens_nothing(self) -> None:
        case = ReportFactory(state=State.VERIFIED, category=Category.objects.get(pk="H1"))
        placing.change_category(case, national(), category=Category.objects.get(pk="W1"), note="Hanya sampah.")
        assert case.confidential
        assert case.public_cell_m == 20_000
        assert case.agency is not None
        assert case.agency.code == "DLH-64.08"

    def test_an_urgency_that_somebody_set_stays(self, case: Report, officer: Viewer) -> None:
        Report.objects.filter(pk=case.pk).update(urgency="T")
        case.refresh_from_db()
        placing.change_category(case, officer, category=Category.objects.get(pk="W2"), note="Limbah medis.")
        assert case.urgency == "T"

    def test_a_confirmed_place_is_not_doubted_again(self, case: Report, officer: Viewer) -> None:
        placing.move_pin(case, officer, lonlat=NEAR_THE_BORDER, note="Lebih tepat.")
        placing.confirm_responsibility(case, officer)
        placing.change_category(case, officer, category=Category.objects.get(pk="W2"), note="Limbah medis.")
        assert not case.doubtful
        assert not case.responsibility_doubtful

    def test_the_same_or_a_disused_category_is_refused_at_the_field(self, case: Report, officer: Viewer) -> None:
        Category.objects.filter(pk="U2").update(active=False)
        for code in ("W1", "U2"):
            with pytest.raises(RefusedError) as refused:
                placing.change_category(case, officer, category=Category.objects.get(pk=code), note="x")
            assert refused.value.field == "category"


class TestConfirming:
    def test_what_was_doubtful_is_settled_and_on_record(self, case: Report, officer: Viewer) -> None:
        placing.move_pin(case, officer, lonlat=NEAR_THE_BORDER, note="Lebih tepat.")
        seen = see(case, Viewer())
        assert seen is not None
        assert "Kutai Kartanegara" in seen.place.doubt
        placing.confirm_responsibility(case, officer)
        assert (case.doubtful, case.responsibility_doubtful) == (False, False)
        decision = case.responsibilities.last()
        assert decision is not None
        assert (decision.reason, decision.confirm) == ("confirmed", False)
        seen = see(case, Viewer())
        assert seen is not None
        assert seen.place.doubt == ""
        assert seen.responsibility is not None
        assert not seen.responsibility.now.confirm

    def test_there_must_be_a_doubt(self, case: Report, officer: Viewer) -> None:
        with pytest.raises(RefusedError):
            placing.confirm_responsibility(case, officer)

    def test_a_village_that_nobody_has_found_is_not_confirmed(self, case: Report, officer: Viewer) -> None:
        Report.objects.filter(pk=case.pk).update(point=None, public_point=None, doubtful=True)
        with pytest.raises(RefusedError) as refused:
            placing.confirm_responsibility(case, officer)
        assert refused.value.field == "point"
        placing.move_pin(case, officer, lonlat=SANGATTA, note="Ditemukan.")
        assert case.point_source == "map"


class TestCells:
    def test_a_move_inside_the_cell_is_not_seen_from_outside(self) -> None:
        case = ReportFactory(state=State.VERIFIED, category=Category.objects.get(pk="H2"))
        before = see(case, Viewer())
        lat, lon = h3.cell_to_latlng(h3.latlng_to_cell(SANGATTA[1], SANGATTA[0], places.COARSE_RESOLUTION))
        placing.move_pin(case, national(), lonlat=(lon, lat), note="Lebih tepat.")
        after = see(case, Viewer())
        assert before is not None
        assert after is not None
        assert after.place.as_dict() == before.place.as_dict()
        assert after.responsibility == before.responsibility

    @settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.floats(95, 141), st.floats(-10, 6), st.floats(-0.01, 0.01), st.floats(-0.01, 0.01))
    def test_a_cell_depends_on_the_cell_alone(self, lon: float, lat: float, east: float, north: float) -> None:
        """Two points in one hexagon have one public place, so that no number of moves narrows it down."""
        here, there = (lon, lat), (lon + east, lat + north)
        cells = [h3.latlng_to_cell(at[1], at[0], places.COARSE_RESOLUTION) for at in (here, there)]
        shown = [places.public_place(at, coarse=True) for at in (here, there)]
        assert (cells[0] == cells[1]) == (shown[0] == shown[1])
        assert shown[0][0] != Point(*here, srid=4326)


def test_the_time_of_a_correction_can_be_told(case: Report, officer: Viewer) -> None:
    at = dt.datetime(2026, 11, 20, 9, tzinfo=dt.UTC)
    values: dict[str, Any] = {"lonlat": SAMARINDA, "note": "x"}
    entry = placing.move_pin(case, officer, at=at, **values)
    assert entry.at == at
