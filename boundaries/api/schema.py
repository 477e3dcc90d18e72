"""The documentation of the API, made from what the views themselves go by (OpenAPI 3.1)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse

from boundaries.api.answers import GEOJSON, JSON

PROBLEM = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Words:
    """What the documentation says of one method of a view.

    `answers` are JSON Schemas by status; None has no body. `geojson` is the schema of the same answer as GeoJSON.
    `sends` are the schemas of what may be sent, by media type; `headers` describe what else may be sent. `secured`
    names the ways to say who one is, () for nobody.
    """

    name: str
    summary: str | Promise
    about: str | Promise = ""
    tag: str | Promise = ""
    answers: Mapping[int, Any] = field(default_factory=dict)
    geojson: Any = None
    sends: Mapping[str, Any] | None = None
    headers: tuple[OpenApiParameter, ...] = ()
    examples: tuple[OpenApiExample, ...] = ()
    secured: tuple[str, ...] = ()
    also_open: bool = True


class Schema(AutoSchema):
    """Reads what ApiView declares."""

    @property
    def said(self) -> Words:
        """The words of the method at hand."""
        words: Words = self.view.words[self.method]
        return words

    def get_operation_id(self) -> str:
        """Return the name by which programs made from the documentation call it."""
        return self.said.name

    def get_summary(self) -> str:
        """Return what it does in one line."""
        return str(self.said.summary)

    def get_description(self) -> str:
        """Return what there is to know about it."""
        return str(self.said.about)

    def get_tags(self) -> list[str]:
        """Return under which heading it stands."""
        return [str(self.said.tag)]

    def is_deprecated(self) -> bool:
        """Whether it will go."""
        return self.view.deprecation is not None

    def get_auth(self) -> list[dict[str, list[str]]]:
        """Return the ways to say who one is."""
        ways: list[dict[str, list[str]]] = [{name: []} for name in self.said.secured]
        return [*ways, {}] if ways and self.said.also_open else ways

    def get_override_parameters(self) -> list[Any]:
        """Return the parameters that the view reads, and the parts of its address."""
        found = [
            OpenApiParameter(
                name, part.schema, OpenApiParameter.PATH, required=True, description=str(part.about),
                examples=_example(part.example),
            )
            for name, part in self.view.paths.items()
        ]  # fmt: skip
        if self.method == "GET":
            found += [
                OpenApiParameter(
                    one.name, one.schema, OpenApiParameter.QUERY, required=one.required, description=str(one.about),
                    examples=_example(one.example),
                )
                for one in self.view.query
            ]  # fmt: skip
        return [*found, *self.said.headers]

    def get_request_serializer(self) -> Any:
        """Return what may be sent, by media type."""
        return dict(self.said.sends) if self.said.sends else None

    def get_response_serializers(self) -> Any:
        """Return what may be answered: each status that is named, and a problem for every other."""
        found: dict[Any, Any] = {}
        for status, schema in self.said.answers.items():
            if schema is None:
                found[str(status)] = OpenApiResponse(description="")
            else:
                found[(str(status), JSON)] = OpenApiResponse(schema)
        if self.said.geojson:
            found[("200", GEOJSON)] = OpenApiResponse(self.said.geojson)
        found[("default", PROBLEM)] = OpenApiResponse(
            {"$ref": "#/components/schemas/Problem"}, description="What is wrong (RFC 9457)"
        )
        return found

    def get_examples(self) -> list[OpenApiExample]:
        """Return what is shown as an example."""
        return list(self.said.examples)


def _example(value: Any) -> list[OpenApiExample]:
    return [OpenApiExample("example", value)] if value is not None else []
