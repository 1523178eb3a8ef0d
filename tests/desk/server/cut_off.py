"""Run in a network of its own that has nothing but this machine: install a bundle into an empty folder, and serve the desk.

`python cut_off.py BUNDLE PLACE PYTHON` prints what was found as JSON.
"""

import fcntl
import json
import os
import re
import signal
import socket
import struct
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

_UP = 0x8914, 0x1  # SIOCSIFFLAGS, IFF_UP


def wake_loopback() -> None:
    """The interface `lo`, which is down in a new network."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        fcntl.ioctl(asking, _UP[0], struct.pack("16sh", b"lo", _UP[1]))


def interfaces() -> list[str]:
    """What this network consists of."""
    return [name for _, name in socket.if_nameindex()]


def is_cut_off() -> bool:
    """Whether nothing outside can be reached: the system itself knows no way."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asking:
        try:
            asking.connect(("192.0.2.1", 53))
        except OSError:
            return True
    return False


def page(path: str, port: int) -> tuple[int, bytes]:
    """Status and body; 0 where nobody answers."""
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=20) as answer:
            return answer.status, answer.read()
    except (URLError, OSError):
        return 0, b""


def served(qiao: Path, environment: dict[str, str], port: int) -> dict[str, object]:
    """The desk's sign-in page with everything that it names."""
    words = [str(qiao), "serve", "--port", str(port), "--processes", "1"]
    with subprocess.Popen(words, env=environment, stdout=sys.stderr) as server:
        try:
            limit = time.monotonic() + 120
            while page("/healthz", port)[0] != 200 and server.poll() is None and time.monotonic() < limit:
                time.sleep(0.2)
            status, body = page("/", port)
            text = body.decode()
            assets = sorted(set(re.findall(r'(?:src|href)="(/static/[^"#]+)', text)))
            got = {asset: page(asset, port) for asset in assets}
            fonts = sorted({url for found in got.values() for url in re.findall(rb"url\((https?:[^)]+)\)", found[1])})
            return {
                "health": page("/healthz", port)[0],
                "sign_in": [status, "登录" in text, len(assets)],
                "assets": sorted({found[0] for found in got.values()}),
                "bytes": sum(len(found[1]) for found in got.values()),
                "outside": re.findall(r'(?:src|href)="(?:https?:)?//[^"]+', text) + [url.decode() for url in fonts],
            }
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def main() -> None:
    """Install, migrate, found, serve."""
    bundle, place, python = map(Path, sys.argv[1:])
    wake_loopback()
    home = place / "empty-home"
    home.mkdir(parents=True)
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(home), "PYTHON": str(python), "LANG": "C.UTF-8",
        "QIAO_HOME": str(place / "desk"), "QIAO_HTTPS": "off", "QIAO_LANG": "en",
    }  # fmt: skip
    found: dict[str, object] = {"interfaces": interfaces(), "is_cut_off": is_cut_off()}
    started = time.process_time()
    steps = (
        (bundle / "install.sh", place / "qiao"),
        (place / "qiao" / "bin" / "qiao", "migrate"),
        (place / "qiao" / "bin" / "qiao", "people", "first-admin", "000001", "张三"),
    )
    for words in steps:
        done = subprocess.run(
            [str(word) for word in words], env=environment, capture_output=True, text=True, check=False
        )
        found[f"{Path(words[0]).name} {words[1] if words[0].name == 'qiao' else ''}".strip()] = done.returncode
        if words[0].name == "install.sh":
            found["version"] = done.stdout.strip()
        if done.returncode:
            print(done.stdout, done.stderr, file=sys.stderr)
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
    found |= served(place / "qiao" / "bin" / "qiao", environment, port)
    found["seconds"] = round(sum(os.times()[:4]) - started)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
