"""The kernels hold only operations on which every engine gives the same digits."""

import inspect
import re
from collections.abc import Iterator

import pytest
import sqlglot
from sqlglot import exp

from qiao.engine.measures import balances, identity, kernels, measuring

KERNELS = kernels.all_texts()

# Exact types: TRY_CAST, COUNT_IF or an ordered-set aggregate is a subclass of something harmless.
ALLOWED = {
    exp.Select, exp.From, exp.Table, exp.Join, exp.Where, exp.Group, exp.Union, exp.Subquery, exp.Paren,
    exp.Column, exp.Identifier, exp.Alias, exp.TableAlias, exp.Star, exp.Placeholder, exp.Var, exp.Literal, exp.Null,
    exp.Add, exp.Sub, exp.Mul, exp.Neg, exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE,
    exp.And, exp.Or, exp.Not, exp.In, exp.Is, exp.Case, exp.If, exp.Cast, exp.DataType, exp.DataTypeParam,
    exp.Least, exp.Greatest, exp.Sum, exp.Count, exp.Min, exp.Max,
}  # fmt: skip
# Clauses of an allowed operation that are none themselves: a flag, or a word that changes what the operation does.
FORBIDDEN = {
    exp.Select: {"distinct", "hint", "kind", "operation_modifiers", "sample"},
    exp.Group: {"all", "rollup", "cube", "grouping_sets", "totals"},
    exp.Cast: {"format", "safe", "default"},
    exp.Join: {"using", "method", "match_condition", "global_", "hint"},
    exp.In: {"unnest", "field", "is_global"},
}


def refusals(sql: str) -> list[str]:
    """Everything in a kernel that is not allowed; none for a kernel that is."""
    try:
        statements = sqlglot.parse(sql, dialect="duckdb")
    except sqlglot.errors.SqlglotError as error:
        return [f"cannot be parsed: {error}"]
    if len(statements) != 1 or not isinstance(statements[0], exp.Select | exp.Union):
        return ["is not one query"]
    return [reason for node in statements[0].walk() for reason in of_node(node)]


def of_node(node: exp.Expr) -> Iterator[str]:
    """What is wrong with one node, its children aside."""
    if type(node) not in ALLOWED:
        yield f"{type(node).__name__}: {node.sql('duckdb')}"
    for clause in FORBIDDEN.get(type(node), ()):
        if node.args.get(clause):
            yield f"{type(node).__name__} with {clause}: {node.sql('duckdb')}"
    match node:
        case exp.Literal() if not node.is_string and not re.fullmatch("[0-9]+", node.name):
            yield f"not a whole number: {node.name}"
        case exp.Cast() if node.to.sql("duckdb") != "DECIMAL(38, 0)":
            yield f"cast to {node.to.sql('duckdb')}"
        case exp.Union() if node.args.get("distinct"):
            yield "UNION without ALL"
        case exp.Is() if not isinstance(node.expression, exp.Null):
            yield f"IS other than NULL: {node.sql('duckdb')}"
        case exp.Join():
            yield from of_join(node)


def of_join(join: exp.Join) -> Iterator[str]:
    """A join is inner or left and asks for an equality between what it joins and what stands before it."""
    if (join.side, join.kind) not in {("", ""), ("", "INNER"), ("LEFT", ""), ("LEFT", "OUTER")}:
        yield f"{join.side} {join.kind} join: {join.sql('duckdb')}"
    condition = join.args.get("on")
    parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
    if not any(isinstance(part, exp.EQ) and is_link(part, join.this.alias_or_name) for part in parts):
        yield f"a join without an equality: {join.sql('duckdb')}"


def is_link(part: exp.EQ, joined: str) -> bool:
    """Whether an equality ties a column of the joined relation to a column of another."""
    sides = (part.left, part.right)
    if not all(isinstance(side, exp.Column) and side.table for side in sides):
        return False
    return (part.left.table == joined) != (part.right.table == joined)


def test_there_are_kernels() -> None:
    assert len(KERNELS) > 20


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_holds_only_allowed_operations(name: str) -> None:
    assert refusals(KERNELS[name]) == []


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_says_in_a_comment_what_it_does(name: str) -> None:
    assert re.match(r"-- \S.+[.:\w,]\n", KERNELS[name])


@pytest.mark.parametrize("name", KERNELS)
def test_a_kernel_is_used(name: str) -> None:
    source = "".join(map(inspect.getsource, (balances, identity, measuring)))
    assert re.search(rf"""["']{name}["']""", source)


