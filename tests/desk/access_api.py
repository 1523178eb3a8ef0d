"""The addresses of the API and its pages, who of the cast may, and what is planted for them.

Operations are asked with every scope that is open to the person; an empty body is refused before anybody looks at its record.
"""

from typing import Any

import access_assessment as assessment
import access_plan as plan
from access_row import ADMIN, AUDITOR, EVERYONE, HOUSE, WATCHERS, Row, only, record

from qiao.desk.api.hooks import signing
from qiao.desk.api.models import Hook, Message
from qiao.desk.people import calendar
from qiao.desk.people.models import User

HR, READERS, MANAGE = only("hr"), only("hr", "auditor"), only("rm", "rm2", "rm3", "lead", "branch")
SENDERS, DIVIDERS = only("hr", "admin"), only("lead", "branch", "hr")
ANSWERERS = only("hr", "risk", "product", "office")
CLIENT = {
    "client/own": only("rm", "lead", "branch") | WATCHERS,
    "client/other": only("rm3") | WATCHERS,
    "client/handed": only("rm", "rm3", "lead", "branch") | WATCHERS,
}
STRANGERS = {"refused": 404, "exactly": assessment.NOT_SCORED}


def read(name: str, key: str = "", may: frozenset[str] = EVERYONE, **more: Any) -> Row:
    """An operation that reads."""
    return Row(f"api:{name}", record(key, may), is_api=True, **more)


def act(name: str, key: str = "", may: frozenset[str] = HR, *, done: int = 422, **more: Any) -> Row:
    """An operation that acts, with an empty body."""
    return Row(f"api:{name}", record(key, may), sent={}, done=done, is_api=True, **more)


