"""What a vector tile says: the properties of its features (https://github.com/mapbox/vector-tile-spec, version 2.1)."""

import struct
from collections.abc import Iterator
from typing import Any

_VARINT, _FIXED64, _BYTES, _FIXED32 = 0, 1, 2, 5
_LAYER, _NAME, _FEATURE, _KEY, _VALUE, _TAGS = 3, 1, 2, 3, 4, 2


def features(tile: bytes) -> list[dict[str, Any]]:
    """Return the properties of all features of all layers."""
    found = []
    for number, layer in _fields(tile):
        if number != _LAYER:
            continue
        parts: dict[int, list[Any]] = {}
        for field, value in _fields(layer):
            parts.setdefault(field, []).append(value)
        keys = [key.decode() for key in parts.get(_KEY, [])]
        values = [_value(value) for value in parts.get(_VALUE, [])]
        found += [_properties(feature, keys, values) for feature in parts.get(_FEATURE, [])]
    return found


def _properties(feature: bytes, keys: list[str], values: list[Any]) -> dict[str, Any]:
    tags = [tag for number, packed in _fields(feature) if number == _TAGS for tag in _varints(packed)]
    return {keys[key]: values[value] for key, value in zip(tags[::2], tags[1::2], strict=True)}


def _value(message: bytes) -> Any:
    (number, raw), *_ = _fields(message)
    if number == 1:
        return raw.decode()
    if number in (2, 3):
        return struct.unpack("<f" if number == 2 else "<d", raw)[0]
    if number == 6:
        return (raw >> 1) ^ -(raw & 1)
    if number == 4 and raw >= 1 << 63:
        return raw - (1 << 64)
    return bool(raw) if number == 7 else raw


def _fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """Yield number and value of each field of a protobuf message."""
    at = 0
    while at < len(message):
        tag, at = _varint(message, at)
        kind = tag & 7
        if kind == _VARINT:
            value, at = _varint(message, at)
            yield tag >> 3, value
            continue
        size = {_FIXED64: 8, _FIXED32: 4}.get(kind)
        if size is None:
            size, at = _varint(message, at)
        yield tag >> 3, message[at : at + size]
        at += size


def _varints(packed: bytes) -> Iterator[int]:
    at = 0
    while at < len(packed):
        value, at = _varint(packed, at)
        yield value


def _varint(message: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = message[at]
        at += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            return value, at
