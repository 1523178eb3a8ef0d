"""What each client brought to each manager, as clients.parquet has it: exact, and rounded to 0.01."""

import numpy as np
import pyarrow as pa

from numpy_reference.bank import Bank
from numpy_reference.exact import Whole, half_up, times
from numpy_reference.measures import Measures

_LOWER = 2**64 - 1


def table(bank: Bank, found: Measures) -> pa.Table:
    """A row for each manager, client and measure in which the client has brought something."""
    rows = [np.flatnonzero(fact.numerators) for fact in found.facts.values()]
    numerators = [fact.numerators[own] for fact, own in zip(found.facts.values(), rows, strict=True)]
    denominators = [fact.denominator for fact in found.facts.values()]
    values = [half_up(times(own, 100), over) for own, over in zip(numerators, denominators, strict=True)]
    pair = np.concatenate(rows)
    measure = np.repeat(np.arange(len(rows)), [len(own) for own in rows])
    order = np.lexsort((measure, pair))
    pair, measure = pair[order], measure[order]
    return pa.table({
        "manager_id": pa.array(bank.managers).take(found.pairs.manager.to_numpy()[pair]),
        "client_id": pa.array(bank.clients).take(found.pairs.client.to_numpy()[pair]),
        "measure": pa.array(list(found.facts)).take(measure),
        "numerator": _decimals(np.concatenate(numerators)[order], 0),
        "denominator": _decimals(np.array(denominators, object)[measure], 0),
        "value": _decimals(np.concatenate(values)[order], 2),
    })  # fmt: skip


def _decimals(units: Whole, scale: int) -> pa.Array:
    """Decimals of 38 digits: each is the lower and the upper word of its units."""
    words = np.empty((len(units), 2), np.int64)
    if units.dtype == object:
        words[:, 0] = (units & _LOWER).astype(np.uint64).view(np.int64)
        words[:, 1] = (units >> 64).astype(np.int64)
    else:
        words[:, 0], words[:, 1] = units, units >> 63
    return pa.Array.from_buffers(pa.decimal128(38, scale), len(units), [None, pa.py_buffer(words)])
