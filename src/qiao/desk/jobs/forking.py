"""The program that makes a process for each job: ready once, it forks, since getting ready anew takes seconds.

A worker starts it and writes an order a line on its standard input. On its standard output it says `ready` when it is, then
`begun PID` for each order, in their turn, and `ended PID STATUS` for each process that is gone. It does nothing else, has one thread and no
connection, so that a fork of it is as good as new. It ends with the worker, and every process that it made ends with it.
"""

import ctypes
import os
import select
import signal
import sys
from contextlib import suppress
from typing import NoReturn

import django
from django.db import connections

_INPUT, _OUTPUT, _ERRORS = 0, 1, 2
_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


def main(parent: int) -> None:
    """Fork for each order until the worker is gone."""
    end_with(parent)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C in a terminal is the worker's to hear
    django.setup()
    from qiao.desk.jobs import carrying  # noqa: F401, PLC0415  # loaded once, before any fork

    connections.close_all()
    wake, woken = os.pipe()
    for end in (wake, woken):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(woken)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    _say("ready")
    _serve(wake)


def end_with(parent: int) -> None:
    """Have the kernel end this process with the one that made it, even when that is killed by force."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _serve(wake: int) -> None:
    said = b""
    while True:
        ready, _, _ = select.select([_INPUT, wake], [], [])
        if wake in ready:
            os.read(wake, 4096)
        _report_ended()
        if _INPUT in ready:
            part = os.read(_INPUT, 65536)
            if not part:
                return
            *orders, said = (said + part).split(b"\n")
            for order in orders:
                _fork(order.decode())


def _fork(order: str) -> None:
    me = os.getpid()
    pid = os.fork()
    if pid:
        _say(f"begun {pid}")
        return
    try:
        _carry_out(order, me)
    finally:
        os._exit(1)


def _carry_out(order: str, parent: int) -> NoReturn:
    """In the new process: be a group of one's own, without the worker's pipes, and do the job."""
    os.setsid()
    end_with(parent)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, _INPUT)
    os.dup2(_ERRORS, _OUTPUT)
    from qiao.desk.jobs import carrying  # noqa: PLC0415

    status = carrying.carry_out(order)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # threads that the work left behind hold nothing up


def _report_ended() -> None:
    with suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            _say(f"ended {ended[0]} {os.waitstatus_to_exitcode(ended[1])}")


def _say(line: str) -> None:
    os.write(_OUTPUT, line.encode() + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
