"""Who owns a table: what the desk keeps comes in batches of its own, which hold only what changed; a bank's is refused."""

from collections.abc import Collection, Sequence

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import Text
from qiao.engine.ledger import merging
from qiao.engine.ledger.batches import Batch, same
from qiao.engine.ledger.faults import Faults
from qiao.engine.ledger.reading import Delivered
from qiao.engine.ledger.tables import BY_NAME, Table

DESK, BANK = "desk", "bank"


def check_sender(sender: str, stated: str, faults: Faults) -> None:
    """Report a mapping of the bank's that says its batch is the desk's."""
    if sender == BANK and stated == DESK:
        text = Text(
            "映射文件写着 source: desk,但只有工作台自己能以此名义报送;请删去这一行。",
            "The mapping says source: desk, but only the desk itself sends in that name; remove this line.",
        )
        faults.add("not_the_desk", text, value=stated)


def check(delivered: Sequence[Delivered], source: str, owned: Collection[str], faults: Faults) -> None:
    """Report every table of the bank's that the desk owns, and every table of the desk's that the bank owns."""
    for item in delivered:
        table = item.table
        if source == BANK and table.name in owned:
            text = Text(
                f"表 {table.name}({table.zh})由工作台维护,不接受银行文件;请从本批删去该表,或在设置中更改其归属。",
                f"The table {table.name} is kept in the desk and is not taken from the bank's files; take it out of the "
                "batch, or change its owner in the settings.",
            )
            faults.add("owned_by_desk", text, table=table.name)
        elif source == DESK and owned and table.name not in owned:
            text = Text(
                f"表 {table.name}({table.zh})由银行提供,工作台不得写入。",
                f"The table {table.name} comes from the bank and is not the desk's to write.",
            )
            faults.add("owned_by_bank", text, table=table.name)


def keep_changes(db: Database, names: set[str], whole: Collection[str], earlier: Sequence[Batch]) -> set[str]:
    """Leave in the staged tables (`t_…`) only what changes a row in force; the tables in which something is left.

    Of a table in `whole` every row was delivered, so what is in force and was not delivered is withdrawn.
    """
    return {name for name in names if _changes(db, BY_NAME[name], name in whole, earlier)}


def _changes(db: Database, table: Table, is_whole: bool, earlier: Sequence[Batch]) -> bool:
    if table.name == "balances" or not any(batch.file(table.name) for batch in earlier):
        return True
    merging.rows_before(db, table, earlier)
    staged, before = f'"t_{table.name}"', f'"e_{table.name}"'
    columns = [column.name for column in table.columns if column.name != "withdrawn"]
    if is_whole:
        kept = ", ".join(f'e."{name}"' for name in columns)
        given = ", ".join(f'"{name}"' for name in columns)
        db.run(f"""INSERT INTO {staged} (part, row, {given}, withdrawn) SELECT NULL, NULL, {kept}, TRUE FROM {before} e
            WHERE NOT EXISTS (SELECT 1 FROM {staged} t WHERE {same(table.key, "t", "e")})""")
    db.run(
        f"DELETE FROM {staged} AS t WHERE NOT withdrawn AND EXISTS (SELECT 1 FROM {before} e WHERE {same(columns, 't', 'e')})"
    )
    return bool(db.value(f"SELECT COUNT(*) FROM {staged}"))
