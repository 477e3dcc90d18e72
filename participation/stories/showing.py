"""A story as somebody may read it: its words, the public place and theme of its case, photos of before and after."""

from collections.abc import Iterable
from dataclasses import dataclass

from participation.models import Story
from reports.models import Photo
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
