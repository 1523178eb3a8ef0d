"""The API's own page: its operations, as the description tells them, in the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext

from qiao.desk.api.description import describe
from qiao.desk.api.operations import api

_EXAMPLE_ID = "3f2b8c1e-0d4a-4e6f-9a57-c1d2e3f4a5b6"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of an operation."""

    name: str
    kind: str
    is_required: bool
    what: str


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation."""

    identifier: str
    method: str
    path: str
    scope: str
    title: str
    what: str
    parameters: list[Parameter]
    example: str


@cache
def description() -> dict[str, Any]:
    """The description, made once: it changes with the program alone."""
    return describe(api)


def operations(host: str) -> list[Operation]:
    """Every operation, in the order in which they were written."""
    paths = description()["paths"]
    return [_operation(host, path, method, told) for path, methods in paths.items() for method, told in methods.items()]


def _operation(host: str, path: str, method: str, told: dict[str, Any]) -> Operation:
    parameters = told["parameters"]
    scopes = [scope for security in told["security"] for names in security.values() for scope in names]
    return Operation(
        identifier=told["operationId"],
        method=method.upper(),
        path=path,
        scope=", ".join(scopes),
        title=gettext(told["summary"]),
        what=gettext(told["description"]),
        parameters=[_parameter(one) for one in parameters],
        example=_example(host, path, method, parameters),
    )


def _parameter(told: dict[str, Any]) -> Parameter:
    words = told.get("description", "")
    return Parameter(told["name"], _kind(told["schema"]), told["required"], gettext(words) if words else "")


def _kind(schema: dict[str, Any]) -> str:
    """A parameter's values, as a program's writer knows them."""
    one: dict[str, Any] = next((part for part in _parts(schema) if part.get("type") != "null"), {})
    if "enum" in one:
        return " | ".join(one["enum"])
    kind = str(one.get("format") or one.get("type", ""))
    return f"{kind} {one['minimum']}–{one['maximum']}" if "maximum" in one else kind


def _parts(schema: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in schema.get("anyOf", [schema]):
        name = part.get("$ref", "").rpartition("/")[2]
        yield description()["components"]["schemas"][name] if name else part


def _example(host: str, path: str, method: str, parameters: list[dict[str, Any]]) -> str:
    """A call that can be copied into a terminal."""
    names = {one["name"] for one in parameters if one["in"] == "query"}
    query = f"?{urlencode({'limit': 20})}" if "limit" in names else ""
    verb = "" if method == "get" else f"-X {method.upper()} "
    address = f"{host}{path.replace('{uuid}', _EXAMPLE_ID)}{query}"
    return f'curl {verb}-H "Authorization: Bearer $QIAO_TOKEN" "{address}"'
