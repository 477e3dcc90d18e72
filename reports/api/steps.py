"""Steps of a timeline, as programs are told them."""

from typing import Any

from boundaries.api import shapes as s
from reports.api.shapes import STATE
from reports.models import Audience, By
from reports.timeline import Step

_FILE = s.one(name=s.TEXT, url=s.PATH, size=s.WHOLE, content_type=s.TEXT)
STEP = s.shape(
    "Step",
    s.one(
        "`actor` is empty for everybody but staff", verb=s.TEXT, at=s.MOMENT, sentence=s.TEXT, by=s.words(*By.values),
        state=s.maybe(STATE), words=s.TEXT, reason=s.TEXT, numbers=s.many(s.TEXT), files=s.many(_FILE), actor=s.TEXT,
        audience=s.words(*Audience.values),
    ),
)  # fmt: skip


def step_told(step: Step) -> dict[str, Any]:
    """Return a step."""
    return {
        "verb": step.verb,
        "at": step.at.isoformat(),
        "sentence": step.sentence,
        "by": step.by.value,
        "state": step.state.value if step.state else None,
        "words": step.words,
        "reason": step.reason,
        "numbers": list(step.numbers),
        "files": [
            {"name": file.name, "url": file.url, "size": file.size, "content_type": file.content_type}
            for file in step.files
        ],
        "actor": step.actor,
        "audience": step.audience.value,
    }
