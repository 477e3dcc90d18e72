"""What maps and files count at the place of a report, by layer; held against the table by hand."""

import csv
import json
from collections.abc import Callable, Iterator

from reports.policies import in_hand
from tests.maps.tiles import decoded, tile_of
from tests.matrix.oracle import REPORTERS, Knows, counts, inside, knows
from tests.matrix.people import Looker
from tests.matrix.scenes import HERE, Scene
from tests.matrix.surfaces import FEW

ZOOM = 12
_BOX = "117.4,0.4,117.7,0.7"
_X, _Y = tile_of(*HERE, ZOOM)


def _view(layer: str) -> str:
    return f"/peta/lapis/{layer}.geojson?bbox={_BOX}&zoom={ZOOM}"


def _tile(layer: str) -> str:
    return f"/peta/lapis/{layer}/{ZOOM}/{_X}/{_Y}.mvt"


def _in_view(looker: Looker, address: str) -> list[dict[str, object]]:
    found = json.loads(looker.client.get(address).content)["features"]
    return [feature["properties"] for feature in found]


def _in_tile(looker: Looker, address: str) -> list[dict[str, object]]:
    layer = address.split("/")[3]
    return [feature["properties"] for feature in decoded(looker.client.get(address).content, layer)]


def _in_file(looker: Looker, address: str) -> list[dict[str, object]]:
    response = looker.client.get(address)
    text = b"".join(response).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


# (address, how it is read, who reads it)
COUNTED: tuple[tuple[str, Callable[[Looker, str], list[dict[str, object]]], tuple[str, ...]], ...] = (
    (_view("heksagon"), _in_view, ()),
    (_view("wilayah"), _in_view, ()),
    (_view("titik"), _in_view, FEW),
    (_view("kelompok"), _in_view, FEW),
    (_tile("heksagon"), _in_tile, FEW),
    (_tile("wilayah"), _in_tile, FEW),
    (_tile("titik"), _in_tile, FEW),
    ("/peta/lapis/heksagon.csv", _in_file, FEW),
    ("/peta/lapis/wilayah.csv", _in_file, FEW),
)


def miscounted(scene: Scene, role: str) -> Iterator[str]:
    """Yield a line for each layer that counts the report, or the one beside it, for somebody who must not know."""
    looker = scene.people[role]
    expected = counts(scene.kind, role) + counts(_beside(scene), role)
    for address, read, readers in COUNTED:
        if readers and role not in readers:
            continue
        rows = read(looker, address)
        found = sum(int(str(row["n"] or 0)) for row in rows)
        points = "titik" in address
        claimed = role == "citizen who claimed it" and points
        if found != expected and not claimed:
            yield f"{address} → {role}: counts {found}, not {expected}"
        if points and _told(rows, scene) and not knows(scene.kind, role) > Knows.NOTHING:
            yield f"{address} → {role}: tells the number"
    yield from _by_urgency(scene, role)


def _beside(scene: Scene) -> str:
    """The kind of the report beside it: of the same category, filed without a wish, accusing nobody."""
    return "confidential by category" if scene.kind == "confidential by category" else "public"


def _told(rows: list[dict[str, object]], scene: Scene) -> bool:
    return any(row.get("number") == scene.report.number for row in rows)


def _by_urgency(scene: Scene, role: str) -> Iterator[str]:
    """How urgent a case was found is told to those alone who have it in hand; to others urgency is the category's.

    Scenes let both reports be found of another urgency than their category is.
    """
    looker = scene.people[role]
    of_category, assessed = scene.report.category.urgency, scene.report.urgency
    mine = scene.kind != "exercise" and inside(scene.kind, role)
    beside = looker.user is not None and in_hand(scene.neighbour, looker.user)
    staffed = role not in {*REPORTERS, "visitor", "other citizen"}
    for urgency in (of_category, assessed):
        expected = (urgency == assessed) * (mine + beside) if staffed else None
        if expected is None:
            expected = (urgency == of_category) * (counts(scene.kind, role) + counts(_beside(scene), role))
        for layer in ("heksagon", "titik"):
            if role == "citizen who claimed it" and layer == "titik":
                continue
            found = sum(int(str(row["n"] or 0)) for row in _in_view(looker, f"{_view(layer)}&urgency={urgency}"))
            if found != expected:
                yield f"{layer} by urgency {urgency} → {role}: counts {found}, not {expected}"