PAGES = [
    Row("api:guide"),
    Row("api:tokens"),
    Row("api:everyones", {"": HOUSE}),
    Row("api:issue"),
    Row(
        "api:revoke", record("token/rm", only("rm", "admin")), refused=404, sent={}, done=302, exactly={"auditor": 403}
    ),
    Row("api:hooks", {"": HOUSE}),
    Row("api:hook", record("hook", HOUSE)),
    Row("api:hook_make", {"": ADMIN}),
    Row("api:hook_pause", record("hook", ADMIN), sent={}, done=302),
    Row("api:hook_go_on", record("hook", ADMIN), sent={}, done=302),
    Row("api:hook_renew", record("hook", ADMIN), sent={}),
    Row("api:hook_replay", record("hook", ADMIN), sent={}, done=422),
    Row("api:message_replay", record("message", ADMIN), sent={}, done=302),
    Row("api:description", is_data=True),
]
OPERATIONS = [
    read("people_me"),
    read("people_branches"),
    read("people_people"),
    read("people_person", "person/rm"),
    read("clients_clients"),
    read("clients_summary"),
    Row("api:clients_client", CLIENT, refused=404, is_api=True),
    Row("api:clients_accounts", CLIENT, refused=404, is_api=True),
    Row("api:clients_assignments", CLIENT, refused=404, is_api=True),
    read("clients_series", "client/own", only(), refused=404),  # there is no ledger
    read("clients_handovers"),
    act("clients_propose", "client/own", MANAGE),
    read("batches_batches", "", SENDERS),
    read("batches_batch", "submission/hr", HR, exactly={"admin": 404}),
    act("batches_send", "", EVERYONE, done=415, is_open=True),  # no form, of which nothing is read
    read("batches_deliveries", "", HR | HOUSE),
    read("batches_delivery", "delivery", HR | HOUSE),
    act("batches_withdraw", "delivery", SENDERS),
    read("standards_standards"),
    Row("api:standards_standard", {**assessment.PUBLISHED, **assessment.DRAFT}, refused=404, is_api=True),
    act("standards_draft", done=200),
    act("standards_propose", "standard/draft"),
    act("standards_publish", "standard/draft"),  # nobody has proposed it
    read("periods_periods", "", READERS),
    read("periods_period", "period", READERS),
    act("periods_open"),
    act("periods_end_step", "period"),
    act("periods_ask", "period", done=200),  # by a job, since the ledger first gets what the desk keeps
    read("runs_runs", "", READERS),
    read("runs_run", "run", READERS),
    act("runs_check", "run", done=200),
    read("runs_outcomes", "run", assessment.SCORED),
    read("runs_proposals", "", READERS),
    act("runs_propose", "run"),
    act("runs_approve", "proposal"),  # its steps are not done
    act("runs_refuse", "proposal"),
    read("scores_scorecard", "run", assessment.OWN, query="?manager=rm", **STRANGERS),
    read("scores_explanation", "run", assessment.OWN, query="?manager=rm&indicator=CORP01", **STRANGERS),
    read("awards_awards", "period", assessment.AWARDING),
    read(
        "awards_award", "award", assessment.AWARDING, exactly=dict.fromkeys(assessment.MANAGERS, 404)
    ),  # it is only proposed
    act("awards_propose", "period", DIVIDERS),
    act("awards_approve", "award"),  # the pages' own acts have decided it before
    act("awards_refuse", "award", DIVIDERS),
    act("awards_take_back", "award", only(), exactly={"hr": 422}),
    act("awards_withdraw", "award", DIVIDERS),
    read("objections_objections", "", EVERYONE - ADMIN),
    read(
        "objections_objection",
        "objection/rm",
        only("rm", "hr", "office", "auditor"),
        refused=404,
        exactly={"admin": 403},
    ),
    act("objections_answer", "objection/rm", ANSWERERS),
    act("objections_assign", "objection/rm", ANSWERERS),
    act("objections_lapse", "objection/rm"),
    act("objections_propose", "objection/rm", ANSWERERS),
    act("objections_confirm", "objection/rm"),
    act("objections_send_back", "objection/rm", ANSWERERS),
    act("objections_correct", "objection/rm", ANSWERERS),
    read("ratings_campaigns", "", READERS),
    read("ratings_campaign", "campaign/open", READERS),
    act("ratings_results", "campaign/open"),
    act("ratings_close", "campaign/draft", done=200),  # the pages' own acts have opened it
    read("ratings_quality", "run", assessment.OWN, query="?manager=rm", **STRANGERS),
    read("targets_targets", "", plan.READERS),
    read("targets_target", "target/rm", plan.AT["person"], **STRANGERS),
    read("targets_pace", "unit/person", plan.AT["person"], query="?kind=people&unit={uuid}", **STRANGERS),
    read("targets_divisions", "", plan.READERS),
    act("targets_put", "", DIVIDERS),
    act("targets_propose", plan.DIVISION, DIVIDERS),
    act("targets_confirm", plan.DIVISION, DIVIDERS),  # the pages' own acts have ended it before
    act("targets_send_back", plan.DIVISION, DIVIDERS),
    read("jobs_jobs"),
    read("jobs_job", "job/rm", only("rm") | HOUSE, refused=404),
    # the page's own act has ended it before
    act("jobs_cancel", "job/rm", only("rm", "admin"), refused=404, exactly={"auditor": 403}),
    read("events_events", "", AUDITOR),
]
PROGRAMS = [*PAGES, *OPERATIONS]


def plant(admin: User) -> tuple[dict[str, Any], dict[str, frozenset[str]]]:
    """A webhook with a message that was told."""
    salt, now = signing.new_salt(), calendar.now()
    key = signing.key_of(salt)
    hook = Hook.objects.create(
        name="MARK-hook", url="https://mark-hook.example/", kinds=["run.done"], salt=salt, digest=signing.digest(key),
        made_by=admin, made_at=now,
    )  # fmt: skip
    message = Message.objects.create(hook=hook, kind="run.done", body={}, at=now, state="delivered", next_at=now)
    words = dict.fromkeys(("MARK-hook", "mark-hook.example"), HOUSE)
    return {"hook": hook.uuid, "message": message.uuid}, words
