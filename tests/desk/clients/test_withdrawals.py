"""Control totals of a batch, and taking the newest one back until somebody has used it."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import delivered
import pytest
from cast import Cast
from django.test import Client as Browser
from pytest_django import Settings
from working import carry_out

from qiao.desk.audit.models import Event
from qiao.desk.clients import ledger
from qiao.desk.clients.actions import deliveries, withdrawals
from qiao.desk.clients.models import Account, Delivery
from qiao.desk.clients.uses import USES
from qiao.desk.common.refusals import RefusedError
from qiao.engine import read_batches, withdraw_batch

SignIn = Callable[..., Browser]
MORE = {
    "balances": "account_id,date,balance\nA1,2025-12-30,50000000.00\n",
    "accounts": delivered.bank()["accounts"] + "A9,C1,DD,CNY,basic,2025-12-01,,,\n",
}


@pytest.fixture
def two(cast: Cast, settings: Settings, tmp_path: Path) -> tuple[Delivery, Delivery]:
    """A store with two batches, both brought to the desk."""
    settings.LEDGER = tmp_path / "ledger"
    first = delivered.deliver(settings.LEDGER, "first", delivered.bank())
    return first, delivered.deliver(settings.LEDGER, "second", MORE)


@pytest.mark.slow
def test_the_newest_batch_is_taken_back_and_its_number_is_free_again(
    two: tuple[Delivery, Delivery], cast: Cast, sign_in: SignIn, settings: Settings, tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    first, second = two
    assert Account.objects.filter(number="A9").exists()
    browser, before = sign_in(cast.hr), ledger.book().digest  # type: ignore[union-attr]
    page = browser.get(second.get_absolute_url())
    line = next(one for one in page.context["totals"].lines if not one.is_count)
    assert (line.value, line.before.value, line.is_large) == (Decimal("50000000.00"), line.before.value, True)
    assert page.context["stays"] == ""
    assert browser.get(first.get_absolute_url()).context["stays"] != ""
    assert browser.post(f"{first.get_absolute_url()}withdraw/", {"reason": "wrong"}).status_code == 422
    assert browser.post(f"{second.get_absolute_url()}withdraw/", {"reason": ""}).status_code == 422
    assert browser.post(f"{second.get_absolute_url()}withdraw/", {"reason": "wrong month"}).status_code == 302
    with django_capture_on_commit_callbacks(execute=True):
        carry_out(tmp_path / "job")
    second.refresh_from_db()
    assert (second.withdrawn_by, second.withdrawal, len(read_batches(settings.LEDGER))) == (cast.hr, "wrong month", 1)
    assert second.withdrawn_at is not None
    assert ledger.book().digest != before  # type: ignore[union-attr]
    assert not Account.objects.filter(number="A9").exists(), "the desk shows what is left"
    assert withdrawals.withdraw(second).withdrawn_at == second.withdrawn_at
    assert browser.get(second.get_absolute_url()).status_code == 200
    # The same files once more are the same batch, under the same number, and are brought to the desk anew.
    (tmp_path / "again").mkdir()
    again = delivered.deliver(settings.LEDGER, "third", MORE)
    assert (again.number, again == second, ledger.book().digest) == (2, False, before)  # type: ignore[union-attr]
    assert Account.objects.filter(number="A9").exists()
    codes = Event.objects.filter(on_uuid=second.uuid).values_list("code", flat=True)
    assert set(codes) >= {"delivery.withdrawal_asked", "delivery.withdrawn"}


@pytest.mark.slow
def test_a_batch_that_somebody_used_or_that_is_gone_already(
    two: tuple[Delivery, Delivery], cast: Cast, sign_in: SignIn, settings: Settings, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _, second = two
    monkeypatch.setitem(USES.providers, "test", lambda book: ["something"])
    with pytest.raises(RefusedError, match="something"):
        withdrawals.ask(second, by=cast.hr, reason="wrong")
    monkeypatch.undo()
    asked = withdrawals.ask(second, by=cast.hr, reason="wrong")
    monkeypatch.setitem(USES.providers, "test", lambda book: ["something"])
    carry_out(tmp_path / "job")  # used meanwhile: it stays
    second.refresh_from_db()
    assert (second.withdrawn_at, len(read_batches(settings.LEDGER))) == (None, 2)
    monkeypatch.undo()
    # A worker that dies after the store has lost the batch, and before the desk has said so.
    withdraw_batch(settings.LEDGER, 2)
    assert withdrawals.withdraw(asked).withdrawn_at is not None
    assert deliveries.feed(by=None).number == 1
    for person, status in ((cast.auditor, 403), (cast.admin, 403), (cast.rm, 403)):
        assert sign_in(person).get(f"{second.get_absolute_url()}withdraw/").status_code == status
    assert sign_in(cast.auditor).get(second.get_absolute_url()).status_code == 200
