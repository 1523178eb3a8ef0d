"""The addresses of the plan, who of the cast may, and what is planted for them."""

from decimal import Decimal
from typing import Any

from access_row import Row, only, record
from cast import Cast

from qiao.desk.people import calendar
from qiao.desk.people.models import Branch, Team, User
from qiao.desk.plan.models import Change, Division, Target, Wish
from qiao.desk.plan.models.targets import How

READERS = only("rm", "rm2", "rm3", "lead", "branch", "hr", "auditor")
AT = {
    "branch": only("branch", "hr", "auditor"),
    "team": only("lead", "branch", "hr", "auditor"),
    "person": only("rm", "lead", "branch", "hr", "auditor"),
}
HEADS = {"branch": only("branch"), "team": only("lead"), "person": only("rm")}
SETTERS, ABOVE = only("lead", "branch", "hr"), only("branch", "hr")
STRANGERS = dict.fromkeys(("risk", "product", "office", "admin"), 403)
DIVISION, WISH = "division/team", "wish/rm"


def _unit(name: str) -> list[Row]:
    """The pages of one kind of unit."""
    read, wish = record(f"unit/{name}", AT[name]), record(f"unit/{name}", HEADS[name])
    inside = dict.fromkeys(AT[name] - HEADS[name], 403)
    rows = [
        Row(f"plan:{name}", read, refused=404, exactly=STRANGERS),
        Row(f"plan:{name}_file", read, refused=404, exactly=STRANGERS, query="?format=csv", is_data=True),
        Row(f"plan:{name}_wish", wish, refused=404, exactly=STRANGERS | inside),
    ]
    return [*rows, Row(f"plan:{name}_divide", read, refused=404, exactly=STRANGERS)] if name != "person" else rows


def _act(name: str, key: str, may: frozenset[str], see: frozenset[str], done: int) -> Row:
    """An act on what some see who may not do it."""
    return Row(
        f"plan:{name}",
        record(key, may),
        sent={},
        done=done,
        refused=404,
        exactly=STRANGERS | dict.fromkeys(see - may, 403),
    )


PLAN = [
    Row("plan:pace", {"": READERS}, done=302),
    *(row for name in AT for row in _unit(name)),
    Row("plan:target", record("target/rm", AT["person"]), refused=404, exactly=STRANGERS),
    _act("division_propose", DIVISION, SETTERS, AT["team"], 422),
    _act("division_confirm", DIVISION, ABOVE, AT["team"], 302),
    _act("division_send_back", DIVISION, SETTERS, AT["team"], 302),
    Row("plan:wishes", {"": READERS}),
    Row("plan:wish", record(WISH, AT["person"]), refused=404, exactly=STRANGERS),
    _act("wish", WISH, SETTERS, AT["person"], 422),
    _act("wish_refuse", WISH, SETTERS, AT["person"], 422),
    _act("wish_withdraw", WISH, only("rm"), AT["person"], 302),
]


def plant(cast: Cast) -> tuple[dict[str, Any], dict[str, frozenset[str]]]:
    """A target of rm's with its history and a wish, and a division of the team's that waits."""
    team, second = Team.objects.get(code="T011"), User.objects.get(staff_number="hr2")
    target = Target.objects.create(
        period="2025", indicator="CORP01", person=cast.rm, figure=Decimal(5), draft=Decimal(6)
    )
    Change.objects.create(
        target=target, after=Decimal(5), how=How.DIVIDED, reason="MARK-change", by=second, confirmed_by=cast.hr,
        at=calendar.now(),
    )  # fmt: skip
    wish = Wish.objects.create(target=target, figure=Decimal(4), reason="MARK-wish", by=cast.rm, at=calendar.now())
    division = Division.objects.create(
        period="2025", team=team, state="waiting", gap="MARK-gap", proposed_by=cast.lead, proposed_at=calendar.now()
    )
    records = {
        "unit/branch": Branch.objects.get(code="B01").uuid,
        "unit/team": team.uuid,
        "unit/person": cast.rm.uuid,
        "target/rm": target.uuid,
        DIVISION: division.uuid,
        WISH: wish.uuid,
    }
    words = {"MARK-change": AT["person"], "MARK-wish": AT["person"], "MARK-gap": AT["team"]}
    return records, words
