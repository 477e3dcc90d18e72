"""What becomes of a success story: staff write it, the reporter agrees or not, staff publish it."""

import datetime as dt
from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.changing import Change, NotAllowedError
from participation.actions.changing import change, write_down
from participation.models.stories import LONGEST_TITLE, Consent, Story, in_the_hands_of, tellable
from participation.stories.checking import doubtful
from participation.stories.letters import ask_reporter
from reports.actions.case import words
from reports.actions.case.errors import RefusedError
from reports.models import Photo, Report
from reports.policies import Access, Viewer, is_claimed
from reports.projection import seen_photos

LONGEST_BODY: Final = 8_000
MOST_PHOTOS: Final = 8
LETTER_EVERY: Final = dt.timedelta(days=7)
"""Who is asked anew sooner is asked on the page of the case: the letter they have leads there."""
_NO: Final = (Consent.REFUSED, Consent.WITHDRAWN)


def may_work(user: Any, story: Story) -> bool:
    """Whether a user may change a story: who has its case in hand."""
    return Story.objects.of_staff(user).filter(pk=story.pk).exists()


def is_reporter(viewer: Viewer, story: Story) -> bool:
    """Whether a viewer reported the case: by number and PIN, or with the account that claimed it."""
    return story.report_id in viewer.opened or is_claimed(story.report, viewer.user)


def make_story(
    user: Any,
    *,
    report: Report,
    title: str,
    body: str,
    photos: Iterable[int] = (),
    checked: bool = False,
    at: dt.datetime | None = None,
) -> Story:
    """Write the story of a case; nobody but staff and, once asked, its reporter reads it yet.

    Parameters
    ----------
    photos
        Primary keys of photos of the case that everybody sees there.
    checked
        Whether the writer has looked once more at what may name somebody (participation.stories.checking).

    Raises
    ------
    NotAllowedError
        The user has not this case in hand.
    RefusedError
        The case may not be told, has a story already, or what was written is not enough or too much.
    """
    if not in_the_hands_of(user).filter(pk=report.pk).exists():
        raise NotAllowedError
    at = at or timezone.now()
    with transaction.atomic():
        # Whoever hides the case meanwhile waits: a story of it is not made after that.
        report = Report.objects.select_for_update(of=("self",)).get(pk=report.pk)
        _may_be_told(report, "number")
        columns = _said(report, title, body, checked=checked)
        kept = Story.objects.filter(report=report).first()
        if kept is not None:
            if (kept.title, kept.body) == (columns["title"], columns["body"]):
                return kept
            raise RefusedError(_("This case has a story already."), "number")
        story = Story.objects.create(report=report, made_at=at, **columns)
        story.photos.set(_photos(report, photos))
        write_down(story, "made", user, at)
    return story


def change_story(
    story: Story,
    user: Any,
    *,
    title: str,
    body: str,
    photos: Iterable[int] = (),
    checked: bool = False,
    version: int | None = None,
) -> None:
    """Change words or photos; the reporter's consent was to the old ones, and must be asked for anew.

    A no stays one, whatever the words: the reporter alone may change it, on the page of the case.

    Raises
    ------
    NotAllowedError
        The user has not this case in hand.
    StaleError
        It was changed since it was shown.
    RefusedError
        What was written is not enough, or too much.
    """
    with change(story, "changed", user, may=partial(may_work, user), version=version) as work:
        columns = _said(work.thing.report, title, body, checked=checked)
        before = set(work.thing.photos.values_list("pk", flat=True))
        chosen = {photo.pk for photo in _photos(work.thing.report, photos)}
        work.set(**columns)
        if chosen != before:
            work.thing.photos.set(chosen)
            work.facts["photos"] = {"before": sorted(before), "after": sorted(chosen)}
        if work.before or work.facts:
            consent = work.thing.consent if work.thing.consent in _NO else Consent.NOT_ASKED
            work.set(consent=consent, published_at=None)


