"""Every change of a report that counts is noted by the database itself, in the change's own transaction."""

import datetime as dt
import io
import itertools
import random
from collections import Counter
from typing import Any

import pytest
from django.contrib.gis.geos import Point
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from maps.models import BinChange
from reports.actions.case import closing, merging, placing, shielding, splitting, weighing
from reports.actions.case.practising import make_exercise
from reports.actions.reassign import reassign_reports
from reports.lifecycle.reasons import ArchiveReason
from reports.models import Category, Report, State
from reports.policies import Viewer
from tests.factories import ReportFactory
from tests.maps.counting import STATES, make
from tests.reports.hands import national, officer_of
from tests.reports.test_life_cycle_walks import Walk

pytestmark = pytest.mark.django_db


def _key(row: Any, category: str, coarse: bool, public: bool, incident: bool) -> tuple[Any, ...]:
    place = row.public_point.ewkb.hex() if row.public_point else None
    rest = (row.regency_id, row.province_id, row.received_at, row.state, row.urgency)
    return (place, *rest, category, coarse, public, incident)


def noted() -> Counter[Any]:
    """The sum of all changes noted, by all that is counted by."""
    found: Counter[Any] = Counter()
    for change in BinChange.objects.order_by("pk"):
        found[_key(change, change.category, change.coarse, change.public, change.incident)] += change.sign
    return Counter({key: n for key, n in found.items() if n})


def in_the_table() -> Counter[Any]:
    """The same from the reports as they stand; who is public is what Report.objects.public() says."""
    public = set(Report.objects.public().values_list("pk", flat=True))
    return Counter(
        _key(row, row.category_id, row.public_cell_m is not None, row.pk in public, row.merged_into_id is None)
        for row in Report.objects.all()
    )


def test_who_is_public_to_the_database_is_public_to_the_queryset() -> None:
    chance = random.Random(1)
    flags = itertools.product(range(len(STATES)), *[(False, True)] * 3)
    names = ("state", "practice", "confidential", "held")
    made = [make(dict(zip(names, sort, strict=True)), chance) for sort in flags]
    Report.everything.bulk_create(made)
    assert noted() == in_the_table()
    assert noted().total() == len(made) / 2


class CountedWalk(Walk):
    """A case that goes any way that the life cycle leaves open."""

    @invariant()
    def is_noted(self) -> None:
        """After each step the changes noted come to the report as it stands."""
        if hasattr(self, "world"):
            assert noted() == in_the_table()