GOOD = [
    "SELECT a.x + 1 AS y FROM a WHERE a.x IN (1, 2) AND NOT a.z IS NULL",
    "SELECT a.x FROM a JOIN b ON b.k = a.k AND b.s < a.e AND b.e > a.s",
    "SELECT a.x FROM a LEFT JOIN b ON a.k = b.k UNION ALL SELECT MIN(c.x) FROM c GROUP BY c.k",
    "SELECT SUM(CAST(a.x * $days AS DECIMAL(38,0))) FROM (SELECT c.x FROM c) a",
]
BAD = {
    "division": "SELECT a.x / 2 FROM a",
    "whole division": "SELECT a.x // 2 FROM a",
    "remainder": "SELECT a.x % 2 FROM a",
    "rounding": "SELECT ROUND(a.x, 2) FROM a",
    "average": "SELECT AVG(a.x) FROM a",
    "window": "SELECT ROW_NUMBER() OVER (PARTITION BY a.k) FROM a",
    "running sum": "SELECT SUM(a.x) OVER (PARTITION BY a.k ORDER BY a.d) FROM a",
    "order": "SELECT a.x FROM a ORDER BY a.x",
    "limit": "SELECT a.x FROM a LIMIT 1",
    "distinct": "SELECT DISTINCT a.x FROM a",
    "distinct count": "SELECT COUNT(DISTINCT a.x) FROM a",
    "distinct union": "SELECT a.x FROM a UNION SELECT b.x FROM b",
    "except": "SELECT a.x FROM a EXCEPT SELECT b.x FROM b",
    "date function": "SELECT EXTRACT(YEAR FROM a.d) FROM a",
    "date arithmetic": "SELECT a.d + INTERVAL 1 DAY FROM a",
    "date literal": "SELECT a.x FROM a WHERE a.d < DATE '2025-01-01'",
    "decimal literal": "SELECT a.x * 0.5 FROM a",
    "exponent": "SELECT a.x * 1e3 FROM a",
    "cast to double": "SELECT CAST(a.x AS DOUBLE) FROM a",
    "cast to cents": "SELECT CAST(a.x AS DECIMAL(38,2)) FROM a",
    "try cast": "SELECT TRY_CAST(a.x AS DECIMAL(38,0)) FROM a",
    "short cast": "SELECT a.x::DOUBLE FROM a",
    "pure range join": "SELECT a.x FROM a JOIN b ON b.s < a.e AND b.e > a.s",
    "equality with a constant": "SELECT a.x FROM a JOIN b ON b.k = 1 AND b.s < a.e",
    "equality inside one relation": "SELECT a.x FROM a JOIN b ON b.k = b.j",
    "equality of others": "SELECT a.x FROM a JOIN c ON c.k = a.k JOIN b ON a.k = c.k",
    "equality under or": "SELECT a.x FROM a JOIN b ON b.k = a.k OR b.s < a.e",
    "equality of a sum": "SELECT a.x FROM a JOIN b ON b.k + 1 = a.k",
    "equality without relations": "SELECT a.x FROM a JOIN b ON k = j",
    "left range join": "SELECT a.x FROM a LEFT JOIN b ON b.s < a.e",
    "right join": "SELECT a.x FROM a RIGHT JOIN b ON b.k = a.k",
    "full join": "SELECT a.x FROM a FULL JOIN b ON b.k = a.k",
    "cross join": "SELECT a.x FROM a CROSS JOIN b",
    "comma": "SELECT a.x FROM a, b WHERE a.k = b.k",
    "natural join": "SELECT a.x FROM a NATURAL JOIN b",
    "using": "SELECT a.x FROM a JOIN b USING (k)",
    "as-of join": "SELECT a.x FROM a ASOF JOIN b ON a.k = b.k AND a.d >= b.d",
    "semi join": "SELECT a.x FROM a SEMI JOIN b ON a.k = b.k",
    "lateral join": "SELECT a.x FROM a JOIN LATERAL (SELECT b.x FROM b) c ON c.k = a.k",
    "having": "SELECT a.k, SUM(a.x) FROM a GROUP BY a.k HAVING SUM(a.x) > 0",
    "group by all": "SELECT a.k, SUM(a.x) FROM a GROUP BY ALL",
    "grouping sets": "SELECT a.k FROM a GROUP BY GROUPING SETS ((a.k), ())",
    "rollup": "SELECT a.k FROM a GROUP BY ROLLUP (a.k)",
    "filtered aggregate": "SELECT SUM(a.x) FILTER (WHERE a.x > 0) FROM a",
    "first": "SELECT FIRST(a.x) FROM a",
    "coalesce": "SELECT COALESCE(a.x, 0) FROM a",
    "absolute value": "SELECT ABS(a.x) FROM a",
    "is distinct from": "SELECT a.x FROM a WHERE a.x IS DISTINCT FROM a.y",
    "like": "SELECT a.x FROM a WHERE a.t LIKE 'x%'",
    "between": "SELECT a.x FROM a WHERE a.x BETWEEN 1 AND 2",
    "concatenation": "SELECT a.t || 'x' FROM a",
    "common table": "WITH c AS (SELECT a.x FROM a) SELECT c.x FROM c",
    "sample": "SELECT a.x FROM a USING SAMPLE 10",
    "qualify": "SELECT a.x FROM a QUALIFY ROW_NUMBER() OVER (PARTITION BY a.k) = 1",
    "table function": "SELECT r.x FROM read_parquet('f') r",
    "two statements": "SELECT a.x FROM a; SELECT b.x FROM b",
    "no query": "DELETE FROM a",
    "nonsense": "SELECT FROM WHERE",
}  # fmt: skip


@pytest.mark.parametrize("sql", GOOD)
def test_what_is_allowed_passes(sql: str) -> None:
    assert refusals(sql) == []


@pytest.mark.parametrize("what", BAD)
def test_what_is_not_allowed_is_refused(what: str) -> None:
    assert refusals(BAD[what])


def test_a_kernel_that_is_made_worse_is_refused() -> None:
    kernel = KERNELS["attributed"]
    assert refusals(kernel.replace("* h.bp", "* h.bp / 10000"))
    assert refusals(kernel.replace("SUM(", "AVG(", 1))
    assert refusals(kernel + " ORDER BY 1")
    assert refusals(KERNELS["account_sums"].replace("s.client_no = i.client_no AND ", ""))
