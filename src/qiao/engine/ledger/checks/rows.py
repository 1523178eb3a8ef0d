"""Rules within one delivered table: keys, periods, tags, and what the cells of one row say together."""

from collections.abc import Callable

from qiao.engine.engines.duckdb import Database
from qiao.engine.errors import RequestError, Text
from qiao.engine.ledger import batches
from qiao.engine.ledger.checks.cells import broken, quoted
from qiao.engine.ledger.checks.listing import Listing, Rule
from qiao.engine.ledger.columns import PERIOD, TAGS, Column
from qiao.engine.ledger.tables import BY_NAME, Table
from qiao.engine.ledger.words import vocabulary
from qiao.engine.periods import canonical, parse_period

# (table, the day that comes first, the day that may not come before it)
_IN_ORDER = (
    ("managers", "in_post_from", "in_post_to"),
    ("accounts", "opened_on", "closed_on"),
    ("assignments", "from_date", "to_date"),
    ("holdings", "from_date", "to_date"),
    ("limits", "from_date", "to_date"),
    ("absences", "from_date", "to_date"),
)


def check(listing: Listing, table: Table, blank_period: str | None) -> None:
    """Report what is wrong with the rows of one staged table."""
    for column in table.columns:
        if column.kind is PERIOD:
            _periods(listing, table, column, blank_period)
        elif column.kind is TAGS:
            _tags(listing, table, column)
    _order_of_days(listing, table)
    if table.name == "ratings":
        _marks(listing)
    _repeated_keys(listing, table)


def _periods(listing: Listing, table: Table, column: Column, blank: str | None) -> None:
    """Give every period its one name; `2025-01-01..2025-12-31` is `2025`."""
    name = f'"t_{table.name}"'
    if column.blank and blank:
        listing.db.run(f"UPDATE {name} SET period = $1 WHERE period IS NULL", [blank])
    elif column.blank:
        listing.broken(
            Rule("blank", table.name, column.name),
            f"SELECT part, row, '' FROM {name} WHERE period IS NULL",
            lambda _: Text(
                "入库的评分必须写明期间;请补上,例如 2025。",
                "a store needs the rating's period; fill it in, such as 2025.",
            ),
        )
    known = {
        text: _period(text)
        for (text,) in listing.db.rows(f"SELECT DISTINCT period FROM {name} WHERE period IS NOT NULL")
    }
    _not_known(listing, table, column, [text for text, label in known.items() if label is None])
    _rename(listing.db, name, {text: label for text, label in known.items() if label and label != text})


def _period(text: str) -> str | None:
    try:
        period = parse_period(text)
    except RequestError:
        return None
    return canonical(period.start, period.end)


def _rename(db: Database, table: str, names: dict[str, str]) -> None:
    for text, label in names.items():
        db.run(f"UPDATE {table} SET period = $1 WHERE period = $2", [label, text])


def _tags(listing: Listing, table: Table, column: Column) -> None:
    words = set(vocabulary(column).values())
    given = [text for (text,) in listing.db.rows(f'SELECT DISTINCT tags FROM "t_{table.name}" WHERE tags IS NOT NULL')]
    _not_known(listing, table, column, [text for text in given if set(text.split("|")) - words - {""}])


def _not_known(listing: Listing, table: Table, column: Column, texts: list[str]) -> None:
    if not texts:
        return
    listed = ", ".join(map(quoted, texts))
    choices = "、".join(value for value, _ in column.choices)
    known = Text(f";可用:{choices}", f" ({choices.replace('、', ', ')})") if choices else Text("", "")
    listing.broken(
        Rule("choice" if choices else "shape", table.name, column.name),
        f'SELECT part, row, "{column.name}" FROM "t_{table.name}" WHERE "{column.name}" IN ({listed})',
        lambda value: Text(
            f"“{value}”不合要求:应为{column.kind.rule.zh}{known.zh};请改正。",
            f'"{value}" is not {column.kind.rule.en}{known.en}; correct it.',
        ),
    )


def _order_of_days(listing: Listing, table: Table) -> None:
    for name, first, last in _IN_ORDER:
        if name == table.name:
            listing.broken(
                Rule("dates_out_of_order", name, last),
                f'SELECT part, row, "{last}", "{first}" FROM "t_{name}" WHERE "{last}" < "{first}" AND NOT withdrawn',
                _too_early(table.column(first).zh, first),
            )


def _too_early(zh: str, en: str) -> Callable[..., Text]:
    return lambda value, before: Text(
        f"{value} 早于{zh} {before};请核对两个日期。", f"{value} is before {en} {before}; check both days."
    )


def _marks(listing: Listing) -> None:
    ratings = BY_NAME["ratings"]
    is_told = f"{broken(ratings, ratings.column('score'))}.rule"
    listing.broken(
        Rule("no_score", "ratings", "score"),
        f"""SELECT part, row, '' FROM t_ratings WHERE score IS NULL AND veto IS NOT TRUE AND NOT withdrawn
            AND {is_told} IS NULL""",
        lambda _: Text(
            "没有分数;只有一票否决的行可以不填分数,请补上。",
            "it has no score; only a row with a veto may leave it out. Fill it in.",
        ),
    )


def _repeated_keys(listing: Listing, table: Table) -> None:
    if batches.is_in_order(listing.db, table):
        return
    key = ", ".join(f'"{name}"' for name in table.key)
    whole = " AND ".join(f'"{name}" IS NOT NULL' for name in table.key if not table.column(name).blank)
    same = batches.same(table.key, "t", "d")
    name, place = f'"t_{table.name}"', "(CAST(part AS BIGINT) << 40) + row"
    listing.broken(
        Rule("duplicate_key", table.name, table.key[-1]),
        f"""SELECT t.part, t.row, {batches.key_text(table, "t")}, d.place & ((1::BIGINT << 40) - 1)
        FROM (SELECT *, {place} AS place FROM {name}) t
        JOIN (SELECT {key}, MIN({place}) AS place FROM {name} WHERE {whole} GROUP BY {key} HAVING COUNT(*) > 1) d
        ON {same} AND t.place > d.place""",
        lambda value, first: Text(
            f"主键 {value} 与第 {first} 行重复;同一批次内一个主键只能有一行,请删去或更正一行。",
            f"the key {value} is given again (first on row {first}); keep one row for a key within a batch.",
        ),
    )
