"""The worker's side of `forking.py`: a process for each job, made in a few hundredths of a second."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections import deque
from contextlib import suppress

GONE = -int(signal.SIGKILL)


class Forked:
    """One process that does one job."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.status: asyncio.Future[int] = asyncio.get_running_loop().create_future()

    async def end(self, mercy: float) -> int:
        """Ask it to end, after a while end it and what it started by force; its exit status."""
        if not self.status.done():
            self._signal(signal.SIGTERM)
            await asyncio.wait({self.status}, timeout=mercy)
        self._signal(signal.SIGKILL)
        return await self.status

    def _signal(self, number: signal.Signals) -> None:
        # To the whole group when by force: what the work started itself belongs to it, and may outlive it.
        with suppress(ProcessLookupError):
            os.killpg(self.pid, number) if number == signal.SIGKILL else os.kill(self.pid, number)


class Forker:
    """The program that forks, started when it is needed, and again if it is gone."""

    def __init__(self) -> None:
        self._program: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._lock = asyncio.Lock()
        self._asked: deque[asyncio.Future[Forked]] = deque()
        self._forked: dict[int, Forked] = {}

    async def start(self) -> None:
        """Come back when the program is ready.

        Raises:
            ChildProcessError: it ended instead.
        """
        async with self._lock:
            if self._program is not None and self._program.returncode is None:
                return
            words = [sys.executable, "-m", "qiao.desk.jobs.forking", str(os.getpid())]
            self._program = await asyncio.create_subprocess_exec(
                *words, stdin=PIPE, stdout=PIPE, start_new_session=True
            )
            assert self._program.stdout is not None
            if not await self._program.stdout.readline():
                await self._program.wait()
                raise ChildProcessError
            self._reading = asyncio.create_task(self._read(self._program))

    async def fork(self, order: str) -> Forked:
        """A process at work on this order.

        Raises:
            ChildProcessError: the program ended.
        """
        await self.start()
        assert self._program is not None
        assert self._program.stdin is not None
        if self._reading is None or self._reading.done():
            raise ChildProcessError
        asked: asyncio.Future[Forked] = asyncio.get_running_loop().create_future()
        self._asked.append(asked)
        self._program.stdin.write(order.encode() + b"\n")
        return await asyncio.shield(asked)

    async def stop(self) -> None:
        """End the program and whatever it made."""
        if self._program is not None and self._program.returncode is None:
            self._program.kill()
            await self._program.wait()
        if self._reading is not None:
            await self._reading

    async def _read(self, program: Process) -> None:
        assert program.stdout is not None
        async for line in program.stdout:
            self._hear(line.decode().split())
        for forked in self._forked.values():
            forked.status.set_result(GONE)
        for asked in self._asked:
            asked.set_exception(ChildProcessError())
        self._forked.clear()
        self._asked.clear()

    def _hear(self, said: list[str]) -> None:
        if said[0] == "begun":
            forked = self._forked[int(said[1])] = Forked(int(said[1]))
            self._asked.popleft().set_result(forked)
        else:
            self._forked.pop(int(said[1])).status.set_result(int(said[2]))
