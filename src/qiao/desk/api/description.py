"""The API's description (OpenAPI 3.1), true to what is answered: scopes, problem documents, headers."""

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop as _
from django.utils.translation import override
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from qiao.desk.api.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from ninja import NinjaAPI

_HEADERS = {
    "X-Request-ID": {
        "description": "Number of this request, for the log and the audit trail.",
        "schema": {"type": "string"},
        "required": True,
    }
}
_RETRY = {
    "Retry-After": {
        "description": "Seconds to wait.",
        "schema": {"type": "integer", "minimum": 1, "maximum": 60},
        "required": True,
    }
}


class Description(OpenAPISchema):
    """Ninja's description, made exact."""

    def __init__(self, api: "NinjaAPI", path_prefix: str) -> None:
        """Of this API, whose operations have addresses that begin so."""
        self._shapes: dict[Any, tuple[dict[str, Any], bool]] = {}
        super().__init__(api, path_prefix)

    def _create_schema_from_model(self, model: Any, *options: Any, **more: Any) -> tuple[dict[str, Any], bool]:
        """A shape that many operations answer, such as a problem's, is worked out once; each has a copy of its own."""
        answered = model.model_fields.get("response")  # an answer's shape is wrapped anew for each operation
        key = (answered.annotation if answered else model, options, tuple(sorted(more.items())))
        if key not in self._shapes:
            self._shapes[key] = super()._create_schema_from_model(model, *options, **more)
        return deepcopy(self._shapes[key])

    def responses(self, operation: Operation) -> dict[Any, dict[str, Any]]:
        """Problems have their own media type, and every answer its number."""
        found: dict[Any, dict[str, Any]] = super().responses(operation)
        for status, response in found.items():
            response["headers"] = {**_HEADERS, **(_RETRY if status == 429 else {})}
            if status >= 400:
                response["content"] = dict.fromkeys([MEDIA_TYPE], *response["content"].values())
        return {str(status): response for status, response in found.items()}

    def operation_parameters(self, operation: Operation) -> list[dict[str, Any]]:
        """What stands in an address is always the id of its record."""
        found: list[dict[str, Any]] = super().operation_parameters(operation)
        return [{**one, "description": _("Id of the record.")} if one["in"] == "path" else one for one in found]

    def operation_security(self, operation: Operation) -> list[dict[str, Any]]:
        """Which scope a token must have."""
        super().operation_security(operation)
        return [
            {type(auth).__name__: [auth.scope.value] if getattr(auth, "scope", None) else []}  # type: ignore[attr-defined]
            for auth in operation.auth_callbacks
        ]

    def request_body(self, operation: Operation) -> dict[str, Any]:
        """A form has no fields but those that are named, and none of them null; a JSON body says so itself."""
        found: dict[str, Any] = super().request_body(operation)
        for content in found.get("content", {}).values():
            if "properties" in content["schema"]:
                fields = content["schema"]["properties"]
                told = {"properties": {name: _without_null(field) for name, field in fields.items()}}
                content["schema"] |= {**told, "additionalProperties": False}
        return found

    def add_schema_definitions(self, definitions: dict[str, Any]) -> None:
        """One name is one shape, or programs would be told the wrong one."""
        for name, schema in definitions.items():
            if self.schemas.setdefault(name, schema) != schema:
                raise ValueError(f"two shapes are called {name}")


def _without_null(field: dict[str, Any]) -> dict[str, Any]:
    """A field of a form is given or left out; the text "null" would be a wrong value."""
    kinds = [one for one in field.get("anyOf", ()) if one.get("type") != "null"]
    if len(kinds) != 1:
        return field
    return {**kinds[0], **{name: value for name, value in field.items() if name not in {"anyOf", "default"}}}


def describe(api: "NinjaAPI") -> dict[str, Any]:
    """The whole description, in English."""
    with override("en"):
        return Description(api, "api/")
