"""The worker: takes jobs from the queue, has processes do them, and keeps the loops and chores going."""

import asyncio
import logging
import signal
import threading
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error
from procrastinate import App
from procrastinate.contrib.django import connector_params
from procrastinate.exceptions import AppNotOpen, ConnectorException
from procrastinate.psycopg_connector import PsycopgConnector
from psycopg import Error as DriverError
from psycopg_pool import PoolTimeout

from qiao.desk.jobs import loops, queueing
from qiao.desk.jobs.recovering import recover
from qiao.desk.jobs.supervising import Crew, Pace

logger = logging.getLogger(__name__)
_LOST = (ConnectorException, PoolTimeout, DriverError, Error)
_PATIENCE = 10.0  # seconds for a connection to come about


def run(*, concurrency: int = 1, pace: Pace | None = None) -> None:
    """Work until told to stop (SIGTERM or SIGINT)."""
    for name in ("procrastinate", "psycopg.pool"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what they tell in tracebacks is told here in a sentence
    asyncio.run(Worker(concurrency, pace or Pace()).run())


def tell_but_outages(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what ended a task that nobody waits for, unless the database went away, which is told in a sentence of its own.

    The queue has such tasks: a call that is over while the database is gone, or once its connections were given up for that, so
    that its end cannot be written down.
    """
    if not isinstance(context.get("exception"), (*_LOST, AppNotOpen)):
        loop.default_exception_handler(context)


class Worker:
    """One worker process."""

    def __init__(self, concurrency: int, pace: Pace) -> None:
        self._concurrency = concurrency
        self._pace = pace
        self._stopping = asyncio.Event()
        self._folder = Path(settings.HOME) / "jobs"
        self._crew = Crew(pace, self._folder)
        self._is_lost = False

    async def run(self) -> None:
        """Work, through outages of the database, until told to stop."""
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(tell_but_outages)
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stopping.set)
        stop = threading.Event()
        threads = loops.start(stop)
        try:
            while not self._stopping.is_set():
                await self._until_outage()
        finally:
            stop.set()
            await self._crew.forker.stop()
            for thread in threads:
                await asyncio.to_thread(thread.join, self._pace.grace)

    async def _until_outage(self) -> None:
        """Work until told to stop or until the database is gone; then wait a little."""
        work = asyncio.create_task(self._work())
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait({work, stopping}, return_when=asyncio.FIRST_COMPLETED)
        work.cancel()
        with suppress(asyncio.CancelledError, *_LOST):
            await work
        if not self._stopping.is_set():
            if not self._is_lost:
                logger.warning("The worker lost the database and tries again until it is back")
            self._is_lost = True
            with suppress(TimeoutError):
                await asyncio.wait_for(stopping, self._pace.again)
        stopping.cancel()

    async def _work(self) -> None:
        await self._crew.forker.start()  # takes seconds, in which somebody may tell the worker to stop
        async with self._app().open_async() as app:
            if self._is_lost:
                logger.warning("The worker has the database back")
            self._is_lost = False
            recovering = asyncio.create_task(self._recover(app))
            try:
                await app.run_worker_async(
                    concurrency=self._concurrency,
                    delete_jobs="always",
                    install_signal_handlers=False,
                    shutdown_graceful_timeout=self._pace.grace,
                    stalled_worker_timeout=self._pace.stalled,
                    update_heartbeat_interval=self._pace.heartbeat,
                )
            finally:
                recovering.cancel()

    def _app(self) -> App:
        """The queue, on connections of the worker's own."""
        params = connector_params()
        app = App(connector=PsycopgConnector(kwargs=params, min_size=1, max_size=4, timeout=_PATIENCE))

        @app.task(name=queueing.TASK, queue=queueing.QUEUE)
        async def do(job: str) -> None:
            await self._crew.do(UUID(job))

        return app

    async def _recover(self, app: App) -> None:
        while True:
            with suppress(*_LOST):
                await recover(app, self._folder, after=self._pace.stalled)
            await asyncio.sleep(self._pace.recover)
