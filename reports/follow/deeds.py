"""What a reporter may do with their case from its page: each deed with its form, its words and the verb behind it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.actions.case import words
from reports.actions.case.closing import confirm, contest, withdraw
from reports.actions.case.evidence import add_photos
from reports.actions.case.replying import comment, reply
from reports.actions.case.shielding import change_privacy
from reports.actions.case.surveying import survey
from reports.follow.forms import (
    CommentForm,
    ConfirmForm,
    ContestForm,
    DeedForm,
    PrivacyForm,
    ReplyForm,
    SurveyForm,
    WithdrawForm,
)
from reports.models import UNSUR, Message, Outcome, Report, State
from reports.policies import Viewer


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a reporter may do.

    `do` takes report, viewer, the valid form and the version that is to be unchanged (None: any). `done_before` tells
    whether this very sending, or the same decision, has arrived already: a form sent twice is no error. What `decides`
    is refused when the reporter cannot have seen the latest entry of the timeline.
    """

    slug: str
    verb: str
    form: type[DeedForm]
    do: Callable[[Report, Viewer, Any, int | None], None]
    done_before: Callable[[Report, Any], bool]
    title: str | Promise
    lead: str | Promise
    button: str | Promise
    icon: str
    thanks: str | Promise
    decides: bool = False


def _key(form: DeedForm) -> str:
    """What tells one sending from another in the messages of a report."""
    once = form.cleaned_data.get("once")
    return f"web:{once.hex}" if once else ""


def _add_photos(report: Report, viewer: Viewer, form: DeedForm) -> None:
    if form.tray.tickets:
        add_photos(report, viewer, photos=form.tray.tickets, with_words=bool(form.cleaned_data["body"]))


def _reply(report: Report, viewer: Viewer, form: ReplyForm, version: int | None) -> None:
    with transaction.atomic():
        reply(report, viewer, body=form.cleaned_data["body"], dedupe=_key(form), version=version)
        _add_photos(report, viewer, form)


def _comment(report: Report, viewer: Viewer, form: CommentForm, version: int | None) -> None:
    with transaction.atomic():
        if form.cleaned_data["body"]:
            comment(report, viewer, body=form.cleaned_data["body"], dedupe=_key(form), version=version)
        _add_photos(report, viewer, form)


def _contest(report: Report, viewer: Viewer, form: ContestForm, version: int | None) -> None:
    with transaction.atomic():
        contest(report, viewer, body=form.cleaned_data["body"], version=version)
        _add_photos(report, viewer, form)


def _confirm(report: Report, viewer: Viewer, _form: ConfirmForm, version: int | None) -> None:
    confirm(report, viewer, version=version)


def _withdraw(report: Report, viewer: Viewer, form: WithdrawForm, version: int | None) -> None:
    withdraw(report, viewer, note=form.cleaned_data["note"], version=version)


def _change_privacy(report: Report, viewer: Viewer, form: PrivacyForm, version: int | None) -> None:
    said = form.cleaned_data
    change_privacy(report, viewer, anonymous=said["anonymous"], confidential=said["confidential"], version=version)


def _survey(report: Report, viewer: Viewer, form: SurveyForm, _version: int | None) -> None:
    said, tapped = form.cleaned_data, form.tapped()
    survey(
        report,
        viewer,
        marks={name: said[name] for name in UNSUR if name in tapped},
        solved=said["solved"] if "solved" in tapped else None,
        comment=said["comment"] if "comment" in tapped else None,
    )


def _message_is_here(report: Report, form: DeedForm) -> bool:
    if report.messages.filter(dedupe=_key(form) or "-").exists():
        return True
    sent = {ticket.sha256 for ticket in form.tray.tickets}
    if form.cleaned_data.get("body") or not sent:
        return False
    return report.photos.filter(sha256__in=sent).count() >= len(sent)


def _objection_is_here(report: Report, form: ContestForm) -> bool:
    if report.state != State.REOPENED:
        return False
    last = report.messages.filter(kind=Message.Kind.OBJECTION).last()
    return last is not None and last.body == words.clean(form.cleaned_data["body"])


def _is_confirmed(report: Report, _form: ConfirmForm) -> bool:
    return report.outcome == Outcome.CONFIRMED


def _is_withdrawn(report: Report, _form: WithdrawForm) -> bool:
    return report.outcome == Outcome.WITHDRAWN


def _is_so(report: Report, form: PrivacyForm) -> bool:
    said = form.cleaned_data
    return report.anonymous == said["anonymous"] and report.confidential == said["confidential"]


def _never(_report: Report, _form: DeedForm) -> bool:
    return False  # keeping the same answers again changes nothing


DEEDS: tuple[Deed, ...] = (
    Deed(
        "balas", "reply", ReplyForm, _reply, _message_is_here,
        _("Answer the question"), _("The agency cannot go on without your answer; its clock stands still until then."),
        _("Send the reply"), "reply", _("Your reply has arrived. The agency goes on with your report."),
    ),
    Deed(
        "tambah", "comment", CommentForm, _comment, _message_is_here,
        _("Add something"), _("What you write, and the photos, are read by the officers who handle your report."),
        _("Add it"), "plus-circle", _("It was added. The officers who handle your report can see it."),
    ),
    Deed(
        "selesai", "confirm", ConfirmForm, _confirm, _is_confirmed,
        _("It is solved"), _("You say that the problem is gone. The report is then closed."),
        _("Yes, it is solved"), "check-circle",
        _("Thank you. The report is closed. Will you tell us how it was handled?"),
        decides=True,
    ),
    Deed(
        "belum-selesai", "contest", ContestForm, _contest, _objection_is_here,
        _("It is not solved"),
        _("Say what is still wrong. The report is opened again and the agency must answer anew."),
        _("Open it again"), "arrow-counterclockwise", _("The report is open again. The agency must answer anew."),
        decides=True,
    ),
    Deed(
        "cabut", "withdraw", WithdrawForm, _withdraw, _is_withdrawn,
        _("Withdraw the report"), _("Please read what this means before you press the button."),
        _("Withdraw it for good"), "archive", _("Your report was withdrawn. The public no longer sees it."),
        decides=True,
    ),
    Deed(
        "privasi", "change_privacy", PrivacyForm, _change_privacy, _is_so,
        _("What others may see"), _("You may hide more at any time, and show again what you yourself had hidden."),
        _("Keep this"), "eye", _("Done. What others may see has changed."),
        decides=True,
    ),
    Deed(
        "nilai", "survey", SurveyForm, _survey, _never,
        _("How was it handled?"),
        _("Answer what you like, leave out what you like. No officer learns your name by it."),
        _("Keep my answers"), "star", _("Thank you, your answers are kept. You may change them for seven days."),
    ),
)  # fmt: skip

BY_SLUG = {deed.slug: deed for deed in DEEDS}
BY_VERB = {deed.verb: deed for deed in DEEDS}
