"""A real slapd on a loopback port, with a certificate of its own and three people."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SERVICE = "cn=qiao,dc=bank,dc=cn"
SERVICE_PASSWORD = "of the service"
# Number, place in the tree, password; the same number twice belongs to nobody.
PEOPLE = (
    ("rm", "ou=riverside,ou=people,dc=bank,dc=cn", "directory-rm"),
    ("stranger", "ou=people,dc=bank,dc=cn", "directory-stranger"),
    ("rm2", "ou=people,dc=bank,dc=cn", "directory-rm2"),
    ("rm3", "ou=riverside,ou=people,dc=bank,dc=cn", "directory-rm3"),
    ("rm3", "ou=people,dc=bank,dc=cn", "directory-rm3"),
)
CONF = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
pidfile {folder}/pid
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
database mdb
suffix "dc=bank,dc=cn"
rootdn "{service}"
rootpw "{password}"
directory {folder}/data
access to attrs=userPassword by anonymous auth by * none
access to * by dn.exact="{service}" read by * none
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """A running directory."""

    folder: Path
    port: int
    tls_port: int

    def settings(self, **other: object) -> dict[str, object]:
        """How the desk reaches it."""
        return {
            "url": f"ldaps://127.0.0.1:{self.tls_port}",
            "base": "ou=people,dc=bank,dc=cn",
            "bind": SERVICE,
            "bind_password": SERVICE_PASSWORD,
            "attribute": "uid",
            "ca": str(self.folder / "server.pem"),
            "tls": True,
            "only": False,
            **other,
        }


@contextmanager
def running(folder: Path) -> Iterator[Directory]:
    """A directory in a process of its own, for as long as the context lasts."""
    slapd = shutil.which("slapd", path="/usr/sbin:/usr/lib/openldap:/usr/bin:/usr/local/libexec")
    assert slapd, "no slapd: install the system's package of that name"
    (folder / "data").mkdir()
    certify(folder / "server", "127.0.0.1")
    words = {"schema": "/etc/ldap/schema", "modules": "/usr/lib/ldap", "service": SERVICE, "password": SERVICE_PASSWORD}
    conf = folder / "slapd.conf"
    conf.write_text(CONF.format(folder=folder, **words))
    (folder / "people.ldif").write_text(_people())
    adds = [slapd, "-T", "add", "-f", str(conf), "-l", str(folder / "people.ldif")]
    subprocess.run(adds, check=True, capture_output=True)
    directory = Directory(folder, _free_port(), _free_port())
    addresses = f"ldap://127.0.0.1:{directory.port} ldaps://127.0.0.1:{directory.tls_port}"
    log = (folder / "log").open("w")
    process = subprocess.Popen([slapd, "-d", "0", "-f", str(conf), "-h", addresses], stdout=log, stderr=log)
    try:
        _wait(directory.tls_port)
        yield directory
    finally:
        process.terminate()
        process.wait(10)
        log.close()


def certify(path: Path, name: str) -> None:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "directory")])
    try:
        other: x509.GeneralName = x509.IPAddress(ip_address(name))
    except ValueError:
        other = x509.DNSName(name)
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([other]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    path.with_suffix(".pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    secret = serialization.NoEncryption()
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, secret)
    path.with_suffix(".key").write_bytes(private)


def _people() -> str:
    units = "".join(
        f"dn: {dn}\nobjectClass: organizationalUnit\nou: {name}\n\n"
        for name, dn in (("people", "ou=people,dc=bank,dc=cn"), ("riverside", "ou=riverside,ou=people,dc=bank,dc=cn"))
    )
    people = "".join(
        f"dn: uid={uid},{place}\nobjectClass: inetOrgPerson\nuid: {uid}\ncn: {uid}\nsn: {uid}\nuserPassword: {password}\n\n"
        for uid, place, password in PEOPLE
    )
    return f"dn: dc=bank,dc=cn\nobjectClass: domain\ndc: bank\n\n{units}{people}"


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("the directory did not start")
