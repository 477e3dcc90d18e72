"""What was reported before near the place of a report in the making: a hint, which never hinders anybody."""

from typing import TYPE_CHECKING

from reports.duplicates import Candidate, similar_nearby

if TYPE_CHECKING:
    from reports.forms.question import QuestionForm


def similar_to(asked: "QuestionForm") -> list[Candidate]:
    """Return public reports of the same theme, near and recent; none while category or point are not known."""
    if not asked.is_bound:
        return []
    asked.is_valid()
    category, where = asked.cleaned_data.get("category"), asked.cleaned_data.get("where")
    if category is None or where is None or asked.match is None:
        return []
    return similar_nearby(category, where.lonlat)
