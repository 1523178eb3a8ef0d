"""The provider's process, and a browser that walks to it and back."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from django.http import HttpResponse
from django.test import Client

FOLDER = Path(__file__).parent / "provider"
CALLBACK = "http://testserver"


@dataclass(frozen=True, slots=True)
class Provider:
    """A running provider."""

    issuer: str

    def tell(self, **words: Any) -> None:
        """How to behave from now on; everything that is not said is as it should be."""
        requests.post(f"{self.issuer}/told", data=json.dumps(words), timeout=5).raise_for_status()

    def join(self, settings: Any) -> None:
        """Be named in the desk's settings."""
        app = {
            "provider_id": "bank",
            "name": "bank",
            "client_id": "qiao",
            "secret": "a secret of the tests",
            "settings": {"server_url": self.issuer, "fetch_userinfo": False, "scope": ["openid", "profile"]},
        }
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}
        settings.OPENID = {
            "issuer": self.issuer,
            "client_id": "qiao",
            "name": "Bank ID",
            "claim": "preferred_username",
        }
        policy = settings.CONTENT_SECURITY_POLICY
        rules = {**policy["DIRECTIVES"], "form-action": [*policy["DIRECTIVES"]["form-action"], self.issuer]}
        settings.CONTENT_SECURITY_POLICY = {**policy, "DIRECTIVES": rules}  # as the settings do for OPENID's issuer

    def walk(self, client: Client, path: str = "/account/login/openid/", **data: str) -> str:
        """From the button to the provider and through it; the address at which it sends the browser back."""
        with requests.Session() as browser:
            address = client.post(path, data).headers["Location"]
            while not address.startswith(CALLBACK):
                answer = browser.get(address, allow_redirects=False, timeout=5)
                assert answer.is_redirect, answer.text
                address = requests.compat.urljoin(address, answer.headers["Location"])
        return address.removeprefix(CALLBACK)

    def sign_on(self, client: Client, **data: str) -> HttpResponse:
        """The whole way, and back."""
        return client.get(self.walk(client, **data))


@contextmanager
def running(desk: str = CALLBACK) -> Iterator[Provider]:
    """A provider in a process of its own, for as long as the context lasts; `desk` is where browsers reach us."""
    node = shutil.which("node") or "node"
    process = subprocess.Popen(
        [node, "provider.mjs"], cwd=FOLDER, env={**os.environ, "DESK": desk}, stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout
        port = process.stdout.readline().strip()
        assert port, f"no provider: run npm ci in {FOLDER.name}"
        yield Provider(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(5)
        if process.stdout:
            process.stdout.close()
