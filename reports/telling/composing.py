"""What stands in a letter: never more than its recipient may read on the page it leads to, and never who reported."""

from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from reports.lifecycle.table import FILED
from reports.models import OPEN_STATES, Audience, CaseClock, HistoryEntry, Letter, Message, Report
from reports.models.rules import Deadline
from reports.policies import Access, Viewer, access
from reports.projection import SeenReport, see
from reports.telling.links import case_page, public_page, reporter_page
from reports.telling.sentences import SPLIT_OFF, Said, said_of

QUOTED = 2000
"""Characters of someone's words in a letter; the page has the rest."""

_OUTSIDE = (Letter.To.REPORTER, Letter.To.FOLLOWER)
_DAY = "l, j F Y"


@dataclass(frozen=True, slots=True)
class Composed:
    """A letter in the language in force: `words` are the actor's, `facts` pairs of label and value."""

    subject: str
    lead: str
    words: str
    next: str
    facts: list[tuple[str, str]] = field(default_factory=list)
    link: str = ""
    link_label: str = ""
    why: str = ""


def compose(letter: Letter) -> Composed | None:
    """Return what a letter says, in the language in force; None where its recipient may not read of the report."""
    entry, report = letter.entry, letter.entry.report
    seen = _seen_by(letter, report)
    if seen is None:
        return None
    said = _said(letter, entry)
    agency = seen.responsibility.now.agency.name if seen.responsibility else _("the agency responsible")
    names = {"agency": agency, "from": entry.data.get("split_from", "")}
    return Composed(
        subject=f"[{report.number}] {said.subject}",
        lead=str(said.lead) % names,
        words=_words(letter, entry, report)[:QUOTED] if said.quotes else "",
        next=str(said.next) % names if said.next else "",
        facts=_facts(seen, report, agency, letter.to),
        why=_why(letter.to),
        **_link(letter.to, report.split_from if said is SPLIT_OFF and report.split_from else report),
    )


def _said(letter: Letter, entry: HistoryEntry) -> Said:
    """What is said of the verb; a part of a report has no sender who was given its number and PIN."""
    split_off = entry.verb == FILED and entry.data.get("split_from") and letter.to == Letter.To.REPORTER
    return SPLIT_OFF if split_off else said_of(entry.verb, letter.to)


def _seen_by(letter: Letter, report: Report) -> SeenReport | None:
    """The report as its recipient sees it. An office that may not act on it any more is not written to."""
    if letter.to == Letter.To.FOLLOWER:
        return see(report, Viewer.of())
    if letter.to == Letter.To.REPORTER:
        return see(report, Viewer.of(opened=[report.pk]))
    return see(report, Viewer.of(opened=[report.pk])) if _is_in_office(letter, report) else None


def _is_in_office(letter: Letter, report: Report) -> bool:
    """Whether an officer, a unit or an agency has the case, or its copy, at the time of sending too."""
    if letter.user is not None:
        return access(report, Viewer.of(letter.user)) == Access.CASE
    office = letter.unit.agency_id if letter.unit is not None else letter.agency_id
    if office is None or office == report.accused_agency_id:
        return False
    return office == report.agency_id or (letter.to == Letter.To.COPY and report.copies.filter(agency=office).exists())


def _words(letter: Letter, entry: HistoryEntry, report: Report) -> str:
    """What the actor said, if this recipient may have it by e-mail."""
    message = _message(entry, report)
    audience = Audience(message.audience if message else entry.audience)
    words = message.body if message else entry.note
    if letter.to == Letter.To.REPORTER:
        return words if audience in (Audience.PUBLIC, Audience.REPORTER) else ""
    if letter.to == Letter.To.FOLLOWER:
        return words if audience == Audience.PUBLIC and access(report, Viewer.of()) >= Access.CONTENT else ""
    # Many read an office's mailbox: the words of somebody who wished not to be known stay in the case.
    return "" if report.confidential or report.anonymous else words


def _message(entry: HistoryEntry, report: Report) -> Message | None:
    """What was said: on the report itself, or publicly on the one it was joined to."""
    main = report.merged_into
    if entry.data.get("main_message") and main is not None and access(main, Viewer.of()) >= Access.CONTENT:
        public = Message.objects.filter(audience=Audience.PUBLIC, report=main)
        return public.filter(pk=entry.data["main_message"]).first()
    return Message.objects.filter(pk=entry.data.get("message"), report=report).first()


def _facts(seen: SeenReport, report: Report, agency: str, to: str) -> list[tuple[str, str]]:
    confidential_to_office = report.confidential and to not in _OUTSIDE
    facts = [(_("Number"), seen.number)]
    if not confidential_to_office:
        facts += [(_("Category"), seen.category.name), (_("Place"), seen.place.sentence)]
    state = report.get_outcome_display() if seen.joined else str(seen.state.label)
    facts += [(_("Responsible"), agency), (pgettext("of a case", "State"), state)]
    due = _due(report, to)
    return facts + ([due] if due else [])


def _due(report: Report, to: str) -> tuple[str, str] | None:
    """The day by which something is to be done, by the recipient or for them; none where all is done."""
    if report.state not in OPEN_STATES:
        return None
    running = CaseClock.objects.filter(report=report, stopped_at__isnull=True).order_by("due_at")
    if to == Letter.To.REPORTER:
        if (clock := running.filter(step=Deadline.Step.REPORTER).first()) is not None:
            return _("Please reply by"), date_format(clock.due_on, _DAY)
        return (_("Answer due"), date_format(report.answer_due_on, _DAY)) if report.answer_due_on else None
    if to in (Letter.To.HANDLER, Letter.To.COLLEAGUE) and (clock := running.first()) is not None:
        return _("Due"), f"{date_format(clock.due_on, _DAY)} ({clock.get_step_display()})"
    return None


def _link(to: str, report: Report) -> dict[str, str]:
    if to == Letter.To.REPORTER:
        return {"link": reporter_page(report), "link_label": _("Open your report")}
    if to == Letter.To.FOLLOWER:
        return {"link": public_page(report), "link_label": _("Look at the report")}
    return {"link": case_page(report), "link_label": _("Open the case")}


def _why(to: str) -> str:
    if to == Letter.To.REPORTER:
        return _("You get this letter because you gave this address with your report.")
    if to == Letter.To.FOLLOWER:
        return _("You get this letter because you follow this report.")
    return _("You get this letter because your office has to do with this case.")
