"""A story as somebody may read it: its words, the public place and theme of its case, photos of before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from participation.deeds import NextStep
from participation.models import Consent, Story
from participation.models.stories import tellable
from reports.models import Audience, Message, Photo, Report
from reports.projection import SeenPhoto, SeenReport, see_as_public, see_photo


@dataclass(frozen=True, slots=True)
class SeenStory:
    """A story; `case` is what everybody may know of the case, None where that is nothing (any more)."""

    story: Story
    case: SeenReport | None
    before: tuple[SeenPhoto, ...] = ()
    after: tuple[SeenPhoto, ...] = ()

    @property
    def place(self) -> str:
        """Regency and province, as the public page of the case says."""
        return self.case.place.sentence if self.case else ""

    @property
    def days(self) -> int | None:
        """From the day it came in to the day it was closed."""
        report = self.story.report
        return (report.closed_at - report.received_at).days if report.closed_at else None


def see_story(story: Story) -> SeenStory:
    """Return a story with its photos, as everybody may see it: for its page, and for who is asked for consent."""
    photos = list(story.shown_photos())
    evidence = [photo for photo in photos if photo.source == Photo.Source.EVIDENCE]
    before = [photo for photo in photos if photo.source != Photo.Source.EVIDENCE]
    (case,) = see_as_public([story.report])
    return SeenStory(
        story,
        case,
        tuple(see_photo(story.report, photo) for photo in before),
        tuple(see_photo(story.report, photo) for photo in evidence),
    )


def see_stories(stories: Iterable[Story]) -> list[SeenStory]:
    """Return stories without photos, for a list or a feed; each comes with its report, category and edition."""
    found = list(stories)
    cases = see_as_public([story.report for story in found])
    return [SeenStory(story, case) for story, case in zip(found, cases, strict=True)]


@dataclass(frozen=True, slots=True)
class CaseToTell:
    """What the writer of a story wants to have beside it: what everybody reads of the case, and the last answer."""

    report: Report
    tellable: bool
    described: str
    answer: str


def case_to_tell(report: Report) -> CaseToTell:
    """Return what of a case stands beside the form of its story: public words alone, for they are to be retold."""
    (seen,) = see_as_public([report])
    answers = Message.objects.filter(report=report, kind=Message.Kind.ANSWER, audience=Audience.PUBLIC)
    last = answers.order_by("at", "pk").last()
    return CaseToTell(
        report,
        tellable().filter(pk=report.pk).exists(),
        seen.content.description if seen and seen.content else "",
        last.body if last else "",
    )


def next_step(story: Story) -> NextStep:
    """Return what a story waits for."""
    steps = {
        Consent.NOT_ASKED: NextStep(_("Read it once more, then ask the reporter."), "minta"),
        Consent.ASKED: NextStep(_("The reporter was asked and has not replied yet. There is nothing to do.")),
        Consent.GIVEN: NextStep(_("The reporter agreed to these words: publish them."), "terbitkan"),
        Consent.REFUSED: NextStep(_("The reporter does not want this to be told, and is not asked again.")),
        Consent.WITHDRAWN: NextStep(_("The reporter took the consent back, and is not asked again.")),
    }
    return steps[Consent(story.consent)] if story.published_at is None else NextStep("")
