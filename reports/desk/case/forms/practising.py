"""Forms of exercises alone: what the reporter would do, done by whoever practises."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from reports.actions.case import closing, replying
from reports.desk.case.forms.base import CaseForm, TextField


class ReplyForm(CaseForm):
    """The reply to the question."""

    verb = "reply"
    title = _("Reply as the reporter")
    lead = _("Only in an exercise: what would the reporter reply?")
    button = _("Reply")

    body = TextField(label=_("Reply"), rows=4)

    def perform(self) -> Any:
        """Reply."""
        return self.do(replying.reply, body=self.cleaned_data["body"])


class ConfirmForm(CaseForm):
    """The reporter is content."""

    verb = "confirm"
    title = _("Confirm as the reporter")
    lead = _("Only in an exercise: the reporter says that it is solved.")
    button = _("It is solved")

    def perform(self) -> Any:
        """Confirm."""
        return self.do(closing.confirm)


class ContestForm(CaseForm):
    """The reporter is not."""

    verb = "contest"
    title = _("Contest as the reporter")
    lead = _("Only in an exercise: the reporter says that it is not solved.")
    button = _("It is not solved")

    body = TextField(label=_("What is not solved?"), rows=4)

    def perform(self) -> Any:
        """Contest."""
        return self.do(closing.contest, body=self.cleaned_data["body"])
