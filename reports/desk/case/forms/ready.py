"""Forms of a case into which a text kept ready is put."""

from typing import Any, ClassVar

from reports.desk.case.forms.base import CaseForm
from reports.models import AnswerTemplate, Report
from reports.policies import keeps_texts
from reports.ready_texts import fill_known


def kept_ready(report: Report, use: str) -> list[AnswerTemplate]:
    """Return the texts for a use: the agency's own first, then the platform's."""
    rows = AnswerTemplate.objects.offered_to([report.agency_id], use)
    return sorted(rows, key=lambda row: (row.agency_id is None, row.name))


class ReadyForm(CaseForm):
    """A form that begins with a text that was chosen. `use` says which are offered, `into` names the field it fills."""

    use: ClassVar[str]
    into: ClassVar[str] = "body"

    def start(self) -> dict[str, Any]:
        """The text that was chosen, with what the case knows already filled in."""
        report = self.case.report
        self.ready = kept_ready(report, self.use)
        self.chosen = next((row for row in self.ready if str(row.pk) == self.query.get("text")), None)
        return {self.into: fill_known(self.chosen.body, report)} if self.chosen else {}

    @property
    def keeps_texts(self) -> bool:
        """Whether the officer may also write the texts of this agency."""
        return keeps_texts(self.case.viewer.user, self.case.report.agency_id)
