"""Static files with hashed names, so that a phone keeps them for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed at setup; npm packages that mention files they do not ship must not stop it."""

    manifest_strict = False
