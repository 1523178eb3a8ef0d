"""Take the pictures of the README from a sample bank that is made and served for them: `make pictures`."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).parents[1] / "docs" / "pictures"
PASSWORD = "qiao-sample"  # the sample's own, printed on its sign-in page
SIZE = {"width": 1400, "height": 900}
PATIENCE = 60  # seconds


def main() -> None:
    """List and page of a client, a scorecard and a simulation, in both languages."""
    OUT.mkdir(parents=True, exist_ok=True)
    with served() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell"), args=["--no-sandbox"]
        )
        for language in ("zh", "en"):
            page = signed_in(browser, address, "rm", language)
            shoot(page, f"{address}/clients/", f"list-{language}")
            page.locator("#rows td.q-name a").first.click()
            page.wait_for_load_state()
            shoot(page, page.url, f"client-{language}")
            page.goto(f"{address}/score/")
            shoot(page, page.url, f"score-{language}")
            simulated(signed_in(browser, address, "hr", language), address, f"simulate-{language}")
        browser.close()


@contextmanager
def served() -> Iterator[str]:
    """A sample bank in a folder of its own, and where it answers."""
    with tempfile.TemporaryDirectory(prefix="qiao-pictures-") as home:
        environment = {**os.environ, "QIAO_HOME": home, "QIAO_HTTPS": "off"}
        qiao = [sys.executable, "-m", "qiao"]
        subprocess.run([*qiao, "demo"], env=environment, check=True)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        server = subprocess.Popen([*qiao, "serve", "--port", str(port)], env=environment)
        try:
            address = f"http://localhost:{port}"
            wait_for(f"{address}/account/login/")
            yield address
        finally:
            server.terminate()
            server.wait()


def wait_for(address: str) -> None:
    """Until somebody answers there."""
    for _ in range(PATIENCE * 4):
        try:
            urllib.request.urlopen(address)
        except urllib.error.URLError:
            time.sleep(0.25)
        else:
            return
    raise SystemExit(f"Nobody answers at {address}")


def signed_in(browser: Browser, address: str, who: str, language: str) -> Page:
    """Somebody of the sample at a browser in this language."""
    page = browser.new_context(viewport=SIZE, locale="en-GB" if language == "en" else "zh-CN").new_page()
    page.goto(f"{address}/account/login/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.locator("form:has([name=password]) button").first.click()
    page.wait_for_load_state()
    chosen = "en" if language == "en" else "zh-hans"
    token = page.locator("[name=csrfmiddlewaretoken]").first.input_value()
    page.request.post(
        f"{address}/account/preferences/",
        form={"csrfmiddlewaretoken": token, "language": chosen},
        headers={"Referer": address},
    )
    return page


def simulated(page: Page, address: str, name: str) -> None:
    """The sample's first scenario of the open year."""
    page.goto(f"{address}/assess/")
    for link in (
        page.locator("a[href^='/assess/periods/']:not([href$='/open/'])").first,
        page.locator("a[href$='/simulate/']").first,
        page.locator("a[href^='/assess/scenarios/']").last,
    ):
        page.goto(f"{address}{link.get_attribute('href')}")
    shoot(page, page.url, name)


def shoot(page: Page, address: str, name: str) -> None:
    """Open a page, let its chart be drawn, take its picture."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=OUT / f"{name}.png", animations="disabled")


if __name__ == "__main__":
    main()
