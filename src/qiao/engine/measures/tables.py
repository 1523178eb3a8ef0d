"""The tables that kernels fill and join with."""

import pyarrow as pa

_TEXT, _NUMBER, _WHOLE, _SUM = pa.string(), pa.int32(), pa.int64(), pa.decimal128(38, 0)
FACTS = pa.schema(
    {"measure_no": _NUMBER, "manager_no": _NUMBER, "client_no": _NUMBER, "numerator": _SUM, "row_count": _WHOLE}
)
ACCOUNT_SUMS = pa.schema({
    "win": _TEXT, "client_no": _NUMBER, "span_from": _NUMBER, "account_no": _NUMBER, "product_no": _NUMBER,
    "positive": _SUM, "overdrawn": _SUM, "row_count": _WHOLE,
})  # fmt: skip
SELECTION = pa.schema({
    "measure_no": _NUMBER, "win": _TEXT, "product_no": _NUMBER, "side": _TEXT, "coefficient": _WHOLE, "mode": _TEXT
})  # fmt: skip
FLOW_CLASSES = pa.schema({"kind": _TEXT, "product_no": _NUMBER, "currency": _TEXT, "class_no": _NUMBER})
FLOW_SELECTION = pa.schema({"measure_no": _NUMBER, "class_no": _NUMBER, "is_alone": _NUMBER})
CLIENTS = pa.schema({"client_no": _NUMBER})
PRODUCTS = pa.schema({"product_no": _NUMBER})
