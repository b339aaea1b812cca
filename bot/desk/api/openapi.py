"""The description of the API (OpenAPI 3.1), made from the operations that the handlers run by."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from bot.desk.api.operation import Operation
from bot.desk.api.problems import MEDIA
from bot.desk.api.reading import KEY
from bot.desk.api.shapes import MOST, ProblemShape

_TITLE = "Fair Passage: bulletins of unions, released figures"
_INTRODUCTION = """The third door for union officers, beside the desk and the chat: all three do the same.

A token acts for the member of staff who made it, within her organisation. A second person releases: a version is never
released with a token of its author. A correction is a change of a released bulletin and then a release of the new
version. Moments are RFC 3339 with a zone. Every answer is JSON, or the file that was asked for; what is refused is
answered with problem details (RFC 9457), names the field, and has changed nothing. Released figures are open data
(CC BY 4.0): made once, frozen, the same in every format and through every door. A request that changes something may
bring an `Idempotency-Key`: repeated with the same key and body within 30 days it gets the first answer and is done
once."""


def description(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """The whole description as JSON."""
    names, schemas = _schemas(operations)
    paths: dict[str, dict[str, Any]] = {}
    for one in operations:
        paths.setdefault(f"/api{one.path}", {})[one.method.lower()] = _operation(one, names)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Fair Passage: bulletins of unions, released figures",
            "version": version,
            "description": _INTRODUCTION,
        },
        "servers": [{"url": "/"}],
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "headers": {
                "RetryAfter": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}},
                "Authenticate": {"description": "How to sign in.", "schema": {"type": "string"}},
            },
        },
    }


_Key = tuple[type[BaseModel], JsonSchemaMode]


def _schemas(operations: Sequence[Operation]) -> tuple[dict[_Key, dict[str, Any]], dict[str, Any]]:
    """A reference to each shape by how it is used, and the shapes themselves."""
    used: list[_Key] = [(ProblemShape, "serialization")]
    for one in operations:
        used.append((one.answer, "serialization"))
        if one.body is not None:
            used.append((one.body, "validation"))
    references, definitions = models_json_schema(list(dict.fromkeys(used)), ref_template="#/components/schemas/{model}")
    return {key: dict(references[key]) for key in used}, definitions["$defs"]


def _operation(one: Operation, names: dict[_Key, dict[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": one.summary,
        "description": f"Needs the scope `{one.scope}`.",
        "tags": [one.path.split("/")[2]],
        "parameters": _parameters(one),
        "responses": _responses(one, names),
    }
    if one.body is not None:
        schema = names[one.body, "validation"]
        found["requestBody"] = {"required": True, "content": {"application/json": {"schema": schema}}}
    if one.files:
        found["requestBody"] = {"required": True, "content": {media: {"schema": {}} for media in one.files}}
    return found


def _parameters(one: Operation) -> list[dict[str, Any]]:
    found = []
    if one.of_one:
        schema = {"type": "integer", "minimum": 1, "maximum": MOST}
        found.append({"name": "bulletin", "in": "path", "required": True, "schema": schema})
    for name, pattern in one.words.items():
        told = {"type": "string", "pattern": f"^{pattern}$"}
        found.append({"name": name, "in": "path", "required": True, "schema": told})
    if one.writes:
        schema = {"type": "string", "pattern": "^[!-~]{1,200}$"}
        found.append({"name": KEY, "in": "header", "required": False, "schema": schema})
    if one.query is not None:
        whole = one.query.model_json_schema()
        for name, schema in whole["properties"].items():
            found.append(_query_parameter(name, schema, whole, required=name in whole.get("required", [])))
    return found


def _query_parameter(name: str, schema: dict[str, Any], whole: dict[str, Any], *, required: bool) -> dict[str, Any]:
    """One parameter of a query. What may be left out is never null there: a query has no null."""
    schema = dict(schema)
    words = schema.pop("description", None)
    schema.pop("default", None) if schema.get("default", 0) is None else None
    kinds = [kind for kind in schema.pop("anyOf", []) if kind != {"type": "null"}]
    schema |= kinds[0] if kinds else {}
    if reference := schema.pop("$ref", None):
        schema |= whole["$defs"][reference.rsplit("/", 1)[1]]
    found = {"name": name, "in": "query", "required": required, "schema": schema}
    return found | ({"description": words} if words else {})


def _responses(one: Operation, names: dict[_Key, dict[str, Any]]) -> dict[str, Any]:
    answer = {"application/json": {"schema": names[one.answer, "serialization"]}}
    answer |= {media: {"schema": {}} for media in one.media if media not in answer}
    found: dict[str, Any] = {str(one.status): {"description": "Done.", "content": answer}}
    problem = {MEDIA: {"schema": names[ProblemShape, "serialization"]}}
    for status, why in one.refusals.items():
        found[str(status)] = {"description": why, "content": problem}
        if status in (429, 503):
            found[str(status)]["headers"] = {"Retry-After": {"$ref": "#/components/headers/RetryAfter"}}
        if status == 401:
            found[str(status)]["headers"] = {"WWW-Authenticate": {"$ref": "#/components/headers/Authenticate"}}
    return found
