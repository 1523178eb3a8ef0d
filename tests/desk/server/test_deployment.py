"""What stands in deploy/: units that systemd takes, a proxy that the desk can stand behind, a container file that names what is there."""

import hashlib
import http.client
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import zipfile
from pathlib import Path
from urllib.parse import urlencode

import pytest
from project import ROOT
from server.commands import becomes, database_of, environment, free_port, qiao, serving

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
SESSIONS = """
from qiao.desk.server import setup
with setup.ready():
    from allauth.usersessions.models import UserSession
    print(*UserSession.objects.values_list("ip", flat=True))
"""


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_takes_the_unit(unit: Path, tmp_path: Path) -> None:
    for path in UNITS:  # on this machine there is neither the program nor its user
        text = path.read_text("utf-8").replace("/opt/qiao/bin/qiao", "/bin/true").replace("User=qiao", "User=root")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    words = ["systemd-analyze", "verify", str(tmp_path / unit.name)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    about = [line for line in done.stderr.splitlines() if unit.stem in line]
    assert (done.returncode, about) == (0, [])


@pytest.mark.parametrize(
    ("name", "writable"),
    [
        ("qiao-web", "/var/lib/qiao"),
        ("qiao-worker", "/var/lib/qiao"),
        ("qiao-ingest", "/var/lib/qiao"),
        ("qiao-backup", "/var/lib/qiao /backup/qiao"),
    ],
)
def test_a_unit_is_confined(name: str, writable: str) -> None:
    lines = (DEPLOY / "systemd" / f"{name}.service").read_text("utf-8").splitlines()
    wanted = {"NoNewPrivileges=yes", "ProtectSystem=strict", "PrivateTmp=yes", "CapabilityBoundingSet=", "UMask=0077"}
    assert wanted | {"User=qiao", f"ReadWritePaths={writable}"} <= set(lines)
    assert _restrictions(lines) == _restrictions(
        (DEPLOY / "systemd" / "qiao-web.service").read_text("utf-8").splitlines()
    )


def _restrictions(lines: list[str]) -> list[str]:
    return [line for line in lines if re.match("Protect|Private|Restrict|NoNew|Capability|Lock|SystemCall", line)]


@pytest.mark.parametrize("name", ["qiao-web", "qiao-worker", "qiao-ingest"])
def test_what_takes_tables_in_has_the_disk_for_its_temporary_files(name: str) -> None:
    lines = (DEPLOY / "systemd" / f"{name}.service").read_text("utf-8").splitlines()
    assert lines.index("Environment=TMPDIR=/var/tmp") < lines.index("EnvironmentFile=/etc/qiao/environment")


@pytest.mark.parametrize("name", ["qiao-ingest", "qiao-backup"])
def test_what_ends_by_itself_tells_that_it_failed(name: str) -> None:
    assert "OnFailure=qiao-told@%N.service" in (DEPLOY / "systemd" / f"{name}.service").read_text("utf-8")


def test_units_and_container_use_verbs_that_exist() -> None:
    texts = [path.read_text("utf-8") for path in UNITS]
    verbs = {verb for text in texts for verb in re.findall(r"/opt/qiao/bin/qiao ([a-z-]+)", text)}
    assert verbs == {"serve", "worker", "ingest", "backup", "verify-backup"}
    container = (DEPLOY / "Containerfile").read_text("utf-8")
    assert re.findall(r"^(?:ADD|COPY) (\S+)", container, re.MULTILINE) == ["${BUNDLE}.tar.gz", "--from=installed"]
    assert re.findall(r"^USER (\S+)", container, re.MULTILINE) == ["qiao"]
    assert re.findall(r"^(?:VOLUME|HEALTHCHECK)\b.*", container, re.MULTILINE)[0] == "VOLUME /var/lib/qiao /var/tmp"
    assert ("TMPDIR=/var/tmp" in container, "--format docker" in container) == (True, True)
    assert re.findall(r"--no-healthcheck .*qiao (\w+)$", container, re.MULTILINE) == ["worker", "migrate"]
    assert (DEPLOY / "install.sh").stat().st_mode & 0o111


@pytest.mark.parametrize(("verb", "owner"), [("migrate", 1), ("restore", 1), ("people", 0), ("backup", 0)])
def test_a_verb_runs_as_the_service_and_the_owner_is_known_to_what_makes_tables(
    verb: str, owner: int, tmp_path: Path
) -> None:
    (tmp_path / "systemd-run").write_text("#!/bin/sh\nprintf '%s\\n' \"$@\"\n", "utf-8")
    (tmp_path / "systemd-run").chmod(0o755)
    told = {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    words = [str(DEPLOY / "as-service"), verb, "张 三"]
    given = subprocess.run(words, env=told, capture_output=True, text=True, check=True).stdout.splitlines()
    assert given[-3:] == ["/opt/qiao/bin/qiao", verb, "张 三"]
    assert {"--uid=qiao", "--property=UMask=0077", "--property=EnvironmentFile=/etc/qiao/environment"} <= set(given)
    assert given.count("--property=EnvironmentFile=/etc/qiao/owner") == owner


# --- the installer ----------------------------------------------------------------------------------------------------


def _bundle(folder: Path, says: str) -> Path:
    """A bundle with nothing in it but a program that says something, always of the same version."""
    (folder / "wheels").mkdir(parents=True, exist_ok=True)
    wheel = folder / "wheels" / "qiao-0.1.0-py3-none-any.whl"
    about = "qiao-0.1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as packed:
        packed.writestr("qiao.py", f"def main():\n    print({says!r})\n")
        packed.writestr(f"{about}/METADATA", "Metadata-Version: 2.1\nName: qiao\nVersion: 0.1.0\n")
        packed.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        packed.writestr(f"{about}/entry_points.txt", "[console_scripts]\nqiao = qiao:main\n")
        packed.writestr(f"{about}/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (folder / "requirements.txt").write_text(f"qiao==0.1.0 --hash=sha256:{digest}\n", "utf-8")
    machine = f"{sys.version_info[0]}.{sys.version_info[1]} {sys.platform} {os.uname().machine}"
    (folder / "PYTHON").write_text(f"{machine}\n", "utf-8")
    (folder / "SHA256SUMS").write_text(f"{digest}  wheels/{wheel.name}\n", "utf-8")
    shutil.copy2(DEPLOY / "install.sh", folder)
    return folder


def _install(folder: Path, says: str) -> subprocess.CompletedProcess[str]:
    """Install it as a root does whose files are closed to others."""
    words = [str(_bundle(folder / "bundle", says) / "install.sh"), str(folder / "qiao")]
    told = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | {"PYTHON": sys.executable}
    return subprocess.run(words, env=told, capture_output=True, text=True, check=False, umask=0o027)


@pytest.mark.slow
def test_the_installer_upgrades_for_everybody_or_says_why_not(tmp_path: Path) -> None:
    first = _install(tmp_path, "first")
    assert (first.returncode, first.stdout) == (0, "first\n"), first.stderr
    again = _install(tmp_path, "second")
    assert (again.returncode, again.stdout) == (0, "second\n"), "the same number, another program"
    place = tmp_path / "qiao"
    closed = [path for path in place.rglob("*") if not path.is_symlink() and not path.stat().st_mode & 0o004]
    assert (closed, place.stat().st_mode & 0o777) == ([], 0o755)
    (tmp_path / "bundle" / "GLIBC").write_text("9.1\n", "utf-8")
    older = _install(tmp_path, "third")
    assert older.returncode == 2
    assert ("需要 glibc 9.1 或更新版本" in older.stderr, "needs glibc 9.1 or later" in older.stderr) == (True, True)
    (tmp_path / "bundle" / "GLIBC").write_text("2.5\n", "utf-8")
    (place / "bin" / "python").unlink()
    (place / "bin" / "python").symlink_to("/nowhere/python")
    gone = _install(tmp_path, "third")
    assert gone.returncode == 2
    assert ("操作系统升级过" in gone.stderr, "was the system upgraded?" in gone.stderr) == (True, True)


# --- the proxy --------------------------------------------------------------------------------------------------------


def _configured(folder: Path, upstream: int, port: int, plain: int) -> Path:
    """The example as it stands, with this test's ports and certificate."""
    site = (DEPLOY / "nginx.conf").read_text("utf-8")
    for old, new in (
        ("127.0.0.1:8000", f"127.0.0.1:{upstream}"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{port} ssl"),
        ("/etc/qiao/", f"{folder}/"),
    ):
        assert old in site
        site = site.replace(old, new)
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole = (
        f"pid {folder}/pid;\nerror_log {folder}/errors;\nevents {{}}\nhttp {{\naccess_log off;\n{temporary}{site}}}\n"
    )
    place = folder / "nginx.conf"
    place.write_text(whole, encoding="utf-8")
    return place


class Reader:
    """A browser at 127.0.0.2 that keeps cookies and trusts the test's certificate."""

    def __init__(self, port: int, certificate: Path) -> None:
        self.port, self.cookies = port, {}
        self.trust = ssl.create_default_context(cafile=str(certificate))

    def ask(self, method: str, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
        asking = http.client.HTTPSConnection(
            "qiao.bank.example", self.port, context=self.trust, source_address=("127.0.0.2", 0), timeout=30
        )
        asking._create_connection = self._dial  # type: ignore[attr-defined]  # the name is in no directory
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        headers = {"Cookie": cookies, "Referer": f"https://qiao.bank.example{path}", "Host": "qiao.bank.example"}
        body = urlencode(fields) if fields else None
        more = {"Content-Type": "application/x-www-form-urlencoded"} if fields else {}
        asking.request(method, path, body, headers | more)
        answer = asking.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or ():
            assert "Secure" in line
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
        text = answer.read().decode()
        asking.close()
        return answer.status, dict(answer.headers), text

    def begin(self, path: str) -> ssl.SSLSocket:
        """Send the first byte of a form, and no more."""
        raw = socket.create_connection(("127.0.0.1", self.port), 30)
        line = self.trust.wrap_socket(raw, server_hostname="qiao.bank.example")
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        line.sendall(
            f"POST {path} HTTP/1.1\r\nHost: qiao.bank.example\r\nReferer: https://qiao.bank.example{path}\r\n"
            f"Cookie: {cookies}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 999\r\n\r\na".encode()
        )
        return line

    def _dial(self, _address: object, timeout: float, source: tuple[str, int]) -> object:
        return socket.create_connection(("127.0.0.1", self.port), timeout, source)


def _slow_lines_hold_no_thread(reader: Reader) -> None:
    slow = [reader.begin("/account/login/") for _ in range(6)]  # there are four threads
    time.sleep(1)
    assert reader.ask("GET", "/account/login/")[0] in {200, 302}
    for line in slow:
        line.close()


def _an_idle_connection_is_kept(port: int) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    kept.request("GET", "/healthz")
    kept.getresponse().read()
    line = kept.sock
    time.sleep(3)
    kept.request("GET", "/healthz")
    assert (kept.getresponse().status, line is not None and kept.sock is line) == (200, True)
    kept.close()


@pytest.mark.slow
def test_behind_the_proxy_https_and_the_readers_address_are_honoured(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    words = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
             "-days", "2", "-subj", "/CN=qiao.bank.example", "-addext", "subjectAltName=DNS:qiao.bank.example",
             "-keyout", str(tmp_path / "key.pem"), "-out", str(tmp_path / "certificate.pem")]  # fmt: skip
    subprocess.run(words, capture_output=True, check=True)
    told = {"QIAO_PROXY": "127.0.0.1", "QIAO_HOSTS": "qiao.bank.example"}
    with database_of(home):
        assert qiao(home, "migrate").returncode == 0
        made = qiao(home, "people", "first-admin", "000001", "张三", **told)
        password = made.stdout.split()[-1]
        port, plain = free_port(), free_port()
        with serving(home, tmp_path / "log", "--no-worker", "--processes", "1", **told) as server:
            conf = _configured(tmp_path, server.port, port, plain)
            proxy = subprocess.Popen(["/usr/sbin/nginx", "-c", str(conf), "-g", "daemon off;"])
            try:
                reader = Reader(port, tmp_path / "certificate.pem")
                assert becomes(lambda: (tmp_path / "pid").exists() and proxy.poll() is None)
                moved = http.client.HTTPConnection("127.0.0.1", plain, timeout=30)
                moved.request("GET", "/clients/", headers={"Host": "qiao.bank.example"})
                assert moved.getresponse().headers["Location"] == "https://qiao.bank.example/clients/"
                moved.close()
                status, headers, page = reader.ask("GET", "/account/login/")
                assert (status, "max-age=31536000" in headers["Strict-Transport-Security"]) == (200, True)
                token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
                assert token is not None
                status, headers, page = reader.ask(
                    "POST", "/account/login/", csrfmiddlewaretoken=token[1], login="000001", password=password
                )
                assert (status, "sessionid" in reader.cookies) == (302, True), page
                assert reader.ask("GET", "/healthz")[0] == 404, "monitors ask directly"
                _slow_lines_hold_no_thread(reader)
                _an_idle_connection_is_kept(server.port)
            finally:
                proxy.terminate()
                proxy.wait(30)
        words = [sys.executable, "-c", SESSIONS]
        found = subprocess.run(words, env=environment(home), capture_output=True, text=True, check=True)
    assert found.stdout.split() == ["127.0.0.2"]
