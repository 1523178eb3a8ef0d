"""What one cell may hold: the rule it breaks, as an SQL expression over its text, and the sentence that says so."""

from qiao.engine.errors import Text
from qiao.engine.ledger.columns import BOOLEAN, CHOICE, DATE, Column
from qiao.engine.ledger.faults import shortened
from qiao.engine.ledger.tables import Table
from qiao.engine.ledger.words import nearest, vocabulary

# What `_bad` holds of each column of a row, in the table's order: the rule that its cell breaks, NULL for none, and its text.
BROKEN = "STRUCT(rule VARCHAR, value VARCHAR)[]"


def broken(table: Table, column: Column) -> str:
    """SQL: what `_bad` says of a column, with its `rule` and `value`."""
    return f"_bad[{table.columns.index(column) + 1}]"


def quoted(text: str) -> str:
    """The text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def problem(column: Column, is_needed: str) -> str:
    """The code of the rule that the text of a column breaks, NULL for none; `is_needed` is when it may not be blank, empty for never."""
    text, kind = f'"{column.name}"', column.kind
    blank = f"CASE WHEN {is_needed} THEN 'blank' END" if is_needed else "NULL"
    cases = [f"WHEN {text} IS NULL THEN {blank}"]
    if kind.longest:
        cases.append(f"WHEN length({text}) > {kind.longest} THEN 'shape'")
    if kind.shape:
        cases.append(f"WHEN NOT regexp_full_match({text}, {quoted(kind.shape)}) THEN 'shape'")
    if kind is DATE:
        cases.append(f"WHEN TRY_CAST({text} AS DATE) IS NULL THEN 'not_a_day'")
    if column.choices and (kind is CHOICE or kind.is_number):
        listed = ", ".join(quoted(value) for value, _ in column.choices)
        cases.append(f"WHEN {text} NOT IN ({listed}) THEN 'choice'")
    if kind.range:
        condition = kind.range.replace("value", f"TRY_CAST({text} AS {kind.sql})")
        cases.append(f"WHEN NOT ({condition}) THEN 'range'")
    return f"CASE {' '.join(cases)} END"


def typed(column: Column) -> str:
    """The value of a text that breaks no rule."""
    text = f'"{column.name}"'
    if column.kind is BOOLEAN:
        value = f"lower({text}) IN ('true', '1', '是')"
        return f"COALESCE({value}, FALSE)" if column.name == "withdrawn" else value
    return text if column.kind.sql == "VARCHAR" else f"TRY_CAST({text} AS {column.kind.sql})"


def sentence(column: Column, rule: str, value: str) -> Text:
    """What is wrong with a cell and what to do about it."""
    shown, kind = shortened(value), column.kind
    match rule:
        case "blank":
            return Text(f"{column.zh}不能为空;请补上。", "it must not be blank; fill it in.")
        case "not_a_day":
            return Text(f"“{shown}”不是存在的日期;请改正。", f'"{shown}" is not a day of the calendar; correct it.')
        case "choice":
            return _not_listed(column, shown)
        case _:
            return Text(
                f"“{shown}”不合要求:应为{kind.rule.zh};请改正。", f'"{shown}" is not {kind.rule.en}; correct it.'
            )


def _not_listed(column: Column, shown: str) -> Text:
    values = [value for value, _ in column.choices]
    words = vocabulary(column)
    near = words.get(nearest(shown, words), "")
    zh, en = (f"(是否为 {near}?)", f" (did you mean {near}?)") if near else ("", "")
    listed = "、".join(f"{value} {aliases[0]}" for value, aliases in column.choices)
    return Text(
        f"“{shown}”不在规定取值之内{zh};应为 {listed} 之一,或在映射文件的 values 中注明对应。",
        f'"{shown}" is none of {", ".join(values)}{en}; correct it, or map it under values in the mapping.',
    )