def test_whatever_verbs_a_case_goes_through_all_of_it_is_noted() -> None:
    run_state_machine_as_test(
        CountedWalk,
        settings=settings(
            max_examples=15, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )


def _hidden(report: Report, viewer: Viewer) -> None:
    shielding.impose_privacy(report, viewer, confidential=True, note="Demi keselamatan pelapor.")


def _held_back(report: Report, viewer: Viewer) -> None:
    shielding.hold_back(report, viewer, note="Ada nama orang di dalamnya.")


def _released(report: Report, viewer: Viewer) -> None:
    _held_back(report, viewer)
    shielding.release(report, viewer)


def _moved(report: Report, viewer: Viewer) -> None:
    placing.move_pin(report, viewer, lonlat=(117.15, -0.5), note="Salah ketuk di peta.")


def _moved_to_sea(report: Report, viewer: Viewer) -> None:
    placing.move_pin(report, viewer, lonlat=(117.7, 0.4), note="Salah ketuk di peta.")


def _recategorised(report: Report, viewer: Viewer) -> None:
    coarse = Category.objects.filter(coarse_place=True).order_by("pk")[0]
    placing.change_category(report, viewer, category=coarse, note="Ini bukan sampah.")


def _urgent(report: Report, viewer: Viewer) -> None:
    weighing.set_urgency(report, viewer, urgency="D", note="Air minum warga tercemar.")


def _joined(report: Report, viewer: Viewer) -> None:
    merging.merge(report, viewer, into=ReportFactory(state=State.VERIFIED), note="Tumpukan yang sama.")


def _parted(report: Report, viewer: Viewer) -> None:
    _joined(report, viewer)
    merging.unmerge(report, viewer, note="Ternyata bukan.")


def _split(report: Report, viewer: Viewer) -> None:
    part = splitting.Part(
        category=Category.objects.get(pk="A1"), description="Asap dari pembakaran di tempat yang sama."
    )
    splitting.split(report, viewer, parts=[part], note="Dua hal berbeda.")


def _archived_and_back(report: Report, viewer: Viewer) -> None:
    closing.archive(report, viewer, reason=ArchiveReason.values[0], note="Sudah ditangani.")
    closing.unarchive(report, viewer, note="Ternyata belum.")


def _practised(report: Report, viewer: Viewer) -> None:
    Report.objects.filter(pk=report.pk).update(state=State.CLOSED, verified_at=timezone.now())
    make_exercise(Report.objects.get(pk=report.pk), viewer, description="Limbah dibuang ke sungai setiap malam.")


def _made_an_exercise(report: Report, _viewer: Viewer) -> None:
    Report.everything.filter(pk=report.pk).update(practice=True)


def _made_real_again(report: Report, viewer: Viewer) -> None:
    _made_an_exercise(report, viewer)
    Report.everything.filter(pk=report.pk).update(practice=False)


def _received_earlier(report: Report, _viewer: Viewer) -> None:
    Report.objects.filter(pk=report.pk).update(received_at=report.received_at - dt.timedelta(days=40))


def _put_under_the_edition_again(report: Report, _viewer: Viewer) -> None:
    Report.objects.filter(pk=report.pk).update(regency=None, province=None)
    reassign_reports(report.edition, commit=True)  # type: ignore[arg-type]


DEEDS = (
    _hidden, _held_back, _released, _moved, _moved_to_sea, _recategorised, _urgent, _joined, _parted, _split,
    _archived_and_back, _practised, _made_an_exercise, _made_real_again, _received_earlier,
    _put_under_the_edition_again,
)  # fmt: skip


@pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.__name__.strip("_"))
def test_what_is_done_with_a_case_is_noted(deed: Any) -> None:
    report = ReportFactory(state=State.VERIFIED)
    viewer = national() if deed in (_practised, _archived_and_back) else officer_of(report)
    before = in_the_table()
    deed(report, viewer)
    assert noted() == in_the_table()
    if deed not in (_released, _made_real_again, _put_under_the_edition_again):
        assert in_the_table() != before, "it changed nothing that is counted: the test proves nothing"


def test_rows_that_come_by_copy_and_go_in_bulk_are_noted() -> None:
    chance = random.Random(5)
    made = [make({"place": n % 6, "state": n % 9, "practice": n == 3}, chance) for n in range(40)]
    Report.everything.bulk_create(made)
    own = {"id", "search", "number", "idempotency_key"}
    columns = ", ".join(field.column for field in Report._meta.concrete_fields if field.column not in own)
    lines = io.StringIO()
    with connection.cursor() as cursor:
        taken = f"SELECT 'C' || id, gen_random_uuid(), {columns} FROM reports_report"  # noqa: S608
        cursor.copy_expert(f"COPY ({taken}) TO STDOUT", lines)
        lines.seek(0)
        cursor.copy_expert(f"COPY reports_report (number, idempotency_key, {columns}) FROM STDIN", lines)
    assert Report.everything.count() == 2 * len(made)
    assert noted() == in_the_table()
    Report.objects.filter(state="baru").update(urgency="D")
    Report.everything.filter(number__startswith="C").delete()
    assert noted() == in_the_table()


def test_what_is_not_counted_by_is_not_noted() -> None:
    report = ReportFactory()
    before = BinChange.objects.count()
    Report.objects.filter(pk=report.pk).update(description="Lain.", version=7, due_on=timezone.localdate())
    Report.objects.filter(pk=report.pk).update(state=report.state, point=Point(117.5, 0.5, srid=4326))
    assert BinChange.objects.count() == before


def test_what_is_taken_back_is_not_noted() -> None:
    with transaction.atomic():
        ReportFactory()
        transaction.set_rollback(True)
    assert not BinChange.objects.exists()
