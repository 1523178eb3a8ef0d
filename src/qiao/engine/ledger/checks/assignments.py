"""Who manages a client: on no day shares above 1 or two leads; outside the days in post is a warning."""

from collections.abc import Set as AbstractSet

from qiao.engine.errors import Text
from qiao.engine.ledger.checks.listing import Listing, Rule

_FOREVER = "DATE '9999-01-01'"

# What all shares of a client add up to from each day on which one of them begins or ends.
_SUMS = """
SELECT client_id, day, SUM(SUM(share)) OVER (PARTITION BY client_id ORDER BY day) AS total FROM (
  SELECT client_id, from_date AS day, share FROM e_assignments WHERE share IS NOT NULL AND from_date IS NOT NULL
  UNION ALL
  SELECT client_id, to_date + 1, -share FROM e_assignments WHERE share IS NOT NULL AND from_date IS NOT NULL AND to_date IS NOT NULL
) GROUP BY client_id, day"""

# The first day of each stretch above 1, at the last delivered of the rows that hold on it.
_ABOVE = f"""
WITH sums AS ({_SUMS}),
above AS (SELECT *, LAG(total, 1, 0) OVER (PARTITION BY client_id ORDER BY day) AS before FROM sums),
held AS (
  SELECT x.client_id, x.day, x.total, a.part, a.row,
         ROW_NUMBER() OVER (PARTITION BY x.client_id, x.day ORDER BY a.part DESC NULLS LAST, a.row DESC NULLS LAST) AS place
  FROM above x JOIN e_assignments a ON a.client_id = x.client_id AND a.from_date <= x.day AND COALESCE(a.to_date, {_FOREVER}) >= x.day
  WHERE x.total > 1 AND x.before <= 1
)
SELECT part, row, total, client_id, day FROM held WHERE place = 1"""

_TWO_LEADS = f"""
SELECT b.part, b.row, b.manager_id, b.client_id, MIN(GREATEST(a.from_date, b.from_date)), MIN(a.manager_id)
FROM e_assignments a JOIN e_assignments b
  ON b.client_id = a.client_id AND b.manager_id <> a.manager_id
 AND (b.from_date > a.from_date OR (b.from_date = a.from_date AND b.manager_id > a.manager_id))
 AND b.from_date <= COALESCE(a.to_date, {_FOREVER})
WHERE a.role = 'lead' AND b.role = 'lead' AND COALESCE(a.to_date, {_FOREVER}) >= a.from_date AND COALESCE(b.to_date, {_FOREVER}) >= b.from_date
GROUP BY b.part, b.row, b.manager_id, b.client_id, b.from_date"""

_OUT_OF_POST = f"""
SELECT a.part, a.row, a.manager_id, a.client_id, m.in_post_from, m.in_post_to
FROM e_assignments a
JOIN (SELECT manager_id, MIN(in_post_from) AS in_post_from,
             CASE WHEN COUNT(*) = COUNT(in_post_to) THEN MAX(in_post_to) END AS in_post_to
      FROM e_managers GROUP BY manager_id) m ON m.manager_id = a.manager_id
WHERE a.part IS NOT NULL AND (a.from_date < m.in_post_from OR COALESCE(a.to_date, {_FOREVER}) > m.in_post_to)"""


def check(listing: Listing, present: AbstractSet[str]) -> None:
    """Report shares above 1, days with two leads, and warn of assignments outside the days in post."""
    listing.broken(
        Rule("shares_above_one", "assignments", "share"),
        _ABOVE,
        lambda total, client, day: Text(
            f"客户 {client} 自 {day} 起各客户经理份额合计 {total},超过 1;请更正份额或日期。",
            f"the shares of client {client} add up to {total} from {day} on, which is above 1; correct shares or dates.",
        ),
    )
    listing.broken(
        Rule("two_leads", "assignments", "role"),
        _TWO_LEADS,
        lambda manager, client, day, other: Text(
            f"客户 {client} 在 {day} 有两名主办:{other} 与 {manager};同一天只能有一名主办,请更正角色或日期。",
            f"client {client} has two leads on {day}, {other} and {manager}; one lead a day, correct role or dates.",
        ),
    )
    if "managers" in present:
        listing.broken(Rule("out_of_post", "assignments", "manager_id", "warning"), _OUT_OF_POST, _out_of_post)


def _out_of_post(manager: str, client: str, since: object, until: object) -> Text:
    zh, en = (f" 至 {until}", f" to {until}") if until else (" 起", " on")
    return Text(
        f"客户经理 {manager} 管理客户 {client} 的日期超出其任职期间({since}{zh});业绩照计,请核对。",
        f"{manager} manages client {client} outside the days in post (from {since}{en}); it counts, look at it.",
    )
