"""What a worker of the tests runs with: the desk as in every test, and the probes."""

import os
from pathlib import Path

from desk_settings import *  # noqa: F403
from desk_settings import INSTALLED_APPS

from qiao.desk.settings import _database

INSTALLED_APPS = ["work_probes", *INSTALLED_APPS]
DATABASES = {"default": _database(os.environ["DATABASE_URL"])}
HOME = Path(os.environ["QIAO_PROBE_HOME"])
