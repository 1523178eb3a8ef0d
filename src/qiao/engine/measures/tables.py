"""The tables that kernels fill and join with: their columns, and rows for them."""

from collections.abc import Sequence
from typing import Any

import pyarrow as pa

_TEXT, _NUMBER, _WHOLE, _SUM = pa.string(), pa.int32(), pa.int64(), pa.decimal128(38, 0)
FACTS = {"measure_no": _NUMBER, "manager_no": _NUMBER, "client_no": _NUMBER, "numerator": _SUM, "row_count": _WHOLE}
ACCOUNT_SUMS = {
    "win": _TEXT, "client_no": _NUMBER, "span_from": _NUMBER, "account_no": _NUMBER, "product_no": _NUMBER,
    "positive": _SUM, "overdrawn": _SUM, "row_count": _WHOLE,
}  # fmt: skip
SELECTION = {
    "measure_no": _NUMBER, "win": _TEXT, "product_no": _NUMBER, "side": _TEXT, "coefficient": _WHOLE, "mode": _TEXT
}  # fmt: skip
FLOW_CLASSES = {"kind": _TEXT, "product_no": _NUMBER, "currency": _TEXT, "class_no": _NUMBER}
FLOW_SELECTION = {"measure_no": _NUMBER, "class_no": _NUMBER, "is_alone": _NUMBER}
CLIENTS = {"client_no": _NUMBER}
PRODUCTS = {"product_no": _NUMBER}


def rows(columns: dict[str, pa.DataType], values: Sequence[tuple[Any, ...]]) -> pa.Table:
    """Rows as an Arrow table of these columns."""
    lists = zip(*values, strict=True) if values else ((),) * len(columns)
    return pa.table(
        [pa.array(list(column), kind) for column, kind in zip(lists, columns.values(), strict=True)],
        names=list(columns),
    )
