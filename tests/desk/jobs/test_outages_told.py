"""What an outage of the database ends is told once, in a sentence; anything else that ends a task by itself is logged in full."""

import asyncio
import gc
import logging

import pytest
from procrastinate.exceptions import AppNotOpen, ConnectorException
from psycopg import OperationalError

from qiao.desk.jobs.worker import tell_but_outages


async def _left_alone(error: Exception) -> None:
    """A task that ends by an error, and for which nobody waits."""

    async def end() -> None:
        raise error

    asyncio.get_running_loop().set_exception_handler(tell_but_outages)
    task = asyncio.create_task(end())
    await asyncio.wait({task})
    del task
    gc.collect()


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ConnectorException("gone"), []),
        (AppNotOpen("closed"), []),
        (OperationalError("gone"), []),
        (KeyError("job"), ["Task exception was never retrieved"]),
    ],
)
def test_only_what_is_no_outage_is_logged_from_a_task_nobody_waits_for(
    error: Exception, told: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, "asyncio"):
        asyncio.run(_left_alone(error))
    assert [record.getMessage().splitlines()[0] for record in caplog.records] == told
