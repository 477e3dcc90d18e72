"""What boundaries announce to the apps above, which they know nothing of."""

from dataclasses import dataclass
from typing import Any

from django.dispatch import Signal
from django.utils.functional import Promise

edition_activated = Signal()
"""An edition was put in force; sent once that is committed. Argument: `edition`."""

activation_previewed = Signal()
"""Someone is asked whether an edition shall be put in force. Argument: `edition`, a draft. Receivers may return a
`PreviewLink`, or None."""


@dataclass(frozen=True, slots=True)
class PreviewLink:
    """A page on which a person sees what else would change, offered before they decide."""

    label: str | Promise
    url: str


def preview_links(edition: object) -> list[PreviewLink]:
    """Ask every receiver of `activation_previewed`; return the links they offer."""
    answers: list[tuple[Any, Any]] = activation_previewed.send(sender=type(edition), edition=edition)
    return [answer for _receiver, answer in answers if isinstance(answer, PreviewLink)]
