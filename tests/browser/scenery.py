"""Photos for a play: a river drawn on the spot, black or clear, with the place and time that a telephone notes."""

import datetime as dt
import random
from typing import Literal

from PIL import Image, ImageDraw, ImageFilter

from tests.reports.pictures import encoded

Water = Literal["black", "dark", "clear"]
SIZE = (1280, 960)
_SKY = {"black": ("#c9cfd2", "#e8e4d8"), "dark": ("#b9c6d2", "#dfe0dc"), "clear": ("#8fc3e6", "#e6f1f3")}
_WATER = {"black": ("#3a3026", "#17120e"), "dark": ("#6b5a41", "#41372a"), "clear": ("#86a08b", "#5c7f6d")}
# Far bank, near bank and bend differ, as they do when somebody stands elsewhere: no two photos look the same.
_STANDS = {"black": (300, 620), "dark": (360, 250), "clear": (250, 900)}


def river(water: Water, lonlat: tuple[float, float], at: dt.datetime) -> bytes:
    """A photo of the river, as a JPEG.

    Parameters
    ----------
    lonlat
        Where the telephone was, in degrees, EPSG:4326.
    at
        When, with its zone.
    """
    chance = random.Random(water)
    shore, pipe = _STANDS[water]
    image = _shaded(_SKY[water], SIZE)
    _trees(image, shore, chance)
    image.paste(_shaded(_WATER[water], (SIZE[0], SIZE[1] - shore)), (0, shore))
    _ripples(image, shore, water, chance)
    _bank(image, chance, left=pipe > SIZE[0] / 2)
    _outlet(image, shore, pipe, running=water != "clear")
    grain = Image.frombytes("L", SIZE, chance.randbytes(SIZE[0] * SIZE[1])).convert("RGB")
    image = Image.blend(image.filter(ImageFilter.GaussianBlur(1.2)), grain, 0.05)
    return encoded(image, exif=noted(lonlat, at), quality=85)


def noted(lonlat: tuple[float, float], at: dt.datetime) -> Image.Exif:
    """What a telephone writes into a photo."""
    lon, lat = lonlat
    notes = Image.Exif()
    offset = at.strftime("%z")
    notes.get_ifd(0x8769).update({0x9003: at.strftime("%Y:%m:%d %H:%M:%S"), 0x9011: f"{offset[:3]}:{offset[3:]}"})
    place = {1: "N" if lat >= 0 else "S", 2: _sexagesimal(lat), 3: "E" if lon >= 0 else "W", 4: _sexagesimal(lon)}
    notes.get_ifd(0x8825).update(place)
    return notes


def _sexagesimal(degrees: float) -> tuple[float, float, float]:
    minutes = abs(degrees) * 60
    return (minutes // 60, minutes % 60 // 1, round(minutes % 1 * 60, 3))


def _shaded(colours: tuple[str, str], size: tuple[int, int]) -> Image.Image:
    """From one colour above to another below."""
    mask = Image.linear_gradient("L").resize(size)
    return Image.composite(Image.new("RGB", size, colours[1]), Image.new("RGB", size, colours[0]), mask)


def _trees(image: Image.Image, shore: int, chance: random.Random) -> None:
    draw = ImageDraw.Draw(image)
    for depth, colour in enumerate(("#6f8578", "#4a6650", "#2f4a35")):
        for x in range(-40, SIZE[0] + 40, 22):
            height = chance.randint(40, 130) - 25 * depth
            width = chance.randint(30, 60)
            draw.ellipse((x - width, shore - height, x + width, shore + 30), fill=colour)


def _ripples(image: Image.Image, shore: int, water: Water, chance: random.Random) -> None:
    draw = ImageDraw.Draw(image, "RGBA")
    light = {"black": (150, 135, 110, 45), "dark": (215, 200, 170, 60), "clear": (235, 245, 240, 70)}[water]
    for _ in range(260):
        depth = chance.random() ** 1.6
        y = shore + depth * (SIZE[1] - shore)
        x, half = chance.randint(0, SIZE[0]), 15 + 110 * depth
        draw.line((x - half, y, x + half, y + chance.uniform(-3, 3)), fill=light, width=1 + int(4 * depth))
    if water != "clear":  # foam
        for _ in range(420):
            left, top = chance.gauss(620, 260), chance.uniform(shore + 30, SIZE[1])
            size = chance.uniform(1, 9) * (top - shore) / 400
            draw.ellipse((left - 2 * size, top - size, left + 2 * size, top + size), fill=(225, 218, 200, 120))


def _bank(image: Image.Image, chance: random.Random, *, left: bool) -> None:
    draw = ImageDraw.Draw(image)
    edge = [(0, SIZE[1]), (0, 640), (180, 720), (430, 860), (560, SIZE[1])]
    shape = [(x if left else SIZE[0] - x, y) for x, y in edge]
    draw.polygon(shape, fill="#6d5a3d")
    for _ in range(240):
        x = chance.randint(0, 480)
        y = 660 + round(0.62 * x) + chance.randint(-10, 120)
        x = x if left else SIZE[0] - x
        draw.line((x, y, x + chance.randint(-14, 14), y - chance.randint(20, 70)), fill="#556b2f", width=3)


def _outlet(image: Image.Image, shore: int, x: int, *, running: bool) -> None:
    """The end of a pipe in the far bank; closed with a plate where nothing runs."""
    draw = ImageDraw.Draw(image)
    draw.rectangle((x - 90, shore - 55, x + 90, shore + 40), fill="#8d8a83")
    draw.ellipse((x - 42, shore - 40, x + 42, shore + 34), fill="#14110e" if running else "#a8b0b3")
    if running:
        plume = Image.new("L", SIZE)
        edge = [(x - 26, shore), (x + 26, shore), (x + 60, shore + 120), (x + 230, SIZE[1]), (x - 150, SIZE[1])]
        ImageDraw.Draw(plume).polygon(edge, fill=215)
        image.paste("#0f0c0a", mask=plume.filter(ImageFilter.GaussianBlur(14)))
    else:
        draw.line((x - 28, shore - 3, x + 28, shore - 3), fill="#5d6568", width=7)
