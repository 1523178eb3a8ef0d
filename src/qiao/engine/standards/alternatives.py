"""Other methods that an indicator could be scored by, each with figures to begin from."""

from typing import Any

from qiao.engine.standards.check import methods
from qiao.engine.standards.model import Indicator, Standard
from qiao.engine.standards.units import POINTS

# Ours, to begin from; the points of the indicator stay what they are.
_FIGURES: dict[str, dict[str, str]] = {
    "TARGET": {"weight": "", "from_attainment": "0.6", "up_to": "1.2"},
    "UNIT": {"points": "0.5", "cap": ""},
    "LOWER": {"weight": "", "good": "0", "bad": "0.02"},
    "STEP": {"weight": "", "floor": "0", "below": "0.97", "step": "0.01", "points": "0.5"},
    "RATE": {"weight": "", "from_rate": "0.8"},
}


def alternatives(standard: Standard, indicator: Indicator) -> dict[str, dict[str, str]]:
    """The figures of every other method that fits what the indicator measures, by the method."""
    measure = standard.measures.get(indicator.measure)
    full = POINTS.show(indicator.full_points)
    found = {method: {key: value or full for key, value in keys.items()} for method, keys in _FIGURES.items()}
    return {
        method: keys
        for method, keys in found.items()
        if measure is not None
        and method != indicator.scoring.method
        and methods.fits(_scored_by(indicator, {"method": method, **keys}), measure)
    }


def _scored_by(indicator: Indicator, scoring: dict[str, Any]) -> Indicator:
    return Indicator.model_validate({**indicator.model_dump(mode="json"), "scoring": scoring})
