"""Files of installed packages that pages use, served by ourselves straight from where npm or pip put them.

Packages ship hundreds of files that no page names. Only those listed in settings.PACKAGE_FILES are collected, which
keeps setup quick and the list of third-party files that we serve readable.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from django.utils._os import safe_join


class PackageFinder(BaseFinder):
    """Finds `PREFIX/FILE` in the folder of a package; lists what matches the package's patterns."""

    def __init__(self, app_names: object = None, *args: object, **kwargs: object) -> None:
        self.packages = [(prefix, Path(folder), tuple(patterns)) for prefix, folder, patterns in settings.PACKAGE_FILES]

    def check(self, **kwargs: object) -> list[CheckMessage]:
        """Nothing to check: a package that is not installed yet simply has no files."""
        return []

    def find(  # type: ignore[override]  # the stubs' overloads cannot be met by the signature Django itself documents
        self, path: str, find_all: bool = False, **kwargs: object
    ) -> str | list[str]:
        """Return where `path` lies on disk: a list when `find_all`, else one path or an empty list."""
        for prefix, folder, _ in self.packages:
            if path.startswith(f"{prefix}/"):
                found = Path(safe_join(folder, path.removeprefix(f"{prefix}/")))
                if found.is_file():
                    return [str(found)] if find_all else str(found)
        return []

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, FileSystemStorage]]:
        """Yield (path, storage) for every file that pages may name."""
        for prefix, folder, patterns in self.packages:
            storage = FileSystemStorage(location=folder)
            storage.prefix = prefix  # type: ignore[attr-defined]
            for pattern in patterns:
                for path in sorted(folder.glob(pattern)):
                    yield str(path.relative_to(folder)), storage
