"""The secret key: made once at set-up, readable by the owner only."""

import hashlib
import os
import secrets
from pathlib import Path

from qiao.desk.errors import SetupError

FILE = "secret-key"


def make(home: Path) -> str:
    """The key in this home, made if there is none."""
    path = home / FILE
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        partial = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(64))
            os.fsync(file.fileno())
        partial.rename(path)
    return read(home)


def read(home: Path) -> str:
    """The key in this home.

    Raises:
        SetupError: there is none.
    """
    path = home / FILE
    if not path.exists():
        raise SetupError(
            f"没有密钥:请设置 QIAO_SECRET_KEY,或运行 qiao migrate 生成 {path}。",
            f"There is no secret key: set QIAO_SECRET_KEY, or run `qiao migrate`, which makes {path}.",
        )
    return path.read_text().strip()


def fingerprint(key: str) -> str:
    """What tells this key from another one, and nothing of the key itself."""
    return hashlib.sha256(b"which secret key: " + key.encode()).hexdigest()[:16]
