"""What runs make of hotspots: found, found again, split, joined, cooled by themselves, flared up."""

import datetime as dt

import pytest
from django.db import InternalError, ProgrammingError, transaction
from django.utils import timezone

from accounts.models import Agency
from maps.hotspot.actions import declare_cooled, take_up_hotspot
from maps.hotspot.noting import note_clusters
from maps.hotspot.standing import standing
from maps.models import Hotspot, HotspotEntry, HotspotMember, HotspotReading, HotspotStanding, RunAudience
from maps.runs.signals import runs_made
from reports.models import Report, State
from tests.factories import MembershipFactory
from tests.maps.gathering import SPOT, ago, hotspot, noted, run, spot

pytestmark = pytest.mark.django_db
ACTION = "Tumpukan diangkut, kontainer ditambah."
FAR = (117.60, 0.53)


def members(found: Hotspot) -> set[int]:
    return set(HotspotMember.objects.current().filter(hotspot=found).values_list("report", flat=True))


def take_up(found: Hotspot, days: float = 20) -> None:
    user = MembershipFactory().user
    agency = Agency.objects.get(code="DLH-64.08")
    take_up_hotspot(
        found, user, agency=agency, action=ACTION, target_on=timezone.localdate() + dt.timedelta(days=30), at=ago(days)
    )


def test_a_cluster_becomes_a_hotspot_that_tells_of_it() -> None:
    reports = spot(8)
    found = hotspot(reports)
    assert members(found) == {report.pk for report in reports}
    assert (found.n, found.category_id, found.theme, found.standing) == (8, "W1", "W", HotspotStanding.NEW)
    assert (found.regency_code, found.province_code) == ("64.08", "64")
    assert found.first_on == timezone.localdate(reports[0].received_at)
    assert [entry.verb for entry in found.history.all()] == ["found"]
    reading = found.readings.get()
    assert (reading.n, reading.last_30, reading.last_90, reading.gathered) == (8, 8, 8, True)


def test_numbers_are_drawn_and_short() -> None:
    numbers = [hotspot(spot(6)).number, hotspot(spot(6, FAR)).number]
    assert all(10_000 <= number < 100_000 for number in numbers)
    assert len(set(numbers)) == 2


def test_a_run_is_noted_once() -> None:
    made = run(spot(8))
    note_clusters(made)
    before = HotspotEntry.objects.count(), HotspotReading.objects.count()
    assert note_clusters(made).found == 0
    assert (HotspotEntry.objects.count(), HotspotReading.objects.count(), Hotspot.objects.count()) == (*before, 1)


def test_only_runs_over_all_incidents_of_a_theme_make_hotspots() -> None:
    public = run(spot(8))
    of_all = run(spot(6, FAR), theme="")
    public.audience = RunAudience.PUBLIC
    runs_made.send(sender=None, runs=[public, of_all])
    assert not Hotspot.objects.exists()
    public.audience = RunAudience.NATIONAL
    runs_made.send(sender=None, runs=[public, of_all])
    assert Hotspot.objects.get().theme == "W"


def test_it_keeps_its_number_while_reports_come_and_go() -> None:
    old = spot(8, days=[*range(40, 32, -1)])
    found = hotspot(old, at=ago(30))
    new = spot(4, (SPOT[0] + 0.0004, SPOT[1]))
    assert noted(old[4:] + new).again == 1
    again = Hotspot.objects.get()
    assert again.number == found.number
    assert members(again) >= {report.pk for report in old[4:] + new}


def test_what_lies_inside_the_outline_belongs_to_it_and_what_does_not_leaves() -> None:
    reports = spot(9)
    inside, other_theme = spot(1)[0], spot(1, category="A3")[0]
    found = hotspot(reports)
    assert inside.pk in members(found)
    assert other_theme.pk not in members(found)
    core = HotspotMember.objects.get(hotspot=found, report=inside)
    assert not core.core
    moved = reports[0]
    Report.objects.filter(pk=moved.pk).update(point=spot(1, FAR)[0].point)
    noted(reports[1:])
    assert moved.pk not in members(found)
    assert HotspotMember.objects.get(hotspot=found, report=moved).until is not None


