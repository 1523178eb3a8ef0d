"""One row of figures a client, from the engine's summary, and the tiers by what each brings."""

from collections.abc import Iterator

from qiao.desk.clients.feeding.staging import Merged, Told, merge, staged
from qiao.desk.clients.models import Client, ClientFigures
from qiao.engine import Book, summary_batches, tiers

_NAMES = ("deposits", "deposit_average", "deposit_average_before", "loans", "loan_average", "contribution")
_FIGURES = {"client": "text", **dict.fromkeys(_NAMES, "bigint"), "last_flow_on": "date"}
_BATCH = ("client_id", *_NAMES, "last_flow_on")


def feed_figures(book: Book, told: Told) -> Merged:
    """The figures of every client at the data date."""
    brought: dict[str, int | None] = {}

    def rows() -> Iterator[tuple[object, ...]]:
        for batch in summary_batches(book):
            columns = {name: batch.column(name).to_pylist() for name in (*_BATCH, "has_contribution")}
            for client, value, has in zip(
                columns["client_id"], columns["contribution"], columns["has_contribution"], strict=True
            ):
                brought[client] = value if has else None
            yield from zip(*(columns[name] for name in _BATCH), strict=True)

    with (
        staged("feed_figures", _FIGURES, rows(), told),
        staged("feed_tiers", {"client": "text", "tier": "text"}, tiers(brought).items(), lambda _: None),
    ):
        money = ", ".join(f"(f.{name} * 0.01)::numeric(20, 2) AS {name}" for name in _NAMES)
        select = f"""SELECT c.id AS client_id, DATE '{book.data_date}' AS data_date, {money},
            ((f.deposit_average - f.deposit_average_before) * 0.01)::numeric(20, 2) AS deposit_change, t.tier, f.last_flow_on
            FROM feed_figures f JOIN {Client._meta.db_table} c ON c.number = f.client JOIN feed_tiers t ON t.client = f.client"""
        return merge(ClientFigures, select, key=["client_id"], is_whole=True)
