"""What raised doubts about a photo of evidence, in words."""

from collections.abc import Iterable
from typing import Any

from reports.models import EvidenceCheck, Photo, Report
from reports.policies import Viewer


def name_doubts(photos: Iterable[Photo], viewer: Viewer) -> None:
    """Say in words what raised doubts about photos, and name the reports whose photos look the same.

    A report of which the viewer may know nothing is not named: with a photo one could ask who else sent it.
    """
    checks: list[Any] = [photo.check_result for photo in photos if hasattr(photo, "check_result")]
    numbers = _known([check.like.report_id for check in checks if check.like], viewer)
    for check in checks:
        check.flag_labels = [EvidenceCheck.Flag(flag).label for flag in check.flags]
        check.like_number = numbers.get(check.like.report_id, "") if check.like else ""


def _known(reports: list[int], viewer: Viewer) -> dict[int, str]:
    if not reports:
        return {}
    seen = Report.everything.visible_to(viewer.user, viewer.opened).filter(pk__in=reports)
    return dict(seen.values_list("pk", "number"))
