"""JSON Schemas of what the API tells, short to write down; each app adds its own by `shape`."""

from typing import Any, Final

Schema = dict[str, Any]
SHAPES: Final[dict[str, Schema]] = {}
"""The shapes that have names: components of the documentation."""

TEXT: Final[Schema] = {"type": "string"}
WHOLE: Final[Schema] = {"type": "integer"}
NUMBER: Final[Schema] = {"type": "number"}
TRUTH: Final[Schema] = {"type": "boolean"}
DAY: Final[Schema] = {"type": "string", "format": "date"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
LINK: Final[Schema] = {"type": "string", "format": "uri"}
PATH: Final[Schema] = {"type": "string", "description": "An address on this host"}


def ref(name: str) -> Schema:
    """Return a reference to a shape that has a name."""
    return {"$ref": f"#/components/schemas/{name}"}


def shape(name: str, schema: Schema) -> Schema:
    """Give a schema a name, and return the reference to it."""
    SHAPES[name] = schema
    return ref(name)


def one(about: str = "", /, **parts: Schema) -> Schema:
    """An object that has just these parts, all of them."""
    found: Schema = {"type": "object", "properties": parts, "required": sorted(parts), "additionalProperties": False}
    return found | ({"description": about} if about else {})


def many(schema: Schema, **more: Any) -> Schema:
    """A list."""
    return {"type": "array", "items": schema, **more}


def maybe(schema: Schema) -> Schema:
    """Something, or null."""
    if isinstance(kind := schema.get("type"), str) and "enum" not in schema:
        return {**schema, "type": [kind, "null"]}
    return {"anyOf": [schema, {"type": "null"}]}


def words(*values: str) -> Schema:
    """One of a few words."""
    return {"type": "string", "enum": list(values)}


def about(schema: Schema, text: str) -> Schema:
    """The schema with a sentence about it."""
    return {**schema, "description": text}


def geometry(kind: str, depth: int) -> Schema:
    """A geometry of GeoJSON whose positions lie in so many lists."""
    coordinates = many(NUMBER, minItems=2, maxItems=2)
    for _level in range(depth):
        coordinates = many(coordinates)
    return one(type={"const": kind}, coordinates=coordinates)


def page_of(schema: Schema) -> Schema:
    """A page of a list."""
    return one(results=many(schema), next=about(maybe(LINK), "The next page; null at the end"))


def feature(properties: Schema, shaped: Schema, key: Schema) -> Schema:
    """A feature of GeoJSON."""
    return one(type={"const": "Feature"}, id=key, geometry=maybe(shaped), properties=properties)


def features_of(told: Schema) -> Schema:
    """A page of a list as GeoJSON."""
    return one(
        type={"const": "FeatureCollection"},
        features=many(told),
        next=about(maybe(LINK), "The next page; null at the end"),
    )


BOTH = shape("BothLanguages", one(id=TEXT, en=TEXT))
AREA_REF = shape("AreaReference", one(code=TEXT, name=TEXT))
POINT = shape("Point", geometry("Point", 0))
MULTI_POLYGON = shape("MultiPolygon", geometry("MultiPolygon", 3))
POLYGON = shape("Polygon", geometry("Polygon", 2))
shape(
    "Problem",
    {
        "type": "object",
        "description": "RFC 9457. `errors` has messages by parameter or field, where single ones are wrong.",
        "properties": {
            "type": TEXT,
            "title": TEXT,
            "status": WHOLE,
            "detail": TEXT,
            "errors": {"type": "object", "additionalProperties": many(TEXT)},
        },
        "required": ["type", "title", "status", "detail"],
    },
)
