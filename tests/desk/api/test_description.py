"""The API answers as it describes itself, whatever it is asked; QIAO_FUZZ_API sets how many cases each operation gets."""

import os
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import schemathesis
from access_assessment import versions
from access_plan import plant as plan
from calling import issued
from cast import Cast
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client as Browser
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, Response
from schemathesis.core.result import Ok
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import positive_data_acceptance

from qiao.desk.api import guide
from qiao.desk.api.bearer import Bearer
from qiao.desk.api.models import Token
from qiao.desk.api.operations import api
from qiao.desk.assess.actions import periods
from qiao.desk.assess.models import Award, Objection, Outcome, Period, Proposal, Run
from qiao.desk.assess.models.publishing import Kind
from qiao.desk.clients.models import Assignment, Client, Delivery, Submission
from qiao.desk.common.models import Record
from qiao.desk.growth.models import Campaign
from qiao.desk.jobs import actions as jobs
from qiao.desk.people import calendar
from qiao.desk.people.models import User
from qiao.desk.plan.models import Division, Target
from qiao.desk.wsgi import application

CASES = int(os.environ.get("QIAO_FUZZ_API", "8"))
ROLES = ("rm", "branch", "auditor", "admin", "hr")
UNLIMITED = 32_000
TOO_LARGE = 413
NOT_FITTING = {"Correct what each fault names.", "请按各项提示更正。"}


def described() -> dict[str, APIOperation]:
    """Every operation of the description, by its name."""
    schema = schemathesis.openapi.from_dict(guide.description())
    schema.app = application
    schema.config.generation.with_security_parameters = False  # the tests themselves send tokens, good and bad
    found = [result.ok() for result in schema.get_all_operations() if isinstance(result, Ok)]
    return {operation.label: operation for operation in found}


OPERATIONS = described()


def test_every_operation_needs_a_token() -> None:
    operations = [
        operation
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for operation in view.operations
    ]
    assert len(operations) == len(OPERATIONS)
    for operation in operations:
        assert [type(auth) for auth in operation.auth_callbacks] == [Bearer], operation.path


@pytest.mark.parametrize("label", OPERATIONS)
def test_without_a_token_an_operation_answers_401(db: None, label: str) -> None:
    method, path = label.split(" ", 1)
    answer = Browser().generic(method, path.replace("{uuid}", "3f2b8c1e-0d4a-4e6f-9a57-c1d2e3f4a5b6"))
    assert answer.status_code == 401


@pytest.fixture
def kept_connection() -> Iterator[None]:
    """Between requests the server looks whether its connection has grown old; the test's own transaction lives on it."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.fuzz
@pytest.mark.usefixtures("kept_connection")
@pytest.mark.parametrize("label", OPERATIONS)
def test_an_operation_answers_as_it_is_described(label: str, cast: Cast) -> None:
    operation = OPERATIONS[label]
    secrets = [issued(getattr(cast, role)).secret for role in ROLES]
    Token.objects.update(per_minute=UNLIMITED)
    modes = [operation.as_strategy(GenerationMode.POSITIVE)]
    if operation.query or operation.path_parameters or operation.body:
        modes.append(operation.as_strategy(GenerationMode.NEGATIVE))
    records = st.sampled_from([str(record.uuid) for record in planted(cast)])

    @settings(
        max_examples=CASES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=st.one_of(modes), secret=st.sampled_from(secrets), known=st.none() | records)
    def try_it(case: Any, secret: str, known: str | None) -> None:
        if known and "uuid" in case.path_parameters and case.meta.generation.mode.is_positive:
            case.path_parameters = {"uuid": known}
        with transaction.atomic():
            headers = {"Authorization": f"Bearer {secret}"}
            answer = case.call(headers=headers)
            if answer.status_code != TOO_LARGE:  # then nobody has read what it says
                case.validate_response(answer, headers=headers, excluded_checks=[positive_data_acceptance])
            if case.meta.generation.mode.is_positive:
                assert_understood(answer)
            transaction.set_rollback(True)  # what one case did, the next does not see

    try_it()


def assert_understood(answer: Response) -> None:
    """What the description allows may be refused for a reason of the bank's, never because it does not fit the description."""
    if answer.status_code == 422:
        assert answer.json()["detail"] not in NOT_FITTING, answer.text
    assert answer.status_code not in {400, 405, 413, 415}, answer.text


def planted(cast: Cast) -> list[Record]:
    """A record of each kind that operations are about."""
    second = User.objects.get(staff_number="hr2")
    old, draft = versions(cast.hr, second)
    period = periods.open_period("2025", old, by=second)
    made = {"period": period, "standard": old, "made_by": second, "made_at": calendar.now()}
    run = Run.objects.create(**made, number=1, as_of=period.last, ledger="0" * 64)
    proposed = {"proposed_by": second, "proposed_at": calendar.now()}
    plan(cast)
    client = Client.objects.create(number="C1", name="甲公司")
    Assignment.objects.create(client=client, manager=cast.rm, part="lead", share=1, from_date=date(2025, 1, 1))
    delivery = Delivery.objects.create(
        number=1, digest="0" * 64, source="bank", imported_at=calendar.now(), rows={"clients": 1}
    )
    return [
        cast.rm,
        cast.admin,
        jobs.start("audit.verify", by=cast.auditor, key=""),
        client,
        delivery,
        Submission.objects.create(by=cast.hr, files=["clients.csv"]),
        old,
        draft,
        period,
        run,
        Proposal.objects.create(period=period, run=run, kind=Kind.PUBLISH, reason="done", **proposed),
        *Target.objects.all(),
        *Division.objects.all(),
        *of_managers(cast, period, run, second),
    ]


def of_managers(cast: Cast, period: Period, run: Run, second: User) -> list[Record]:
    """An award, a campaign and an objection."""
    now, day = calendar.now(), calendar.today()
    award = Award.objects.create(
        period=period, number=1, person=cast.rm, manager="rm", date=period.last, indicator="BONUS01", points=1,
        reason="done", clause="J1", evidence="paper", proposed_by=second, proposed_at=now,
    )  # fmt: skip
    campaign = Campaign.objects.create(
        period=period, opens_on=day, closes_on=day, state="open", made_by=second, made_at=now, opened_by=second, opened_at=now
    )  # fmt: skip
    outcome = Outcome.objects.create(
        run=run, person=cast.rm, manager="rm", grade="manager", in_pool=True, pool_size=1, score=1, decision="keep"
    )
    line = {"depth": 0, "zh": "存款", "en": "Deposits", "value": "1.00", "unit": "CNY", "note_zh": "", "note_en": ""}
    snapshot = {"run": "2025", "path": [{"zh": "存款", "en": "Deposits"}], "lines": [line]}
    objection = Objection.objects.create(
        period=period, outcome=outcome, appellant=cast.rm, subject="row", table="balances", item="CORP01", claim="wrong",
        wanted="1", snapshot=snapshot, seal="", raised_at=now, state="with_owner", owner=cast.hr,
    )  # fmt: skip
    return [award, campaign, objection]


def test_the_description_is_for_who_is_signed_in_and_for_tokens(cast: Cast) -> None:
    assert Browser().get("/api/openapi.json").status_code == 401
    browser = Browser()
    browser.force_login(cast.rm)
    told = browser.get("/api/openapi.json").json()
    assert (
        told == Browser().get("/api/openapi.json", headers={"Authorization": f"Bearer {issued(cast.rm).secret}"}).json()
    )
    assert told["paths"]["/api/people"]["get"]["security"] == [{"Bearer": ["people:read"]}]
    assert browser.post("/api/openapi.json", content_type="application/json").status_code == 405
