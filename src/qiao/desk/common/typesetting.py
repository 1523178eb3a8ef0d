"""Paper as PDF by typst, whose fonts are found on the machine: the same data at the same moment is the same file."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path

import typst
from django.utils.translation import gettext as _

from qiao.desk.common.refusals import RefusedError

# The first of these that the machine has; any of them holds the characters of a Chinese document.
FONTS = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "PingFang SC",
    "Microsoft YaHei",
    "WenQuanYi Micro Hei",
    "Noto Serif CJK SC",
    "SimSun",
)
# The same for documents that are sealed and signed, which are set in a Song typeface (宋体).
FORMAL = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Songti SC", "SimSun")


def pdf(source: Path, data: Mapping[str, object], at: datetime) -> bytes:
    """A document that a typst source makes of the data, which it reads from `sys.inputs.data` as one JSON text."""
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    made, warnings = typst.compile_with_warnings(
        source.read_bytes(), font_paths=_fonts(), sys_inputs=inputs, timestamp=int(at.timestamp())
    )
    if warnings:
        raise RuntimeError("; ".join(one.message for one in warnings))
    return bytes(made)


def font(*preferred: str) -> str:
    """The name of a Chinese font that this machine has, one of the preferred if there is one.

    Raises:
        RefusedError: the machine has none.
    """
    known = set(_fonts().families())
    found = next((name for name in (*preferred, *FONTS) if name in known), None)
    if found is None:
        raise RefusedError(_("This server has no Chinese font, so no PDF can be made. Ask for Noto Sans CJK."))
    return found


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_embedded_fonts=False)
