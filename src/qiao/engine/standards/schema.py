"""The JSON Schema of a standard: completion and first faults in an editor; what only the loader can prove stays with it."""

import json
from typing import Any

from qiao.engine.standards.model import Standard

_NOISE = ("title", "discriminator")
_NAMING = ("properties", "$defs")


def schema() -> dict[str, Any]:
    """The schema as data, with descriptions in Chinese and English."""
    made = _cleaned(Standard.model_json_schema())
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Qiao 考评标准 / standard", **made}


def text() -> str:
    """The schema as `src/qiao/standards/schema.json` holds it."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def _cleaned(data: Any) -> Any:
    if isinstance(data, list):
        return [_cleaned(element) for element in data]
    if not isinstance(data, dict):
        return data
    # Under these two, keys are names of the standard and not words of the schema.
    found = {
        key: {name: _cleaned(value) for name, value in below.items()} if key in _NAMING else _cleaned(below)
        for key, below in data.items()
        if key not in _NOISE and not (key == "default" and below is None)
    }
    if "patternProperties" in found:
        found["additionalProperties"] = False
    return _present(found)


def _present(found: dict[str, Any]) -> dict[str, Any]:
    """What may be left out is not written as null: the loader would read the word `null`."""
    options = [option for option in found.get("anyOf", ()) if option != {"type": "null"}]
    if len(options) != 1:
        return found
    return {**options[0], **{key: value for key, value in found.items() if key != "anyOf"}}
