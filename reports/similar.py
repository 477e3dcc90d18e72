"""What was reported before near the place of a report in the making: a hint, which never hinders anybody."""

from typing import TYPE_CHECKING

from reports.duplicates import Candidate, similar_nearby
from reports.models import State

if TYPE_CHECKING:
    from reports.forms.question import QuestionForm


def similar_to(asked: "QuestionForm") -> list[Candidate]:
    """Return public reports of the same theme, near and recent; none while category or point are not known.

    Closed ones are left out: what goes on after it was closed is to be reported anew.
    """
    if not asked.is_bound:
        return []
    asked.is_valid()
    category, where = asked.cleaned_data.get("category"), asked.cleaned_data.get("where")
    if category is None or where is None or asked.match is None:
        return []
    return [found for found in similar_nearby(category, where.lonlat) if found.report.state != State.CLOSED]
