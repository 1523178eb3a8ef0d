"""A database that is away is told from every other error, and said in both languages without asking it anything."""

import psycopg
import pytest
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory
from psycopg import errors

from qiao.desk.common.outages import RETRY_AFTER, is_lost
from qiao.desk.ui import views


@pytest.mark.parametrize(
    ("error", "is_away"),
    [
        (psycopg.OperationalError("connection failed"), True),
        (psycopg.InterfaceError("the connection is closed"), True),
        (errors.AdminShutdown(), True),
        (errors.CrashShutdown(), True),
        (errors.CannotConnectNow(), True),
        (errors.TooManyConnections(), True),
        (errors.ConnectionFailure(), True),
        (errors.QueryCanceled(), False),  # a page that asks too much
        (errors.DeadlockDetected(), False),
        (errors.DiskFull(), False),
        (errors.UniqueViolation(), False),
        (ValueError(), False),
    ],
)
def test_only_a_connection_that_is_gone_counts(error: Exception, is_away: bool) -> None:
    assert is_lost(error) is is_away


def test_it_is_found_behind_the_errors_of_others() -> None:
    with pytest.raises(RuntimeError) as caught:
        try:
            try:
                raise errors.AdminShutdown
            except psycopg.Error as lost:
                raise OperationalError from lost
        finally:
            raise RuntimeError
    assert is_lost(caught.value)
    assert not is_lost(InterfaceError())


def failing(error: Exception, **sent: str) -> HttpResponse:
    """What somebody is answered whose request ended so."""
    factory = RequestFactory()
    request = factory.post("/clients/views/new/", sent) if sent else factory.get("/clients/", {"q": "x"})
    try:
        raise error
    except type(error):
        return views.failed(request)


def test_a_reader_is_told_in_both_languages_and_may_try_again() -> None:
    answer = failing(errors.AdminShutdown())
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, str(RETRY_AFTER))
    assert page.index("数据库现在连不上") < page.index("The database cannot be reached just now: wait a moment")
    assert 'href="/clients/?q=x"' in page


def test_whoever_sent_something_is_told_to_look_first() -> None:
    page = failing(errors.AdminShutdown(), name="x").content.decode()
    assert "刚才提交的内容可能没有保存" in page
    assert "look, and send again what is missing" in page
    assert "/clients/views/new/" not in page
