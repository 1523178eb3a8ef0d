"""Programs of the tests that listen for webhooks: real servers in threads, which answer as they are told, or never to the end."""

import base64
import hashlib
import hmac
import json
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import BaseRequestHandler, TCPServer, ThreadingTCPServer
from typing import Any


@dataclass
class Heard:
    """One request as it came."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def told(self) -> Any:
        """The body."""
        return json.loads(self.body)

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers["webhook-id"]

    def is_signed_with(self, secret: str) -> bool:
        """Whether one of its signatures is made with a secret, as docs/webhooks.md says."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{self.id}.{self.headers['webhook-timestamp']}.".encode() + self.body
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return any(hmac.compare_digest(one, wanted) for one in self.headers["webhook-signature"].split(" "))


@dataclass
class Listener:
    """Where it listens, what it heard, and what it answers: the statuses in turn, then 204."""

    url: str
    heard: list[Heard] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


@contextmanager
def listening(context: ssl.SSLContext | None = None) -> Iterator[Listener]:
    """Listen on a free port of this machine, over TLS where it is said how."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the library's name
            body = self.rfile.read(int(self.headers["Content-Length"]))
            listener.heard.append(Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            status = listener.answers.pop(0) if listener.answers else 204
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{listener.url}elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *words: Any) -> None:
            """Nobody reads it."""

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler), context) as url:
        listener = Listener(url)
        yield listener


@contextmanager
def dripping(first: bytes, drop: bytes, context: ssl.SSLContext | None = None) -> Iterator[str]:
    """Begin an answer and then send a little of it every tenth of a second, for as long as anybody listens up to a minute."""
    over = threading.Event()

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):  # the other side has had enough
                self.request.recv(65_536)
                self.request.sendall(first)
                for _ in range(600):
                    if over.wait(0.1):
                        break
                    self.request.sendall(drop)

    with _served(ThreadingTCPServer(("127.0.0.1", 0), Handler), context) as url:
        try:
            yield url
        finally:
            over.set()


def certified(folder: Path, name: str) -> tuple[Path, ssl.SSLContext]:
    """A certificate for a name that vouches for itself, and what a server needs to show it."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
             "-subj", "/CN=bus", "-addext", f"subjectAltName={name}", "-keyout", str(key), "-out", str(certificate)]  # fmt: skip
    subprocess.run(words, capture_output=True, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return certificate, context


@contextmanager
def _served(server: TCPServer, context: ssl.SSLContext | None) -> Iterator[str]:
    """Serve in a thread; the address."""
    if context is not None:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http{'s' if context else ''}://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
