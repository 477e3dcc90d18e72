"""What letters say of each verb, by what the recipient is to the case."""

from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.lifecycle.table import MAIN_ANSWERED, MAIN_CLOSED
from reports.models import Letter


@dataclass(frozen=True, slots=True)
class Said:
    """Subject (after the number) and first sentence; `%(agency)s` stands for the agency that has the case.

    `next` is what the recipient can do now. `quotes` tells whether the actor's words follow.
    """

    subject: str | Promise
    lead: str | Promise
    next: str | Promise = ""
    quotes: bool = True


_TO_REPORTER: Final = {
    "submitted": Said(
        _("we have your report"),
        _("Thank you. Your report has arrived and lies with %(agency)s."),
        _("Keep the number and the PIN you were given: with them you can follow it and add to it at any time."),
    ),
    "verify": Said(_("your report was checked"), _("Your report was checked. %(agency)s goes on with it.")),
    "accept": Said(_("your report is being followed up"), _("%(agency)s has taken up your report.")),
    "report_progress": Said(_("news of the work"), _("%(agency)s tells how the work on your report goes.")),
    "answer": Said(
        _("your report was answered"),
        _("%(agency)s has answered your report."),
        _("Is the problem solved? Please say so. If it is not, tell us: then the report is opened again."),
    ),
    "close": Said(
        _("your report was closed"),
        _("%(agency)s has closed your report."),
        _("If the problem is not solved, say so and the report is opened again. You can also rate how it was handled."),
    ),
    "close_silent": Said(
        _("your report was closed by itself"),
        _("%(agency)s answered your report and nobody objected in time. It is closed now."),
        _("If the problem is not solved, say so and the report is opened again."),
    ),
    "ask": Said(
        _("a question about your report"),
        _("%(agency)s needs to know something from you before it can go on."),
        _("Until you reply, the time limits stand still."),
    ),
    "hold": Said(_("your report is on hold"), _("%(agency)s has put your report on hold.")),
    "transfer": Said(_("another agency has your report now"), _("Your report was transferred to %(agency)s.")),
    "archive": Said(_("your report was archived"), _("%(agency)s has archived your report.")),
    "unarchive": Said(_("your report is open again"), _("Your report was taken out of the archive.")),
    "merge": Said(
        _("your report was joined to another"),
        _("The same problem had been reported before. Your report was joined to that one, and counts for it."),
        _("Your number and PIN go on working: with them you see how it goes on, and you are told of the answer."),
        quotes=False,
    ),
    MAIN_ANSWERED: Said(
        _("there is an answer to what you reported"),
        _("The report that yours was joined to was answered."),
        _("Open your report with its number and PIN: it tells how things stand, and leads on."),
    ),
    MAIN_CLOSED: Said(
        _("what you reported was closed"),
        _("The report that yours was joined to was closed."),
        _("If the problem is not solved, please report it again and name this number."),
    ),
    "unmerge": Said(_("your report stands by itself again"), _("Your report was separated again from the other one.")),
    "move_pin": Said(_("the place was corrected"), _("The place of your report was corrected.")),
    "change_category": Said(_("the category was corrected"), _("The category of your report was corrected.")),
    "set_misconduct": Said(
        _("other time limits hold for your report"),
        _("Your report is handled by the rules for alleged abuse of office. Other time limits hold for it."),
        quotes=False,
    ),
}

SPLIT_OFF: Final = Said(
    _("a part of your report is a report of its own now"),
    _("Your report %(from)s told of more than one thing. One of them has become a report of its own, with the number"
      " above. It lies with %(agency)s."),
    _("Open your report %(from)s with its number and PIN: there you find the PIN of the new one."),
    quotes=False,
)  # fmt: skip

_TO_FOLLOWER: Final = {
    "report_progress": Said(_("news of the work"), _("%(agency)s tells how the work on a report you follow goes.")),
    "answer": Said(_("a report you follow was answered"), _("%(agency)s has answered a report you follow.")),
    "close": Said(_("a report you follow was closed"), _("%(agency)s has closed a report you follow.")),
    "close_silent": Said(
        _("a report you follow was closed"), _("A report you follow was answered, and is closed now.")
    ),
}

_TO_HANDLER: Final = {
    "submitted": Said(_("a new report"), _("A new report has arrived for %(agency)s."), quotes=False),
    "dispose": Said(_("a case was handed to you"), _("A case of %(agency)s was handed to you or your unit.")),
    "assign": Said(_("a case was given to you"), _("A case of %(agency)s was given to you.")),
    "transfer": Said(_("a case was transferred to you"), _("A case was transferred to %(agency)s.")),
    "confirm": Said(
        _("the reporter confirms that it is solved"), _("The reporter confirms that the problem is solved.")
    ),
    "contest": Said(_("the reporter says it is not solved"), _("The reporter says that the problem is not solved.")),
    "reply": Said(_("the reporter has replied"), _("The reporter has replied to your question. The clocks run again.")),
    "comment": Said(_("the reporter adds something"), _("The reporter has added something to the report.")),
    "add_photos": Said(_("the reporter sent photos"), _("The reporter has sent photos.")),
    "withdraw": Said(_("the reporter has withdrawn it"), _("The reporter has withdrawn the report.")),
    "unarchive": Said(_("a case is open again"), _("A case of %(agency)s was taken out of the archive.")),
    "unmerge": Said(_("a case stands by itself again"), _("A case of %(agency)s was separated again from another.")),
    "escalate": Said(
        _("the reporter wrote after the answer"),
        _("The reporter has written since %(agency)s answered, so the case does not close by itself."),
        _("Please read what they say, and close the case or go on with it."),
        quotes=False,
    ),
    "flag": Said(
        _("an objection to what is published"),
        _("Somebody objects to something that is published of this case. Please look at it."),
        quotes=False,
    ),
}

_ANY_TO_HANDLER: Final = Said(_("news of a case"), _("Something happened to a case of %(agency)s."), quotes=False)
_ANY: Final = Said(_("news of a report"), _("There is news of a report."))
_MENTION: Final = Said(
    _("you are mentioned"), _("A colleague mentions you in a note on a case of %(agency)s."), quotes=False
)
_COPY: Final = Said(
    _("for your information"),
    _("A report has arrived that may concern you. %(agency)s handles it; you need do nothing, and may write notes."),
    quotes=False,
)


def said_of(verb: str, to: str) -> Said:
    """Return what a letter says of a verb to a recipient."""
    match to:
        case Letter.To.COLLEAGUE:
            return _MENTION
        case Letter.To.COPY:
            return _COPY
        case Letter.To.HANDLER:
            return _TO_HANDLER.get(verb, _ANY_TO_HANDLER)
        case Letter.To.FOLLOWER:
            return _TO_FOLLOWER.get(verb, _ANY)
    return _TO_REPORTER.get(verb, _ANY)
