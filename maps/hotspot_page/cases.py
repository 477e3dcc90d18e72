"""Where a way from the map to the inbox leads to cases, and not to an empty list."""

from collections.abc import Iterable
from typing import Any

from reports.desk.folders import first_folder
from reports.desk.whose import Desk


def areas_with_cases(user: Any, codes: Iterable[str] | None = None) -> frozenset[str]:
    """Return the codes of the regencies with cases in the folder that a user's inbox opens with; among some, or all."""
    desk = Desk(user)
    cases = first_folder(desk).reports(desk).order_by()
    if codes is not None:
        cases = cases.filter(regency__code__in=set(codes))
    return frozenset(cases.exclude(regency=None).values_list("regency__code", flat=True).distinct())
