"""The addresses of handovers, and who of the cast may; rm proposes to rm3 (`access_world.plant_handovers`)."""

from collections.abc import Mapping

from access_row import WATCHERS, Row, only, record

HANDERS, CARERS = only("rm", "rm2", "rm3"), only("lead", "branch", "hr", "auditor")
CONCERNED = only("rm", "rm3") | CARERS


def act(name: str, key: str, may: frozenset[str], *, done: int, sent: Mapping[str, str] | None = None) -> Row:
    """An act on a record: those concerned whose act it is not get 403, everyone else 404."""
    others = dict.fromkeys(CONCERNED - may, 403)
    return Row(f"clients:{name}", record(key, may), refused=404, sent=sent or {}, done=done, exactly=others)


GIVABLE = {
    "client/own": only("rm", "lead", "branch"),
    "client/other": only("rm3"),
    "client/handed": only("rm3"),
}
HANDOVERS = [
    Row("clients:handovers", {"": HANDERS | CARERS}),
    Row("clients:orphans", {"": CARERS}),
    Row("clients:change_requests", {"": CARERS}, is_data=True),
    Row("clients:bulk", {"": HANDERS | only("lead", "branch")}, query="?all=1"),
    Row("clients:book", record("person/rm", only("rm", "lead", "branch"))),
    Row("clients:hand_over", GIVABLE, refused=404, exactly=dict.fromkeys(WATCHERS, 403)),
    Row("clients:handover", record("handover", CONCERNED), refused=404),
    act("handover_approve", "handover", only("lead", "branch"), done=422),  # not their turn yet
    act("handover_refuse", "handover", only("rm3", "lead", "branch"), done=422),  # without a reason
    act("handover_agree", "handover", only("rm3"), done=302),
    act("handover_withdraw", "handover", only("rm"), done=302),
    Row("clients:package", record("package", CONCERNED), refused=404),
    act("package_decide", "package", only("rm"), sent={"act": "withdraw"}, done=302),
]
