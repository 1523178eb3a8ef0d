"""The desk's own settings, with the environment of a test in place of a bank's."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

os.environ["QIAO_HOME"] = str(ROOT / ".cache" / "test-home")
os.environ["QIAO_SECRET_KEY"] = "a key for tests alone, which guards nothing at all"
os.environ["QIAO_HTTPS"] = "off"

from qiao.desk.settings import *  # noqa: E402, F403

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = ROOT / ".cache" / "test-home" / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
ALLOWED_HOSTS = ["*"]
AUDIT_IS_STRICT = True
PASSWORD_HASHERS = ["light_hashing.LightArgon2"]