def ask_consent(story: Story, user: Any, *, version: int | None = None, at: dt.datetime | None = None) -> None:
    """Ask the reporter, by letter where there is an address, and on the page of the case. Raises as `change_story`.

    Who said no is not asked again.
    """
    with change(story, "asked", user, may=partial(may_work, user), version=version, at=at) as work:
        if work.thing.consent in _NO:
            raise RefusedError(_("The reporter does not want this to be told."))
        if work.thing.consent != Consent.NOT_ASKED:
            return
        _may_be_told(work.thing.report)
        work.set(consent=Consent.ASKED)
        lately = work.thing.history.filter(verb="asked", data__letters__gt=0, at__gt=work.at - LETTER_EVERY)
        work.facts["letters"] = 0 if lately.exists() else ask_reporter(work.thing)


def answer_consent(
    story: Story, viewer: Viewer, *, agrees: bool, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Let the reporter agree, refuse, or take the consent back; a story without consent is off the pages at once.

    One agrees to what one sees: a photo that is hidden at that moment belongs to the story no more.

    Parameters
    ----------
    version
        Of the words that were read: one agrees to those alone. A no counts whatever was read.

    Raises
    ------
    NotAllowedError
        The viewer is not the reporter, or was not asked.
    StaleError
        The words were changed since they were shown.
    """
    before = Story.objects.values_list("consent", flat=True).get(pk=story.pk)
    taken_back = before in (Consent.GIVEN, Consent.WITHDRAWN)
    said = Consent.GIVEN if agrees else Consent.WITHDRAWN if taken_back else Consent.REFUSED
    verb = {Consent.GIVEN: "agreed", Consent.REFUSED: "refused", Consent.WITHDRAWN: "taken_back"}[said]
    may, read = partial(is_reporter, viewer), version if agrees else None
    with change(story, verb, None, may=may, version=read, at=at) as work:
        if work.thing.consent == Consent.NOT_ASKED:
            raise NotAllowedError
        if said == Consent.GIVEN and work.thing.consent != said:
            _leave_hidden_photos_out(work)
        work.set(consent=said)
        if said != Consent.GIVEN:
            work.set(published_at=None)


def publish_story(
    story: Story, user: Any, *, published: bool, version: int | None = None, at: dt.datetime | None = None
) -> None:
    """Show a story to everybody, or to staff alone again. Raises as `change_story`; RefusedError without consent."""
    verb = "published" if published else "withdrawn"
    with change(story, verb, user, may=partial(may_work, user), version=version, at=at) as work:
        if published == (work.thing.published_at is not None):
            return
        if published:
            _may_be_told(work.thing.report)
            if work.thing.consent != Consent.GIVEN:
                raise RefusedError(_("The reporter has not agreed to these words."))
        work.set(published_at=work.at if published else None)


def _leave_hidden_photos_out(work: Change[Story]) -> None:
    shown = set(work.thing.shown_photos().values_list("pk", flat=True))
    before = set(work.thing.photos.values_list("pk", flat=True))
    if shown != before:
        work.thing.photos.set(shown)
        work.facts["photos"] = {"before": sorted(before), "after": sorted(shown)}


def _may_be_told(report: Report, field: str = "") -> None:
    if not tellable().filter(pk=report.pk).exists():
        raise RefusedError(
            _("Only closed cases that the public may read are told: none that is confidential, held back or archived."),
            field,
        )


def _said(report: Report, title: str, body: str, *, checked: bool) -> dict[str, Any]:
    """Return the columns of what was written, checked."""
    said = {
        "title": " ".join(words.said(title, "title", at_least=8, at_most=LONGEST_TITLE).split()),
        "body": words.said(body, "body", at_least=100, at_most=LONGEST_BODY),
    }
    found = doubtful(f"{said['title']}\n{said['body']}", report)
    if found and not checked:
        raise RefusedError(
            _("This may tell who somebody is, or where exactly: %(found)s.") % {"found": "; ".join(found)}, "checked"
        )
    return said


def _photos(report: Report, chosen: Iterable[int]) -> list[Photo]:
    """Return the chosen photos among those that everybody sees on the page of the case."""
    wanted = set(chosen)
    found = list(seen_photos(report, Access.CONTENT).filter(pk__in=wanted))
    if len(found) != len(wanted):
        raise RefusedError(_("One of these photos is not public."), "photos")
    if len(found) > MOST_PHOTOS:
        raise RefusedError(_("No more than %(n)d photos.") % {"n": MOST_PHOTOS}, "photos")
    return found
