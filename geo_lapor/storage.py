"""Static files with hashed names, so that a phone keeps them for a year."""

from typing import Any

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage


def _without_source_maps(patterns: Any) -> tuple[Any, ...]:
    """Drop the rules that demand source maps, which packages mention and we do not serve."""
    return tuple((glob, [rule for rule in rules if "sourceMappingURL" not in str(rule)]) for glob, rules in patterns)


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed at setup."""

    patterns = _without_source_maps(HashedFilesMixin.patterns)
