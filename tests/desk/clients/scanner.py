"""A small server that speaks clamd's INSTREAM and PING, for tests: it reads a stream to its end and answers."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BAD = b"this-is-a-sample-of-something-bad"
PUZZLING = b"this-is-a-sample-of-what-no-scanner-reads"
_OF_ITSELF = b"by what it read"


class Scanner:
    """How the server answers: by what it read, always the same, or (None) never."""

    def __init__(self, answer: bytes | None = _OF_ITSELF) -> None:
        """Keep the answer; `read` gathers what was sent."""
        self.answer = answer
        self.ended = threading.Event()

    def told(self, read: bytes) -> bytes | None:
        """What is answered to a stream."""
        if self.answer is not _OF_ITSELF:
            return self.answer
        if PUZZLING in read:
            return b"INSTREAM size limit exceeded. ERROR\0"
        return b"stream: Sample.Bad-1 FOUND\0" if BAD in read else b"stream: OK\0"


class _Handler(socketserver.StreamRequestHandler):
    scanner: Scanner

    def handle(self) -> None:
        if (asked := self.rfile.read(6)) == b"zPING\0":
            self.wfile.write(b"PONG\0")
            return
        assert asked + self.rfile.read(4) == b"zINSTREAM\0"
        read = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            read += self.rfile.read(size)
        answer = self.scanner.told(read)
        if answer is None:
            self.scanner.ended.wait(5)
        else:
            self.wfile.write(answer)


class _Tcp(socketserver.ThreadingMixIn, socketserver.TCPServer):
    daemon_threads = True


class _Unix(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@contextmanager
def standing(scanner: Scanner, path: Path | None = None) -> Iterator[str]:
    """The server for as long as the context lasts; its address as the setting has it."""
    handler = type("Handler", (_Handler,), {"scanner": scanner})
    server: socketserver.BaseServer = _Unix(str(path), handler) if path else _Tcp(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"unix:{path}" if path else f"127.0.0.1:{server.server_address[1]}"
    finally:
        scanner.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
