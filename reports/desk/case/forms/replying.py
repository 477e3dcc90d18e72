"""Forms that speak to the reporter. Texts kept ready help; their blanks must be filled."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reports.actions.case import replying
from reports.desk.case.blanks import BlanksMixin
from reports.desk.case.forms.base import TextField
from reports.desk.case.forms.ready import ReadyForm
from reports.models import AnswerTemplate


class WritingForm(BlanksMixin, ReadyForm):
    """A text for the reporter, whose blanks are asked for."""

    template = "desk/case/forms/writing.html"
    may_preview = True

    body = TextField(label=_("Text"), rows=9)

    def preview(self) -> str:
        """The text as the reporter will read it."""
        return str(self.cleaned_data["body"])

    def further(self) -> list[forms.BoundField]:
        """Fields besides the text."""
        drawn = {"body", *self.blanks}
        return [field for field in self.visible_fields() if field.name not in drawn]


class AskForm(WritingForm):
    """A question; the clock stands still until the reporter replies."""

    verb = "ask"
    use = AnswerTemplate.Use.QUESTION
    title = _("Ask the reporter")
    lead = _(
        "The question goes to the reporter by e-mail and stands on their page. Until the reply the clock is paused."
    )
    button = _("Send the question")
    done = _("The question was sent; the clock is paused until the reporter replies.")

    def perform(self) -> Any:
        """Ask."""
        return self.do(replying.ask, body=self.cleaned_data["body"])


class ProgressForm(WritingForm):
    """News of the work, for everyone who follows the case."""

    verb = "report_progress"
    use = AnswerTemplate.Use.PROGRESS
    title = _("Tell of the work")
    lead = _("Everyone who follows the case reads this; the state stays as it is.")
    button = _("Publish the news")
    done = _("The news was published.")

    def perform(self) -> Any:
        """Tell."""
        return self.do(replying.report_progress, body=self.cleaned_data["body"])


class AnswerForm(WritingForm):
    """What the agency has to say; the reporter then confirms or objects."""

    verb = "answer"
    use = AnswerTemplate.Use.ANSWER
    title = _("Answer")
    lead = _(
        "The answer is public, unless the case is confidential. "
        "The reporter then has ten working days to say whether it is solved."
    )
    button = _("Send the answer")
    done = _("The answer was sent. The reporter may now confirm or object.")

    def perform(self) -> Any:
        """Answer."""
        return self.do(replying.answer, body=self.cleaned_data["body"])
