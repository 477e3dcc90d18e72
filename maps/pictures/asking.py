"""What the address of a picture asks for: layer, selection, sheet and width, each refused by its name."""

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from maps.layers.asking import read
from maps.pictures.compose import DEFAULT_LAYER, LAYERS, SHOWN_AS
from maps.pictures.picture import A4, SHEETS, Sheet
from maps.selection import Selection, SelectionError

LEAST_WIDTH, MOST_WIDTH, WIDTH = 320, 3508, 1600
"""Pixels; the most is A4 across at 300 dots to the inch."""


@dataclass(frozen=True, slots=True)
class Order:
    """A picture that is asked for."""

    layer: str
    selection: Selection
    sheet: Sheet
    width: int

    @property
    def query(self) -> str:
        """The layer and the selection as a query, for addresses that take the same ones."""
        return "&".join(filter(None, (f"layer={self.layer}", self.selection.query())))

    @property
    def key(self) -> str:
        """What tells it from every other picture."""
        return f"{self.layer}|{self.sheet.name}|{self.width}|{self.selection.key}"

    @property
    def file_name(self) -> str:
        """What its file is called, without ending."""
        return "-".join(filter(None, ("titik-rawan", self.layer, self.selection.area.replace(".", ""))))


def parse(data: QueryDict) -> Order:
    """Read an order from an address; raise SelectionError with all that makes no sense in it, by parameter."""
    errors: dict[str, list[str]] = {}
    selection = Selection()
    try:
        selection = read(data, "layer", "bentuk", "lebar")
    except SelectionError as error:
        errors |= error.errors
    layer, shape = data.get("layer") or DEFAULT_LAYER, data.get("bentuk") or A4.name
    layer = SHOWN_AS.get(layer, layer)
    width = data.get("lebar") or str(WIDTH)
    for name, value, known in (("layer", layer, LAYERS), ("bentuk", shape, SHEETS)):
        if value not in known:
            errors[name] = [_("Choose one of: %(choices)s.") % {"choices": ", ".join(known)}]
    if not (width.isascii() and width.isdigit() and len(width) <= 4 and LEAST_WIDTH <= int(width) <= MOST_WIDTH):
        limits = {"least": LEAST_WIDTH, "most": MOST_WIDTH}
        errors["lebar"] = [_("The width is a whole number of pixels from %(least)s to %(most)s.") % limits]
    if errors:
        raise SelectionError(errors)
    return Order(layer, selection, SHEETS[shape], int(width))
