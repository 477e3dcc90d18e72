"""How wide text is, where it breaks, and in what ink: SVG wraps nothing, and a drawing must not run over its frame."""

# Thousandths of the size that a letter is wide in Helvetica, from the space to "~". Liberation Sans and Arial were cut
# to the same widths, so one table serves whoever draws: vl-convert brings Liberation Sans along, browsers have one.
_WIDTHS = (
    "278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 "
    "584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 "
    "667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 "
    "278 556 500 722 500 500 500 334 260 334 584"
)
_OF = dict(zip(map(chr, range(32, 127)), map(int, _WIDTHS.split()), strict=True))
_OTHER = 600  # what is not in the table: dashes, accents, signs
BOLD = 1.07  # bold is wider by so much, on the whole
INK = "#16231f"
FAMILY = "Liberation Sans, Arial, Helvetica, sans-serif"


def width(text: str, size: float, bold: bool = False) -> float:
    """Return how wide a line is, in units, when its letters are `size` units tall."""
    return sum(_OF.get(letter, _OTHER) for letter in text) * size / 1000 * (BOLD if bold else 1)


def wrap(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """Return the lines of a text none of which is wider than `room`; a word that is wider is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if width(longer, size, bold) <= room:
            line = longer
            continue
        if line:
            lines.append(line)
        line = cut(word, size, room, bold)
    return [*lines, line] if line else lines


def cut(text: str, size: float, room: float, bold: bool = False) -> str:
    """Return a line that fits: itself, or its beginning with an ellipsis."""
    if width(text, size, bold) <= room:
        return text
    kept = text
    while kept and width(kept.rstrip() + "…", size, bold) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def ink_on(fill: str) -> str:
    """Return the ink that can be read on a colour (#rrggbb): white on dark, dark on light."""
    red, green, blue = (int(fill[place : place + 2], 16) for place in (1, 3, 5))
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