def test_what_was_joined_or_archived_is_no_incident() -> None:
    reports = spot(8)
    Report.objects.filter(pk=reports[0].pk).update(state=State.ARCHIVED)
    Report.objects.filter(pk=reports[1].pk).update(merged_into=reports[2])
    assert hotspot(reports[2:]).n == 6
    noted(reports)
    assert Hotspot.objects.get().n == 6


def test_a_part_that_splits_off_goes_on_in_the_same_hands() -> None:
    near, far = spot(8, days=[*range(40, 32, -1)]), spot(6, FAR, days=[*range(40, 34, -1)])
    whole = hotspot(near + far, at=ago(30))
    take_up(whole)
    noted(near, far)
    part = Hotspot.objects.get(split_from=whole)
    assert members(part) == {report.pk for report in far}
    assert (part.agency, part.action) == (whole.agency, ACTION)
    assert part.standing == HotspotStanding.TAKEN_UP
    assert [entry.verb for entry in part.history.all()] == ["split"]


def test_what_grows_together_is_one_and_the_other_leads_there() -> None:
    near, far = spot(8), spot(6, FAR)
    first, second = hotspot(near), hotspot(far)
    assert noted(near + far).joined == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert second.joined_to == first
    assert members(second) == set()
    assert members(first) >= {report.pk for report in near + far}


def test_quiet_makes_it_cool_and_new_incidents_make_it_flare_up() -> None:
    old = spot(8, days=[*range(250, 242, -1)])
    found = hotspot(old, at=ago(240))
    noted(at=ago(150))
    found.refresh_from_db()
    assert found.standing == HotspotStanding.COOLED  # quiet, and without a cluster, for 90 days
    assert found.cooled_at is not None
    new = spot(6)
    assert noted(new).flared == 1
    found.refresh_from_db()
    assert found.standing == HotspotStanding.ACTIVE
    assert found.cooled_at is None
    assert [entry.verb for entry in found.history.all()] == ["found", "cooled", "flared_up"]


def test_a_declared_end_holds_until_enough_come_again() -> None:
    old = spot(8, days=[*range(60, 52, -1)])
    found = hotspot(old, at=ago(50))
    take_up(found, 45)
    officer = MembershipFactory().user
    declare_cooled(found, officer, note="Bersih sejak sebulan.", at=ago(15))
    assert noted(old + spot(2)).flared == 0
    assert noted(old + spot(4)).flared == 1
    found.refresh_from_db()
    assert found.agency is not None
    assert found.standing == HotspotStanding.TAKEN_UP


def test_a_run_that_misses_it_once_changes_nothing() -> None:
    reports = spot(8)
    found = hotspot(reports, at=ago(0.5))
    noted()
    found.refresh_from_db()
    assert found.standing == HotspotStanding.NEW
    assert not found.readings.last().gathered


def test_what_was_over_before_it_was_found_is_no_hotspot() -> None:
    assert noted(spot(8, days=[*range(210, 202, -1)])).found == 0


@pytest.mark.parametrize(
    ("last", "clustered", "found", "taken_up", "cooled", "stands"),
    [
        (1, 0, 10, False, False, HotspotStanding.NEW),
        (1, 0, 31, False, False, HotspotStanding.ACTIVE),
        (1, 0, 10, True, False, HotspotStanding.TAKEN_UP),
        (60, 0, 10, True, False, HotspotStanding.COOLING),
        (1, 60, 90, False, False, HotspotStanding.COOLING),
        (59, 59, 90, False, False, HotspotStanding.ACTIVE),
        (1, 0, 10, True, True, HotspotStanding.COOLED),
    ],
)
def test_where_it_stands(
    last: int, clustered: int, found: int, *, taken_up: bool, cooled: bool, stands: HotspotStanding
) -> None:
    on = dt.date(2026, 6, 30)
    last_on, clustered_on, found_on = (on - dt.timedelta(days=n) for n in (last, clustered, found))
    assert standing(last_on, clustered_on, found_on, on, taken_up=taken_up, cooled=cooled) == stands


@pytest.mark.parametrize("deed", ["update", "delete"])
def test_history_is_never_rewritten(deed: str) -> None:
    entry = hotspot().history.get()
    rows = HotspotEntry.objects.filter(pk=entry.pk)
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        rows.update(verb="x") if deed == "update" else rows._raw_delete(rows.db)
