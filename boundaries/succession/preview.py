"""What would change if a draft were put in force."""

from dataclasses import dataclass

from boundaries.models import Edition
from boundaries.models.areas import Level
from boundaries.signals import PreviewLink, preview_links
from boundaries.succession.changes import Changes, changes
from boundaries.succession.checks import HALF
from boundaries.succession.sources import Witnessed, witnesses
from boundaries.timeline import TimeGap, gaps_in_time

LEVELS = (Level.PROVINCE, Level.REGENCY)


@dataclass(frozen=True, slots=True)
class ActivationPreview:
    """A draft beside the edition in force that it would follow, or precede where `earlier` is the draft itself.

    `levels` compares `earlier` with `later`, provinces first; both are None, and `levels` empty, for the first edition
    of an installation. `contradictions` are laws that the ground of the two does not bear out, `gaps` the days that
    would have no edition. `links` lead to what apps above can tell.
    """

    edition: Edition
    earlier: Edition | None
    later: Edition | None
    levels: tuple[Changes, ...]
    contradictions: tuple[Witnessed, ...]
    gaps: tuple[TimeGap, ...]
    links: tuple[PreviewLink, ...]


def activation_preview(edition: Edition) -> ActivationPreview:
    """Compare a draft with the edition in force on its first day, else with the one that begins next."""
    earlier, later = neighbours(edition)
    levels: tuple[Changes, ...] = ()
    contradictions: tuple[Witnessed, ...] = ()
    if earlier and later:
        levels = tuple(changes(earlier, later, level) for level in LEVELS)
        witnessed = [pair for level in LEVELS for pair in witnesses(earlier, later, level).disputed]
        contradictions = tuple(pair for pair in witnessed if pair.law and pair.share < HALF)
    gaps, links = tuple(gaps_in_time(edition)), tuple(preview_links(edition))
    return ActivationPreview(edition, earlier, later, levels, contradictions, gaps, links)


def neighbours(edition: Edition) -> tuple[Edition | None, Edition | None]:
    """Return what a draft is compared with: (edition before, draft), (draft, edition after), or nothing."""
    others = Edition.objects.active().exclude(pk=edition.pk)
    before = others.filter(valid_from__lt=edition.valid_from).order_by("valid_from").last()
    if before:
        return before, edition
    after = others.order_by("valid_from").first()
    return (edition, after) if after else (None, None)
