"""The log of questions that script/server keeps."""

from typing import Any

from gunicorn.glogging import Logger

from geo_lapor.logs import without_secrets


class AccessLog(Logger):
    """gunicorn's, without the tokens that are part of an address."""

    def atoms(self, *asked: Any, **more: Any) -> dict[str, Any]:
        """Return what a line may say."""
        found: dict[str, Any] = super().atoms(*asked, **more)
        return {name: without_secrets(text) if isinstance(text, str) else text for name, text in found.items()}
