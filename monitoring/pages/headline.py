"""What a scorecard says at once: against the period before, against its peers, and which cases wait now."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.functional import Promise

from monitoring.pages.cards import Card

BETTER, WORSE, SAME = "better", "worse", "same"
TONES: Final = (BETTER, WORSE, SAME, "")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Cards that are clearly better, or worse; how many are neither (`same`), or not to be judged (`apart`)."""

    better: tuple[Card, ...]
    worse: tuple[Card, ...]
    same: int
    apart: int

    @property
    def judged(self) -> int:
        """How many were compared."""
        return len(self.better) + len(self.worse) + self.same


@dataclass(frozen=True, slots=True)
class Headline:
    """Since the period before, and among peers; None where there is nothing to compare with."""

    since: Verdict | None
    peers: Verdict | None


def headline(sections: Sequence[tuple[str | Promise, Sequence[Card]]]) -> Headline:
    """Return the sum of what stands on the cards of a page, of measures of which one way is better."""
    cards = [card for _title, found in sections for card in found if card.better]
    changed = [(card, card.change.tone if card.change and _is_sure(card) else "") for card in cards]
    placed = [
        (card, (card.standing.tone or SAME) if card.standing and card.standing.rank and _is_sure(card) else "")
        for card in cards
    ]
    return Headline(_verdict(changed), _verdict(placed))


def _is_sure(card: Card) -> bool:
    """Whether chance can be told from difference: enough cases, and an interval."""
    return not card.few and card.figure.low is not None


def _verdict(judged: Iterable[tuple[Card, str]]) -> Verdict | None:
    by: dict[str, list[Card]] = {tone: [] for tone in TONES}
    for card, tone in judged:
        by[tone].append(card)
    found = Verdict(tuple(by[BETTER]), tuple(by[WORSE]), len(by[SAME]), len(by[""]))
    return found if found.judged else None
