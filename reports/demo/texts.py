"""What demo reports say: sentences joined from parts (fixtures/demo/texts.json)."""

from typing import Any

import numpy as np


def describe(parts: dict[str, Any], category: str, rng: np.random.Generator) -> str:
    """Return an Indonesian account of a complaint of this category."""

    def pick(name: str) -> str:
        return parts[name][rng.integers(len(parts[name]))]

    observed = parts["categories"][category]
    what = observed[rng.integers(len(observed))]
    place = f" {pick('where')}" if rng.random() < 0.6 else ""
    sentences = [f"{pick('when')} {what}{place}.", pick("impact"), pick("wish")]
    return " ".join(sentence for sentence in sentences if sentence)
