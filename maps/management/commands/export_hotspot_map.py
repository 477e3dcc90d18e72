"""Write a map of hotspots into one HTML file that needs no network: public figures, layers, legend and tables."""

import os
import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.http import QueryDict
from django.utils import translation

from maps.layers.asking import FILTERS
from maps.layers.limits import TooHeavyError
from maps.pictures.compose import LAYERS
from maps.pictures.content import NothingToDrawError
from maps.pictures.export import export
from maps.selection import Selection, SelectionError


class Command(BaseCommand):
    """The selection is given as the address of a map has it: --theme A --province 64 --since 2026-01 …"""

    help = __doc__ or ""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the file, the filters of a selection, the layers and the language."""
        parser.add_argument("out", metavar="OUT.html", type=Path, help="file to write; it is replaced")
        for name in FILTERS:
            parser.add_argument(f"--{name}", default="", help=f"as ?{name}= in the address of a map")
        parser.add_argument("--layer", action="append", default=[], help=f"one of {', '.join(LAYERS)}; may be repeated")
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--language", choices=languages, default=settings.LANGUAGE_CODE)

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write the file and print what is in it and how large it is; CommandError where that cannot be."""
        if unknown := [name for name in options["layer"] if name not in LAYERS]:
            raise CommandError(f"layer: {unknown[0]} is none of {', '.join(LAYERS)}")
        data = QueryDict(mutable=True)
        data.update({name: options[name] for name in FILTERS if options[name]})
        with translation.override("en"):  # commands speak English, whatever the file does
            try:
                exported = export(Selection.parse(data), options["layer"], options["language"])
            except (SelectionError, NothingToDrawError) as error:
                raise CommandError(str(error)) from error
            except TooHeavyError as error:
                raise CommandError(f"gave up after {error.seconds:g} seconds: choose fewer months") from error
        size = _write(options["out"], exported.text)
        for name, reason in exported.left_out.items():
            self.stdout.write(f"left out: {name}: {reason}")
        self.stdout.write(f"{options['out']}: {size / 1024:,.0f} KB, layers {', '.join(exported.layers)}")


def _write(path: Path, text: str) -> int:
    """Write a file at once or not at all; return its size in bytes."""
    content = text.encode()
    try:
        handle, part = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        os.chmod(part, 0o644)
        os.replace(part, path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    return len(content)
