"""The JSON Schema of a standard: completion and first faults in an editor; what only the loader can prove stays with it."""

import json
from typing import Any

from qiao.engine.standards.model import Standard

_NOISE = ("title", "discriminator")


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
    return {
        key: {name: _cleaned(value) for name, value in below.items()} if key in ("properties", "$defs") else _cleaned(below)
        for key, below in data.items()
        if key not in _NOISE and not (key == "default" and below is None)
    }
